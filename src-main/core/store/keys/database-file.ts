// Brings the database file to the newest key: a copy gets the key, is read through, and only then takes the file's place.
//
// The file itself is never changed in between: at every moment it opens whole with one of the kept keys (or, once, with none).
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CodedFailure } from '../../../../src-shared/errors.ts'
import { openDatabase, StoreError } from '../rx-storage-sqlite/index.ts'
import { flushFolder } from './durable-file.ts'

const plainHeader = 'SQLite format 3\0'

/** `unreadable-without-key` is an encrypted database, or a file that is none: without keys the two look alike. */
export function fileKind(path: string): 'missing' | 'plain' | 'unreadable-without-key' {
  if (!existsSync(path) || statSync(path).size === 0) return 'missing'
  const header = Buffer.alloc(plainHeader.length)
  const file = openSync(path, 'r')
  try {
    readSync(file, header, 0, header.length, 0)
  } finally {
    closeSync(file)
  }
  return header.toString('latin1') === plainHeader ? 'plain' : 'unreadable-without-key'
}

/** Whether `key` opens the file, be it damaged behind that. @throws what `openDatabase` throws of a file that is not a matter of keys */
function opensWith(path: string, key: Uint8Array): boolean {
  try {
    openDatabase(path, key).close()
    return true
  } catch (thrown) {
    if (!(thrown instanceof StoreError)) throw thrown
    if (thrown.code === 'store-not-a-database') return false
    if (thrown.code === 'store-damaged') return true
    throw thrown
  }
}

/** Bytes copied at a time. */
const chunk = 4 * 1024 * 1024

/** Copies a whole open file; its handle stays open. The copy must not be there yet. */
export function copyOpenFile(from: number, path: string): void {
  const to = openSync(path, 'wx', 0o600)
  try {
    const buffer = Buffer.alloc(chunk)
    for (let position = 0; ; ) {
      const read = readSync(from, buffer, 0, chunk, position)
      if (read === 0) break
      for (let written = 0; written < read; )
        written += writeSync(to, buffer, written, read - written, position + written)
      position += read
    }
  } finally {
    closeSync(to)
  }
}

/** The cipher the store encrypts with, as SQLite calls it; a database made beside tells. */
function cipherOfStore(path: string, key: Uint8Array): string {
  const probe = openDatabase(`${path}-cipher`, key)
  try {
    return String(probe.pragma('cipher', { simple: true }))
  } finally {
    probe.close()
  }
}

/** Gives a database that nobody else has open the key `to`; null is a plain file. */
function rekeyCopy(path: string, from: Uint8Array | null, to: Uint8Array): void {
  const copy = openDatabase(path, from)
  try {
    // A first encryption is not possible on a write-ahead log; and the copy needs no journal that outlives it.
    copy.pragma('journal_mode = DELETE')
    copy.pragma('synchronous = OFF')
    if (from === null) copy.pragma(`cipher = '${cipherOfStore(path, to)}'`)
    copy.pragma(`rekey = "x'${Buffer.from(to).toString('hex')}'"`)
  } finally {
    copy.close()
  }
}

/** Reads the whole copy with its new key; every page is authenticated by that. */
function readThrough(path: string, key: Uint8Array): void {
  const copy = openDatabase(path, key)
  try {
    const found = copy.pragma('quick_check', { simple: true })
    if (found !== 'ok') throw new CodedFailure('store-damaged', { found: String(found).slice(0, 200) })
  } finally {
    copy.close()
  }
}

const copyEnd = '.rekey'

/** Takes away the copies of rotations that were cut short; they were never the database. */
function clearCopies(path: string): void {
  for (const name of readdirSync(dirname(path)))
    if (name.startsWith(`${basename(path)}${copyEnd}`)) rmSync(join(dirname(path), name), { force: true })
}

/**
 * Gives the database at `path` the key `to` in place of `from`; null is a plain file. Takes as much room again as the file.
 * @throws store-full, store-locked, store-damaged, store-newer-version; the file is then as it was
 */
export function rekeyFile(path: string, from: Uint8Array | null, to: Uint8Array): void {
  const copy = `${path}${copyEnd}`
  // Opened before the database and closed after it: closing any handle of this process would drop SQLite's lock.
  const handle = openSync(path, 'r')
  try {
    const database = openDatabase(path, from)
    try {
      clearCopies(path)
      const free = statfsSync(dirname(path))
      if (free.bavail * free.bsize < statSync(path).size * 1.1) throw new CodedFailure('store-full')
      database.pragma('wal_checkpoint(TRUNCATE)')
      copyOpenFile(handle, copy)
      rekeyCopy(copy, from, to)
      readThrough(copy, to)
      const copied = openSync(copy, 'r+')
      fsyncSync(copied)
      closeSync(copied)
    } finally {
      // Its last connection takes the empty log away with it.
      database.close()
    }
    renameSync(copy, path)
    flushFolder(dirname(path))
  } finally {
    closeSync(handle)
    clearCopies(path)
  }
}

/** The key the file opens with now, and why it is not the newest where it is not. `key` null is a plain file. */
export type Prepared = {
  readonly key: Uint8Array | null
  readonly settled: boolean
  readonly because: unknown
}

/**
 * Makes good what the file still waits for: its first encryption or the newest of `keys`. Where that cannot be done now
 * (a full disk), the file opens as it did before.
 * @throws store-locked, store-newer-version, store-damaged, store-read-only
 */
export function prepareFile(
  path: string,
  keys: readonly Uint8Array[],
  pending: 'encrypt' | 'rotate',
): Prepared {
  const [newest, ...earlier] = keys
  if (newest === undefined) throw new Error('a keyring has a key')
  const done = { key: newest, settled: true, because: null }
  const kind = fileKind(path)
  if (kind === 'missing') return done
  if (kind === 'plain' && pending !== 'encrypt') return done
  if (kind === 'unreadable-without-key' && opensWith(path, newest)) {
    // Killed between the copy's taking the file's place and its tidying up.
    clearCopies(path)
    return done
  }
  const from = kind === 'plain' ? null : earlier.find((key) => opensWith(path, key))
  // What no key opens is told by whoever opens it.
  if (from === undefined) return { ...done, settled: false }
  try {
    rekeyFile(path, from, newest)
    return done
  } catch (thrown) {
    return { key: from, settled: false, because: thrown }
  }
}
