// Random schemas, documents of mixed types and queries on them, as the differential tests try them.
import fc from 'fast-check'

/** What a document holds beside RxDB's own fields; anything at all, as an unvalidated collection may. */
export type Content = Readonly<Record<string, unknown>>
export type RandomQuery = {
  readonly selector: Content
  readonly sort: readonly Readonly<Record<string, string>>[] | undefined
  readonly skip: number
  readonly limit: number | undefined
  /** Without, the query asks only for what is not deleted, as RxDB's collections do. */
  readonly withDeleted: boolean
}
export type World = {
  readonly indexes: readonly (readonly string[])[]
  /** Indexes of the schema the documents are written under, where the table is opened again with other ones. */
  readonly earlierIndexes: readonly (readonly string[])[] | null
  readonly documents: readonly {
    readonly content: Content
    readonly deleted: boolean
    /** What the document held before it was written over. */
    readonly before: Content | null
  }[]
  readonly queries: readonly RandomQuery[]
}

/** Queries on each schema and its documents. */
export const queriesEach = 4

// Where UTF-8 and UTF-16 order differ: above U+FFFF, the last of the plane below, and halves of surrogate pairs.
const text = fc.constantFrom(
  ...['', 'a', 'ab', 'A', 'B', 'é', '10', '9', 'true', 'null', '[]', 'a\0b', 'a.b', 'a*', '王', '王小'],
  ...[
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
  ],
)
const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(
    -0,
    0.1,
    0.30000000000000004,
    1e21,
    -1e300,
    5e-324,
    2 ** 53,
    2 ** 53 + 2,
    1_700_000_000_000.01,
  ),
)
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null))
/** Scalars only, as our collections hold; and anything at all, arrays and objects included. */
const tame = fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 6, arbitrary: scalar })
const oddities = fc.constantFrom<unknown[]>(
  {},
  { a: 1 },
  { unit: 'a' },
  [[1]],
  [],
  [{ unit: 'a' }],
  [{ unit: 1 }, 2],
)
const wild = fc.oneof(
  { weight: 6, arbitrary: tame },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: oddities },
)

const contentOf = (value: fc.Arbitrary<unknown>, strict: fc.Arbitrary<unknown>): fc.Arbitrary<Content> =>
  fc.record({
    name: strict,
    count: value,
    open: value,
    deep: fc.oneof(
      { weight: 4, arbitrary: fc.record({ unit: value, inner: fc.record({ code: value }) }) },
      { weight: 1, arbitrary: value },
    ),
    loose: value,
    list: fc.oneof(
      { weight: 2, arbitrary: value },
      { weight: 1, arbitrary: fc.array(fc.oneof(value, fc.record({ unit: value })), { maxLength: 3 }) },
    ),
  })
const documentOf = (content: fc.Arbitrary<Content>) =>
  fc.record({
    content,
    deleted: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
    before: fc.option(content, { freq: 3 }),
  })
const scalarLists = contentOf(tame, tame).map((content) => ({ ...content, list: content.name }))
const documents = fc.oneof(
  fc.array(documentOf(scalarLists), { maxLength: 25 }),
  fc.array(documentOf(contentOf(tame, text)), { maxLength: 25 }),
  fc.array(documentOf(contentOf(wild, wild)), { maxLength: 25 }),
)

const contentPaths = [
  'name',
  'count',
  'open',
  'deep',
  'deep.unit',
  'deep.inner.code',
  'loose',
  'list',
  'list.unit',
] as const
const path = fc.constantFrom(...contentPaths, 'list.0', 'missing', 'id', '_meta.lwt')
const indexes = fc.array(
  fc.uniqueArray(fc.constantFrom(...contentPaths, '_meta.lwt', 'id', '_deleted'), {
    minLength: 1,
    maxLength: 3,
  }),
  { maxLength: 4 },
)

const list = fc.oneof(
  { weight: 8, arbitrary: fc.array(scalar, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.array(text, { minLength: 101, maxLength: 110 }) },
  { weight: 1, arbitrary: fc.array(scalar, { minLength: 101, maxLength: 140 }) },
  { weight: 1, arbitrary: fc.array(fc.oneof(scalar, oddities, fc.constant(/^a/)), { maxLength: 3 }) },
)
const expression = fc.constantFrom(
  ...[
    '^王',
    '^a',
    '^\u{20bb7}',
    '^ab?',
    '^a+',
    '^a\\.b',
    '^a\\*',
    '^(a|王)',
    '^a|王',
    'a',
    'b$',
    '^$',
    '',
    '^a{0,1}',
    '^\ud842',
  ],
)
const type = fc.constantFrom(
  ...[
    'string',
    'number',
    'double',
    'int',
    'bool',
    'boolean',
    'null',
    'object',
    'array',
    'undefined',
    'other',
  ],
)
const operators: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 2, arbitrary: scalar },
  ...['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'].map((name) => scalar.map((one) => ({ [name]: one }))),
  ...['$in', '$nin'].map((name) => list.map((some) => ({ [name]: some }))),
  fc.boolean().map((one) => ({ $exists: one })),
  fc.tuple(scalar, scalar).map(([from, to]) => ({ $gte: from, $lt: to })),
  fc.tuple(scalar, scalar).map(([from, to]) => ({ $gt: from, $lte: to, $ne: null })),
  type.map((one) => ({ $type: one })),
  fc.array(type, { minLength: 1, maxLength: 2 }).map((some) => ({ $type: some })),
  fc.constantFrom([2, 0], [2, 1], [3, -1], [0.1, 0]).map((some) => ({ $mod: some })),
  fc.nat(3).map((one) => ({ $size: one })),
  expression.map((one) => ({ $regex: one })),
  expression.map((one) => ({ $regex: one, $options: 'i' })),
  expression.map((one) => new RegExp(one, 's')),
  fc
    .constantFrom(
      { $eq: 1 },
      { $gt: 0, $lt: 3 },
      { unit: 'a' },
      { unit: { $gte: 'a' } },
      { $in: ['a', null] },
    )
    .map((one) => ({ $elemMatch: one })),
  oddities.map((one) => ({ $eq: one })),
  fc.constantFrom(
    { $gt: 0, $regex: 'a' },
    { a: 1 },
    { $type: 'string', $ne: 'a' },
    { $exists: true, $size: 1 },
  ),
)
const field = fc.oneof(
  { weight: 5, arbitrary: operators },
  { weight: 1, arbitrary: operators.map((asked) => ({ $not: asked })) },
)
const comparison = fc.tuple(path, field).map(([name, asked]): Content => ({ [name]: asked }))
const { selector } = fc.letrec<{ selector: Content }>((tie) => ({
  selector: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    fc.tuple(comparison, comparison).map(([one, other]) => ({ ...one, ...other })),
    fc.array(tie('selector'), { maxLength: 3 }).map((some) => ({ $and: some })),
    fc.array(tie('selector'), { maxLength: 3 }).map((some) => ({ $or: some })),
    fc.array(tie('selector'), { minLength: 1, maxLength: 2 }).map((some) => ({ $nor: some })),
  ),
}))
const sortPart = fc
  .tuple(path, fc.constantFrom('asc', 'desc'))
  .map(([name, direction]): Readonly<Record<string, string>> => ({ [name]: direction }))
const query: fc.Arbitrary<RandomQuery> = fc.record({
  selector,
  sort: fc.oneof(fc.constant(undefined), fc.array(sortPart, { minLength: 1, maxLength: 3 })),
  skip: fc.oneof(fc.constant(0), fc.nat(5)),
  limit: fc.option(fc.nat(8), { nil: undefined }),
  withDeleted: fc.boolean(),
})

type Indexes = World['indexes']

/** A query as a careful author writes one for an index: equal values for the first columns, a list or a stretch for the next. */
function queryFor(index: readonly string[]): fc.Arbitrary<RandomQuery> {
  const columns = index.filter((name) => name !== '_deleted')
  const stretch = fc.oneof(
    scalar.map((one) => ({ $eq: one })),
    fc.tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte'), scalar).map(([name, one]) => ({ [name]: one })),
    fc.tuple(scalar, scalar).map(([from, to]) => ({ $gte: from, $lt: to })),
    fc.array(scalar, { minLength: 1, maxLength: 4 }).map((some) => ({ $in: some })),
    expression.map((one) => ({ $regex: one })),
  )
  const inOrder = (direction: string) => columns.map((name) => ({ [name]: direction }))
  return fc.record({
    selector: fc
      .tuple(
        fc.nat(Math.max(0, columns.length - 1)),
        fc.array(scalar, { minLength: 4, maxLength: 4 }),
        stretch,
        comparison,
      )
      .map(([equal, values, last, further]) => ({
        ...(values[0] === true ? further : {}),
        ...Object.fromEntries(columns.slice(0, equal).map((name, at) => [name, { $eq: values[at] }])),
        ...(columns[equal] === undefined ? {} : { [columns[equal]]: last }),
      })),
    sort: fc.constantFrom(undefined, ...(columns.length === 0 ? [] : [inOrder('asc'), inOrder('desc')])),
    skip: fc.constantFrom(0, 0, 1),
    limit: fc.option(fc.nat(8), { nil: undefined }),
    withDeleted: fc.constant(false),
  })
}

const queryOn = (some: Indexes): fc.Arbitrary<RandomQuery> =>
  some.length === 0 ? query : fc.oneof(query, fc.constantFrom(...some).chain(queryFor))

export const worlds: fc.Arbitrary<World> = indexes.chain((some) =>
  fc.record({
    indexes: fc.constant(some),
    earlierIndexes: fc.option(indexes, { freq: 3 }),
    documents,
    queries: fc.array(queryOn(some), { minLength: queriesEach, maxLength: queriesEach }),
  }),
)
