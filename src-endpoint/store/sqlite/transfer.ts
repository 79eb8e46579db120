// A backup out of SQLite and back into it.
import Database from 'better-sqlite3'
import type { EventEnvelope } from '../../../src-shared/domain/event.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { recordsAtOnce, restoredJump, type StoreRecord } from '../records.ts'

type Row = Readonly<Record<string, unknown>>

/** What is read, in the order in which it is put back. */
const queries: readonly (readonly [text: string, record: (row: Row) => StoreRecord])[] = [
  [
    `SELECT name, value FROM settings WHERE name IN ('endpoint-id', 'demo', 'token-secret') AND ? <> ''`,
    (row) => ({ record: 'setting', name: row.name as string, value: row.value as string }),
  ],
  [
    'SELECT name, position FROM counters WHERE region = ?',
    (row) => ({ record: 'counter', name: row.name as string, position: row.position as number }),
  ],
  [
    `SELECT window, number, name, unit, public_key AS publicKey, past_keys AS pastKeys, revoked, tip_sequence AS tipSequence, tip_hash AS tipHash,
       enrolled_at AS enrolledAt FROM windows WHERE region = ?`,
    (row) => ({ ...(row as object), record: 'window', revoked: row.revoked === 1 }) as StoreRecord,
  ],
  [
    'SELECT id, position, json FROM reference WHERE region = ?',
    (row) => ({
      record: 'document',
      id: row.id as string,
      row: { position: row.position as number, json: row.json as string },
    }),
  ],
  [
    'SELECT id, until, json FROM staff_past WHERE region = ?',
    (row) => ({ ...(row as object), record: 'past' }) as StoreRecord,
  ],
  [
    'SELECT id, position, withdrawn, edition, content FROM entries WHERE region = ?',
    (row) =>
      ({ record: 'entry', row: { ...(row as object), withdrawn: row.withdrawn === 1 } }) as StoreRecord,
  ],
  [
    'SELECT json FROM events WHERE region = ? ORDER BY rowid',
    (row) => ({ record: 'event', json: row.json as string }),
  ],
  [
    `SELECT window, digest, id, hash, placed, code, params, json, refused_at AS refusedAt FROM refused WHERE region = ?`,
    (row) => {
      const { code, params, ...rest } = row as Row & { code: string; params: string }
      const error = { code, params: JSON.parse(params) }
      return {
        record: 'refused',
        row: { ...rest, placed: rest.placed === 1, error },
      } as unknown as StoreRecord
    },
  ],
  [
    'SELECT stream, unit, closed_at AS closedAt FROM parties WHERE region = ?',
    (row) => ({ ...(row as object), record: 'party' }) as StoreRecord,
  ],
  [
    'SELECT unit, position, event FROM feed WHERE region = ?',
    (row) => ({ ...(row as object), record: 'place' }) as StoreRecord,
  ],
]

/** Reads all in one transaction on a connection of its own: servers go on writing meanwhile. */
export async function dumpSqlite(
  file: string,
  region: string,
  write: (records: readonly StoreRecord[]) => Promise<void>,
): Promise<void> {
  const database = new Database(file, { readonly: true, timeout: 10_000 })
  try {
    database.exec('BEGIN')
    for (const [text, record] of queries) {
      let batch: StoreRecord[] = []
      for (const row of database.prepare(text).iterate(region)) {
        batch.push(record(row as Row))
        if (batch.length < recordsAtOnce) continue
        await write(batch)
        batch = []
      }
      if (batch.length > 0) await write(batch)
    }
  } finally {
    database.close()
  }
}

/** @throws action-not-available where there are windows already */
export async function loadSqlite(
  database: Database.Database,
  region: string,
  records: AsyncIterable<StoreRecord>,
): Promise<void> {
  const put = putters(database, region)
  // One transaction: a restore that was interrupted leaves the store as empty as it was.
  database.exec('BEGIN IMMEDIATE')
  try {
    if (database.prepare('SELECT 1 FROM windows WHERE region = ?').get(region) !== undefined)
      throw new CodedFailure('action-not-available', { reason: 'not empty' })
    for (const table of ['counters', 'reference', 'entries', 'editions', 'edition_pages'])
      database.prepare(`DELETE FROM ${table} WHERE region = ?`).run(region)
    for await (const record of records) put(record)
    database.exec('COMMIT')
  } catch (thrown) {
    if (database.inTransaction) database.exec('ROLLBACK')
    throw thrown
  }
}

function putters(database: Database.Database, region: string): (record: StoreRecord) => void {
  const into = (table: string, columns: string) => {
    const marks = columns.split(', ').map(() => '?')
    return database.prepare(`INSERT INTO ${table} (region, ${columns}) VALUES (?, ${marks.join(', ')})`)
  }
  const setting = database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)')
  const counter = into('counters', 'name, position')
  const window = into(
    'windows',
    'window, number, name, unit, public_key, past_keys, revoked, tip_sequence, tip_hash, enrolled_at',
  )
  const document = into('reference', 'id, position, json')
  const past = into('staff_past', 'id, until, json')
  const entry = into('entries', 'id, position, withdrawn, edition, content')
  const event = into('events', 'id, stream, window, sequence, hash, json')
  const refused = into('refused', 'window, digest, id, hash, placed, code, params, json, refused_at')
  const party = into('parties', 'stream, unit, closed_at')
  const place = into('feed', 'unit, position, event')
  return (one) => {
    switch (one.record) {
      case 'setting':
        return void setting.run(one.name, one.value)
      case 'counter':
        return void counter.run(region, one.name, one.position + (one.name === 'windows' ? 0 : restoredJump))
      case 'window':
        return void window.run(
          ...[region, one.window, one.number, one.name, one.unit, one.publicKey],
          ...[one.pastKeys, one.revoked ? 1 : 0],
          ...[one.tipSequence, one.tipHash, one.enrolledAt],
        )
      case 'document':
        return void document.run(region, one.id, one.row.position, one.row.json)
      case 'past':
        return void past.run(region, one.id, one.until, one.json)
      case 'entry': {
        const { id, position, withdrawn, edition, content } = one.row
        return void entry.run(region, id, position, withdrawn ? 1 : 0, edition, content)
      }
      case 'event': {
        const { id, stream, window, sequence, hash } = JSON.parse(one.json) as EventEnvelope
        return void event.run(region, id, stream, window, sequence, hash, one.json)
      }
      case 'refused': {
        const { window, digest, id, hash, placed, error, json, refusedAt } = one.row
        const params = JSON.stringify(error.params)
        return void refused.run(
          ...[region, window, digest, id, hash, placed ? 1 : 0, error.code, params, json, refusedAt],
        )
      }
      case 'party':
        return void party.run(region, one.stream, one.unit, one.closedAt)
      case 'place':
        return void place.run(region, one.unit, one.position, one.event)
    }
  }
}
