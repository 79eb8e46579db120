// Random schemas, documents and queries by the ten thousands: the storage answers each as RxDB's own matcher and comparator do over
// an array, and an index that can serve a query does.
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { queriesEach, worlds } from '../../src-main/core/store/rx-storage-sqlite/random-worlds.fixture.ts'
import { tryWorld } from '../../src-main/core/store/rx-storage-sqlite/try-world.fixture.ts'

/** Schemas tried in one database, all of whose statements stay until they are collected. */
const schemasEachDatabase = 200

/**
 * Tries `count` triples of schema, documents and query; every seed from `first` on makes one schema with its documents and four
 * queries. A failing seed is tried again alone by `--seed N --count 4`.
 */
export async function run(count = 24_000, first = 20_261_014) {
  let database = new Database(':memory:')
  let tried = 0
  let failed = 0
  let firstFailingSeed: number | null = null
  const sums = { served: 0, exact: 0 }
  for (let index = 0; tried < count; index += 1) {
    const seed = first + index
    const [world] = fc.sample(worlds, { seed, numRuns: 1 })
    if (world === undefined) throw new Error('nothing to try')
    if (index % schemasEachDatabase === 0) {
      database.close()
      database = new Database(':memory:')
    }
    try {
      const { served, exact } = await tryWorld(database, world)
      sums.served += served
      sums.exact += exact
    } catch (thrown) {
      failed += 1
      firstFailingSeed ??= seed
      console.error(`seed ${seed}: ${String(thrown).slice(0, 2_000)}`)
    }
    tried += queriesEach
    if (tried % 4_000 === 0) console.error(`${tried} of ${count}, ${failed} failed`)
  }
  database.close()
  return {
    tried,
    failed,
    first_failing_seed: firstFailingSeed,
    index_served: sums.served,
    sql_alone: sums.exact,
  }
}
