// The folder `keys/` of this window: its keyring, wrapped once for each way in, and every change to the ways.
//
//   keyring.keychain.json  the keyring, wrapped by the secret in the system keychain
//   keyring.age            the keyring, wrapped for the passphrase and for the administrator's recovery key
//   passphrase-….age       the private half that opens keyring.age, wrapped by the passphrase; named after its public half
//   recovery.txt           which recovery key opens keyring.age; for people, never read back
//
// Every file is written durably. A change writes a new passphrase's file first, then keyring.age, then the keychain's wrap, and
// takes away what is no longer needed last: cut short anywhere, the ways of before or those of after open it. The database gets
// a new key only when all of them are on the disk.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { KeysView } from '../../../../src-shared/contract/keys.ts'
import { CodedFailure } from '../../../../src-shared/errors.ts'
import { sha256 } from '../../sha256.ts'
import { readIfThere, removeDurably, writeDurably } from './durable-file.ts'
import { wrapWithSecret } from './keychain-wrap.ts'
import { currentKey, type Keyring, keyBytes, withNewKey, writeKeyring } from './keyring.ts'

export const keyFiles = (folder: string) => ({
  keychain: join(folder, 'keyring.keychain.json'),
  age: join(folder, 'keyring.age'),
  recovery: join(folder, 'recovery.txt'),
})

const passphraseName = (recipient: string): string => `passphrase-${recipient.slice(-8)}.age`

/** Files a passphrase may open: one, or two where a change was cut short. */
export const passphraseFiles = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^passphrase-[a-z0-9]{8}\.age$/.test(name))
        .map((name) => join(folder, name))
    : []

/** The same words typed by any input method: full-width letters and digits are plain ones. */
export const plainWords = (passphrase: string): string => passphrase.normalize('NFKC').trim()

/** Tells whether keyring.age is still the file that was written beside the keychain's wrap. */
export const ageMark = (file: string | null): string => (file === null ? '' : sha256(file))

const loadAge = () => import('./age-wrap.ts')

/** Writes the file a new passphrase opens, beside the one of before, and tells its recipient. */
async function lockWithPassphrase(folder: string, passphrase: string): Promise<string> {
  const { newIdentity, encryptWithPassphrase, passphraseCost } = await loadAge()
  const { identity, recipient } = await newIdentity()
  const locked = await encryptWithPassphrase(identity, plainWords(passphrase), passphraseCost)
  writeDurably(join(folder, passphraseName(recipient)), locked)
  return recipient
}

/** Writes keyring.age for the ring's recipients, or takes it away where there are none. @returns its mark */
async function writeAge(folder: string, ring: Keyring): Promise<string> {
  const { age } = keyFiles(folder)
  const recipients = [ring.recipients.passphrase, ring.recipients.recovery].filter((one) => one !== null)
  if (recipients.length === 0) {
    if (readIfThere(age) !== null) removeDurably(age)
    return ageMark(null)
  }
  const { encryptFor } = await loadAge()
  const file = await encryptFor(writeKeyring(ring), recipients)
  writeDurably(age, file)
  return ageMark(file)
}

export type WindowKeys = ReturnType<typeof createWindowKeys>

export type WindowKeysOptions = {
  readonly folder: string
  readonly ring: Keyring
  /** What the keychain holds, 32 bytes; null where this host has none to be trusted. */
  readonly secret: Uint8Array | null
  /** Hears of every keyring that is on the disk now. */
  readonly onChange: (ring: Keyring) => void
}

/** The open keyring of a running core. Changes are made one after the other. */
export function createWindowKeys({ folder, ring: opened, secret, onChange }: WindowKeysOptions) {
  const files = keyFiles(folder)
  let ring = opened
  let last: Promise<unknown> = Promise.resolve()

  async function save(next: Keyring): Promise<void> {
    const { passphrase, recovery } = next.recipients
    const mark = await writeAge(folder, next)
    // A wrap that cannot be made anew must not bring an old keyring back.
    if (secret !== null) writeDurably(files.keychain, wrapWithSecret(writeKeyring(next), secret, mark))
    else if (readIfThere(files.keychain) !== null) removeDurably(files.keychain)
    if (recovery !== null) writeDurably(files.recovery, `${recovery}\n`)
    else if (readIfThere(files.recovery) !== null) removeDurably(files.recovery)
    const named = passphrase === null ? '' : join(folder, passphraseName(passphrase))
    for (const file of passphraseFiles(folder)) if (file !== named) removeDurably(file)
    ring = next
    onChange(next)
  }

  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }

  async function putPassphrase(passphrase: string): Promise<void> {
    const recipient = await lockWithPassphrase(folder, passphrase)
    await save({ ...ring, recipients: { ...ring.recipients, passphrase: recipient } })
  }

  return {
    /** The key the database is to have, 32 bytes. */
    get current(): Uint8Array {
      return currentKey(ring)
    },
    /** All keys, newest first: what a backup of earlier may need. */
    get all(): readonly Uint8Array[] {
      return keyBytes(ring)
    },
    get pending(): Keyring['pending'] {
      return ring.pending
    },
    /** Writes every wrap as it should be now. */
    save: () => inTurn(() => save(ring)),
    /** The database has the newest key. */
    settled: () => inTurn(() => save({ ...ring, pending: null })),
    /** Makes a new key; the database gets it at core's next start. @throws action-not-available while one is waited for */
    rotate: () =>
      inTurn(async () => {
        if (ring.pending !== null) throw new CodedFailure('action-not-available', { action: 'rotate-key' })
        await save(withNewKey(ring, new Date()))
      }),
    /** Sets a passphrase without asking for the one before: for who came in by another way. */
    putPassphrase: (passphrase: string) => inTurn(() => putPassphrase(passphrase)),
    /** @throws unlock-wrong where `before` is not the passphrase of now; null where there is none yet */
    changePassphrase: (before: string | null, passphrase: string) =>
      inTurn(async () => {
        const { passphrase: recipient } = ring.recipients
        const locked = recipient === null ? null : readIfThere(join(folder, passphraseName(recipient)))
        if (locked !== null) {
          const { openWithPassphrase } = await loadAge()
          if ((await openWithPassphrase(locked, plainWords(before ?? ''))).state !== 'open')
            throw new CodedFailure('unlock-wrong')
        }
        await putPassphrase(passphrase)
      }),
    /** Wraps for the administrator's recovery key of now. @returns whether anything changed */
    setRecovery: (recipient: string | null) =>
      inTurn(async () => {
        if (ring.recipients.recovery === recipient) return false
        if (recipient !== null && !(await (await loadAge()).isRecipient(recipient)))
          throw new CodedFailure('input-invalid', { field: 'recipient' })
        await save({ ...ring, recipients: { ...ring.recipients, recovery: recipient } })
        return true
      }),
    view(): Omit<KeysView, 'waitsBecause'> {
      return {
        keychain: secret !== null,
        passphrase: ring.recipients.passphrase !== null,
        recovery: ring.recipients.recovery,
        madeAt: ring.keys[0]?.madeAt ?? '',
        rotated: ring.keys.length > 1,
        pending: ring.pending,
      }
    },
  }
}
