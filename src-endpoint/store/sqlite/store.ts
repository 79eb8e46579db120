// The endpoint's store on SQLite: one file on one machine, one writer at a time, other commands beside a running server.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { createListeners, type EndpointStore, type StoreSettings } from '../endpoint-store.ts'
import { feedsOn } from './feeds.ts'
import { listOn } from './list.ts'
import { sqliteMigrations } from './migrations.ts'
import { pushesOn } from './pushes.ts'
import { openRegion } from './region.ts'
import { dumpSqlite, loadSqlite } from './transfer.ts'
import { windowsOn } from './windows.ts'

/** Another process may write beside this one: milliseconds between two looks. */
const lookEvery = 1_000

const defaultRegion = '370304'

/**
 * Opens the endpoint's database in `dataFolder`, making it when it is missing.
 * @throws store-newer-version (untouched), demo-data-refused where a demo is opened as production or the other way round,
 *   input-invalid where it belongs to another region
 */
export function openSqliteStore(dataFolder: string, settings: StoreSettings): EndpointStore {
  mkdirSync(dataFolder, { recursive: true })
  const file = join(dataFolder, 'endpoint.sqlite')
  if (existsSync(file)) refuseNewer(file)
  const database = new Database(file, { timeout: 10_000 })
  try {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    // The upper levels of the indexes stay in memory, whatever the age of the endpoint. Kibibytes.
    database.pragma('cache_size = -64000')
    migrate(database, settings)
    const read = (name: string) =>
      (database.prepare('SELECT value FROM settings WHERE name = ?').get(name) as { value: string }).value
    const demo = read('demo') === 'true'
    if (settings.demo !== null && demo !== settings.demo) throw new CodedFailure('demo-data-refused')
    const region = read('region')
    if (settings.region !== null && region !== settings.region)
      throw new CodedFailure('input-invalid', { field: 'region', region })
    const [endpointId, tokenSecret] = [read('endpoint-id'), read('token-secret')]
    return storeOn(database, { region, endpointId, demo, tokenSecret })
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
  const known = sqliteMigrations.length
  if (version > known) throw new CodedFailure('store-newer-version', { version, known })
}

function migrate(database: Database.Database, settings: StoreSettings): void {
  const work = database.transaction(() => {
    const from = Number(database.pragma('user_version', { simple: true }))
    for (const migration of sqliteMigrations.slice(from)) database.exec(migration)
    database.pragma(`user_version = ${sqliteMigrations.length}`)
    const put = database.prepare('INSERT OR IGNORE INTO settings (name, value) VALUES (?, ?)')
    put.run('endpoint-id', crypto.randomUUID())
    put.run('token-secret', randomBytes(32).toString('base64'))
    put.run('region', settings.region ?? defaultRegion)
    put.run('demo', String(settings.demo ?? false))
  })
  work.immediate()
}

function storeOn(
  database: Database.Database,
  identity: Pick<EndpointStore, 'region' | 'endpointId' | 'demo' | 'tokenSecret'>,
): EndpointStore {
  const { region } = identity
  const { tell, listen } = createListeners()
  const on = openRegion(database, region, tell)
  let seen = database.pragma('data_version', { simple: true })
  const look = setInterval(() => {
    const version = database.pragma('data_version', { simple: true })
    if (version === seen) return
    seen = version
    tell({ change: 'anything' })
  }, lookEvery)
  look.unref()

  return {
    kind: 'sqlite',
    ...identity,
    ...feedsOn(on),
    ...listOn(on),
    ...pushesOn(on),
    ...windowsOn(on),
    dump: (write) => dumpSqlite(database.name, region, write),
    load: (records) => loadSqlite(database, region, records),
    listen,
    async close() {
      clearInterval(look)
      database.close()
    },
  }
}
