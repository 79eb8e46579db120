// Reads a database file through in a thread of its own.
import { basename } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { CheckAnswer, CheckOrder } from './check-database.ts'

/** Beside this file in the source; at the top of the built product, where this may have become a part of a bundle. */
function workerEntry(): URL {
  if (import.meta.filename.endsWith('.ts')) return new URL('./check-worker.ts', import.meta.url)
  return new URL(
    basename(import.meta.dirname) === 'parts' ? '../check-worker.js' : './check-worker.js',
    import.meta.url,
  )
}

/** @throws what the check itself could not do (a file that is locked or gone) */
export function checkAside(order: CheckOrder): Promise<CheckAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerEntry(), { workerData: order })
    worker.unref()
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the check ended without an answer')))
  })
}
