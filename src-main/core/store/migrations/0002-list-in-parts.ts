// Layout 2 kept each entry of the list as a document of its own; from 3 on the same table holds parts of some hundred, packed.
import { gzipSync } from 'node:zlib'
import type { Database } from 'better-sqlite3'

const entriesOfPart = 500

export function listInParts(database: Database): void {
  const table = database
    .prepare<[], string>(
      `SELECT table_name FROM rx_instance WHERE database_name = 'window' AND collection_name = 'entries'`,
    )
    .pluck()
    .get()
  // A store that never got as far as its collections.
  if (table === undefined) return
  const parts = [...partsOf(database, table)]
  database.exec(`DELETE FROM ${table}`)
  database
    .prepare(`UPDATE rx_instance SET collection_name = 'listParts', irregular = '{}' WHERE table_name = ?`)
    .run(table)
  const next = database
    .prepare<[], number>('UPDATE rx_sequence SET value = value + 1 WHERE only = 1 RETURNING value')
    .pluck()
  const put = database.prepare(
    `INSERT INTO ${table} (sequence, id, deleted, data, "at _meta.lwt") VALUES (?, ?, 0, ?, ?)`,
  )
  const lwt = Date.now()
  for (const [index, bytes] of parts.entries()) {
    const id = String(index + 1).padStart(12, '0')
    const marks = { _deleted: false, _meta: { lwt }, _rev: '1-migrated', _attachments: {} }
    const document = { id, packing: 'gzip', bytes: bytes.toString('base64'), ...marks }
    put.run(next.get(), id, JSON.stringify(document), lwt)
  }
}

function* partsOf(database: Database, table: string): Generator<Buffer> {
  const rows = database
    .prepare<[], string>(`SELECT data FROM ${table} WHERE deleted = 0 ORDER BY id`)
    .pluck()
    .iterate()
  let items: unknown[] = []
  for (const data of rows) {
    items.push((JSON.parse(data) as { entry: unknown }).entry)
    if (items.length < entriesOfPart) continue
    yield gzipSync(JSON.stringify({ items, removed: [] }))
    items = []
  }
  if (items.length > 0) yield gzipSync(JSON.stringify({ items, removed: [] }))
}
