// Makes, verifies and keeps the backups of a running store.
import { mkdirSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { Database } from 'better-sqlite3'
import { type ErrorCode, toCodedError } from '../../../../src-shared/errors.ts'
import type { Checkpoints } from '../checkpoints.ts'
import { littleRoom, readRoom } from '../limits/disk-room.ts'
import type { StoreFiles } from '../store-files.ts'
import {
  type Backup,
  type BackupReason,
  backupName,
  backupPath,
  clearLeftovers,
  listBackups,
  outlived,
  removeBackup,
  shortKeeping,
  usualKeeping,
  writeManifest,
} from './backup-folder.ts'
import { checkAside } from './check-aside.ts'
import { sequenceOf } from './check-database.ts'
import { copyOnline } from './copy-online.ts'

const minute = 60_000
/** Milliseconds between two backups while something changes. */
const interval = 4 * 60 * minute
/** The first backup of a store, which then holds little but who this window is. */
const firstAfter = minute
/** Milliseconds without an act before a scheduled backup starts. */
const quiet = 5_000
/** What must be left on the disk beside the copy, bytes. */
const reserve = littleRoom / 2
/** A copy at closing is made only of a file of up to this many bytes: a host waits a few seconds, no longer. */
const largestAtClose = 64 * 1024 * 1024

/** What became of the last try. */
export type BackupResult =
  | { readonly at: string; readonly result: 'made' | 'nothing-new' | 'no-room' | 'busy' }
  | { readonly at: string; readonly result: 'failed'; readonly code: ErrorCode }

export type BackupsView = {
  /** The newest one that was opened and read through. */
  readonly lastGood: Pick<Backup, 'madeAt' | 'verifiedAt' | 'bytes' | 'documents'> | null
  readonly kept: number
  readonly bytes: number
  /** When the next is due if something changes, ISO; null while nothing changed. */
  readonly nextAt: string | null
  readonly running: boolean
  readonly last: BackupResult | null
}

export type KeepBackupsOptions = {
  readonly files: StoreFiles
  readonly database: Database
  readonly key: Uint8Array | null
  readonly checkpoints: Checkpoints
  /** The database file, open for reading for as long as the database is. */
  readonly file: FileHandle
  readonly storeVersion: number
  /** How the copy is read through: `whole` once a day. */
  readonly depth: () => 'quick' | 'whole'
  /** A copy was read through and was whole at this depth, or it was not, and the store itself should be looked at. */
  readonly onRead: (whole: boolean, depth: 'quick' | 'whole', detail: string) => void
  readonly onChange: () => void
}

export type Backups = ReturnType<typeof keepBackups>

/** Starts keeping; a first backup follows soon, then one every four hours in which something changed. */
export function keepBackups(options: KeepBackupsOptions) {
  const { files, database, key, checkpoints, file, storeVersion, onChange } = options
  const aborted = new AbortController()
  let last: BackupResult | null = null
  let working: Promise<unknown> | null = null
  let changedAt = 0
  clearLeftovers(files.backups)
  let backups = listBackups(files.backups)

  const isChanged = () => sequenceOf(database) > (backups[0]?.sequence ?? 0)

  /** By this machine's clock, which may have been set: a time to come is no reason to wait. */
  function isDue(now: number): boolean {
    const [newest] = backups
    if (newest === undefined) return true
    const age = now - Date.parse(newest.madeAt)
    return age < 0 || age >= interval
  }

  const timer = setInterval(() => {
    const now = Date.now()
    if (working !== null || !isDue(now) || now - changedAt < quiet) return
    if (isChanged()) void make('schedule')
  }, firstAfter)
  timer.unref()

  /** One after the other; what is under way shows in the view. */
  function inTurn<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    const mine = (working ?? Promise.resolve()).then(work).catch(() => undefined)
    const settled = mine.then(() => {
      if (working === settled) working = null
      onChange()
    })
    working = settled
    onChange()
    return mine
  }

  async function make(reason: BackupReason): Promise<BackupResult> {
    const at = new Date().toISOString()
    const made = await inTurn(async () => {
      const result = await tryToMake(reason, at).catch(
        (thrown: unknown): BackupResult => ({ at, result: 'failed', code: toCodedError(thrown).code }),
      )
      backups = listBackups(files.backups)
      last = result
      return result
    })
    return made ?? { at, result: 'failed', code: 'unexpected' }
  }

  async function tryToMake(reason: BackupReason, at: string): Promise<BackupResult> {
    aborted.signal.throwIfAborted()
    if (!isChanged() && reason !== 'manual') return { at, result: 'nothing-new' }
    mkdirSync(files.backups, { recursive: true, mode: 0o700 })
    tidy(readRoom(files.folder).freeBytes)
    const sequence = sequenceOf(database)
    const name = backupName(at, sequence)
    const copied = await copyTo(backupPath(files.backups, name))
    if (typeof copied !== 'number') return { at, ...copied }
    const manifest = { form: 1, madeAt: at, reason, storeVersion, sequence, bytes: copied } as const
    writeManifest(files.backups, name, { ...manifest, documents: {}, verifiedAt: null })
    if (reason === 'close') return { at, result: 'made' }
    return verify(name, at)
  }

  /** Copies the database as it is now; acts go on meanwhile. @returns its bytes, or why there is no copy */
  async function copyTo(path: string): Promise<number | { readonly result: 'no-room' | 'busy' }> {
    const release = checkpoints.hold()
    if (release === null) return { result: 'busy' }
    try {
      const bytes =
        Number(database.pragma('page_count', { simple: true })) *
        Number(database.pragma('page_size', { simple: true }))
      const { freeBytes } = readRoom(files.folder)
      if (freeBytes !== null && freeBytes < bytes + reserve) return { result: 'no-room' }
      await copyOnline(file, bytes, path, aborted.signal)
      return bytes
    } finally {
      release()
    }
  }

  /**
   * Reads the store itself through: a copy of it, in a thread, since no one else may open it. Where there is no room for a
   * copy this waits for another day.
   */
  async function lookThrough(depth: 'quick' | 'whole'): Promise<void> {
    mkdirSync(files.backups, { recursive: true, mode: 0o700 })
    const path = `${backupPath(files.backups, 'look-through')}.part`
    try {
      if (typeof (await copyTo(path)) !== 'number') return
      const found = await checkAside({ path, key, depth })
      options.onRead(found.whole, depth, found.whole ? '' : found.detail)
    } finally {
      clearLeftovers(files.backups)
    }
  }

  /** A copy that cannot be read is no backup; then the store itself is looked at. */
  async function verify(name: string, at: string): Promise<BackupResult> {
    const path = backupPath(files.backups, name)
    const depth = options.depth()
    const found = await checkAside({ path, key, depth })
    clearLeftovers(files.backups)
    if (!found.whole) {
      removeBackup(files.backups, name)
      options.onRead(false, depth, found.detail)
      return { at, result: 'failed', code: 'store-damaged' }
    }
    const manifest = listBackups(files.backups).find((one) => one.name === name)
    if (manifest === undefined) return { at, result: 'failed', code: 'unexpected' }
    const { name: _, path: __, ...rest } = manifest
    writeManifest(files.backups, name, {
      ...rest,
      documents: { ...found.documents },
      verifiedAt: new Date().toISOString(),
    })
    options.onRead(true, depth, '')
    tidy(readRoom(files.folder).freeBytes)
    return { at, result: 'made' }
  }

  /** Takes away what need not be kept; of an earlier layout nothing newer stands in for it. */
  function tidy(freeBytes: number | null): void {
    const short = freeBytes !== null && freeBytes < littleRoom
    for (const name of outlived(listBackups(files.backups), short ? shortKeeping : usualKeeping))
      removeBackup(files.backups, name)
  }

  /** A copy of an earlier closing is read through now that there is time. */
  async function verifyEarlier(): Promise<void> {
    const earlier = backups.find((one) => one.verifiedAt === null && one.storeVersion === storeVersion)
    if (earlier !== undefined) await verify(earlier.name, new Date().toISOString())
  }

  return {
    view(): BackupsView {
      const good = backups.find((one) => one.verifiedAt !== null)
      const [newest] = backups
      return {
        lastGood:
          good === undefined
            ? null
            : {
                madeAt: good.madeAt,
                verifiedAt: good.verifiedAt,
                bytes: good.bytes,
                documents: good.documents,
              },
        kept: backups.length,
        bytes: backups.reduce((sum, one) => sum + one.bytes, 0),
        nextAt: !isChanged()
          ? null
          : new Date(
              newest === undefined ? Date.now() + firstAfter : Date.parse(newest.madeAt) + interval,
            ).toISOString(),
        running: working !== null,
        last,
      }
    },
    committed(): void {
      changedAt = Date.now()
    },
    /** Makes one now. */
    make,
    /** Reads through what the last closing left unread. */
    verifyEarlier: () => inTurn(verifyEarlier),
    /** Reads the store itself through, every page of it. */
    lookThrough: (depth: 'quick' | 'whole') => inTurn(() => lookThrough(depth)),
    /** Ends a copy that is under way; makes a last one where that is quick. */
    async close(): Promise<void> {
      clearInterval(timer)
      const bytes = Number(database.pragma('page_count', { simple: true })) * 4096
      if (working === null && bytes <= largestAtClose && isChanged()) await make('close')
      aborted.abort()
      await (working ?? Promise.resolve())
    },
  }
}
