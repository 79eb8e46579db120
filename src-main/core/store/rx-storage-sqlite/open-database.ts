// Opens the database file: one writer, write-ahead log, every commit on the disk before it is acknowledged.
import Database from 'better-sqlite3'

/** Version of the tables in this folder; a file that says more was written by a newer version and is left alone. */
export const storeVersion = 1

type StoreErrorCode =
  | 'store-newer-version'
  | 'store-locked'
  | 'store-damaged'
  | 'store-not-a-database'
  | 'store-read-only'

/** An error that crosses a process by its code. */
class StoreError extends Error {
  readonly code: StoreErrorCode
  readonly params: Readonly<Record<string, string | number>>
  constructor(code: StoreErrorCode, params: Readonly<Record<string, string | number>> = {}) {
    super(code)
    this.code = code
    this.params = params
  }
}

const sqliteCodes: Readonly<Record<string, StoreErrorCode>> = {
  SQLITE_BUSY: 'store-locked',
  SQLITE_LOCKED: 'store-locked',
  SQLITE_NOTADB: 'store-not-a-database',
  SQLITE_CORRUPT: 'store-damaged',
  SQLITE_READONLY: 'store-read-only',
  SQLITE_CANTOPEN: 'store-read-only',
}

/**
 * Opens `path`, making the file when it is missing. The lock of a second process ends with the process, kill -9 included.
 * @throws store-newer-version (the file is not touched), store-locked, store-damaged, store-not-a-database, store-read-only
 */
export function openDatabase(path: string): Database.Database {
  let database: Database.Database | null = null
  try {
    database = new Database(path, { timeout: 1_000 })
    const version = Number(database.pragma('user_version', { simple: true }))
    if (version > storeVersion) throw new StoreError('store-newer-version', { version, known: storeVersion })
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('cache_size = -16000')
    database.pragma('temp_store = MEMORY')
    // The exclusive lock is taken by the first write.
    database.pragma(`user_version = ${storeVersion}`)
    database.exec(
      `CREATE TABLE IF NOT EXISTS rx_instances (
         database_name TEXT NOT NULL, collection_name TEXT NOT NULL, schema_version INTEGER NOT NULL,
         table_name TEXT NOT NULL, sequence INTEGER NOT NULL DEFAULT 0, wide_text INTEGER NOT NULL DEFAULT 0,
         PRIMARY KEY (database_name, collection_name, schema_version)
       ) STRICT`,
    )
    return database
  } catch (thrown) {
    database?.close()
    throw thrown instanceof StoreError ? thrown : asStoreError(thrown)
  }
}

function asStoreError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return thrown
  const code = Object.entries(sqliteCodes).find(([prefix]) => String(thrown.code).startsWith(prefix))?.[1]
  return code === undefined ? thrown : new StoreError(code)
}
