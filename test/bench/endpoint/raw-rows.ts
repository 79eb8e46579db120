// The bare insert beside which pushes are measured: the rows they wrote, put into an empty database of the same schema by the same driver.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { connect, type Sql } from '../../../src-endpoint/store/postgres/connections.ts'
import type { Where } from './place.ts'

const tables = {
  sqlite: ['events', 'parties', 'feed'],
  postgres: ['events', 'streams', 'parties', 'feed'],
} as const
type Row = Readonly<Record<string, string | number | null>>

/**
 * Copies what an accepted event writes from one database to the other in transactions of so many events, each as durable as the
 * endpoint's, over so many connections where the store has any. @returns milliseconds of the inserts
 */
export const insertBare = (
  from: Where,
  into: Where,
  eventsOfPush: number,
  connections: number,
): Promise<number> =>
  from.database === null || into.database === null
    ? insertSqlite(from.dataFolder, into.dataFolder, eventsOfPush)
    : insertPostgres(from.database, into.database, eventsOfPush, connections)

/** Rows in the order in which they were written: an index takes sorted ones faster than any window could send them. */
function asWritten(read: readonly (readonly Row[])[]): readonly (readonly Row[])[] {
  const [events = []] = read
  const place = new Map<unknown, number>()
  for (const [index, { id, stream }] of events.entries()) {
    place.set(id, index)
    if (!place.has(stream)) place.set(stream, index)
  }
  const placeOf = (row: Row) => place.get(row.id ?? row.event ?? row.stream) ?? 0
  return read.map((rows) => [...rows].sort((one, other) => placeOf(one) - placeOf(other)))
}

/** The rows of every table in as many parts as there were pushes. */
function partsOf(rows: readonly Row[], parts: number): readonly (readonly Row[])[] {
  const size = Math.ceil(rows.length / parts)
  return Array.from({ length: parts }, (_, index) => rows.slice(index * size, (index + 1) * size))
}

async function insertSqlite(from: string, into: string, eventsOfPush: number): Promise<number> {
  const source = new Database(join(from, 'endpoint.sqlite'), { readonly: true })
  const read = asWritten(
    tables.sqlite.map((table) => {
      const order = table === 'events' ? 'ORDER BY rowid' : ''
      return source.prepare(`SELECT * FROM ${table} ${order}`).all() as Row[]
    }),
  )
  source.close()
  const count = Math.ceil((read[0]?.length ?? 0) / eventsOfPush)
  const parts = read.map((rows) => partsOf(rows, count))
  const database = new Database(join(into, 'endpoint.sqlite'))
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('cache_size = -64000')
  const statements = new Map<string, Database.Statement>()
  const insert = (table: string, rows: readonly Row[]): void => {
    const columns = Object.keys(rows[0] ?? {})
    const one = `(${columns.map(() => '?').join(', ')})`
    const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${rows.map(() => one).join(', ')}`
    const statement = statements.get(text) ?? database.prepare(text)
    statements.set(text, statement)
    statement.run(rows.flatMap((row) => Object.values(row)))
  }
  const start = performance.now()
  for (let part = 0; part < count; part += 1) {
    database
      .transaction(() => {
        for (const [index, table] of tables.sqlite.entries()) insert(table, parts[index]?.[part] ?? [])
      })
      .immediate()
  }
  const took = performance.now() - start
  database.close()
  return took
}

async function insertPostgres(
  from: string,
  into: string,
  eventsOfPush: number,
  connections: number,
): Promise<number> {
  const source = connect(from)
  const read = asWritten(
    await Promise.all(
      tables.postgres.map(async (table) => {
        const order = table === 'events' ? 'ORDER BY ctid' : ''
        return (await source.run(`SELECT * FROM ${table} ${order}`)) as readonly Row[]
      }),
    ),
  )
  await source.end()
  const count = Math.ceil((read[0]?.length ?? 0) / eventsOfPush)
  const parts = read.map((rows) => partsOf(rows, count))
  const { sql, begin, end } = connect(into, connections)
  await Promise.all(Array.from({ length: connections }, () => sql`SELECT 1`))
  const start = performance.now()
  await Promise.all(
    Array.from({ length: count }, (_, part) =>
      begin(async ({ sql }) => {
        for (const [index, table] of tables.postgres.entries())
          await insertMany(sql, table, parts[index]?.[part] ?? [])
      }),
    ),
  )
  const took = performance.now() - start
  await end()
  return took
}

const templates = new Map<string, TemplateStringsArray>()
/** As a statement written by hand would be: parsed once a connection for every number of rows. */
async function insertMany(sql: Sql, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  const key = `${table} ${rows.length}`
  const ends = rows.flatMap(() => [...columns.slice(1).map(() => ', '), '), ('])
  const texts = [
    `INSERT INTO ${table} (${columns.map((one) => `"${one}"`).join(', ')}) VALUES (`,
    ...ends.slice(0, -1),
    ')',
  ]
  const template = templates.get(key) ?? Object.assign(texts, { raw: texts })
  templates.set(key, template)
  await sql(template, ...rows.flatMap((row) => Object.values(row)))
}
