// Who may speak: a short-lived token, and on every request a proof that whoever sends it holds the window's device key.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { type DeviceToken, proofLateness, proofText, tokenLife } from '../src-shared/contract/replication.ts'
import { CodedFailure } from '../src-shared/errors.ts'
import { sha256 } from './sha256.ts'
import { type DeviceKey, isSigned, readDeviceKey } from './signatures.ts'
import type { EndpointStore, EnrolledWindow } from './store/endpoint-store.ts'

/** What is looked at of a request; `path` with its query. */
export type SignedRequest = {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly proof: string | undefined
}

/** `bodyDigest` is what the proof says of the body, SHA-256 hex: to be compared when it has been read. */
export type Admission = { readonly window: EnrolledWindow; readonly bodyDigest: string }

type Known = { readonly window: EnrolledWindow; readonly key: DeviceKey | null; readonly seen: SeenProofs }
export type DeviceAuth = ReturnType<typeof createDeviceAuth>

/** Numbers of requests that are remembered for each window; one below all of them is taken for a repetition. */
const remembered = 64

/** The newest numbers of one window's proofs: each is good once. */
class SeenProofs {
  readonly #recent: number[] = []
  #floor = 0
  /** @returns whether it is new */
  take(at: number): boolean {
    if (at <= this.#floor || this.#recent.includes(at)) return false
    this.#recent.push(at)
    if (this.#recent.length > remembered) {
      this.#recent.sort((one, other) => one - other)
      this.#floor = this.#recent.shift() ?? this.#floor
    }
    return true
  }
}

const split = (text: string | undefined, parts: number): readonly string[] | null => {
  const given = (text ?? '').split('.')
  return given.length === parts && given.every((one) => one.length > 0 && one.length <= 200) ? given : null
}

/** Checks tokens and proofs. Windows are remembered until something is heard of them. */
export function createDeviceAuth(store: EndpointStore, now: () => number = Date.now) {
  const secret = Buffer.from(store.tokenSecret, 'base64')
  const windows = new Map<string, EnrolledWindow>()
  const seen = new Map<string, SeenProofs>()
  // Proofs from before this process began may have been used up with the one before it.
  const start = now()
  let changes = 0
  const unlisten = store.listen((change) => {
    if (change.change === 'grown') return
    changes += 1
    if (change.change === 'window') windows.delete(change.window)
    else windows.clear()
  })

  const seal = (window: string, expiresAt: number): string =>
    createHmac('sha256', secret).update(`${window}.${expiresAt}`).digest('base64url')

  async function known(name: string): Promise<Known> {
    let window = windows.get(name) ?? null
    if (window === null) {
      const before = changes
      window = await store.findWindow(name)
      if (window === null) throw new CodedFailure('token-wrong')
      // What was read while something changed may be of before it: it is read again the next time.
      if (changes === before) windows.set(name, window)
    }
    if (window.revoked) throw new CodedFailure('token-revoked')
    let proofs = seen.get(name)
    if (proofs === undefined) {
      proofs = new SeenProofs()
      seen.set(name, proofs)
    }
    return { window, key: readDeviceKey(window.publicKey), seen: proofs }
  }

  /** @throws proof-wrong, proof-late, proof-replayed */
  function checkProof({ key, seen }: Known, request: SignedRequest, token: string): string {
    const [at = '', bodyDigest = '', signature = ''] = split(request.proof, 3) ?? []
    if (!/^\d{1,16}$/.test(at)) throw new CodedFailure('proof-wrong')
    const { method, path } = request
    const text = proofText({ method, path, tokenDigest: sha256(token), bodyDigest, at: Number(at) })
    if (!isSigned(key, text, Buffer.from(signature, 'base64url'))) throw new CodedFailure('proof-wrong')
    const time = Number(at) / 1_000
    if (time < start || Math.abs(time - now()) > proofLateness)
      throw new CodedFailure('proof-late', { now: now() })
    if (!seen.take(Number(at))) throw new CodedFailure('proof-replayed')
    return bodyDigest
  }

  return {
    /** A new token; the ones before it stay good until they expire. */
    issue(window: string): DeviceToken {
      const expiresAt = now() + tokenLife
      return { token: `${window}.${expiresAt}.${seal(window, expiresAt)}`, expiresAt }
    },
    /** @throws token-missing, token-wrong, token-expired, token-revoked, proof-wrong, proof-late, proof-replayed */
    async check(request: SignedRequest): Promise<Admission> {
      const token = /^Bearer (\S{20,300})$/.exec(request.authorization ?? '')?.[1]
      if (token === undefined) throw new CodedFailure('token-missing')
      const [name = '', expiresAt = '', sealed = ''] = split(token, 3) ?? []
      const expected = Buffer.from(seal(name, Number(expiresAt)))
      const given = Buffer.from(sealed)
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new CodedFailure('token-wrong')
      const window = await known(name)
      if (Number(expiresAt) < now()) throw new CodedFailure('token-expired')
      return { window: window.window, bodyDigest: checkProof(window, request, token) }
    },
    /** The proof alone, by which a window asks for a token. @throws as check */
    async checkKey(name: string, request: SignedRequest): Promise<Admission> {
      const window = await known(name)
      return { window: window.window, bodyDigest: checkProof(window, request, '') }
    },
    close: unlisten,
  }
}

/** @throws proof-wrong where the body, by its digest, is not the one that was signed */
export function checkBody(digest: string | undefined, signed: string): void {
  if (digest !== signed) throw new CodedFailure('proof-wrong', { part: 'body' })
}
