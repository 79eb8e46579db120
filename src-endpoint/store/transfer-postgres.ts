// A backup out of PostgreSQL and back into it.
import type { EventEnvelope } from '../../src-shared/domain/event.ts'
import { CodedFailure } from '../../src-shared/errors.ts'
import type { Connections, Transaction } from './open-postgres.ts'
import { recordsAtOnce, restoredJump, type StoreRecord } from './records.ts'

type Row = Readonly<Record<string, unknown>>
type Write = (records: readonly StoreRecord[]) => Promise<void>

/** Reads all in one transaction that sees one moment: servers go on writing meanwhile. */
export async function dumpPostgres(sql: Connections, region: string, write: Write): Promise<void> {
  await sql.begin('isolation level repeatable read read only', async (sql) => {
    for (const [query, record] of queries(sql, region))
      for await (const rows of query.cursor(recordsAtOnce)) await write(rows.map((row) => record(row as Row)))
  })
}

const queries = (sql: Transaction, region: string) =>
  [
    [
      sql`SELECT name, value FROM settings WHERE region = ${region}`,
      (row: Row) => ({ ...(row as object), record: 'setting' }) as StoreRecord,
    ],
    [
      sql`SELECT name, position FROM counters WHERE region = ${region}`,
      (row: Row) => ({ ...(row as object), record: 'counter' }) as StoreRecord,
    ],
    [
      sql`SELECT "window", number, name, unit, public_key AS "publicKey", past_keys AS "pastKeys", revoked, tip_sequence AS "tipSequence",
        tip_hash AS "tipHash", enrolled_at AS "enrolledAt" FROM windows WHERE region = ${region}`,
      (row: Row) => ({ ...(row as object), record: 'window' }) as StoreRecord,
    ],
    [
      sql`SELECT id, position, json FROM reference WHERE region = ${region}`,
      ({ id, ...row }: Row) => ({ record: 'document', id, row }) as unknown as StoreRecord,
    ],
    [
      sql`SELECT id, until, json FROM staff_past WHERE region = ${region}`,
      (row: Row) => ({ ...(row as object), record: 'past' }) as StoreRecord,
    ],
    [
      sql`SELECT id, position, withdrawn, edition, content FROM entries WHERE region = ${region}`,
      (row: Row) => ({ record: 'entry', row }) as unknown as StoreRecord,
    ],
    [
      sql`SELECT json FROM events WHERE region = ${region} ORDER BY stream, place`,
      (row: Row) => ({ record: 'event', json: row.json as string }) as StoreRecord,
    ],
    [
      sql`SELECT "window", digest, id, hash, placed, code, params, json, refused_at AS "refusedAt"
        FROM refused WHERE region = ${region}`,
      ({ code, params, ...row }: Row) =>
        ({
          record: 'refused',
          row: { ...row, error: { code, params: JSON.parse(String(params)) } },
        }) as unknown as StoreRecord,
    ],
    [
      sql`SELECT stream, unit, closed_at AS "closedAt" FROM parties WHERE region = ${region}`,
      (row: Row) => ({ ...(row as object), record: 'party' }) as StoreRecord,
    ],
    [
      sql`SELECT unit, position, event FROM feed WHERE region = ${region}`,
      (row: Row) => ({ ...(row as object), record: 'place' }) as StoreRecord,
    ],
  ] as const

/** @throws action-not-available where there are windows already */
export async function loadPostgres(
  sql: Connections,
  region: string,
  records: AsyncIterable<StoreRecord>,
): Promise<void> {
  await sql.begin(async (sql) => {
    const here = await sql`SELECT 1 FROM windows WHERE region = ${region} LIMIT 1`
    if (here.length > 0) throw new CodedFailure('action-not-available', { reason: 'not empty' })
    for (const table of ['counters', 'reference', 'entries', 'editions', 'edition_pages'])
      await sql`DELETE FROM ${sql(table)} WHERE region = ${region}`
    const places = new Map<string, number>()
    let batch: StoreRecord[] = []
    const flush = async (): Promise<void> => {
      await put(sql, region, batch, places)
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
  sql: Transaction,
  region: string,
  batch: readonly StoreRecord[],
  places: Map<string, number>,
): Promise<void> {
  const rows = batch.map((one) => rowOf(one, places))
  const [first] = rows
  if (first === undefined) return
  const values = rows.map((row) => ({ region, ...row.values }))
  if (first.table === 'settings') {
    await sql`INSERT INTO settings ${sql(values)} ON CONFLICT (region, name) DO UPDATE SET value = excluded.value`
    return
  }
  if (first.table === 'events') {
    const streams = [...new Set(rows.map((row) => String(row.values.stream)))]
    await sql`INSERT INTO streams (region, stream) SELECT ${region}, * FROM unnest(${streams}::text[])
      ON CONFLICT DO NOTHING`
  }
  await sql`INSERT INTO ${sql(first.table)} ${sql(values)}`
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
