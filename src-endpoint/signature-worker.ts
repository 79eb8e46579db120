// The thread that checks signatures for signatures.ts.
import { parentPort } from 'node:worker_threads'
import { areSigned, type CheckAnswer, type CheckRequest } from './signatures.ts'

parentPort?.on('message', ({ id, key, signed }: CheckRequest) => {
  parentPort?.postMessage({ id, good: areSigned(key, signed) } satisfies CheckAnswer)
})
