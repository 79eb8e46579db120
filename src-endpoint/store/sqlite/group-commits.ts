// Pushes that come together are committed together: the disk is waited for once, and each of them is answered after it.
import type { Database } from 'better-sqlite3'
import type { Growth } from '../endpoint-store.ts'

type Work<Value> = () => { readonly value: Value; readonly growth: readonly Growth[] }
type Waiting = {
  /** Does its part of the transaction; what it throws becomes its own answer and is undone. */
  readonly run: () => readonly Growth[]
  readonly committed: () => void
  readonly failed: (reason: unknown) => void
}

/** In one transaction; the rest waits for the next, so that reads are answered in between. */
const most = 8

/** @param tell - hears what grew, once it is committed */
export function groupCommits(database: Database, tell: (growth: readonly Growth[]) => void) {
  let waiting: Waiting[] = []

  function commit(): void {
    const group = waiting.slice(0, most)
    waiting = waiting.slice(most)
    if (waiting.length > 0) setImmediate(commit)
    const done: Waiting[] = []
    const growth: Growth[] = []
    try {
      database
        .transaction(() => {
          for (const one of group) {
            try {
              // A transaction in a transaction is a savepoint: what one push did wrong undoes nothing of the others.
              growth.push(...database.transaction(one.run)())
              done.push(one)
            } catch (thrown) {
              one.failed(thrown)
            }
          }
        })
        .immediate()
    } catch (thrown) {
      for (const one of group) one.failed(thrown)
      return
    }
    if (growth.length > 0) tell(growth)
    for (const one of done) one.committed()
  }

  return {
    /** Resolves when it is on the disk. @throws what `work` throws, and what the commit throws */
    add<Value>(work: Work<Value>): Promise<Value> {
      return new Promise((resolve, reject) => {
        let value: Value
        if (waiting.length === 0) setImmediate(commit)
        waiting.push({
          run() {
            const done = work()
            value = done.value
            return done.growth
          },
          committed: () => resolve(value),
          failed: reject,
        })
      })
    },
  }
}
