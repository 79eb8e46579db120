// Windows: one-time enrolment codes, enrolment, and who a token belongs to.
import { createHash, createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import type { Enrolment, EnrolRequest } from '../src-shared/contract/replication.ts'
import { chainStart } from '../src-shared/domain/event.ts'
import { CodedFailure } from '../src-shared/errors.ts'
import type { EndpointStore } from './store.ts'

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A window as the endpoint knows it. */
export type EnrolledWindow = {
  readonly window: string
  readonly unit: string
  readonly publicKey: string
  readonly tip: { readonly sequence: number; readonly hash: string }
}

/** Letter serials of a window: five digits, its number first, so that no two windows share one. */
export function letterBlock(windowNumber: number): { readonly from: number; readonly to: number } {
  return { from: windowNumber * 10_000 + 1, to: windowNumber * 10_000 + 9_999 }
}

/** Longest life of a code, minutes: a day. */
const longestLife = 24 * 60

/**
 * Makes a one-time code for a window of `unit`; only its digest is kept. `minutes` is how long it lives, a day at most.
 * @throws not-found where the unit is not known, input-invalid
 */
export function makeEnrolmentCode(
  store: EndpointStore,
  unit: string,
  windowName: string,
  minutes: number,
): string {
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > longestLife)
    throw new CodedFailure('input-invalid', { field: 'minutes' })
  const known = store.database
    .prepare('SELECT 1 FROM reference WHERE region = ? AND id = ?')
    .get(store.region, `unit/${unit}`)
  if (known === undefined) throw new CodedFailure('not-found', { unit })
  const code = randomBytes(10).toString('hex').toUpperCase()
  store.database
    .prepare('INSERT INTO codes (region, code_hash, unit, window_name, expires_at) VALUES (?, ?, ?, ?, ?)')
    .run(store.region, digest(code), unit, windowName, Date.now() + minutes * 60_000)
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
export function enrol(store: EndpointStore, request: EnrolRequest): Enrolment {
  const { database, region } = store
  // Before the code is used up: a window whose key is not usable could never say anything.
  if (readPublicKey(request.publicKey) === null)
    throw new CodedFailure('input-invalid', { field: 'publicKey' })
  const work = database.transaction((): Enrolment => {
    const code = database
      .prepare('SELECT unit, window_name, expires_at, used_at FROM codes WHERE region = ? AND code_hash = ?')
      .get(region, digest(request.code.trim().toUpperCase())) as
      | { unit: string; window_name: string; expires_at: number; used_at: number | null }
      | undefined
    if (code === undefined) throw new CodedFailure('enrolment-code-wrong')
    if (code.used_at !== null) throw new CodedFailure('enrolment-code-used')
    if (code.expires_at < Date.now()) throw new CodedFailure('enrolment-code-expired')
    database
      .prepare('UPDATE codes SET used_at = ? WHERE region = ? AND code_hash = ?')
      .run(Date.now(), region, digest(request.code.trim().toUpperCase()))
    const { last } = database
      .prepare('SELECT coalesce(max(number), 0) AS last FROM windows WHERE region = ?')
      .get(region) as {
      last: number
    }
    const number = last + 1
    const window = `${region}-w${number}`
    const token = randomBytes(32).toString('base64url')
    const name = code.window_name === '' ? request.windowName : code.window_name
    database
      .prepare(
        `INSERT INTO windows (region, window, number, name, unit, public_key, token_hash, tip_hash, enrolled_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        region,
        window,
        number,
        name,
        code.unit,
        request.publicKey,
        digest(token),
        chainStart,
        new Date().toISOString(),
      )
    return {
      endpointId: store.endpointId,
      region,
      demo: store.demo,
      window,
      windowNumber: number,
      windowName: name,
      unit: code.unit,
      token,
      letterBlock: letterBlock(number),
    }
  })
  return work.immediate()
}

/** @throws token-missing, token-wrong, token-revoked */
export function windowOfToken(store: EndpointStore, authorization: string | undefined): EnrolledWindow {
  const token = /^Bearer (\S{20,200})$/.exec(authorization ?? '')?.[1]
  if (token === undefined) throw new CodedFailure('token-missing')
  const row = store.database
    .prepare(
      'SELECT window, unit, public_key, revoked, tip_sequence, tip_hash FROM windows WHERE region = ? AND token_hash = ?',
    )
    .get(store.region, digest(token)) as
    | {
        window: string
        unit: string
        public_key: string
        revoked: number
        tip_sequence: number
        tip_hash: string
      }
    | undefined
  if (row === undefined) throw new CodedFailure('token-wrong')
  if (row.revoked === 1) throw new CodedFailure('token-revoked')
  return {
    window: row.window,
    unit: row.unit,
    publicKey: row.public_key,
    tip: { sequence: row.tip_sequence, hash: row.tip_hash },
  }
}

/** Takes effect on the next request and ends open streams within seconds. @throws not-found */
export function revokeWindow(store: EndpointStore, window: string): void {
  const { changes } = store.database
    .prepare('UPDATE windows SET revoked = 1 WHERE region = ? AND window = ?')
    .run(store.region, window)
  if (changes === 0) throw new CodedFailure('not-found', { window })
}
