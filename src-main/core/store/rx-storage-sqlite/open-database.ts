// Opens the database file: one process, write-ahead log, every commit on the disk before it is acknowledged.
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { StoreError, withStoreErrors } from './store-error.ts'

/** Layout of the tables in this folder; a file that says more was written by a newer version and is left alone. */
export const storeVersion = 3

const sqliteHeader = 'SQLite format 3\0'

/** `user_version` as the file's header says it, without letting SQLite touch the file; 0 where there is no header. */
function versionInHeader(path: string): number {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return 0
  const header = Buffer.alloc(100)
  const file = openSync(path, 'r')
  try {
    if (readSync(file, header, 0, 100, 0) < 100) return 0
  } finally {
    closeSync(file)
  }
  return header.toString('latin1', 0, 16) === sqliteHeader ? header.readInt32BE(60) : 0
}

/** Gives the connection its key; nothing is read yet, so a wrong key shows with the first read. */
export function applyKey(database: Database.Database, key: Uint8Array | null): void {
  if (key === null) return
  // AEGIS-256: authenticated, and at the speed of the processor's AES; ChaCha20-Poly1305 here made every read cost twice.
  database.pragma("cipher = 'aegis'")
  database.pragma(`key = "x'${Buffer.from(key).toString('hex')}'"`)
}

/** `user_version` as the log beside the file, or an encrypted file, says it: one who only reads leaves all as it is. */
function versionInside(path: string, key: Uint8Array | null): number {
  if (!existsSync(path) || (key === null && !existsSync(`${path}-wal`))) return 0
  const reader = new Database(path, { readonly: true, timeout: 1_000 })
  try {
    applyKey(reader, key)
    return Number(reader.pragma('user_version', { simple: true }))
  } finally {
    reader.close()
  }
}

function refuseOtherVersions(version: number): void {
  if (version > storeVersion) throw new StoreError('store-newer-version', { version, known: storeVersion })
  // Layout 1 was never released; nothing of it is read as if it were empty.
  if (version === 1) throw new StoreError('store-damaged', { version, known: storeVersion })
}

/**
 * Opens `path`, making the file where it is missing; with a key of 32 bytes the whole file is
 * AEGIS-256. The file is locked against every other process until it is closed or the process ends, `kill -9` included; a
 * second opener waits a second at most.
 * @throws store-newer-version (the file is not touched), store-locked, store-damaged,
 *   store-not-a-database (also where the key is another), store-read-only
 */
export function openDatabase(path: string, key: Uint8Array | null = null): Database.Database {
  return withStoreErrors(() => {
    refuseOtherVersions(versionInHeader(path))
    refuseOtherVersions(versionInside(path, key))
    const database = new Database(path, { timeout: 1_000 })
    try {
      applyKey(database, key)
      // Before the first read: so the log's index stays in this process and no file of shared memory can go stale.
      database.pragma('locking_mode = EXCLUSIVE')
      database.pragma('journal_mode = WAL')
      database.pragma('synchronous = FULL')
      database.pragma('cache_size = -32000')
      database.pragma('temp_store = MEMORY')
      // The exclusive lock is taken by the first write. An earlier layout stays what it says until its tables are brought up.
      const layout = Number(database.pragma('user_version', { simple: true }))
      database.pragma(`user_version = ${layout === 0 ? storeVersion : layout}`)
      return database
    } catch (thrown) {
      database.close()
      throw thrown
    }
  })
}
