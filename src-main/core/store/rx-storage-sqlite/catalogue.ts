// The tables of one database file: which instance has which table, its columns and indexes, and the one commit sequence of all.
import type { Database, Statement } from 'better-sqlite3'
import type { EventBulk, RxStorageChangeEvent } from 'rxdb'
import { Subject } from 'rxjs'
import type { Column } from './mango-to-sql.ts'
import { irregularityOf, type OrderedValue, orderedText, orderedValueReader } from './ordered-value.ts'

/** Position in the change feed: the database's own commit sequence, never a clock. */
export type Checkpoint = { readonly sequence: number }

/** One indexed path: its column and how a document's value for it is read. */
export type IndexedPath = {
  readonly path: string
  readonly sql: string
  readonly read: (document: unknown) => OrderedValue
}

/** One table, shared by all instances of the process that were opened on it. */
export type Table = {
  readonly name: string
  readonly attachments: string
  readonly paths: readonly IndexedPath[]
  readonly columnOf: (path: string) => Column | null
  /** An index that begins with the deletion, quoted; null where the schema has none. */
  readonly byDeletion: string | null
  readonly changes: Subject<EventBulk<RxStorageChangeEvent<unknown>, Checkpoint>>
  /** What each path was ever seen to hold beside scalars; only ever grows. */
  readonly irregular: Map<string, number>
  readonly statements: Map<string, Statement<unknown[], unknown>>
  openInstances: number
  removed: boolean
}

/** What decides a table: an instance's names, its schema's version, its primary key and its indexes. */
export type TableKey = {
  readonly databaseName: string
  readonly collectionName: string
  readonly schemaVersion: number
  readonly primaryPath: string
  readonly indexes: readonly (readonly string[])[]
}

type CatalogueRow = { readonly table_name: string; readonly irregular: string }

const openTables = new WeakMap<Database, Map<string, Table>>()

/** Deletions are purged, and changes kept apart, by when RxDB says a document was last written. */
const writtenAtPath = '_meta.lwt'

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A path that names something every object inherits cannot be read from a document. */
const isReadable = (path: string): boolean => !path.split('.').some((name) => name in Object.prototype)

/** Makes the catalogue where it is missing. */
export function ensureCatalogue(database: Database): void {
  database.exec(
    `CREATE TABLE IF NOT EXISTS rx_instance (
       number INTEGER PRIMARY KEY AUTOINCREMENT, database_name TEXT NOT NULL, collection_name TEXT NOT NULL,
       schema_version INTEGER NOT NULL, table_name TEXT NOT NULL, irregular TEXT NOT NULL DEFAULT '{}',
       UNIQUE (database_name, collection_name, schema_version)
     ) STRICT;
     CREATE TABLE IF NOT EXISTS rx_sequence (only INTEGER PRIMARY KEY CHECK (only = 1), value INTEGER NOT NULL) STRICT;
     INSERT OR IGNORE INTO rx_sequence (only, value) VALUES (1, 0);`,
  )
}

/** Opens the table of a key, making or completing it; instances on the same table share what this returns. */
export function openTable(database: Database, key: TableKey): Table {
  const tables = openTables.get(database) ?? new Map<string, Table>()
  openTables.set(database, tables)
  const name = JSON.stringify([key.databaseName, key.collectionName, key.schemaVersion])
  const known = tables.get(name)
  if (known !== undefined) {
    known.openInstances += 1
    return known
  }
  const { primaryPath } = key
  const isIndexed = (path: string) => path !== '_deleted' && path !== primaryPath && isReadable(path)
  const paths = [...new Set([...key.indexes.flat(), writtenAtPath])]
    .filter(isIndexed)
    .map((path): IndexedPath => ({ path, sql: quoted(`at ${path}`), read: orderedValueReader(path) }))
  const row = database.transaction(() => prepareTable(database, key, paths)).immediate()
  const irregular = new Map<string, number>(
    Object.entries(JSON.parse(row.irregular) as Record<string, number>),
  )
  const sqlOf = new Map(paths.map((one) => [one.path, one.sql]))
  const [byDeletion] = columnsOfIndexes(row.table_name, key, paths)
    .keys()
    .filter((one) => one.includes(' by _deleted'))
  const table: Table = {
    name: row.table_name,
    attachments: `${row.table_name}_attachment`,
    paths,
    columnOf(path) {
      if (path === '_deleted') return { sql: 'deleted', kind: 'flag', irregular: 0 }
      if (path === primaryPath) return { sql: 'id', kind: 'ordered', irregular: 0 }
      const sql = sqlOf.get(path)
      return sql === undefined ? null : { sql, kind: 'ordered', irregular: irregular.get(path) ?? 0 }
    },
    byDeletion: byDeletion === undefined ? null : quoted(byDeletion),
    changes: new Subject(),
    irregular,
    statements: new Map(),
    openInstances: 1,
    removed: false,
  }
  tables.set(name, table)
  return table
}

/** Lets go of a table; with its last instance its change stream ends. */
export function closeTable(database: Database, table: Table): void {
  table.openInstances -= 1
  if (table.openInstances > 0 && !table.removed) return
  table.statements.clear()
  table.changes.complete()
  const tables = openTables.get(database)
  for (const [name, one] of tables ?? []) if (one === table) tables?.delete(name)
}

/** Drops a table with all that is in it. */
export function dropTable(database: Database, table: Table): void {
  table.statements.clear()
  database
    .transaction(() => {
      database.exec(`DROP TABLE ${table.name}; DROP TABLE ${table.attachments}`)
      database.prepare('DELETE FROM rx_instance WHERE table_name = ?').run(table.name)
    })
    .immediate()
  table.removed = true
}

/**
 * A prepared statement of a table, kept for the next time; plucked, it answers its one column's values instead of rows. Bounded,
 * since selectors with lists of any length each make their own.
 */
export function statementOf<Row>(
  database: Database,
  table: Table,
  sql: string,
  isPlucked: boolean,
): Statement<unknown[], Row> {
  const known = table.statements.get(sql)
  if (known !== undefined) return known as Statement<unknown[], Row>
  if (table.statements.size >= 300) table.statements.clear()
  const made = database.prepare<unknown[], unknown>(sql)
  if (isPlucked) made.pluck()
  table.statements.set(sql, made)
  return made as Statement<unknown[], Row>
}

/** Adds what `values` hold beside scalars to `irregular`; answers whether anything was new. */
export function noteIrregular(
  irregular: Map<string, number>,
  paths: readonly IndexedPath[],
  values: readonly OrderedValue[],
): boolean {
  let grew = false
  for (const [index, path] of paths.entries()) {
    const bits = irregularityOf(values[index] ?? null)
    if (bits === 0) continue
    const known = irregular.get(path.path) ?? 0
    if ((known | bits) === known) continue
    irregular.set(path.path, known | bits)
    grew = true
  }
  return grew
}

/** Keeps `irregular` in the catalogue; part of the writing transaction. */
export function saveIrregular(
  database: Database,
  tableName: string,
  irregular: ReadonlyMap<string, number>,
): void {
  database
    .prepare('UPDATE rx_instance SET irregular = ? WHERE table_name = ?')
    .run(JSON.stringify(Object.fromEntries(irregular)), tableName)
}

function prepareTable(database: Database, key: TableKey, paths: readonly IndexedPath[]): CatalogueRow {
  const read = database.prepare<[string, string, number], CatalogueRow>(
    'SELECT table_name, irregular FROM rx_instance WHERE database_name = ? AND collection_name = ? AND schema_version = ?',
  )
  const names = [key.databaseName, key.collectionName, key.schemaVersion] as const
  if (read.get(...names) === undefined) createTable(database, names, paths)
  const { table_name: table } = read.get(...names) as CatalogueRow
  addMissingColumns(database, table, paths)
  keepIndexes(database, table, key, paths)
  return read.get(...names) as CatalogueRow
}

function createTable(
  database: Database,
  names: readonly [string, string, number],
  paths: readonly IndexedPath[],
): void {
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO rx_instance (database_name, collection_name, schema_version, table_name) VALUES (?, ?, ?, '')`,
    )
    .run(...names)
  const table = `rx_${lastInsertRowid}`
  database.prepare('UPDATE rx_instance SET table_name = ? WHERE number = ?').run(table, lastInsertRowid)
  const columns = paths.map((one) => `${one.sql} ANY, `).join('')
  // The commit sequence is the row's own key: the feed is a plain scan, new documents are appended.
  database.exec(
    `CREATE TABLE ${table} (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, deleted INTEGER NOT NULL, ${columns}
       data TEXT NOT NULL) STRICT;
     CREATE TABLE ${table}_attachment (id TEXT NOT NULL, attachment TEXT NOT NULL, digest TEXT NOT NULL, type TEXT NOT NULL,
       bytes BLOB NOT NULL, PRIMARY KEY (id, attachment)) STRICT, WITHOUT ROWID;`,
  )
}

/** A path that is indexed since later gets its column, and every stored document's value in it. */
function addMissingColumns(database: Database, table: string, paths: readonly IndexedPath[]): void {
  const present = new Set(
    (database.pragma(`table_info(${table})`) as { name: string }[]).map((one) => quoted(one.name)),
  )
  const missing = paths.filter((one) => !present.has(one.sql))
  if (missing.length === 0) return
  for (const one of missing) database.exec(`ALTER TABLE ${table} ADD COLUMN ${one.sql} ANY`)
  const row = database
    .prepare<[string], CatalogueRow>('SELECT table_name, irregular FROM rx_instance WHERE table_name = ?')
    .get(table)
  const irregular = new Map(Object.entries(JSON.parse(row?.irregular ?? '{}') as Record<string, number>))
  const next = database.prepare<[number], { sequence: number; data: string }>(
    `SELECT sequence, data FROM ${table} WHERE sequence > ? ORDER BY sequence LIMIT 500`,
  )
  const fill = database.prepare(
    `UPDATE ${table} SET ${missing.map((one) => `${one.sql} = ?`).join(', ')} WHERE sequence = ?`,
  )
  let grew = false
  for (let page = next.all(-1); page.length > 0; page = next.all(page.at(-1)?.sequence ?? 0)) {
    for (const { sequence, data } of page) {
      const document: unknown = JSON.parse(data)
      const values = missing.map((one) => one.read(document))
      grew = noteIrregular(irregular, missing, values) || grew
      fill.run(...values, sequence)
    }
  }
  if (grew) saveIrregular(database, table, irregular)
}

/** The SQL columns of each of the schema's indexes, by the index's name. */
function columnsOfIndexes(
  table: string,
  key: TableKey,
  paths: readonly IndexedPath[],
): ReadonlyMap<string, readonly string[]> {
  const sqlOf = new Map<string, string>([
    ['_deleted', 'deleted'],
    [key.primaryPath, 'id'],
    ...paths.map((one) => [one.path, one.sql] as const),
  ])
  return new Map(
    key.indexes
      .filter((index) => index.every((path) => sqlOf.has(path)))
      .map((index) => [`${table} by ${index.join(', ')}`, index.map((path) => sqlOf.get(path) ?? '')]),
  )
}

/** Makes exactly the schema's indexes; one that the schema no longer has is dropped. */
function keepIndexes(database: Database, table: string, key: TableKey, paths: readonly IndexedPath[]): void {
  const wanted = columnsOfIndexes(table, key, paths)
  const present = database
    .prepare<[string], { name: string }>(
      `SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`,
    )
    .all(table)
    .map((one) => one.name)
  for (const name of present) if (!wanted.has(name)) database.exec(`DROP INDEX ${quoted(name)}`)
  for (const [name, columns] of wanted)
    if (!present.includes(name))
      database.exec(`CREATE INDEX ${quoted(name)} ON ${table} (${columns.join(', ')})`)
  const isSame = present.length === wanted.size && present.every((name) => wanted.has(name))
  if (!isSame || present.length === 0) writeStatistics(database, table, wanted)
}

/**
 * Tells SQLite's planner what every table of ours is like: nearly nothing is deleted, each further column narrows. Fixed numbers
 * in place of ANALYZE: plans stay the same from day to day, and without them SQLite takes `deleted = 0` for a rare case.
 */
function writeStatistics(
  database: Database,
  table: string,
  indexes: ReadonlyMap<string, readonly string[]>,
): void {
  const rows = 1_000_000
  // The first ANALYZE of a file makes the table of statistics; the catalogue is small.
  database.exec('ANALYZE rx_instance')
  database.prepare('DELETE FROM sqlite_stat1 WHERE tbl = ?').run(table)
  const add = database.prepare('INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)')
  add.run(table, `sqlite_autoindex_${table}_1`, `${rows} 1`)
  for (const [name, columns] of indexes) {
    let left = rows
    const each = columns.map((column) => {
      if (column === 'id') left = 1
      else if (column !== 'deleted') left = Math.max(2, Math.round(left / (left === rows ? 100 : 20)))
      return left
    })
    add.run(table, name, [rows, ...each].join(' '))
  }
  database.exec('ANALYZE sqlite_schema')
}

/** The stored key of a document's id. */
export const storedId = (id: string): string => orderedText(id)
