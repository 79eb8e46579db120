// Which queries an index answers, as SQLite itself explains them.
import Database from 'better-sqlite3'
import type { FilledMangoQuery } from 'rxdb'
import { beforeAll, describe, expect, it } from 'vitest'
import { getRxStorageSqlite } from './index.ts'
import type { Internals } from './instance.ts'
import { openSample, prepared, type Sample, sample, sampleSchemaWith } from './sample-instance.fixture.ts'

/** Runs the query and explains the statement it ran. */
async function planOf(query: Partial<FilledMangoQuery<Sample>>, method: 'query' | 'count' = 'query') {
  const ran: string[] = []
  const database = new Database(':memory:', { verbose: (sql) => ran.push(String(sql)) })
  const instance = await openSample(getRxStorageSqlite({ database }))
  await instance.bulkWrite(
    Array.from({ length: 500 }, (_, index) => ({
      document: sample(`id-${index}`, { name: `n${index % 50}`, count: index }),
    })),
    'test',
  )
  ran.splice(0)
  await instance[method](prepared(query))
  const explained = database.prepare(`EXPLAIN QUERY PLAN ${ran[0]}`).all() as { detail: string }[]
  database.close()
  return explained.map((one) => one.detail).join('; ')
}

const alive = { _deleted: { $eq: false } } as const
const served: Readonly<Record<string, Partial<FilledMangoQuery<Sample>>>> = {
  'an equal value, sorted by the next column': {
    selector: { ...alive, name: { $eq: 'n1' } },
    sort: [{ count: 'asc' }],
    limit: 5,
  },
  'the same, newest first': {
    selector: { ...alive, name: { $eq: 'n1' } },
    sort: [{ name: 'desc' }, { count: 'desc' }, { id: 'desc' }],
    limit: 5,
  },
  'a range within an equal value': {
    selector: { ...alive, name: { $eq: 'n1' }, count: { $gt: 5, $lte: 100 } },
    sort: [{ count: 'asc' }],
  },
  'an open range': { selector: { ...alive, name: { $gte: 'n2' } }, sort: [{ name: 'asc' }] },
  'a range said in two parts': {
    selector: { $and: [alive, { name: { $gte: 'n2' } }, { name: { $lt: 'n3' } }] },
    sort: [{ name: 'asc' }],
  },
  'every document in an indexed order': {
    selector: alive,
    sort: [{ name: 'asc' }, { count: 'asc' }],
    limit: 5,
  },
  'a value in an index and one in none': {
    selector: { ...alive, name: { $eq: 'n1' }, 'deep.unit': { $eq: 'u' } } as never,
    sort: [{ count: 'asc' }],
    limit: 5,
  },
}

describe('an index serves', () => {
  it.each(Object.entries(served))('%s', async (_name, query) => {
    const plan = await planOf(query)
    expect(plan).toMatch(/^SEARCH rx_1 USING (COVERING )?INDEX "?rx_1 by/)
    expect(plan).not.toMatch(/TEMP B-TREE/)
  })

  it('a list of values', async () => {
    const plan = await planOf({ selector: { ...alive, name: { $in: ['n1', 'n2'] } }, sort: [{ id: 'asc' }] })
    expect(plan).toMatch(/USING INDEX rx_1 by _deleted, name.*at name=/)
  })

  it('a long list of values', async () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `n${index}`)
    const plan = await planOf({ selector: { ...alive, name: { $in: names } }, sort: [{ id: 'asc' }] })
    expect(plan).toMatch(/USING INDEX rx_1 by _deleted, name/)
  })

  it('a list of ids', async () => {
    const plan = await planOf({ selector: { id: { $in: ['id-1', 'id-2'] } }, sort: [{ id: 'asc' }] })
    expect(plan).toMatch(/SEARCH rx_1 USING INDEX/)
  })

  it('either of two values', async () => {
    const plan = await planOf({
      selector: {
        $or: [
          { ...alive, name: { $eq: 'n1' } },
          { ...alive, name: { $gt: 'n48' } },
        ],
      },
      sort: [{ id: 'asc' }],
    })
    expect(plan).toMatch(/MULTI-INDEX OR/)
    expect(plan).not.toMatch(/SCAN rx_1/)
  })

  it('a count, without reading a document', async () => {
    const plan = await planOf({ selector: { ...alive, name: { $eq: 'n1' }, count: { $gte: 7 } } }, 'count')
    expect(plan).toMatch(/USING COVERING INDEX/)
  })
})

describe('the indexes of a table', () => {
  const database = new Database(':memory:')
  const storage = getRxStorageSqlite({ database })
  beforeAll(async () => {
    const instance = await openSample(storage)
    const documents = [sample('a', { deep: { unit: 'u' } }), sample('b', { deep: { unit: ['u'] } as never })]
    await instance.bulkWrite(
      documents.map((document) => ({ document })),
      'test',
    )
    await instance.close()
  })
  const indexNames = () =>
    database
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'index' AND name LIKE 'rx_1 %' ORDER BY name`)
      .pluck()
      .all()

  it('are the schema’s and no more', () => {
    expect(indexNames()).toEqual([
      'rx_1 by _deleted, name, count, id',
      'rx_1 by _deleted, name, id',
      'rx_1 by _meta.lwt, id',
    ])
  })

  it('follow a schema that indexes something else, with what is already stored in them', async () => {
    const instance = await openSample(storage, { schema: sampleSchemaWith({ indexes: ['deep.unit'] }) })
    expect(indexNames()).toEqual(['rx_1 by _deleted, deep.unit, id', 'rx_1 by _meta.lwt, id'])
    const { documents } = await instance.query(prepared({ selector: { 'deep.unit': { $eq: 'u' } } as never }))
    expect(documents.map((one) => one.id)).toEqual(['a', 'b'])
    expect((instance.internals as Internals).table.irregular.get('deep.unit')).toBe(2)
    await instance.close()
  })
})
