// Windows: one-time enrolment codes, enrolment, another key, revocation.
import { createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto'
import {
  type DeviceToken,
  type Enrolment,
  type EnrolRequest,
  type NewKey,
  newKeyText,
} from '../src-shared/contract/replication.ts'
import { CodedFailure } from '../src-shared/errors.ts'
import { sha256 } from './sha256.ts'
import type { EndpointStore, EnrolledWindow } from './store/endpoint-store.ts'

/** Letter serials of a window: five digits, its number first, so that no two windows share one. */
function letterBlock(windowNumber: number): { readonly from: number; readonly to: number } {
  return { from: windowNumber * 10_000 + 1, to: windowNumber * 10_000 + 9_999 }
}

/** Longest life of a code, minutes: a day. */
const longestLife = 24 * 60

/**
 * Makes a one-time code for a window of `unit`; only its digest is kept. `minutes` is how long it lives, a day at most.
 * @throws not-found where the unit is not known, input-invalid
 */
export async function makeEnrolmentCode(
  store: EndpointStore,
  unit: string,
  windowName: string,
  minutes: number,
): Promise<string> {
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > longestLife)
    throw new CodedFailure('input-invalid', { field: 'minutes' })
  if ((await store.readDocument(`unit/${unit}`)) === null) throw new CodedFailure('not-found', { unit })
  const code = randomBytes(10).toString('hex').toUpperCase()
  const expiresAt = Date.now() + minutes * 60_000
  await store.addCode({ codeHash: sha256(code), unit, windowName, expiresAt })
  return code
}

/** The window's key, or null where it is none we can use. */
export function readPublicKey(publicKey: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}

/** @throws enrolment-code-wrong, enrolment-code-used, enrolment-code-expired, input-invalid where the key is not Ed25519 */
export async function enrol(
  store: EndpointStore,
  request: EnrolRequest,
  issue: (window: string) => DeviceToken,
): Promise<Enrolment> {
  // Before the code is used up: a window whose key is not usable could never say anything.
  if (readPublicKey(request.publicKey) === null)
    throw new CodedFailure('input-invalid', { field: 'publicKey' })
  const { region, endpointId, demo } = store
  const made = await store.spendCode(sha256(request.code.trim().toUpperCase()), (code, number) => {
    if (code === null) throw new CodedFailure('enrolment-code-wrong')
    if (code.usedAt !== null) throw new CodedFailure('enrolment-code-used')
    if (code.expiresAt < Date.now()) throw new CodedFailure('enrolment-code-expired')
    return {
      window: `${region}-w${number}`,
      number,
      name: code.windowName === '' ? request.windowName : code.windowName,
      unit: code.unit,
      publicKey: request.publicKey,
      enrolledAt: new Date().toISOString(),
    }
  })
  const { window, number, name, unit } = made
  return {
    endpointId,
    region,
    demo,
    window,
    windowNumber: number,
    windowName: name,
    unit,
    token: issue(window).token,
    letterBlock: letterBlock(number),
  }
}

/**
 * Gives a window another key. It takes effect on the next request and ends its open streams; what was signed with the one before
 * stays signed.
 * @throws input-invalid where it is no Ed25519 key or was this window's before, proof-wrong where the window does not hold it
 */
export async function changeKey(
  store: EndpointStore,
  { window, publicKey, pastKeys }: EnrolledWindow,
  given: NewKey,
): Promise<Record<string, never>> {
  const key = readPublicKey(given.publicKey)
  if (key === null || [publicKey, ...pastKeys].includes(given.publicKey) || pastKeys.length >= mostPastKeys)
    throw new CodedFailure('input-invalid', { field: 'publicKey' })
  const text = Buffer.from(newKeyText(window, given.publicKey))
  if (!verify(null, text, key, Buffer.from(given.possession, 'base64url')))
    throw new CodedFailure('proof-wrong', { part: 'possession' })
  if (!(await store.changeKey(window, publicKey, given.publicKey))) throw new CodedFailure('proof-wrong')
  return {}
}
/** A window that changed its key this often is enrolled anew. */
const mostPastKeys = 16

/** Takes effect on the next request and ends open streams within seconds. @throws not-found */
export async function revokeWindow(store: EndpointStore, window: string): Promise<void> {
  if (!(await store.revoke(window))) throw new CodedFailure('not-found', { window })
}
