// The endpoint's database: events, one feed per unit in commit order, the list, the reference, windows and their codes.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { CodedFailure } from '../src-shared/errors.ts'

/** Numbered and in one transaction each; every key begins with the region (architecture 11). */
const migrations: readonly string[] = [
  `CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
   CREATE TABLE windows (
     region TEXT NOT NULL, window TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL,
     public_key TEXT NOT NULL, token_hash TEXT NOT NULL, revoked INTEGER NOT NULL DEFAULT 0,
     tip_sequence INTEGER NOT NULL DEFAULT 0, tip_hash TEXT NOT NULL DEFAULT '', enrolled_at TEXT NOT NULL,
     PRIMARY KEY (region, window), UNIQUE (region, number), UNIQUE (token_hash)) STRICT;
   CREATE TABLE codes (
     region TEXT NOT NULL, code_hash TEXT NOT NULL, unit TEXT NOT NULL, window_name TEXT NOT NULL,
     expires_at INTEGER NOT NULL, used_at INTEGER, PRIMARY KEY (region, code_hash)) STRICT;
   CREATE TABLE events (
     region TEXT NOT NULL, id TEXT NOT NULL, stream TEXT NOT NULL, window TEXT NOT NULL, sequence INTEGER NOT NULL,
     hash TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (region, id)) STRICT;
   CREATE INDEX events_stream ON events (region, stream);
   CREATE TABLE refused (
     region TEXT NOT NULL, id TEXT NOT NULL, window TEXT NOT NULL, hash TEXT NOT NULL, code TEXT NOT NULL, json TEXT NOT NULL,
     refused_at TEXT NOT NULL, PRIMARY KEY (region, window, id)) STRICT;
   CREATE TABLE parties (region TEXT NOT NULL, stream TEXT NOT NULL, unit TEXT NOT NULL,
     PRIMARY KEY (region, stream, unit)) STRICT, WITHOUT ROWID;
   CREATE TABLE feed (region TEXT NOT NULL, unit TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL,
     PRIMARY KEY (region, unit, position)) STRICT, WITHOUT ROWID;
   CREATE UNIQUE INDEX feed_event ON feed (region, unit, event);
   CREATE TABLE entries (
     region TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, withdrawn INTEGER NOT NULL, content TEXT NOT NULL,
     json TEXT NOT NULL, PRIMARY KEY (region, id)) STRICT;
   CREATE UNIQUE INDEX entries_position ON entries (region, position);
   CREATE TABLE reference (
     region TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (region, id)) STRICT;
   CREATE UNIQUE INDEX reference_position ON reference (region, position);`,
  // Refused events are told apart by what they say, not by the id they claim, and whether they hold a place in the chain.
  `DROP TABLE refused;
   CREATE TABLE refused (
     region TEXT NOT NULL, window TEXT NOT NULL, digest TEXT NOT NULL, id TEXT NOT NULL, hash TEXT NOT NULL,
     placed INTEGER NOT NULL, code TEXT NOT NULL, params TEXT NOT NULL, json TEXT NOT NULL, refused_at TEXT NOT NULL,
     PRIMARY KEY (region, window, digest)) STRICT;
   CREATE INDEX refused_id ON refused (region, window, id);`,
  // An entry is its content and the edition that last carried it, each kept once.
  `ALTER TABLE entries ADD COLUMN edition TEXT NOT NULL DEFAULT '';
   UPDATE entries SET edition = coalesce(json ->> 'edition', '');
   ALTER TABLE entries DROP COLUMN json;`,
]

export type EndpointSettings = {
  readonly dataFolder: string
  /** Region code of all keys; null takes what the database was made for, and 370304 for a new one. */
  readonly region: string | null
  /** A demo endpoint and its windows speak only with each other; null takes what the database was made as. */
  readonly demo: boolean | null
}

const defaultRegion = '370304'

export type EndpointStore = {
  readonly database: Database.Database
  readonly region: string
  readonly endpointId: string
  readonly demo: boolean
}

/**
 * Opens the endpoint's database, making it when it is missing. Other commands open it beside a running server.
 * @throws store-newer-version (untouched), demo-data-refused where a demo is opened as production or the other way round,
 *   input-invalid where it belongs to another region
 */
export function openEndpointStore(settings: EndpointSettings): EndpointStore {
  mkdirSync(settings.dataFolder, { recursive: true })
  const file = join(settings.dataFolder, 'endpoint.sqlite')
  if (existsSync(file)) refuseNewer(file)
  const database = new Database(file, { timeout: 10_000 })
  try {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    migrate(database, settings)
    const read = (name: string) =>
      (database.prepare('SELECT value FROM settings WHERE name = ?').get(name) as { value: string }).value
    const demo = read('demo') === 'true'
    if (settings.demo !== null && demo !== settings.demo) throw new CodedFailure('demo-data-refused')
    const region = read('region')
    if (settings.region !== null && region !== settings.region)
      throw new CodedFailure('input-invalid', { field: 'region', region })
    return { database, region, endpointId: read('endpoint-id'), demo }
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

/** Looks before anything is written: an older program must not touch what a newer one keeps. */
function refuseNewer(file: string): void {
  const database = new Database(file, { readonly: true, timeout: 10_000 })
  const version = Number(database.pragma('user_version', { simple: true }))
  database.close()
  if (version > migrations.length)
    throw new CodedFailure('store-newer-version', { version, known: migrations.length })
}

function migrate(database: Database.Database, settings: EndpointSettings): void {
  const work = database.transaction(() => {
    const from = Number(database.pragma('user_version', { simple: true }))
    for (const migration of migrations.slice(from)) database.exec(migration)
    database.pragma(`user_version = ${migrations.length}`)
    const put = database.prepare('INSERT OR IGNORE INTO settings (name, value) VALUES (?, ?)')
    put.run('endpoint-id', crypto.randomUUID())
    put.run('region', settings.region ?? defaultRegion)
    put.run('demo', String(settings.demo ?? false))
  })
  work.immediate()
}

type PositionedFeed = { readonly unit: string } | 'entries' | 'reference'

/** Position of the last thing in a unit's feed, the list or the reference; 0 where there is none. */
export function lastPosition({ database, region }: EndpointStore, feed: PositionedFeed): number {
  const last =
    typeof feed === 'object'
      ? database
          .prepare('SELECT max(position) FROM feed WHERE region = ? AND unit = ?')
          .pluck()
          .get(region, feed.unit)
      : database.prepare(`SELECT max(position) FROM ${feed} WHERE region = ?`).pluck().get(region)
  return Number(last ?? 0)
}

/** Next position: taken in the transaction that commits it, so that no reader can pass it. */
export function nextPosition(store: EndpointStore, feed: PositionedFeed): number {
  return lastPosition(store, feed) + 1
}
