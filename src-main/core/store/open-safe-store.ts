// Opens a window's store and watches over it: examined before, recovered where it must be, backed up and read through meanwhile.
//
//   examine ──new/whole──▶ open ──▶ watched by witness, checkpoints, backups ──close──▶ last backup, log moved, noted as closed
//      │ damaged                ▲
//      └──▶ recover ────────────┘
import { mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { StoreCareView } from '../../../src-shared/contract/store-care.ts'
import { CodedFailure, type ErrorCode, toCodedError } from '../../../src-shared/errors.ts'
import { sequenceOf } from './backups/check-database.ts'
import { type BackupResult, keepBackups } from './backups/keep-backups.ts'
import { keepCheckpoints } from './checkpoints.ts'
import { fitsAnAct, readRoom } from './limits/disk-room.ts'
import { networkDriveOf } from './limits/network-drive.ts'
import { migrateStore } from './migrations/migrate-store.ts'
import { openStoreOn, type Store, type StoredEvent } from './open-store.ts'
import { examine, type Finding } from './recovery/examine.ts'
import type { StoreKeySet } from './recovery/rebuild.ts'
import { finishRecovery, recoverStore } from './recovery/recover-store.ts'
import { listReports, updateReport } from './recovery/recovery-report.ts'
import { openDatabase, StoreError, storeVersion } from './rx-storage-sqlite/index.ts'
import { type StoreFiles, storeFiles } from './store-files.ts'
import { isMarkedKey, markKey, readNote, type StoreNote, writeNote } from './store-note.ts'
import type { Commit } from './watch-commits.ts'
import { openWitness, readWitness, type Witness } from './witness.ts'

/** Watches over an open store. */
export type StoreCare = {
  view(): StoreCareView
  backUp(): Promise<BackupResult>
  /** A person knows of the recovery whose files lie in `folder`. */
  acknowledge(folder: string): void
  /** The endpoint was asked for what was missing: it had `fromEndpoint` of it. */
  learnt(fromEndpoint: number): void
  /** @throws store-full where the disk has no room for another act */
  requireRoom(): void
  /** Damage showed while the store was at work: the next start looks closely and repairs. */
  suspect(detail: string): void
  onChange(listener: () => void): () => void
}

export type SafeStore = { readonly store: Store; readonly care: StoreCare }

const hour = 3_600_000
/** Every page of the store is read at least this often, milliseconds of a running window. */
const readThroughEvery = 24 * hour
/** Milliseconds after opening before the store is read through in a thread. */
const settling = 5_000
/** Milliseconds in all, and between two tries, that a file another process holds is waited for (a scanner, a core that ends). */
const patience = 4_000
const pause = 250

/**
 * @throws store-locked, store-read-only, store-on-network-drive, store-newer-version, store-key-wrong, store-full,
 *   store-migration-failed: nothing was touched. What is damaged is recovered before this returns, and told by `care`.
 */
export async function openSafeStore(folder: string, keys: StoreKeySet): Promise<SafeStore> {
  try {
    return await openOrRecover(folder, keys)
  } catch (thrown) {
    throw asStoreError(thrown)
  }
}

async function openOrRecover(folder: string, keys: StoreKeySet): Promise<SafeStore> {
  const network = networkDriveOf(folder)
  if (network !== null) throw new StoreError('store-on-network-drive', { type: network })
  mkdirSync(folder, { recursive: true })
  const files = storeFiles(folder)
  finishRecovery(files)
  const finding = await patiently(() => examine(files, keys.key, readNote(files), readWitness(files)))
  if (finding.state === 'damaged') {
    await recoverStore(files, keys, finding.damage, readWitness(files))
    return watchOver(files, keys, repaired)
  }
  if (finding.state === 'whole' && finding.layout < storeVersion) migrateStore(files, keys.key)
  try {
    return await watchOver(files, keys, finding)
  } catch (thrown) {
    // Seen only by the reading itself: the pages are in order and what they say is not.
    const { code, params } = toCodedError(thrown)
    if (code !== 'store-damaged') throw thrown
    const damage = { kind: 'pages', detail: String(params.sqlite ?? '') } as const
    await recoverStore(files, keys, damage, readWitness(files))
    return watchOver(files, keys, repaired)
  }
}

/** How a recovery leaves a store. */
const repaired: Finding = { state: 'whole', checked: true, layout: storeVersion }

/** What another process that has the file makes of it: a core that ends, or a scanner. */
const passing: readonly ErrorCode[] = ['store-locked', 'store-disk-error']

/** Tries again for a while where somebody else has the file. */
async function patiently<Value>(work: () => Value): Promise<Value> {
  for (const until = performance.now() + patience; ; ) {
    try {
      return work()
    } catch (thrown) {
      if (!passing.includes(toCodedError(thrown).code) || performance.now() > until) throw thrown
      await wait(pause)
    }
  }
}

/** What the system says of a folder or file, as a code of the store; anything else as it is. */
function asStoreError(thrown: unknown): unknown {
  const code = (thrown as { code?: unknown }).code
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new StoreError('store-read-only', { system: code })
  if (code === 'EBUSY') return new StoreError('store-locked', { system: code })
  if (code === 'EIO') return new StoreError('store-disk-error', { system: code })
  return thrown
}

async function watchOver(files: StoreFiles, { key }: StoreKeySet, finding: Finding): Promise<SafeStore> {
  const sqlite = await patiently(() => openDatabase(files.database, key))
  // Open for as long as the database is: closing any handle of the file would drop SQLite's lock on it.
  const file = await open(files.database, 'r')
  const checkpoints = keepCheckpoints(sqlite)
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of [...listeners]) listener()
  }
  let onCommit: (commit: Commit) => void = () => undefined
  let opened: Store
  try {
    opened = await openStoreOn(sqlite, (commit) => onCommit(commit))
  } catch (thrown) {
    checkpoints.close()
    sqlite.close()
    await file.close()
    throw thrown
  }
  const witness = openWitness(files, { sequence: sequenceOf(sqlite), chain: await ownTip(opened) })
  const before = readNote(files)
  let note: StoreNote = {
    form: 1,
    left: 'open',
    suspicion: '',
    readThroughAt: before?.readThroughAt ?? '',
    keyMark: before !== null && isMarkedKey(before.keyMark, key) ? before.keyMark : markKey(key),
  }
  const keepNote = (change: Partial<StoreNote>) => {
    note = { ...note, ...change }
    writeNote(files, note)
  }
  keepNote({})

  const isReadThrough = () => Math.abs(Date.now() - Date.parse(note.readThroughAt)) < readThroughEvery
  const suspect = (detail: string) => {
    if (note.suspicion !== '') return
    keepNote({ suspicion: (detail || 'damage').slice(0, 500) })
    changed()
  }
  const backups = keepBackups({
    files,
    database: sqlite,
    key,
    checkpoints,
    file,
    storeVersion,
    depth: () => (isReadThrough() ? 'quick' : 'whole'),
    onRead(whole, depth, detail) {
      if (!whole) suspect(detail)
      else if (depth === 'whole') keepNote({ readThroughAt: new Date().toISOString() })
    },
    onChange: changed,
  })
  onCommit = watchCommit(witness, (documents) => {
    checkpoints.committed(documents)
    backups.committed()
  })

  let closing = false
  const lookThrough = async () => {
    await backups.verifyEarlier()
    if (!closing && !isReadThrough()) await backups.lookThrough('whole')
  }
  const first = setTimeout(async () => {
    if (finding.state === 'whole' && !finding.checked) await backups.lookThrough('quick')
    await lookThrough()
  }, settling)
  const daily = setInterval(() => void lookThrough(), hour)
  const room = setInterval(changed, hour / 60)
  for (const timer of [first, daily, room]) timer.unref()

  const store: Store = {
    ...opened,
    async close() {
      closing = true
      for (const timer of [first, daily, room]) clearTimeout(timer)
      await backups.close()
      checkpoints.close()
      await opened.close()
      witness.close()
      keepNote({ left: 'closed' })
      await file.close()
    },
  }
  return {
    store,
    care: {
      view: (): StoreCareView => ({
        backups: backups.view(),
        readThroughAt: note.readThroughAt,
        suspected: note.suspicion !== '',
        room: readRoom(files.folder),
        recoveries: listReports(files),
      }),
      backUp: () => backups.make('manual'),
      acknowledge(folder) {
        if (!listReports(files).some((one) => one.folder === folder))
          throw new CodedFailure('not-found', { folder })
        updateReport(files, folder, { acknowledgedAt: new Date().toISOString() })
        changed()
      },
      learnt(fromEndpoint) {
        const [newest] = listReports(files)
        if (newest === undefined || newest.fromEndpoint !== null) return
        updateReport(files, newest.folder, { fromEndpoint })
        changed()
      },
      requireRoom() {
        if (!fitsAnAct(files.folder)) throw new CodedFailure('store-full')
      },
      suspect,
      onChange(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
  }
}

/** The last link of this window's chain that is here. */
async function ownTip(store: Store): Promise<number> {
  const identity = await store.readLocal<{ enrolment: { window: string } }>('window')
  if (identity === null) return 0
  const { window } = identity.enrolment
  const [tip] = await store.events
    .find({ selector: { window }, sort: [{ sequence: 'desc' }], limit: 1 })
    .exec()
  return tip?.sequence ?? 0
}

/** Tells the witness of every commit before its writer is answered. Only this window's own events ever wait. */
function watchCommit(witness: Witness, committed: (documents: number) => void) {
  return ({ collection, sequence, documents }: Commit): void => {
    let chain = 0
    if (collection === 'events')
      for (const document of documents as readonly Pick<StoredEvent, 'syncState' | 'sequence'>[])
        if (document.syncState === 'waiting') chain = Math.max(chain, document.sequence)
    witness.note({ sequence, chain })
    committed(documents.length)
  }
}
