// Holds the storage against RxDB's own matcher and comparator over an array, and SQLite's plans against the schema's indexes.
import { isDeepStrictEqual } from 'node:util'
import type { Database } from 'better-sqlite3'
import {
  type FilledMangoQuery,
  fillWithDefaultSettings,
  getChangedDocumentsSince,
  getQueryMatcher,
  getSortComparator,
  normalizeMangoQuery,
  prepareQuery,
  type RxDocumentData,
  type RxJsonSchema,
  type RxStorageInstance,
} from 'rxdb'
import { getRxStorageSqlite } from './index.ts'
import type { Internals } from './instance.ts'
import { holdsArray } from './ordered-value.ts'
import { planQuery } from './plan-query.ts'
import type { Content, RandomQuery, World } from './random-worlds.fixture.ts'

type Doc = { readonly id: string }
type Stored = RxDocumentData<Doc>
type Instance = RxStorageInstance<Doc, Internals, object>

/** How many queries an index could serve, and how many were answered by SQL alone. */
export type Tried = { served: number; exact: number; queries: number }

// The types here are only half the truth: an unvalidated collection may hold anything, and the storage must answer all the same.
const schemaWith = (indexes: World['indexes']): RxJsonSchema<Stored> =>
  fillWithDefaultSettings({
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
      list: {},
    },
    required: ['id'],
    indexes,
  } as unknown as RxJsonSchema<Doc>)

const openWorld = (database: Database, schema: RxJsonSchema<Stored>): Promise<Instance> =>
  getRxStorageSqlite({ database }).createStorageInstance<Doc>({
    databaseInstanceToken: 't',
    databaseName: 'd',
    collectionName: 'c',
    schema,
    options: {},
    multiInstance: false,
    devMode: false,
  })

/** As JSON holds it. */
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value

function storedDocument(content: Content, index: number, revision: number, deleted: boolean): Stored {
  const id = `${['a', '\u{20bb7}', '\uf900'][index % 3]}${String(index).padStart(3, '0')}`
  const meta = {
    _deleted: deleted,
    _meta: { lwt: 1000 + index / 100 },
    _rev: `${revision}-a`,
    _attachments: {},
  }
  return plain({ ...content, id, ...meta }) as unknown as Stored
}

/** Writes the documents, some of them twice; answers what is stored in the end, in the order of the last writes. */
async function writeAll(instance: Instance, world: World): Promise<readonly Stored[]> {
  const first = world.documents.map(({ content, before, deleted }, index) =>
    before === null ? storedDocument(content, index, 1, deleted) : storedDocument(before, index, 1, false),
  )
  const rewritten = world.documents.flatMap(({ content, before, deleted }, index) =>
    before === null
      ? []
      : [{ previous: first[index] as Stored, document: storedDocument(content, index, 2, deleted) }],
  )
  const results = [
    await instance.bulkWrite(
      first.map((document) => ({ document })),
      'test',
    ),
    await instance.bulkWrite(rewritten, 'test'),
  ]
  if (results.some((one) => one.error.length > 0)) throw new Error('a write was refused')
  const kept = first.filter((_, index) => world.documents[index]?.before === null)
  return [...kept, ...rewritten.map((row) => row.document)]
}

/** Whether a value at `name`, or on the way to it, is an array or object: RxDB's comparator then gives no order of its own. */
function isUnordered(document: unknown, name: string): boolean {
  let value: unknown = document
  for (const one of name.split('.')) {
    if (Array.isArray(value) || typeof value !== 'object' || value === null) break
    value = (value as Record<string, unknown>)[one]
  }
  return typeof value === 'object' && value !== null
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

/** The paths of which a selector asks for a value or a stretch of values, all of which must hold. */
function askedPaths(selector: Content): readonly string[] {
  return Object.entries(selector).flatMap(([key, asked]) => {
    if (key === '$and') return (asked as Content[]).flatMap(askedPaths)
    if (key.startsWith('$') || typeof asked !== 'object' || asked === null || asked instanceof RegExp)
      return []
    const operators = asked as Content
    const isAsked =
      ['$eq', '$gt', '$gte', '$lt', '$lte'].some((name) => isScalar(operators[name])) ||
      (Array.isArray(operators.$in) && operators.$in.length <= 100 && operators.$in.every(isScalar))
    return isAsked ? [key] : []
  })
}

/** Whether an index begins with what the query asks for; one behind which arrays lie is RxDB's to look into. */
function canBeServed(
  query: FilledMangoQuery<Doc>,
  schema: RxJsonSchema<Stored>,
  internals: Internals,
): boolean {
  const asked = new Set(askedPaths(query.selector as Content))
  const indexes = [['id'], ...((schema.indexes ?? []) as readonly string[][])]
  return indexes.some((index) => {
    const [first = '', second = ''] = index
    const leading = first === '_deleted' ? second : first
    if (first === '_deleted' && !asked.has('_deleted')) return false
    return asked.has(leading) && ((internals.table.irregular.get(leading) ?? 0) & holdsArray) === 0
  })
}

/** Throws where the storage answers a query otherwise than RxDB, or leaves an index that could serve. */
async function tryQuery(
  instance: Instance,
  schema: RxJsonSchema<Stored>,
  stored: readonly Stored[],
  { withDeleted, sort, limit, skip, selector }: RandomQuery,
  tried: Tried,
): Promise<void> {
  const normalOf = (by: RandomQuery['sort']) =>
    normalizeMangoQuery<Doc>(schema, {
      selector: withDeleted ? selector : { ...selector, _deleted: { $eq: false } },
      skip,
      ...(by === undefined ? {} : { sort: by }),
      ...(limit === undefined ? {} : { limit }),
    } as never)
  const wished = normalOf(sort)
  const names = wished.sort.flatMap((part) => Object.keys(part))
  const isOrdered = !stored.some((document) => names.some((name) => isUnordered(document, name)))
  const normal = isOrdered ? wished : normalOf([{ id: 'desc' }])
  const matches = getQueryMatcher(schema, normal as never)
  const expected = stored
    .filter((document) => matches(document))
    .sort(getSortComparator(schema, normal as never) as never)
    .slice(skip, skip + (limit ?? Number.POSITIVE_INFINITY))
  const prepared = prepareQuery<Doc>(schema, normal)
  const { documents } = await instance.query(prepared)
  const { count } = await instance.count(prepared)
  const said = `${JSON.stringify(normal)} on ${JSON.stringify(schema.indexes)}`
  if (!isDeepStrictEqual(documents, expected))
    throw new Error(`${said} found ${JSON.stringify(documents)} where RxDB finds ${JSON.stringify(expected)}`)
  if (count !== expected.length) throw new Error(`${said} counted ${count}, not ${expected.length}`)
  const { table, database } = instance.internals
  const plan = planQuery(normal, table.columnOf)
  tried.queries += 1
  if (plan.isPage) tried.exact += 1
  if (plan.sql.startsWith('0') || !canBeServed(normal, schema, instance.internals)) return
  tried.served += 1
  const explained = database
    .prepare<unknown[], { readonly detail: string }>(
      `EXPLAIN QUERY PLAN SELECT data FROM ${table.name} WHERE ${plan.sql}`,
    )
    .all(...plan.params)
    .map((one) => one.detail)
  if (explained.some((one) => one.startsWith('SCAN rx_')))
    throw new Error(`${said} is not served by an index: ${explained.join('; ')}`)
}

/** Writes a world into `database`, asks all its queries, and removes it again. */
export async function tryWorld(database: Database, world: World): Promise<Tried> {
  const tried: Tried = { served: 0, exact: 0, queries: 0 }
  const schema = schemaWith(world.indexes)
  const writer = await openWorld(database, schemaWith(world.earlierIndexes ?? world.indexes))
  const stored = await writeAll(writer, world)
  let instance = writer
  if (world.earlierIndexes !== null) {
    await writer.close()
    instance = await openWorld(database, schema)
  }
  try {
    const feed = await getChangedDocumentsSince(instance, 1_000)
    if (!isDeepStrictEqual(feed.documents, stored)) throw new Error('the change feed is not what was written')
    for (const query of world.queries) await tryQuery(instance, schema, stored, query, tried)
  } finally {
    await instance.remove()
  }
  return tried
}
