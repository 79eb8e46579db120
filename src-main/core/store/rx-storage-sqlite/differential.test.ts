// Random queries over random documents of mixed types, held against RxDB's own matcher and comparator over an array.
import Database from 'better-sqlite3'
import fc from 'fast-check'
import {
  fillWithDefaultSettings,
  getQueryMatcher,
  getSortComparator,
  normalizeMangoQuery,
  prepareQuery,
  type RxDocumentData,
  type RxJsonSchema,
} from 'rxdb'
import { expect, it } from 'vitest'
import { getRxStorageSqlite } from './index.ts'

type Doc = { readonly id: string }

// The types here are only half the truth: an unvalidated collection may hold anything, and the storage must answer all the same.
const schema: RxJsonSchema<RxDocumentData<Doc>> = fillWithDefaultSettings({
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 30 },
    name: { type: 'string', maxLength: 20 },
    count: { type: 'number', minimum: -1000, maximum: 1000, multipleOf: 1 },
    open: { type: 'boolean' },
    deep: { type: 'object', properties: { unit: { type: 'string', maxLength: 20 } } },
    loose: {},
  },
  required: ['id', 'name', 'count', 'open'],
  indexes: ['name', 'count', ['count', 'name'], ['open', 'name'], 'deep.unit'],
} as unknown as RxJsonSchema<Doc>)

// Where UTF-8 and UTF-16 order differ: above U+FFFF, the last of the plane below, and halves of surrogate pairs.
const text = fc.constantFrom(
  '',
  'a',
  'ab',
  'B',
  'é',
  '10',
  '9',
  'true',
  'null',
  '[]',
  'a\0b',
  '王',
  '王小',
  '\u{20bb7}',
  '\u{20bb7}小',
  '\u{10ffff}',
  '\ud7ff',
  '\ud842',
  '\udfb7',
  '\ue000',
  '\uf900',
  '\uf900a',
  '\uffff',
)
const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.1, 0.30000000000000004, 1e21, -1e300, 5e-324, 2 ** 53, 2 ** 53 + 2, 1_700_000_000_000.01),
)
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null))
/** Scalars only, as our collections hold; and anything at all, arrays and objects included. */
const tame = fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 6, arbitrary: scalar })
const wild = fc.oneof(
  { weight: 6, arbitrary: tame },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom({}, { a: 1 }, { unit: 'a' }, [[1]], [{ unit: 'a' }], [{ unit: 1 }, 2]),
  },
)
const documentOf = (value: fc.Arbitrary<unknown>, strict: fc.Arbitrary<unknown>) =>
  fc.record({
    name: strict,
    count: value,
    open: value,
    deep: fc.oneof({ weight: 4, arbitrary: fc.record({ unit: value }) }, { weight: 1, arbitrary: value }),
    loose: value,
    deleted: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
  })
const documents = fc.oneof(
  fc.array(documentOf(tame, text), { maxLength: 25 }),
  fc.array(documentOf(tame, tame), { maxLength: 25 }),
  fc.array(documentOf(wild, wild), { maxLength: 25 }),
)

const path = fc.constantFrom(
  'name',
  'count',
  'open',
  'deep.unit',
  'deep',
  'loose',
  'missing',
  'id',
  '_meta.lwt',
)
const list = fc.oneof(
  { weight: 5, arbitrary: fc.array(scalar, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.array(text, { minLength: 101, maxLength: 110 }) },
)
const operators = fc.oneof(
  scalar,
  ...['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'].map((name) => scalar.map((one) => ({ [name]: one }))),
  ...['$in', '$nin'].map((name) => list.map((some) => ({ [name]: some }))),
  fc.boolean().map((one) => ({ $exists: one })),
  fc.tuple(scalar, scalar).map(([from, to]) => ({ $gte: from, $lt: to })),
  fc.tuple(scalar, scalar).map(([from, to]) => ({ $gt: from, $lte: to, $ne: null })),
  scalar.map((one) => ({ $not: { $eq: one } })),
  fc.constantFrom({ $regex: '^王' }, { $type: 'string' }, { $size: 1 }, { $gt: 0, $regex: 'a' }, { a: 1 }),
)
const comparison = fc.tuple(path, operators).map(([name, asked]) => ({ [name]: asked }))
const { selector } = fc.letrec<{ selector: Readonly<Record<string, unknown>> }>((tie) => ({
  selector: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    fc.tuple(comparison, comparison).map(([one, other]) => ({ ...one, ...other })),
    fc.array(tie('selector'), { maxLength: 3 }).map((some) => ({ $and: some })),
    fc.array(tie('selector'), { maxLength: 3 }).map((some) => ({ $or: some })),
    fc.array(tie('selector'), { minLength: 1, maxLength: 2 }).map((some) => ({ $nor: some })),
  ),
}))
const sort = fc.oneof(
  fc.constant(undefined),
  fc.array(
    fc.tuple(path, fc.constantFrom('asc', 'desc')).map(([name, direction]) => ({ [name]: direction })),
    { minLength: 1, maxLength: 3 },
  ),
)
const query = fc.record(
  {
    selector,
    sort,
    skip: fc.oneof(fc.constant(0), fc.nat(5)),
    limit: fc.option(fc.nat(8), { nil: undefined }),
    withDeleted: fc.boolean(),
  },
  { requiredKeys: ['selector', 'sort', 'skip', 'limit', 'withDeleted'] },
)

/** Whether a value at `name`, or on the way to it, is an array or object: RxDB's comparator then gives no order of its own. */
function isUnordered(document: unknown, name: string): boolean {
  let value: unknown = document
  for (const one of name.split('.')) {
    if (Array.isArray(value) || typeof value !== 'object' || value === null) break
    value = (value as Record<string, unknown>)[one]
  }
  return typeof value === 'object' && value !== null
}

const queriesEach = 8
/** How many triples of documents, selector and sort are tried; the campaign sets more. */
const triples = Number(process.env.DIFFERENTIAL_RUNS ?? 400)
const seed = Number(process.env.DIFFERENTIAL_SEED ?? 20_261_014)

it('finds the same documents in the same order, and counts them, as RxDB does over an array', async () => {
  const database = new Database(':memory:')
  const storage = getRxStorageSqlite({ database })
  await fc.assert(
    fc.asyncProperty(
      documents,
      fc.array(query, { minLength: queriesEach, maxLength: queriesEach }),
      async (contents, queries) => {
        const instance = await storage.createStorageInstance<Doc>({
          databaseInstanceToken: 't',
          databaseName: 'd',
          collectionName: 'c',
          schema,
          options: {},
          multiInstance: false,
          devMode: false,
        })
        const stored = contents.map(({ deleted, ...content }, index): RxDocumentData<Doc> => {
          const id = `${['a', '\u{20bb7}', '\uf900'][index % 3]}${String(index).padStart(3, '0')}`
          const meta = {
            _deleted: deleted,
            _meta: { lwt: 1000 + index / 100 },
            _rev: '1-a',
            _attachments: {},
          }
          return JSON.parse(JSON.stringify({ ...content, id, ...meta })) as RxDocumentData<Doc>
        })
        await instance.bulkWrite(
          stored.map((document) => ({ document })),
          'test',
        )
        for (const { withDeleted, sort: order, limit, skip, selector: asked } of queries) {
          const normalOf = (by: typeof order) =>
            normalizeMangoQuery<Doc>(schema, {
              selector: withDeleted ? asked : { $and: [{ _deleted: { $eq: false } }, asked] },
              skip,
              ...(by === undefined ? {} : { sort: by }),
              ...(limit === undefined ? {} : { limit }),
            } as never)
          const wished = normalOf(order)
          const names = wished.sort.flatMap((part) => Object.keys(part))
          const ordered = !stored.some((document) => names.some((name) => isUnordered(document, name)))
          const normal = ordered ? wished : normalOf([{ id: 'desc' }])
          const matches = getQueryMatcher(schema, normal as never)
          const expected = stored
            .filter((document) => matches(document))
            .sort(getSortComparator(schema, normal as never) as never)
            .slice(skip, skip + (limit ?? Number.POSITIVE_INFINITY))
          const prepared = prepareQuery<Doc>(schema, normal)
          expect((await instance.query(prepared)).documents).toEqual(expected)
          expect((await instance.count(prepared)).count).toBe(expected.length)
        }
        await instance.remove()
      },
    ),
    { numRuns: Math.ceil(triples / queriesEach), seed },
  )
  database.close()
}, 3_600_000)

it('sorts objects by what is in them, which no column holds', async () => {
  const database = new Database(':memory:')
  const instance = await getRxStorageSqlite({ database }).createStorageInstance<Doc>({
    databaseInstanceToken: 't',
    databaseName: 'd',
    collectionName: 'c',
    schema,
    options: {},
    multiInstance: false,
    devMode: false,
  })
  const meta = { _deleted: false, _meta: { lwt: 1 }, _rev: '1-a', _attachments: {} }
  const names = [{ z: 2 }, { z: 1 }, true, 'text', false, null, 7]
  const stored = names.map((name, index) => ({ id: `id-${index}`, name, ...meta }))
  await instance.bulkWrite(
    stored.map((document) => ({ document })),
    'test',
  )
  const normal = normalizeMangoQuery<Doc>(schema, { selector: {}, sort: [{ name: 'asc' }] } as never)
  const { documents: found } = await instance.query(prepareQuery<Doc>(schema, normal))
  expect(found.map((one) => one.id)).toEqual(['id-5', 'id-6', 'id-3', 'id-1', 'id-0', 'id-4', 'id-2'])
  database.close()
})
