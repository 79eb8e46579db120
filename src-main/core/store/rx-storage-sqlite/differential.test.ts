// Random queries over random documents of mixed types, held against RxDB's own matcher and comparator over an array.
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { normalizeMangoQuery, prepareQuery } from 'rxdb'
import { expect, it } from 'vitest'
import { getRxStorageSqlite } from './index.ts'
import { queriesEach, worlds } from './random-worlds.fixture.ts'
import { openSample, sample, sampleSchema } from './sample-instance.fixture.ts'
import { tryWorld } from './try-world.fixture.ts'

/** A slice of the campaign `differential`, which tries other seeds by the ten thousands. */
const triples = 1_200

it('finds the same documents in the same order, and counts them, as RxDB does over an array', async () => {
  const database = new Database(':memory:')
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      expect((await tryWorld(database, world)).queries).toBe(queriesEach)
    }),
    { numRuns: triples / queriesEach, seed: 20_261_014 },
  )
  database.close()
}, 60_000)

it('sorts objects by what is in them, which no column holds', async () => {
  const database = new Database(':memory:')
  const instance = await openSample(getRxStorageSqlite({ database }))
  const names = [{ z: 2 }, { z: 1 }, true, 'text', false, null, 7]
  await instance.bulkWrite(
    names.map((name, index) => ({ document: sample(`id-${index}`, { name: name as never }) })),
    'test',
  )
  const normal = normalizeMangoQuery(sampleSchema, { selector: {}, sort: [{ name: 'asc' }] } as never)
  const { documents: found } = await instance.query(prepareQuery(sampleSchema, normal))
  expect(found.map((one) => one.id)).toEqual(['id-5', 'id-6', 'id-3', 'id-1', 'id-0', 'id-4', 'id-2'])
  database.close()
})
