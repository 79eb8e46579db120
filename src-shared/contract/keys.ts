// What crosses about the keys of this window's database: how it is unlocked before the desk opens, and what a page may know of them.
import Type from 'typebox'
import type { CodedError } from '../errors.ts'

const exact = { additionalProperties: false } as const
/** Shortest passphrase, characters. */
export const shortestPassphrase = 8
const given = Type.String({ minLength: 1, maxLength: 200 })
const chosen = Type.String({ minLength: shortestPassphrase, maxLength: 200 })

/** Verbs core answers while the database is locked; any other is refused with `core-locked`. */
export const lockCalls = {
  /** First start without a keychain: the passphrase that will open this window. */
  setUpPassphrase: Type.Object({ passphrase: chosen }, exact),
  unlock: Type.Object({ passphrase: given }, exact),
  /** `recoveryKey` is the administrator's `AGE-SECRET-KEY-1…`; `passphrase` the one from now on, null to leave it as it is. */
  recover: Type.Object({ recoveryKey: given, passphrase: Type.Union([chosen, Type.Null()]) }, exact),
} as const satisfies Record<string, Type.TSchema>
export type LockCall = keyof typeof lockCalls
export type LockInput<Call extends LockCall> = Readonly<Type.Static<(typeof lockCalls)[Call]>>

/** Why the person is asked, and the ways there are. */
export type LockView = {
  /** `first-start`: there is no key yet and no keychain to keep one. */
  readonly state: 'first-start' | 'locked'
  readonly passphrase: boolean
  /** Recipient (`age1…`) of the recovery key that opens it; '' where it is not known which; null where none does. */
  readonly recovery: string | null
  /** `lost`: the keychain has no longer what it kept; `none`: this host has no keychain to be trusted. */
  readonly keychain: 'none' | 'lost'
}

/** The keys as the settings page shows them; nothing in it is secret. */
export type KeysView = {
  readonly keychain: boolean
  readonly passphrase: boolean
  /** Recipient of the administrator's recovery key it is wrapped for, or null. */
  readonly recovery: string | null
  /** When the key of now was made, ISO. */
  readonly madeAt: string
  readonly rotated: boolean
  /** What the database file still waits for. */
  readonly pending: 'encrypt' | 'rotate' | null
  /** Why it could not be given at the last start, or null. */
  readonly waitsBecause: CodedError | null
}
