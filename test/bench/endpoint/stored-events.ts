// Millions of stored events, made inside the database: cases of twenty events each, most of them closed long ago, a few still open.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { connect } from '../../../src-endpoint/store/postgres/connections.ts'
import { feedReads } from '../../../src-endpoint/store/sqlite/feeds.ts'
import type { Where } from './place.ts'

export const unitCount = 100
export const windowsOfUnit = 10
const eventsOfCase = 20
/** Of every unit the first cases are open, and a few more were closed lately: as much to hold, however long the endpoint has been there. */
const openCases = 40
const lateCases = 5
const day = 24 * 60 * 60_000
const chunk = 100_000

/**
 * The columns of event `n` (from 0), in words both databases know. Its case is `n / 20`, its unit the case's number by 100, so the
 * feed of each unit grows by whole cases. `hex` and `pad` differ between the two.
 */
function columns(kind: 'sqlite' | 'postgres') {
  const sqlite = kind === 'sqlite'
  const hex = (value: string, digits: number) =>
    sqlite ? `printf('%0${digits}x', ${value})` : `lpad(to_hex(${value}), ${digits}, '0')`
  const stream = `'case/' || ${hex('s', 12)}`
  const unit = `'370304-U' || (s % ${unitCount} + 1)`
  const window = `'370304-w' || (s % ${unitCount} + 1 + ${unitCount} * ((s / ${unitCount}) % ${windowsOfUnit}))`
  const id = `${hex('n / 65536', 8)} || '-' || ${hex('n % 65536', 4)} || '-7000-8000-' || ${hex('n', 12)}`
  const body = `'{"note":"${'办'.repeat(100)}"}'`
  const json = `'{"id":"' || ${id} || '","stream":"' || ${stream} || '","kind":"case-noted","at":"2026-01-01T00:00:00.000Z","clockOffset":null,"unit":"' || ${unit}
    || '","staff":"lin","window":"' || ${window} || '","sequence":' || (n + 1) || ',"previousHash":"' || ${hex('n', 64)} || '","after":[],"edition":"2026-2","body":' || ${body}
    || ',"hash":"' || ${hex('n + 1', 64)} || '","signature":"${'A'.repeat(86)}=="}'`
  return { stream, unit, window, id, json, hash: hex('n + 1', 64) }
}

/** When a case was closed, milliseconds; NULL while it is open. `k` counts the cases of its unit. */
const closedAt = (now: number) =>
  `CASE WHEN k < ${openCases} THEN NULL WHEN k < ${openCases + lateCases} THEN ${now - 10 * day}
   ELSE ${now - 100 * day} - k * 1000 END`

/** Puts so many events there; whole hundred thousands, so that every unit has as many. */
export const loadEvents = ({ database, dataFolder }: Where, count: number): Promise<void> =>
  database === null ? loadSqlite(dataFolder, count) : loadPostgres(database, count)

async function loadSqlite(folder: string, count: number): Promise<void> {
  const database = new Database(join(folder, 'endpoint.sqlite'))
  // Nothing of it is worth a flush: it is thrown away.
  database.pragma('synchronous = OFF')
  database.pragma('cache_size = -400000')
  const { stream, unit, window, id, json, hash } = columns('sqlite')
  const numbers = `WITH RECURSIVE number (n) AS (SELECT CAST(@first AS INTEGER) UNION ALL SELECT n + 1 FROM number WHERE n + 1 < @end),
    event (n, s) AS (SELECT n, n / ${eventsOfCase} FROM number)`
  const statements = [
    `INSERT INTO events (region, id, stream, window, sequence, hash, json)
     ${numbers} SELECT '370304', ${id}, ${stream}, ${window}, n + 1, ${hash}, ${json} FROM event`,
    `INSERT INTO feed (region, unit, position, event)
     ${numbers} SELECT '370304', ${unit}, s / ${unitCount} * ${eventsOfCase} + n % ${eventsOfCase} + 1, ${id} FROM event`,
    `INSERT INTO parties (region, stream, unit, closed_at)
     ${numbers} SELECT '370304', ${stream}, ${unit}, ${closedAt(Date.now())}
     FROM (SELECT DISTINCT s, s / ${unitCount} AS k FROM event)`,
  ].map((text) => database.prepare(text))
  for (let first = 0; first < count; first += chunk) {
    const range = { first, end: first + chunk }
    database.transaction(() => {
      for (const statement of statements) statement.run(range)
    })()
    await new Promise((resolve) => setImmediate(resolve))
  }
  database
    .prepare(
      `INSERT INTO counters SELECT region, 'events/' || unit, max(position) FROM feed GROUP BY region, unit
       ON CONFLICT (region, name) DO UPDATE SET position = excluded.position`,
    )
    .run()
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.close()
}

async function loadPostgres(address: string, count: number): Promise<void> {
  const { run, end } = connect(address)
  const { stream, unit, window, id, json, hash } = columns('postgres')
  for (let first = 0; first < count; first += chunk) {
    const events = `(SELECT n, n / ${eventsOfCase} AS s FROM generate_series(${first}::bigint, ${first + chunk - 1}) AS n) AS event`
    const cases = `(SELECT s, s / ${unitCount} AS k FROM generate_series(${first / eventsOfCase}::bigint,
      ${(first + chunk) / eventsOfCase - 1}) AS s) AS one`
    await run(
      `INSERT INTO streams SELECT '370304', ${stream} FROM ${cases};
       INSERT INTO events (region, id, stream, place, "window", sequence, hash, json)
         SELECT '370304', ${id}, ${stream}, n % ${eventsOfCase} + 1, ${window}, n + 1, ${hash}, ${json} FROM ${events};
       INSERT INTO feed (region, unit, position, event) SELECT '370304', ${unit},
         s / ${unitCount} * ${eventsOfCase} + n % ${eventsOfCase} + 1, ${id} FROM ${events};
       INSERT INTO parties (region, stream, unit, closed_at)
         SELECT '370304', ${stream}, ${unit}, ${closedAt(Date.now())} FROM ${cases};`,
    )
  }
  await run(
    `INSERT INTO counters SELECT region, 'events/' || unit, max(position) FROM feed GROUP BY region, unit
     ON CONFLICT (region, name) DO UPDATE SET position = excluded.position;`,
  )
  await run('VACUUM ANALYZE')
  await end()
}

/** How often a whole table of events was read. SQLite does not count; it is asked how it would read what the store asks of it. */
export async function countScans({ database, dataFolder }: Where): Promise<number> {
  if (database === null) return countPlans(dataFolder)
  const { sql, end } = connect(database)
  // What the server counted is told a moment later.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  const [row] = await sql<{ scans: number }>`SELECT sum(seq_scan)::integer AS scans FROM pg_stat_user_tables
    WHERE relname IN ('events', 'feed', 'parties', 'streams')`
  await end()
  return row?.scans ?? 0
}

function countPlans(folder: string): number {
  const database = new Database(join(folder, 'endpoint.sqlite'), { readonly: true })
  const plans = Object.values(feedReads).flatMap((text) => {
    const values = Array.from({ length: text.split('?').length - 1 }, () => '')
    const explain = database.prepare(`EXPLAIN QUERY PLAN ${text}`)
    return explain.all(...values) as { readonly detail: string }[]
  })
  database.close()
  // What is asked for as JSON, and the few rows of a part of a question, are read whole; no table is.
  return plans.filter(({ detail }) => /^SCAN (events|feed|parties)\b/.test(detail)).length
}
