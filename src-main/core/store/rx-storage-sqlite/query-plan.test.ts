// Which queries an index answers, as SQLite itself explains them.
import Database from 'better-sqlite3'
import type { FilledMangoQuery } from 'rxdb'
import { beforeAll, describe, expect, it } from 'vitest'
import { getRxStorageSqlite } from './index.ts'
import type { Internals } from './instance.ts'
import { openSample, prepared, type Sample, sample, sampleSchemaWith } from './sample-instance.fixture.ts'

type Method = 'query' | 'count' | 'cleanup' | 'getChangedDocumentsSince'

/** Runs the query, or the method without one, and explains the statement it ran. */
async function planOf(
  query: Partial<FilledMangoQuery<Sample>>,
  method: Method = 'query',
  indexes: (string | string[])[] = ['name', ['name', 'count']],
) {
  const ran: string[] = []
  const database = new Database(':memory:', { verbose: (sql) => ran.push(String(sql)) })
  const schema = sampleSchemaWith({ indexes })
  const instance = await openSample(getRxStorageSqlite({ database }), { schema })
  await instance.bulkWrite(
    Array.from({ length: 500 }, (_, index) => ({
      document: sample(`id-${index}`, { name: `n${index % 50}`, count: index }),
    })),
    'test',
  )
  ran.splice(0)
  if (method === 'cleanup') await instance.cleanup(0)
  else if (method === 'getChangedDocumentsSince') await instance.getChangedDocumentsSince?.(10)
  else await instance[method](prepared(query))
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

  it('a long list of numbers', async () => {
    const counts = Array.from({ length: 2_000 }, (_, index) => index)
    const query: Partial<FilledMangoQuery<Sample>> = {
      selector: { ...alive, count: { $in: counts } },
      sort: [{ id: 'asc' }],
    }
    expect(await planOf(query, 'query', ['count'])).toMatch(/USING INDEX rx_1 by _deleted, count.*at count=/)
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

  it('an expression that says how the text begins', async () => {
    const plan = await planOf({ selector: { ...alive, name: { $regex: '^n1' } }, sort: [{ name: 'asc' }] })
    expect(plan).toMatch(/SEARCH rx_1 USING INDEX rx_1 by _deleted, name.*at name>/)
    expect(plan).not.toMatch(/TEMP B-TREE/)
  })

  it('a count of what is not, without reading a document', async () => {
    const asked = { ...alive, name: { $eq: 'n1' }, count: { $not: { $gte: 7 } } }
    expect(await planOf({ selector: asked }, 'count')).toMatch(/USING COVERING INDEX/)
    const neither = { ...alive, name: { $eq: 'n1' }, $nor: [{ count: { $lt: 3 } }, { count: { $gt: 9 } }] }
    expect(await planOf({ selector: neither }, 'count')).toMatch(/USING COVERING INDEX/)
  })

  it('a cleanup, which looks at what is deleted only', async () => {
    expect(await planOf({}, 'cleanup')).toMatch(/SEARCH rx_1 USING INDEX rx_1 by _deleted.*\(deleted=\?\)/)
  })

  it('the change feed, in its order', async () => {
    expect(await planOf({}, 'getChangedDocumentsSince')).toBe(
      'SEARCH rx_1 USING INTEGER PRIMARY KEY (rowid>?)',
    )
  })

  it('a count, without reading a document', async () => {
    const plan = await planOf({ selector: { ...alive, name: { $eq: 'n1' }, count: { $gte: 7 } } }, 'count')
    expect(plan).toMatch(/USING COVERING INDEX/)
  })
})

/** A column for each kind of value; each shape below is an index over some of them. */
const values: Readonly<Record<string, unknown>> = { name: 'n1', count: 7, 'deep.unit': 'u', '_meta.lwt': 1 }
const shapes: readonly (readonly string[])[] = [
  ['name'],
  ['count'],
  ['deep.unit'],
  ['_meta.lwt'],
  ['name', 'count'],
  ['count', 'name'],
  ['deep.unit', 'count'],
  ['name', 'deep.unit'],
  ['_meta.lwt', 'name'],
  ['name', 'count', 'deep.unit'],
  ['deep.unit', '_meta.lwt', 'count'],
]

describe('an index over', () => {
  const equal = (paths: readonly string[]) =>
    Object.fromEntries(paths.map((path) => [path, { $eq: values[path] }]))
  const planFor = (
    shape: readonly string[],
    selector: object,
    direction?: 'asc' | 'desc',
    method?: Method,
  ) => {
    const order = direction === undefined ? ['id'] : [...shape, 'id']
    const sort = order.map((path) => ({ [path]: direction ?? 'asc' }))
    const query = { selector: { ...alive, ...selector }, sort } as never
    return planOf(query, method, [[...shape]])
  }

  describe.each(shapes.map((shape) => [shape.join(', '), shape] as const))('%s serves', (_name, shape) => {
    const last = shape.at(-1) ?? ''
    const first = shape.slice(0, -1)
    const searched = new RegExp(
      `SEARCH rx_1 USING (COVERING )?INDEX rx_1 by _deleted, ${shape.join(', ')}, id`,
    )

    it('equal values', async () => {
      expect(await planFor(shape, equal(shape))).toMatch(searched)
    })

    it.each(['asc', 'desc'] as const)(
      'a stretch of its last column, %s, without sorting',
      async (direction) => {
        const stretch = { [last]: { $gte: values[last], $lt: typeof values[last] === 'number' ? 99 : 'z' } }
        const plan = await planFor(shape, { ...equal(first), ...stretch }, direction)
        expect(plan).toMatch(searched)
        expect(plan).not.toMatch(/TEMP B-TREE/)
      },
    )

    it('a list for its last column', async () => {
      const list = { [last]: { $in: [values[last], typeof values[last] === 'number' ? 99 : 'z'] } }
      expect(await planFor(shape, { ...equal(first), ...list })).toMatch(searched)
    })

    it('a list for its first column and equal values for the rest', async () => {
      const [leading = '', ...rest] = shape
      const list = { [leading]: { $in: [values[leading], typeof values[leading] === 'number' ? 99 : 'z'] } }
      expect(await planFor(shape, { ...list, ...equal(rest) })).toMatch(searched)
    })

    it('a count from the index alone', async () => {
      const plan = await planFor(shape, equal(shape), undefined, 'count')
      expect(plan).toMatch(searched)
      expect(plan).toMatch(/COVERING/)
    })
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
