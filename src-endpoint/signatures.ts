// Device signatures (Ed25519), checked by libsodium in less than half the time OpenSSL takes; many at once in a thread of their own.
/// <reference path="./sodium-native.d.ts" />
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import sodium from 'sodium-native'
import { CodedFailure } from '../src-shared/errors.ts'
import { readPublicKey } from './windows.ts'

/** The 32 bytes of a window's Ed25519 key. */
export type DeviceKey = Uint8Array

/** Keys read already; the one read first makes room. */
const known = new Map<string, DeviceKey | null>()
const mostKnown = 20_000

/** Null where the key, SPKI DER in base64, is none we can use. */
export function readDeviceKey(publicKey: string): DeviceKey | null {
  const before = known.get(publicKey)
  if (before !== undefined) return before
  const { x } = readPublicKey(publicKey)?.export({ format: 'jwk' }) ?? {}
  const key = x === undefined ? null : Buffer.from(x, 'base64url')
  known.set(publicKey, key)
  if (known.size > mostKnown) known.delete(known.keys().next().value ?? '')
  return key
}

/** Whether the key signed `text`; null signs nothing. */
export function isSigned(key: DeviceKey | null, text: string, signature: Uint8Array): boolean {
  if (key === null || signature.length !== sodium.crypto_sign_BYTES) return false
  return sodium.crypto_sign_verify_detached(signature, Buffer.from(text), key)
}

/** What is said to be signed, and the signature in base64. */
export type Signed = { readonly text: string; readonly signature: string }

export const areSigned = (key: DeviceKey | null, signed: readonly Signed[]): readonly boolean[] =>
  signed.map(({ text, signature }) => isSigned(key, text, Buffer.from(signature, 'base64')))

/** Fewer than these are checked at once where they are: a thread would take longer to be asked. */
const worthAsking = 4

export type CheckRequest = {
  readonly id: number
  readonly key: DeviceKey
  readonly signed: readonly Signed[]
}
export type CheckAnswer = { readonly id: number; readonly good: readonly boolean[] }

type Waiting = {
  readonly resolve: (good: readonly boolean[]) => void
  readonly reject: (reason: unknown) => void
}
type Checker = { readonly worker: Worker; readonly waiting: Map<number, Waiting> }
const checkers: Checker[] = []
let last = 0

/** The main thread keeps a core for itself. */
const most = Math.max(1, availableParallelism() - 1)

function startChecker(): Checker {
  const worker = new Worker(new URL('signature-worker.ts', import.meta.url))
  // An endpoint that ends does not wait for it.
  worker.unref()
  const checker: Checker = { worker, waiting: new Map() }
  worker.on('message', ({ id, good }: CheckAnswer) => {
    checker.waiting.get(id)?.resolve(good)
    checker.waiting.delete(id)
  })
  const end = () => {
    const at = checkers.indexOf(checker)
    if (at >= 0) checkers.splice(at, 1)
    for (const { reject } of checker.waiting.values()) reject(new CodedFailure('store-locked', {}))
    checker.waiting.clear()
  }
  worker.on('error', end)
  worker.on('exit', end)
  checkers.push(checker)
  return checker
}

/** The checker with the least to do; a new one while there are cores and all are busy. */
function nextChecker(): Checker {
  const [least] = [...checkers].sort((one, other) => one.waiting.size - other.waiting.size)
  if (least === undefined || (least.waiting.size > 0 && checkers.length < most)) return startChecker()
  return least
}

/**
 * Which of them the key signed, in their order.
 * @throws store-locked where the thread ended, to be asked again
 */
export async function checkSignatures(
  key: DeviceKey | null,
  signed: readonly Signed[],
): Promise<readonly boolean[]> {
  if (key === null || signed.length < worthAsking) return areSigned(key, signed)
  const { worker, waiting } = nextChecker()
  last += 1
  const id = last
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    worker.postMessage({ id, key, signed } satisfies CheckRequest)
  })
}
