// A backup out of PostgreSQL and back into it.
import type { EventEnvelope } from '../../../src-shared/domain/event.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { recordsAtOnce, restoredJump, type StoreRecord } from '../records.ts'
import { type Connections, insertRows, type Statements } from './connections.ts'

type Row = Readonly<Record<string, unknown>>
type Write = (records: readonly StoreRecord[]) => Promise<void>

/** Reads all in one transaction that sees one moment: servers go on writing meanwhile. */
export async function dumpPostgres(connections: Connections, region: string, write: Write): Promise<void> {
  await connections.begin(async ({ run }) => {
    for (const [query, record] of queries) {
      await run(`DECLARE page NO SCROLL CURSOR FOR ${query}`, [region])
      for (;;) {
        const rows = await run<Row>(`FETCH ${recordsAtOnce} FROM page`)
        if (rows.length === 0) break
        await write(rows.map(record))
      }
      await run('CLOSE page')
    }
  }, 'ISOLATION LEVEL REPEATABLE READ READ ONLY')
}

/** What is read of a region, `$1`, and the record each row becomes. */
const queries: readonly (readonly [string, (row: Row) => StoreRecord])[] = [
  [
    `SELECT name, value FROM settings WHERE region = $1`,
    (row: Row) => ({ ...(row as object), record: 'setting' }) as StoreRecord,
  ],
  [
    `SELECT name, position FROM counters WHERE region = $1`,
    (row: Row) => ({ ...(row as object), record: 'counter' }) as StoreRecord,
  ],
  [
    `SELECT "window", number, name, unit, public_key AS "publicKey", past_keys AS "pastKeys", revoked, tip_sequence AS "tipSequence",
        tip_hash AS "tipHash", enrolled_at AS "enrolledAt" FROM windows WHERE region = $1`,
    (row: Row) => ({ ...(row as object), record: 'window' }) as StoreRecord,
  ],
  [
    `SELECT id, position, json FROM reference WHERE region = $1`,
    ({ id, ...row }: Row) => ({ record: 'document', id, row }) as unknown as StoreRecord,
  ],
  [
    `SELECT id, until, json FROM staff_past WHERE region = $1`,
    (row: Row) => ({ ...(row as object), record: 'past' }) as StoreRecord,
  ],
  [
    `SELECT id, position, withdrawn, edition, content FROM entries WHERE region = $1`,
    (row: Row) => ({ record: 'entry', row }) as unknown as StoreRecord,
  ],
  [
    `SELECT json FROM events WHERE region = $1 ORDER BY stream, place`,
    (row: Row) => ({ record: 'event', json: row.json as string }) as StoreRecord,
  ],
  [
    `SELECT "window", digest, id, hash, placed, code, params, json, refused_at AS "refusedAt"
        FROM refused WHERE region = $1`,
    ({ code, params, ...row }: Row) =>
      ({
        record: 'refused',
        row: { ...row, error: { code, params: JSON.parse(String(params)) } },
      }) as unknown as StoreRecord,
  ],
  [
    `SELECT stream, unit, closed_at AS "closedAt" FROM parties WHERE region = $1`,
    (row: Row) => ({ ...(row as object), record: 'party' }) as StoreRecord,
  ],
  [
    `SELECT unit, position, event FROM feed WHERE region = $1`,
    (row: Row) => ({ ...(row as object), record: 'place' }) as StoreRecord,
  ],
]

/** @throws action-not-available where there are windows already */
export async function loadPostgres(
  connections: Connections,
  region: string,
  records: AsyncIterable<StoreRecord>,
): Promise<void> {
  await connections.begin(async (statements) => {
    const { sql, run } = statements
    const here = await sql`SELECT 1 FROM windows WHERE region = ${region} LIMIT 1`
    if (here.length > 0) throw new CodedFailure('action-not-available', { reason: 'not empty' })
    for (const table of ['counters', 'reference', 'entries', 'editions', 'edition_pages'])
      await run(`DELETE FROM ${table} WHERE region = $1`, [region])
    const places = new Map<string, number>()
    let batch: StoreRecord[] = []
    const flush = async (): Promise<void> => {
      await put(statements, region, batch, places)
      batch = []
    }
    for await (const record of records) {
      // Records of one kind come together, and go in together.
      const full =
        batch.length === recordsAtOnce || (batch[0] !== undefined && batch[0].record !== record.record)
      if (full) await flush()
      batch.push(record)
    }
    await flush()
  })
}

async function put(
  statements: Statements,
  region: string,
  batch: readonly StoreRecord[],
  places: Map<string, number>,
): Promise<void> {
  const rows = batch.map((one) => rowOf(one, places))
  const [first] = rows
  if (first === undefined) return
  const values = rows.map((row) => ({ region, ...row.values }))
  if (first.table === 'events') {
    const streams = [...new Set(rows.map((row) => String(row.values.stream)))]
    await statements.sql`INSERT INTO streams (region, stream) SELECT ${region}, * FROM unnest(${streams}::text[])
      ON CONFLICT DO NOTHING`
  }
  const replace = 'ON CONFLICT (region, name) DO UPDATE SET value = excluded.value'
  await insertRows(statements, first.table, values, first.table === 'settings' ? replace : '')
}

type Value = string | number | boolean | null
type TableRow = { readonly table: string; readonly values: Readonly<Record<string, Value>> }

function rowOf(one: StoreRecord, places: Map<string, number>): TableRow {
  switch (one.record) {
    case 'setting':
      return { table: 'settings', values: { name: one.name, value: one.value } }
    case 'counter': {
      const position = one.position + (one.name === 'windows' ? 0 : restoredJump)
      return { table: 'counters', values: { name: one.name, position } }
    }
    case 'window': {
      const { record, publicKey, pastKeys, tipSequence, tipHash, enrolledAt, ...row } = one
      const values = {
        public_key: publicKey,
        past_keys: pastKeys,
        tip_sequence: tipSequence,
        tip_hash: tipHash,
      }
      return { table: 'windows', values: { ...row, ...values, enrolled_at: enrolledAt } }
    }
    case 'document':
      return { table: 'reference', values: { id: one.id, ...one.row } }
    case 'past':
      return { table: 'staff_past', values: { id: one.id, until: one.until, json: one.json } }
    case 'entry':
      return { table: 'entries', values: one.row }
    case 'event': {
      const { id, stream, window, sequence, hash } = JSON.parse(one.json) as EventEnvelope
      const place = (places.get(stream) ?? 0) + 1
      places.set(stream, place)
      return { table: 'events', values: { id, stream, place, window, sequence, hash, json: one.json } }
    }
    case 'refused': {
      const { error, refusedAt, ...row } = one.row
      const said = { code: error.code, params: JSON.stringify(error.params), refused_at: refusedAt }
      return { table: 'refused', values: { ...row, ...said } }
    }
    case 'party':
      return { table: 'parties', values: { stream: one.stream, unit: one.unit, closed_at: one.closedAt } }
    case 'place':
      return { table: 'feed', values: { unit: one.unit, position: one.position, event: one.event } }
  }
}
