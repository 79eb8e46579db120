// Reads every row that any whole page of a damaged database still holds, whatever became of the tree that led to the page.
//
// A carrier is made: a healthy database of the same key and size with one table. The damaged file's pages, all but the first,
// are put into it byte for byte; then the table's root is moved from page to page. SQLite itself decrypts and authenticates each
// page and reads its rows with their overflow; a page that is broken, or is no leaf of a table, says so and is passed over.
import { closeSync, copyFileSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs'
import Database from 'better-sqlite3'
import { applyKey } from '../rx-storage-sqlite/open-database.ts'
import { sizeOf } from '../store-files.ts'
import { readLog } from './log-frames.ts'

/** One row of a table of ours: its place in the commit sequence and the document it holds. */
export type SalvagedRow = {
  readonly sequence: number
  readonly deleted: boolean
  readonly document: Readonly<Record<string, unknown>>
}

export type PageReading = {
  readonly pages: number
  /** Pages that hold something and could not be read as what they are; indexes are among them only where broken. */
  readonly unreadable: number
  readonly brokenFrames: number
  readonly rows: number
}

const pageSize = 4096
/** More columns than any table of ours; those a row has not are null. */
const columns = Array.from({ length: 30 }, (_, index) => `c${index}`)

type Carrier = {
  /** Calls back with each row under `page`; false where the page cannot be read as a table's. */
  readUnder(page: number, onRow: (row: Readonly<Record<string, unknown>>) => void): boolean
  close(): void
}

/** A healthy database of `pages` pages whose second and later pages are about to be replaced. */
function makeCarrier(path: string, key: Uint8Array | null, pages: number): void {
  rmSync(path, { force: true })
  const database = new Database(path)
  try {
    applyKey(database, key)
    database.pragma(`page_size = ${pageSize}`)
    database.pragma('journal_mode = OFF')
    database.pragma('synchronous = OFF')
    database.exec(
      `CREATE TABLE carrier (sequence INTEGER PRIMARY KEY, ${columns.join(', ')}); CREATE TABLE filler (bytes)`,
    )
    const fill = database.prepare('INSERT INTO filler (bytes) VALUES (zeroblob(?))')
    for (let has = 3; has < pages + 3; has = Number(database.pragma('page_count', { simple: true })))
      fill.run(Math.min(pages + 3 - has, 4_000) * pageSize)
  } finally {
    database.close()
  }
}

function openCarrier(path: string, key: Uint8Array | null): Carrier {
  const database = new Database(path)
  applyKey(database, key)
  // The root is moved by writing the schema, which only this file, made for it, is to allow.
  database.unsafeMode(true)
  database.pragma('journal_mode = OFF')
  database.pragma('synchronous = OFF')
  database.pragma('writable_schema = ON')
  const move = database.prepare("UPDATE sqlite_schema SET rootpage = ? WHERE name = 'carrier'")
  return {
    readUnder(page, onRow) {
      move.run(page)
      database.pragma('writable_schema = RESET')
      database.pragma('writable_schema = ON')
      try {
        for (const row of database.prepare('SELECT * FROM carrier').iterate())
          onRow(row as Readonly<Record<string, unknown>>)
        return true
      } catch {
        return false
      }
    },
    close: () => database.close(),
  }
}

/** Puts the damaged file's pages into the carrier, and over them the last whole frame of each page in the log. */
function fillCarrier(path: string, damaged: string, frames: ReadonlyMap<number, number>, log: Buffer): void {
  const from = openSync(damaged, 'r')
  const to = openSync(path, 'r+')
  try {
    const buffer = Buffer.alloc(256 * pageSize)
    for (let at = pageSize; ; ) {
      const read = readSync(from, buffer, 0, buffer.length, at)
      if (read === 0) break
      writeSync(to, buffer, 0, read, at)
      at += read
    }
    for (const [page, at] of frames) if (page > 1) writeSync(to, log, at, pageSize, (page - 1) * pageSize)
  } finally {
    closeSync(from)
    closeSync(to)
  }
}

function documentIn(row: Readonly<Record<string, unknown>>): SalvagedRow | null {
  const { sequence, c0: id, c1: deleted } = row
  if (typeof sequence !== 'number' || typeof id !== 'string') return null
  // The document is the last text of a row; columns that were added later lie behind it and hold no object.
  for (const column of columns.toReversed()) {
    const value = row[column]
    if (typeof value !== 'string' || !value.startsWith('{')) continue
    try {
      return { sequence, deleted: deleted === 1, document: JSON.parse(value) as SalvagedRow['document'] }
    } catch {
      return null
    }
  }
  return null
}

/**
 * Reads what can be read of `damaged` and of the log beside it; neither is changed. `scratch` is a path for the carrier, which takes
 * as much room as the file. Of a document with several versions the last is told last.
 */
export function readPages(
  damaged: string,
  key: Uint8Array | null,
  scratch: string,
  onRow: (row: SalvagedRow) => void,
): PageReading {
  const log = sizeOf(`${damaged}-wal`) > 0 ? readFileSync(`${damaged}-wal`) : Buffer.alloc(0)
  const reading = readLog(log, pageSize)
  const lastOf = new Map(reading.frames.map(({ page, at }) => [page, at]))
  const highest = Math.max(0, ...lastOf.keys())
  const pages = Math.max(Math.ceil(sizeOf(damaged) / pageSize), Math.min(highest, 10_000_000))
  let rows = 0
  const read = new Set<number>()
  const empty = `${scratch}.empty`
  try {
    makeCarrier(empty, key, pages)
    // First as the file was before the log, then with the log's last word on each page: a row that moved is found in one of them.
    for (const overlay of lastOf.size === 0 ? [lastOf] : [new Map<number, number>(), lastOf]) {
      copyFileSync(empty, scratch)
      fillCarrier(scratch, damaged, overlay, log)
      const carrier = openCarrier(scratch, key)
      try {
        for (let page = 2; page <= pages; page += 1) {
          const whole = carrier.readUnder(page, (row) => {
            const found = documentIn(row)
            if (found === null) return
            rows += 1
            onRow(found)
          })
          if (whole) read.add(page)
        }
      } finally {
        carrier.close()
      }
    }
  } finally {
    for (const path of [empty, scratch]) rmSync(path, { force: true })
  }
  return { pages, unreadable: pages - 1 - read.size, brokenFrames: reading.broken, rows }
}
