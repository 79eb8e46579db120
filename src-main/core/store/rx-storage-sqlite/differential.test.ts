// Random schemas' queries against RxDB's own matcher and comparator over the same documents in memory.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import {
  fillWithDefaultSettings,
  getQueryMatcher,
  getSortComparator,
  normalizeMangoQuery,
  prepareQuery,
  type RxDocumentData,
} from 'rxdb'
import { describe, expect, it } from 'vitest'
import { getRxStorageSqlite } from './index.ts'
import { openDatabase } from './open-database.ts'

type Doc = {
  readonly id: string
  readonly name?: string | undefined
  readonly count?: number | undefined
  readonly open?: boolean | undefined
  readonly deep?: { readonly unit?: string | undefined } | undefined
}

const schema = fillWithDefaultSettings<Doc>({
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 20 },
    name: { type: 'string', maxLength: 20 },
    count: { type: 'number', minimum: -1000, maximum: 1000, multipleOf: 1 },
    open: { type: 'boolean' },
    deep: { type: 'object', properties: { unit: { type: 'string', maxLength: 20 } } },
  },
  required: ['id', 'name', 'count'],
  indexes: ['name', 'count', ['name', 'count']],
})

// U+20BB7 lies above U+FFFF, U+F900 above the surrogates: where UTF-8 and UTF-16 order differ.
const text = fc.constantFrom(
  '',
  'a',
  'b',
  'B',
  '王',
  '王小',
  '\u{20bb7}',
  '\uf900',
  '\uf900a',
  'é',
  '10',
  '9',
)
const number = fc.integer({ min: -5, max: 5 })
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
const document = fc.record({
  name: text,
  count: number,
  open: optional(fc.boolean()),
  deep: optional(fc.record({ unit: optional(text) })),
})
const operators = (value: fc.Arbitrary<unknown>) =>
  fc.oneof(
    value,
    value.map((one) => ({ $eq: one })),
    value.map((one) => ({ $ne: one })),
    value.map((one) => ({ $gt: one })),
    value.map((one) => ({ $gte: one })),
    value.map((one) => ({ $lt: one })),
    value.map((one) => ({ $lte: one })),
    fc.tuple(value, value).map(([from, to]) => ({ $gte: from, $lt: to })),
    fc.array(value, { minLength: 1, maxLength: 3 }).map((some) => ({ $in: some })),
    fc.array(value, { minLength: 1, maxLength: 3 }).map((some) => ({ $nin: some })),
    fc.boolean().map((one) => ({ $exists: one })),
  )
const condition = fc.oneof(
  operators(text).map((one) => ({ name: one })),
  operators(number).map((one) => ({ count: one })),
  operators(fc.boolean()).map((one) => ({ open: one })),
  operators(text).map((one) => ({ 'deep.unit': one })),
  operators(number).map((one) => ({ name: one })),
  fc.constant({ name: { $regex: '^王' } }),
)
const selector = fc.oneof(
  condition,
  fc.array(condition, { minLength: 1, maxLength: 3 }).map((some) => ({ $and: some })),
  fc.array(condition, { minLength: 1, maxLength: 3 }).map((some) => ({ $or: some })),
)
const sort = fc.constantFrom(
  [{ name: 'asc' }],
  [{ count: 'desc' }],
  [{ name: 'desc' }, { count: 'asc' }],
  [{ id: 'asc' }],
  [{ 'deep.unit': 'asc' }],
)

const runs = Number(process.env.DIFFERENTIAL_RUNS ?? 400)

describe('a query on SQLite', () => {
  it('finds the same documents in the same order and counts the same as RxDB over an array', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'differential-'))
    const database = openDatabase(join(folder, 'store.sqlite'))
    const storage = getRxStorageSqlite({ database })
    let made = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { maxLength: 25 }),
        fc.array(
          fc.record({ selector, sort, skip: fc.nat(3), limit: fc.option(fc.nat(6), { nil: undefined }) }),
          { minLength: 4, maxLength: 4 },
        ),
        async (documents, queries) => {
          made += 1
          const instance = await storage.createStorageInstance<Doc>({
            databaseInstanceToken: `t${made}`,
            databaseName: `d${made}`,
            collectionName: 'c',
            schema,
            options: {},
            multiInstance: false,
            devMode: false,
          })
          const stored = documents.map(
            (one, index) =>
              ({
                ...JSON.parse(JSON.stringify(one)),
                id: `id-${String(index).padStart(3, '0')}`,
                _deleted: index % 7 === 6,
                _meta: { lwt: 1000 + index },
                _rev: '1-a',
                _attachments: {},
              }) as RxDocumentData<Doc>,
          )
          if (stored.length > 0)
            await instance.bulkWrite(
              stored.map((one) => ({ document: one })),
              'test',
            )
          for (const one of queries) {
            const { limit, ...rest } = one
            const mango = {
              ...rest,
              ...(limit === undefined ? {} : { limit }),
              selector: { $and: [{ _deleted: { $eq: false } }, one.selector] },
            }
            const query = normalizeMangoQuery(schema, mango as never)
            const prepared = prepareQuery(schema, query)
            const matches = getQueryMatcher(schema, query)
            const all = stored.filter((doc) => matches(doc)).sort(getSortComparator(schema, query))
            const expected = all.slice(query.skip, query.skip + (query.limit ?? Number.POSITIVE_INFINITY))
            const found = await instance.query(prepared)
            expect(found.documents.map((doc) => doc.id)).toEqual(expected.map((doc) => doc.id))
            expect((await instance.count(prepared)).count).toBe(all.length)
          }
          await instance.remove()
        },
      ),
      { numRuns: runs / 4, seed: 20_261_014 },
    )
    database.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)
})

describe('what an index serves', () => {
  it('is read through it', async () => {
    const database = new Database(':memory:')
    database.exec(`CREATE TABLE rx_instances (database_name TEXT, collection_name TEXT, schema_version INTEGER, table_name TEXT,
      sequence INTEGER NOT NULL DEFAULT 0, wide_text INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (database_name, collection_name, schema_version))`)
    await getRxStorageSqlite({ database }).createStorageInstance<Doc>({
      databaseInstanceToken: 'plan',
      databaseName: 'd',
      collectionName: 'c',
      schema,
      options: {},
      multiInstance: false,
      devMode: false,
    })
    const plan = database
      .prepare(
        `EXPLAIN QUERY PLAN SELECT data FROM rx_1 WHERE (deleted = 0) AND (json_extract(data, '$.name') = 'a')
         ORDER BY json_extract(data, '$.count') ASC, id ASC LIMIT 50`,
      )
      .all() as { detail: string }[]
    expect(plan.map((one) => one.detail).join('\n')).toMatch(/USING INDEX/)
    expect(plan.map((one) => one.detail).join('\n')).not.toMatch(/TEMP B-TREE/)
    database.close()
  })
})
