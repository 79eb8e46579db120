// Puts a store together again beside the damaged one: the newest good backup, and on it what was salvaged.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import type { RecoveryReport } from '../../../../src-shared/contract/store-care.ts'
import { catchUpProjection } from '../../desk/projection.ts'
import { clearLeftovers, listBackups } from '../backups/backup-folder.ts'
import { checkDatabase } from '../backups/check-database.ts'
import { rekeyFile } from '../keys/database-file.ts'
import { migrate } from '../migrations/migrations.ts'
import { type ChainState, openStoreOn, type Store, type StoredEvent } from '../open-store.ts'
import { openDatabase, storeVersion } from '../rx-storage-sqlite/index.ts'
import { type StoreFiles, storeFiles } from '../store-files.ts'
import { lastPart, unpackPart } from '../stored-list.ts'
import type { Seen } from '../witness.ts'
import { floorsAbove } from './number-floors.ts'
import { type Salvage, salvage } from './salvage.ts'

export type StoreKeySet = {
  /** The key the store is to have; null for a plain file. */
  readonly key: Uint8Array | null
  /** Keys it had before, newest first. */
  readonly earlier: readonly Uint8Array[]
}

/** Written in one go, so that a large store does not hold its own copy in memory. */
const batch = 500

/** Numbers passed over where nothing tells how many acts were lost. */
const unknownLoss = 100
/** Numbers passed over beside those that may have been given. */
const margin = 20

/** The newest backup that is whole and of a layout this version reads, with the key it has. */
function findBase(files: StoreFiles, { key, earlier }: StoreKeySet) {
  for (const backup of listBackups(files.backups)) {
    if (backup.storeVersion > storeVersion) continue
    for (const one of [key, ...earlier]) {
      const found = checkDatabase({ path: backup.path, key: one, depth: 'whole' })
      clearLeftovers(files.backups)
      if (found.whole && found.version <= storeVersion) return { backup, key: one, found }
    }
  }
  return null
}

export type Rebuilt = Omit<RecoveryReport, 'form' | 'at' | 'damage' | 'detail' | 'folder' | 'acknowledgedAt'>

/**
 * Builds the new store in the folder `recovering`; the damaged files and the backups are only read.
 * @throws store-full where there is no room: nothing is lost, and the next start tries again
 */
export async function rebuild(files: StoreFiles, keys: StoreKeySet, witness: Seen | null): Promise<Rebuilt> {
  rmSync(files.recovering, { recursive: true, force: true })
  mkdirSync(files.recovering, { recursive: true, mode: 0o700 })
  const target = storeFiles(files.recovering)
  const base = findBase(files, keys)
  const found = salvage(
    files.database,
    [keys.key, ...keys.earlier, ...(keys.key === null ? [] : [null])],
    base?.backup.sequence ?? 0,
    `${target.database}.scratch`,
  )
  if (base !== null) {
    copyFileSync(base.backup.path, target.database)
    if (keys.key !== null && base.key !== keys.key) rekeyFile(target.database, base.key, keys.key)
  }
  const sqlite = openDatabase(target.database, keys.key)
  migrate(sqlite)
  const store = await openStoreOn(sqlite)
  try {
    // The commit sequence goes on above everything that was ever acknowledged.
    const backedUp = listBackups(files.backups).map((one) => one.sequence)
    const highest = Math.max(found.sequence, witness?.sequence ?? 0, ...backedUp)
    sqlite.prepare('UPDATE rx_sequence SET value = max(value, ?)').run(highest)
    const local = await mergeLocal(store, found)
    const entries = await mergeFeeds(store, found)
    const merged = await mergeEvents(store, found)
    await catchUpProjection(store)
    const missing = await settleChain(store, witness)
    return {
      backup:
        base === null
          ? null
          : { madeAt: base.backup.madeAt, events: base.found.whole ? (base.found.documents.events ?? 0) : 0 },
      salvaged: {
        ...merged,
        entries,
        reference: found.reference.size,
        local,
        unproven: found.unproven,
      },
      notFound: missing,
      fromEndpoint: null,
      enrolmentLost: (await store.readLocal('window')) === null,
    }
  } finally {
    await store.close()
  }
}

async function mergeLocal(store: Store, { local }: Salvage): Promise<readonly string[]> {
  const taken = new Set<string>()
  for (const [name, { value }] of local) {
    // The enrolment never changes; a backup's copy is proven by its backup.
    if (name === 'window' && (await store.readLocal('window')) !== null) continue
    await store.writeLocal(name, value)
    // Photos of visits are said as one.
    taken.add(name.replace(/\/.*/, ''))
  }
  return [...taken]
}

/**
 * The list and the reference come again from the endpoint; until then the window works with what was found.
 * @returns how many entries of the list were found
 */
async function mergeFeeds(store: Store, { listParts, reference }: Salvage): Promise<number> {
  // Behind the backup's parts only: they and its position are of one time, and what is behind says newer things of the same entries.
  const last = await lastPart(store)
  let entries = 0
  for (const { deleted, value } of listParts.values()) {
    if (deleted || Number(value.id) <= last) continue
    const said = await unpackPart(value).catch(() => null)
    // Torn; the endpoint says it again.
    if (said === null) continue
    await store.listParts.upsert(value)
    entries += said.put.length
  }
  for (const part of inBatches([...reference.values()]))
    await store.reference.bulkUpsert(part.filter((one) => !one.deleted).map((one) => one.value))
  return entries
}

const certainty = { waiting: 0, refused: 1, synced: 2 } as const

async function mergeEvents(store: Store, { events }: Salvage) {
  let added = 0
  let unsent = 0
  for (const part of inBatches([...events.values()].map((one) => one.value))) {
    const here = await store.events.findByIds(part.map((one) => one.id)).exec()
    const fresh = part.filter((one) => !here.has(one.id))
    const surer = part.filter((one) => {
      const known = here.get(one.id)
      return known !== undefined && certainty[one.syncState] > certainty[known.syncState]
    })
    await store.events.bulkInsert(fresh)
    await store.events.bulkUpsert(surer)
    added += fresh.length
    unsent += fresh.filter((one) => one.syncState === 'waiting').length
  }
  return { events: added, unsent }
}

/**
 * Finds which links of this window's own chain are missing, has the chain rejoin the endpoint's before anything is pushed, and
 * passes over the numbers that lost acts may have given.
 * @returns how many acts are missing; null where nothing tells
 */
async function settleChain(store: Store, witness: Seen | null): Promise<number | null> {
  const identity = await store.readLocal<{ enrolment: { window: string } }>('window')
  const before = await store.readLocal<ChainState>('chain')
  const window = identity?.enrolment.window ?? (await windowOfWaiting(store))
  const own = window === null ? [] : await ownSequences(store, window)
  const highest = own.at(-1) ?? 0
  const has = new Set(own)
  const missing: number[] = []
  for (let link = 1; link <= Math.max(highest, witness?.chain ?? 0); link += 1)
    if (!has.has(link)) missing.push(link)
  // Without witness, or with events and nobody to count them as, a number would be a guess.
  const isCertain = witness !== null && (window !== null || (await store.events.count().exec()) === 0)
  await store.writeLocal('chain', {
    rejoin: true,
    head: before?.head ?? null,
    missing,
    plan: null,
  } satisfies ChainState)
  await store.writeLocal(
    'number-floors',
    await floorsAbove(store, isCertain ? missing.length + margin : unknownLoss + margin),
  )
  return isCertain ? missing.length : null
}

/** Without the enrolment: only this window's own events ever wait. */
async function windowOfWaiting(store: Store): Promise<string | null> {
  const [waiting] = await store.events.find({ selector: { syncState: 'waiting' }, limit: 1 }).exec()
  return waiting?.window ?? null
}

async function ownSequences(store: Store, window: string): Promise<readonly number[]> {
  const sequences: number[] = []
  for (let after = 0; ; ) {
    const part: readonly StoredEvent[] = (
      await store.events
        .find({
          selector: { window, sequence: { $gt: after } },
          sort: [{ sequence: 'asc' }],
          limit: 2_000,
        })
        .exec()
    ).map((one) => one.toJSON() as unknown as StoredEvent)
    sequences.push(...part.map((one) => one.sequence))
    const last = part.at(-1)
    if (last === undefined) return sequences
    after = last.sequence
  }
}

function* inBatches<Value>(values: readonly Value[]): Generator<readonly Value[]> {
  for (let at = 0; at < values.length; at += batch) yield values.slice(at, at + batch)
}
