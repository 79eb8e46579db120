// The two that are measured side by side: this storage, and plain better-sqlite3 that keeps the same rows with nothing around it.
import type { Database } from 'better-sqlite3'
import { getRxStorageSqlite } from '../../../src-main/core/store/rx-storage-sqlite/index.ts'
import { type Act, type ActData, pageLength, preparedPage, preparedWaiting, schema, windows } from './acts.ts'

/** What both can do; each resolves with the number of documents, so that neither may do less. A question is made before it is timed. */
export type Subject = {
  insert(acts: readonly ActData[]): Promise<number>
  findByIds(ids: readonly string[]): Promise<number>
  page(below: number): () => Promise<number>
  count(from: number): () => Promise<number>
  /** The whole change feed, in pages of 1,000. */
  scan(): Promise<number>
}

const feedPage = 1_000
export const names = { databaseName: 'bench', collectionName: 'acts' } as const

export async function ourSubject(database: Database): Promise<Subject> {
  const instance = await getRxStorageSqlite({ database }).createStorageInstance<Act>({
    ...names,
    databaseInstanceToken: 'bench',
    schema,
    options: {},
    multiInstance: false,
    devMode: false,
  })
  return {
    async insert(acts) {
      const { error } = await instance.bulkWrite(
        acts.map((document) => ({ document })),
        'bench',
      )
      return acts.length - error.length
    },
    findByIds: async (ids) => (await instance.findDocumentsById([...ids], false)).length,
    page(below) {
      const query = preparedPage(below)
      return async () => (await instance.query(query)).documents.length
    },
    count(from) {
      const query = preparedWaiting(from)
      return async () => (await instance.count(query)).count
    },
    async scan() {
      let found = 0
      let checkpoint: unknown
      for (;;) {
        const page = await instance.getChangedDocumentsSince?.(feedPage, checkpoint as never)
        if (page === undefined || page.documents.length === 0) return found
        found += page.documents.length
        checkpoint = page.checkpoint
      }
    },
  }
}

/** The same text, the same indexed values and the same indexes; statements prepared once, documents parsed when read. */
export function rawSubject(database: Database): Subject {
  database.exec(
    `CREATE TABLE act (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, deleted INTEGER NOT NULL, stream TEXT, state TEXT,
       sequence REAL, window TEXT, kind TEXT, at TEXT, written REAL, data TEXT NOT NULL) STRICT;
     CREATE INDEX act_stream ON act (deleted, stream, id); CREATE INDEX act_state ON act (deleted, state, sequence, id);
     CREATE INDEX act_window ON act (deleted, window, sequence, id); CREATE INDEX act_kind ON act (deleted, kind, at, id);
     CREATE INDEX act_written ON act (written, id)`,
  )
  const put = database.prepare('INSERT INTO act VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const putAll = database.transaction((acts: readonly ActData[]) => {
    for (const one of acts)
      put.run(
        one.id,
        one._deleted ? 1 : 0,
        one.stream,
        one.syncState,
        one.sequence,
        one.window,
        one.kind,
        one.at,
        one._meta.lwt,
        JSON.stringify(one),
      )
  })
  const one = database.prepare<[string], string>('SELECT data FROM act WHERE id = ?').pluck()
  const page = database
    .prepare<[string, number], string>(
      `SELECT data FROM act WHERE deleted = 0 AND window = ? AND sequence < ? ORDER BY sequence DESC LIMIT ${pageLength}`,
    )
    .pluck()
  const count = database
    .prepare<[number], number>(
      `SELECT count(*) FROM act WHERE deleted = 0 AND state = 'waiting' AND sequence >= ?`,
    )
    .pluck()
  const feed = database.prepare<[number, number], { readonly position: number; readonly data: string }>(
    'SELECT position, data FROM act WHERE position > ? ORDER BY position LIMIT ?',
  )
  const parse = (data: string): ActData => JSON.parse(data) as ActData
  return {
    async insert(acts) {
      putAll.immediate(acts)
      return acts.length
    },
    async findByIds(ids) {
      const found: ActData[] = []
      for (const id of ids) {
        const data = one.get(id)
        if (data !== undefined) found.push(parse(data))
      }
      return found.length
    },
    page: (below) => async () => page.all(`w${below % windows}`, below).map(parse).length,
    count: (from) => async () => count.get(from) ?? 0,
    async scan() {
      let found = 0
      for (let since = 0; ; ) {
        const rows = feed.all(since, feedPage)
        const documents = rows.map((row) => parse(row.data))
        if (documents.length === 0) return found
        found += documents.length
        since = rows.at(-1)?.position ?? since
      }
    },
  }
}
