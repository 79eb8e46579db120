// Who this window is: its enrolment and device key, and the seal it puts on every event.
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Enrolment } from '../../../src-shared/contract/replication.ts'
import { type EventEnvelope, sealedText, type UnsealedEvent } from '../../../src-shared/domain/event.ts'
import { sha256 } from '../sha256.ts'
import type { Store } from '../store/open-store.ts'

/** Kept in the store only: the private key never leaves this machine. */
export type WindowIdentity = {
  readonly endpoint: string
  readonly enrolment: Enrolment
  /** Ed25519 private key, PKCS8 DER, base64. */
  readonly privateKey: string
  /** PEM of the office's own CA, left out where the machine knows it. */
  readonly authority?: string
  /** The key before this one, or the next one while it is not known whether the endpoint has it; tried where this one is not taken. */
  readonly otherKey?: string
}

/** A new device key pair: public as SPKI DER, private as PKCS8 DER, both base64. */
export function newDeviceKey(): { readonly publicKey: string; readonly privateKey: string } {
  const pair = generateKeyPairSync('ed25519')
  return {
    publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  }
}

const keys = new Map<string, KeyObject>()
function privateKey(identity: Pick<WindowIdentity, 'privateKey'>): KeyObject {
  const known = keys.get(identity.privateKey)
  if (known !== undefined) return known
  const key = createPrivateKey({
    key: Buffer.from(identity.privateKey, 'base64'),
    format: 'der',
    type: 'pkcs8',
  })
  keys.set(identity.privateKey, key)
  return key
}

/** Seals an event: hash over its canonical text, signature over the hash. */
export function sealEvent(event: UnsealedEvent, identity: WindowIdentity): EventEnvelope {
  const hash = sha256(sealedText(event))
  return { ...event, hash, signature: sign(null, Buffer.from(hash), privateKey(identity)).toString('base64') }
}

/** What this window's device key says to `text`, base64url. */
export const signText = (text: string, identity: Pick<WindowIdentity, 'privateKey'>): string =>
  sign(null, Buffer.from(text), privateKey(identity)).toString('base64url')

/** The identity with the key that is to take the present one's place. */
export const withOtherKey = (identity: WindowIdentity, otherKey: string): WindowIdentity => ({
  ...identity,
  otherKey,
})
/** The endpoint takes the other key, or does not take this one: they change places. */
export const withKeysSwapped = (identity: WindowIdentity): WindowIdentity =>
  identity.otherKey === undefined
    ? identity
    : { ...identity, privateKey: identity.otherKey, otherKey: identity.privateKey }

export function readIdentity(store: Store): Promise<WindowIdentity | null> {
  return store.readLocal<WindowIdentity>('window')
}
