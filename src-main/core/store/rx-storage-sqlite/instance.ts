// One storage instance: the documents of one collection in one table, its indexes, its change feed by commit sequence.
import type { Database, Statement } from 'better-sqlite3'
import {
  type BulkWriteRow,
  categorizeBulkWriteRows,
  type EventBulk,
  getPrimaryFieldOfPrimaryKey,
  getQueryMatcher,
  getSortComparator,
  type PreparedQuery,
  type RxDocumentData,
  type RxStorageBulkWriteResponse,
  type RxStorageChangeEvent,
  type RxStorageInstance,
  type RxStorageInstanceCreationParams,
} from 'rxdb'
import { Subject } from 'rxjs'
import { type Column, columnOf, conditionOf, isWideText } from './mango-to-sql.ts'

/** Position in a table's change feed: its own commit sequence, so that a clock set back hides nothing. */
export type Checkpoint = { readonly sequence: number }

type Changes = Subject<EventBulk<RxStorageChangeEvent<unknown>, Checkpoint>>
type Table = {
  readonly name: string
  readonly changes: Changes
  sequence: number
  /** Whether an indexed text ever held a character above U+FFFF: then SQLite's order is not RxDB's. */
  wideText: boolean
  openInstances: number
}
export type Internals = { readonly database: Database; readonly table: Table }

const tablesOf = new WeakMap<Database, Map<string, Table>>()

type CatalogueRow = { readonly table_name: string; readonly sequence: number; readonly wide_text: number }

function openTable(
  database: Database,
  key: readonly [string, string, number],
  indexes: readonly string[],
): Table {
  const tables = tablesOf.get(database) ?? new Map<string, Table>()
  tablesOf.set(database, tables)
  const known = tables.get(JSON.stringify(key))
  if (known !== undefined) {
    known.openInstances += 1
    return known
  }
  const read = database.prepare<[string, string, number], CatalogueRow>(
    'SELECT table_name, sequence, wide_text FROM rx_instances WHERE database_name = ? AND collection_name = ? AND schema_version = ?',
  )
  const create = database.transaction(() => {
    if (read.get(...key) === undefined) {
      const { next } = database
        .prepare('SELECT coalesce(max(rowid), 0) + 1 AS next FROM rx_instances')
        .get() as { next: number }
      const name = `rx_${next}`
      database
        .prepare(
          'INSERT INTO rx_instances (rowid, database_name, collection_name, schema_version, table_name) VALUES (?, ?, ?, ?, ?)',
        )
        .run(next, ...key, name)
      database.exec(
        `CREATE TABLE ${name} (id TEXT PRIMARY KEY NOT NULL, sequence INTEGER NOT NULL, deleted INTEGER NOT NULL,
           data TEXT NOT NULL) STRICT, WITHOUT ROWID;
         CREATE UNIQUE INDEX ${name}_sequence ON ${name} (sequence);
         CREATE TABLE ${name}_attachments (id TEXT NOT NULL, attachment TEXT NOT NULL, digest TEXT NOT NULL, type TEXT NOT NULL,
           bytes BLOB NOT NULL, PRIMARY KEY (id, attachment)) STRICT, WITHOUT ROWID;`,
      )
      for (const [count, index] of indexes.entries()) {
        database.exec(`CREATE INDEX ${name}_${count} ON ${name} (${index})`)
      }
    }
    return read.get(...key) as CatalogueRow
  })
  const row = create.immediate()
  const table: Table = {
    name: row.table_name,
    changes: new Subject(),
    sequence: row.sequence,
    wideText: row.wide_text === 1,
    openInstances: 1,
  }
  tables.set(JSON.stringify(key), table)
  return table
}

type Row = { readonly data: string }

/** Opens the instance of a collection; makes its table and indexes when they are missing. */
export function openInstance<RxDocType>(
  database: Database,
  params: RxStorageInstanceCreationParams<RxDocType, object>,
): RxStorageInstance<RxDocType, Internals, object, Checkpoint> {
  type Doc = RxDocumentData<RxDocType>
  const { schema, databaseName, collectionName, options } = params
  const primaryPath = getPrimaryFieldOfPrimaryKey(schema.primaryKey) as string
  const columns = new Map<string, Column | null>()
  const column = (path: string): Column | null => {
    const known = columns.get(path)
    if (known !== undefined) return known
    const found = columnOf(path, schema as unknown as Parameters<typeof columnOf>[1], primaryPath)
    columns.set(path, found)
    return found
  }
  const indexed = (schema.indexes ?? []).map((index) =>
    typeof index === 'string' ? [index] : [...(index as string[])],
  )
  const indexSql = indexed
    .map((paths) => paths.map((path) => column(path)?.sql).filter((sql) => sql !== undefined))
    .map((parts) => parts.join(', '))
  const key = [databaseName, collectionName, schema.version] as const
  const table = openTable(database, key, [...new Set(indexSql)])
  const textPaths = [...new Set(indexed.flat())].filter((path) => column(path)?.scalar === 'string')
  let closed = false

  const prepared = new Map<string, Statement<unknown[], unknown>>()
  const statement = <Result>(sql: string): Statement<unknown[], Result> => {
    const known = prepared.get(sql) ?? database.prepare<unknown[], unknown>(sql)
    // Bounded: selectors with long $in lists would otherwise fill it.
    if (prepared.size > 500) prepared.clear()
    prepared.set(sql, known)
    return known as Statement<unknown[], Result>
  }
  const parse = (row: Row): Doc => JSON.parse(row.data) as Doc
  const idOf = (document: unknown): string => (document as Record<string, string>)[primaryPath] as string

  function ensureOpen(): void {
    if (closed) throw new Error(`storage instance ${collectionName} is closed`)
  }

  function readByIds(ids: readonly string[]): Map<string, Doc> {
    const read = statement<Row>(`SELECT data FROM ${table.name} WHERE id = ?`)
    const found = new Map<string, Doc>()
    for (const id of ids) {
      const row = read.get(id)
      if (row !== undefined) found.set(id, parse(row))
    }
    return found
  }

  function noteWideText(documents: readonly unknown[]): void {
    if (table.wideText) return
    const valueAt = (document: unknown, path: string): unknown =>
      path
        .split('.')
        .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document)
    if (documents.some((document) => textPaths.some((path) => isWideText(valueAt(document, path))))) {
      table.wideText = true
      statement(`UPDATE rx_instances SET wide_text = 1 WHERE table_name = ?`).run(table.name)
    }
  }

  async function bulkWrite(
    rows: BulkWriteRow<RxDocType>[],
    context: string,
  ): Promise<RxStorageBulkWriteResponse<RxDocType>> {
    ensureOpen()
    // Blobs are read before the transaction, which must not wait.
    const blobs = await attachmentBytes(rows)
    const write = database.transaction(() => {
      const inDatabase = readByIds(rows.map((row) => idOf(row.document)))
      const categorized = categorizeBulkWriteRows<RxDocType>(
        instance,
        primaryPath as never,
        inDatabase as never,
        rows,
        context,
      )
      const put = statement(
        `INSERT INTO ${table.name} (id, sequence, deleted, data) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, deleted = excluded.deleted, data = excluded.data`,
      )
      const documents = [...categorized.bulkInsertDocs, ...categorized.bulkUpdateDocs].map(
        (row) => row.document,
      )
      let sequence = table.sequence
      for (const document of documents) {
        sequence += 1
        put.run(idOf(document), sequence, document._deleted ? 1 : 0, JSON.stringify(document))
      }
      if (documents.length > 0) {
        statement('UPDATE rx_instances SET sequence = ? WHERE table_name = ?').run(sequence, table.name)
        noteWideText(documents)
      }
      for (const one of [...categorized.attachmentsAdd, ...categorized.attachmentsUpdate]) {
        statement(
          `INSERT OR REPLACE INTO ${table.name}_attachments (id, attachment, digest, type, bytes) VALUES (?, ?, ?, ?, ?)`,
        ).run(
          one.documentId,
          one.attachmentId,
          one.digest,
          one.attachmentData.type,
          blobs.get(`${one.documentId}\n${one.attachmentId}`) ?? Buffer.alloc(0),
        )
      }
      for (const one of categorized.attachmentsRemove) {
        statement(`DELETE FROM ${table.name}_attachments WHERE id = ? AND attachment = ?`).run(
          one.documentId,
          one.attachmentId,
        )
      }
      return { categorized, sequence }
    })
    const { categorized, sequence } = write.immediate()
    table.sequence = sequence
    if (categorized.eventBulk.events.length > 0) {
      categorized.eventBulk.checkpoint = { sequence }
      table.changes.next(categorized.eventBulk as EventBulk<RxStorageChangeEvent<unknown>, Checkpoint>)
    }
    return { error: categorized.errors }
  }

  async function attachmentBytes(
    rows: readonly BulkWriteRow<RxDocType>[],
  ): Promise<ReadonlyMap<string, Buffer>> {
    const bytes = new Map<string, Buffer>()
    if (schema.attachments === undefined) return bytes
    for (const row of rows) {
      for (const [name, attachment] of Object.entries(row.document._attachments ?? {})) {
        const { data } = attachment as { data?: Blob }
        if (data !== undefined)
          bytes.set(`${idOf(row.document)}\n${name}`, Buffer.from(await data.arrayBuffer()))
      }
    }
    return bytes
  }

  /** SQL that orders as the query's sort does, or null where only RxDB's comparator can. */
  function orderOf(sort: readonly Readonly<Record<string, string>>[]): string | null {
    if (table.wideText) return null
    const parts = sort
      .flatMap((part) => Object.entries(part))
      .map(([path, direction]) => {
        const found = column(path)
        // Only indexed text is known to hold nothing above U+FFFF. What is missing comes first in RxDB and SQLite.
        if (found === null || (found.scalar === 'string' && !textPaths.includes(path))) return null
        return `${found.sql} ${direction === 'desc' ? 'DESC' : 'ASC'}`
      })
    return parts.includes(null) ? null : parts.join(', ')
  }

  function readQuery(preparedQuery: PreparedQuery<RxDocType>): Doc[] {
    const { query } = preparedQuery
    const skip = query.skip ?? 0
    const limit = typeof query.limit === 'number' ? query.limit : Number.POSITIVE_INFINITY
    if (limit === 0) return []
    const condition = conditionOf(query.selector as Readonly<Record<string, unknown>>, column)
    const order = orderOf(query.sort as unknown as readonly Readonly<Record<string, string>>[])
    const base = `SELECT data FROM ${table.name} WHERE ${condition.sql}${order === null ? '' : ` ORDER BY ${order}`}`
    if (condition.exact && order !== null) {
      const bounded = Number.isFinite(limit) || skip > 0
      const sql = bounded ? `${base} LIMIT ? OFFSET ?` : base
      const params = bounded
        ? [...condition.params, Number.isFinite(limit) ? limit : -1, skip]
        : condition.params
      return statement<Row>(sql)
        .all(...params)
        .map(parse)
    }
    const matches = condition.exact ? () => true : getQueryMatcher(schema, query)
    const found: Doc[] = []
    for (const row of statement<Row>(base).iterate(...condition.params)) {
      const document = parse(row)
      if (!matches(document)) continue
      found.push(document)
      if (order !== null && found.length >= skip + limit) break
    }
    if (order === null) found.sort(getSortComparator(schema, query))
    return found.slice(skip, skip + limit)
  }

  const instance: RxStorageInstance<RxDocType, Internals, object, Checkpoint> = {
    databaseName,
    collectionName,
    schema,
    options,
    internals: { database, table },
    bulkWrite,
    async findDocumentsById(ids, withDeleted) {
      ensureOpen()
      return [...readByIds(ids).values()].filter((document) => withDeleted || !document._deleted)
    },
    async query(preparedQuery) {
      ensureOpen()
      return { documents: readQuery(preparedQuery) }
    },
    async count(preparedQuery) {
      ensureOpen()
      const condition = conditionOf(preparedQuery.query.selector as Readonly<Record<string, unknown>>, column)
      if (!condition.exact) {
        const { limit, ...query } = preparedQuery.query
        return { count: readQuery({ ...preparedQuery, query: { ...query, skip: 0 } }).length, mode: 'slow' }
      }
      const row = statement<{ count: number }>(
        `SELECT count(*) AS count FROM ${table.name} WHERE ${condition.sql}`,
      ).get(...condition.params)
      return { count: row?.count ?? 0, mode: 'fast' }
    },
    async getAttachmentData(id, attachment, digest) {
      ensureOpen()
      const row = statement<{ bytes: Uint8Array<ArrayBuffer>; type: string }>(
        `SELECT bytes, type FROM ${table.name}_attachments WHERE id = ? AND attachment = ? AND digest = ?`,
      ).get(id, attachment, digest)
      if (row === undefined) throw new Error(`attachment ${attachment} of ${id} is not here`)
      return new Blob([row.bytes], { type: row.type })
    },
    async getChangedDocumentsSince(limit, checkpoint) {
      ensureOpen()
      const since = checkpoint?.sequence ?? 0
      const rows = statement<Row & { sequence: number }>(
        `SELECT data, sequence FROM ${table.name} WHERE sequence > ? ORDER BY sequence LIMIT ?`,
      ).all(since, limit)
      return { documents: rows.map(parse), checkpoint: { sequence: rows.at(-1)?.sequence ?? since } }
    },
    changeStream() {
      return table.changes.asObservable() as ReturnType<typeof instance.changeStream>
    },
    async cleanup(minimumDeletedTime) {
      ensureOpen()
      const before = Date.now() - minimumDeletedTime
      const { changes } = statement(
        `DELETE FROM ${table.name} WHERE deleted = 1 AND id IN (
           SELECT id FROM ${table.name} WHERE deleted = 1 AND json_extract(data, '$._meta.lwt') < ? LIMIT 1000)`,
      ).run(before)
      return changes < 1_000
    },
    async close() {
      if (closed) return
      closed = true
      prepared.clear()
      table.openInstances -= 1
      if (table.openInstances === 0) {
        table.changes.complete()
        tablesOf.get(database)?.delete(JSON.stringify(key))
      }
    },
    async remove() {
      ensureOpen()
      prepared.clear()
      database.transaction(() => {
        database.exec(`DROP TABLE ${table.name}; DROP TABLE ${table.name}_attachments`)
        database.prepare('DELETE FROM rx_instances WHERE table_name = ?').run(table.name)
      })()
      await instance.close()
    },
  }
  return instance
}
