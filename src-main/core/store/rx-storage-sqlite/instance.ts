// One RxStorage instance: reads, writes and the change feed of one collection's table.
import type { Database } from 'better-sqlite3'
import {
  type BulkWriteRow,
  categorizeBulkWriteRows,
  type EventBulk,
  getPrimaryFieldOfPrimaryKey,
  getQueryMatcher,
  getSortComparator,
  type PreparedQuery,
  type RxDocumentData,
  type RxStorageChangeEvent,
  type RxStorageCountResult,
  type RxStorageInstance,
  type RxStorageInstanceCreationParams,
} from 'rxdb'
import { type Observable, Subject, takeUntil } from 'rxjs'
import {
  type Checkpoint,
  closeTable,
  dropTable,
  noteIrregular,
  openTable,
  saveIrregular,
  statementOf,
  storedId,
  type Table,
} from './catalogue.ts'
import { conditionOf } from './mango-to-sql.ts'
import { planQuery } from './plan-query.ts'
import { withStoreErrors } from './store-error.ts'

export type Internals = { readonly database: Database; readonly table: Table }

type Selector = Readonly<Record<string, unknown>>

/** Purged in one go, so that a cleanup never holds up the window for long. */
const purgedAtOnce = 1_000

/**
 * Opens the instance of a collection. `released` is called once when it is closed or removed.
 * Every method rejects with `store-damaged`, `store-full`, `store-locked` or `store-read-only` where the file is the reason.
 */
export function openInstance<RxDocType>(
  database: Database,
  params: RxStorageInstanceCreationParams<RxDocType, object>,
  released: () => void,
): RxStorageInstance<RxDocType, Internals, object, Checkpoint> {
  type Doc = RxDocumentData<RxDocType>
  const { schema, databaseName, collectionName, options } = params
  const primaryPath = getPrimaryFieldOfPrimaryKey(schema.primaryKey)
  const table = openTable(database, {
    databaseName,
    collectionName,
    schemaVersion: schema.version,
    primaryPath,
    indexes: (schema.indexes ?? []).map((index) => (typeof index === 'string' ? [index] : [...index])),
  })
  const ended = new Subject<void>()
  let closed = false
  /** Ends with the last write asked for: one whose attachments are read sooner must not overtake it. */
  let lastWrite: Promise<unknown> = Promise.resolve()

  const statement = <Result>(sql: string, isPlucked = false) =>
    statementOf<Result>(database, table, sql, isPlucked)
  /** A statement that answers documents, as their JSON text. */
  const documentsOf = (sql: string) => statement<string>(`SELECT data FROM ${table.name} WHERE ${sql}`, true)
  const parse = (data: string): Doc => JSON.parse(data) as Doc
  const idOf = (document: unknown): string => (document as Record<string, string>)[primaryPath] as string

  /** Runs `work` at once; what it throws becomes a rejection with a code. */
  const answer = async <Value>(work: () => Value): Promise<Value> => {
    if (closed || table.removed) throw new Error(`the storage of ${databaseName}/${collectionName} is closed`)
    return withStoreErrors(work)
  }

  const columnNames = table.paths.map((one) => one.sql)
  const putSql = `INSERT INTO ${table.name} (${['sequence', 'id', 'deleted', 'data', ...columnNames].join(', ')})
    VALUES (${['sequence', 'id', 'deleted', 'data', ...columnNames].map(() => '?').join(', ')})
    ON CONFLICT (id) DO UPDATE SET ${['sequence', 'deleted', 'data', ...columnNames].map((name) => `${name} = excluded.${name}`).join(', ')}`

  function readByIds(ids: readonly string[]): Map<string, Doc> {
    const read = documentsOf('id = ?')
    const found = new Map<string, Doc>()
    for (const id of ids) {
      const data = read.get(storedId(id))
      if (data !== undefined) found.set(id, parse(data))
    }
    return found
  }

  const write = database.transaction(
    (rows: BulkWriteRow<RxDocType>[], context: string, blobs: ReadonlyMap<string, Buffer>) => {
      const categorized = categorizeBulkWriteRows<RxDocType>(
        instance,
        primaryPath as never,
        readByIds(rows.map((row) => idOf(row.document))) as never,
        rows,
        context,
      )
      const { bulkInsertDocs, bulkUpdateDocs, attachmentsAdd, attachmentsUpdate, attachmentsRemove } =
        categorized
      const written = [...bulkInsertDocs, ...bulkUpdateDocs]
      const irregular = new Map(table.irregular)
      let sequence = 0
      if (written.length > 0) {
        sequence =
          statement<{ value: number }>(
            'UPDATE rx_sequence SET value = value + ? WHERE only = 1 RETURNING value',
          ).get(written.length)?.value ?? 0
        const put = statement(putSql)
        let next = sequence - written.length
        let grew = false
        for (const { document } of written) {
          next += 1
          const values = table.paths.map((one) => one.read(document))
          grew = noteIrregular(irregular, table.paths, values) || grew
          put.run(
            next,
            storedId(idOf(document)),
            document._deleted ? 1 : 0,
            JSON.stringify(document),
            ...values,
          )
        }
        if (grew) saveIrregular(database, table.name, irregular)
      }
      for (const one of [...attachmentsAdd, ...attachmentsUpdate])
        statement(
          `INSERT OR REPLACE INTO ${table.attachments} (id, attachment, digest, type, bytes) VALUES (?, ?, ?, ?, ?)`,
        ).run(
          storedId(one.documentId),
          one.attachmentId,
          one.digest,
          one.attachmentData.type,
          blobs.get(JSON.stringify([one.documentId, one.attachmentId])) ?? Buffer.alloc(0),
        )
      for (const one of attachmentsRemove)
        statement(`DELETE FROM ${table.attachments} WHERE id = ? AND attachment = ?`).run(
          storedId(one.documentId),
          one.attachmentId,
        )
      return { categorized, sequence, irregular }
    },
  )

  /** Blobs are read before the transaction, which must not wait. */
  async function readBlobs(rows: readonly BulkWriteRow<RxDocType>[]): Promise<ReadonlyMap<string, Buffer>> {
    const blobs = new Map<string, Buffer>()
    for (const row of rows) {
      for (const [name, attachment] of Object.entries(row.document._attachments)) {
        if (!('data' in attachment)) continue
        blobs.set(
          JSON.stringify([idOf(row.document), name]),
          Buffer.from(await attachment.data.arrayBuffer()),
        )
      }
    }
    return blobs
  }

  function commit(rows: BulkWriteRow<RxDocType>[], context: string, blobs: ReadonlyMap<string, Buffer>) {
    const { categorized, sequence, irregular } = write.immediate(rows, context, blobs)
    for (const [path, bits] of irregular) table.irregular.set(path, bits)
    if (categorized.eventBulk.events.length > 0) {
      categorized.eventBulk.checkpoint = { sequence } satisfies Checkpoint
      table.changes.next(categorized.eventBulk as EventBulk<RxStorageChangeEvent<unknown>, Checkpoint>)
    }
    return { error: categorized.errors }
  }

  function find({ query }: PreparedQuery<RxDocType>): Doc[] {
    const { skip = 0, limit = Number.POSITIVE_INFINITY } = query
    if (limit === 0) return []
    const plan = planQuery(query, table.columnOf)
    if (plan.isPage)
      return documentsOf(plan.sql)
        .all(...plan.params)
        .map(parse)
    const matches = plan.isMatched ? getQueryMatcher(schema, query) : null
    const found: Doc[] = []
    for (const data of documentsOf(plan.sql).iterate(...plan.params)) {
      const document = parse(data)
      if (matches !== null && !matches(document)) continue
      found.push(document)
      if (plan.isOrdered && found.length >= skip + limit) break
    }
    if (!plan.isOrdered) found.sort(getSortComparator(schema, query))
    return skip === 0 && found.length <= limit ? found : found.slice(skip, skip + limit)
  }

  /** Counts what `find` would answer. Where SQL says it exactly no document is read. */
  function count({ query }: PreparedQuery<RxDocType>): RxStorageCountResult {
    const { skip = 0, limit = Number.POSITIVE_INFINITY } = query
    const condition = conditionOf(query.selector as Selector, table.columnOf)
    let all = 0
    if (condition.exact) {
      all =
        statement<number>(`SELECT count(*) FROM ${table.name} WHERE ${condition.sql}`, true).get(
          ...condition.params,
        ) ?? 0
    } else {
      const matches = getQueryMatcher(schema, query)
      for (const data of documentsOf(condition.sql).iterate(...condition.params))
        if (matches(parse(data))) all += 1
    }
    const mode = condition.exact || isCountedByColumns(query.selector as Selector) ? 'fast' : 'slow'
    return { count: Math.max(0, Math.min(all - skip, limit)), mode }
  }

  /** Whether columns alone answer a selector; documents with arrays in them do not change what a query may cost. */
  function isCountedByColumns(selector: Selector): boolean {
    return conditionOf(selector, (path) => {
      const column = table.columnOf(path)
      return column === null ? null : { ...column, irregular: 0 }
    }).exact
  }

  function purge(minimumDeletedTime: number): boolean {
    // Said to SQLite, which would take the index by time, where nearly everything is old and alive.
    const index = table.byDeletion === null ? '' : `INDEXED BY ${table.byDeletion}`
    const old = statement<{ id: string }>(
      `SELECT id FROM ${table.name} ${index} WHERE deleted = 1 AND "at _meta.lwt" < ? LIMIT ${purgedAtOnce}`,
    ).all(Date.now() - minimumDeletedTime)
    database
      .transaction(() => {
        for (const { id } of old) {
          statement(`DELETE FROM ${table.name} WHERE id = ?`).run(id)
          statement(`DELETE FROM ${table.attachments} WHERE id = ?`).run(id)
        }
      })
      .immediate()
    return old.length < purgedAtOnce
  }

  function release(): void {
    if (closed) return
    closed = true
    ended.next()
    closeTable(database, table)
    released()
  }

  const instance: RxStorageInstance<RxDocType, Internals, object, Checkpoint> = {
    databaseName,
    collectionName,
    schema,
    options,
    internals: { database, table },
    async bulkWrite(rows, context) {
      if (schema.attachments === undefined) return answer(() => commit(rows, context, new Map()))
      const before = lastWrite
      const writing = readBlobs(rows).then(async (blobs) => {
        await before
        return answer(() => commit(rows, context, blobs))
      })
      lastWrite = writing.catch(() => undefined)
      return writing
    },
    findDocumentsById(ids, withDeleted) {
      return answer(() => [...readByIds(ids).values()].filter((one) => withDeleted || !one._deleted))
    },
    query(preparedQuery) {
      return answer(() => ({ documents: find(preparedQuery) }))
    },
    count(preparedQuery) {
      return answer(() => count(preparedQuery))
    },
    getAttachmentData(id, attachment, digest) {
      return answer(() => {
        const row = statement<{ bytes: Buffer<ArrayBuffer>; type: string }>(
          `SELECT bytes, type FROM ${table.attachments} WHERE id = ? AND attachment = ? AND digest = ?`,
        ).get(storedId(id), attachment, digest)
        if (row === undefined) throw new Error(`no attachment ${attachment} with this digest`)
        return new Blob([row.bytes], { type: row.type })
      })
    },
    getChangedDocumentsSince(limit, checkpoint) {
      return answer(() => {
        const since = checkpoint?.sequence ?? 0
        const rows = statement<{ readonly sequence: number; readonly data: string }>(
          `SELECT sequence, data FROM ${table.name} WHERE sequence > ? ORDER BY sequence LIMIT ?`,
        ).all(since, limit)
        return {
          documents: rows.map((row) => parse(row.data)),
          checkpoint: { sequence: rows.at(-1)?.sequence ?? since },
        }
      })
    },
    changeStream() {
      const changes = table.changes as unknown as Observable<
        EventBulk<RxStorageChangeEvent<RxDocType>, Checkpoint>
      >
      return changes.pipe(takeUntil(ended))
    },
    cleanup(minimumDeletedTime) {
      return answer(() => purge(minimumDeletedTime))
    },
    async close() {
      release()
    },
    async remove() {
      await answer(() => dropTable(database, table))
      release()
    },
  }
  return instance
}
