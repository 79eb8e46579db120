// Backups of a running store: whole whatever is written meanwhile, verified by opening, kept by count and age, never in the way.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Checkpoints, keepCheckpoints } from '../checkpoints.ts'
import { openStoreOn, type Store, type StoredEvent } from '../open-store.ts'
import { openDatabase, storeVersion } from '../rx-storage-sqlite/index.ts'
import { sizeOf, storeFiles } from '../store-files.ts'
import { type Backup, listBackups, outlived, usualKeeping } from './backup-folder.ts'
import { checkDatabase } from './check-database.ts'
import { type Backups, keepBackups } from './keep-backups.ts'

const key = Buffer.alloc(32, 9)
const event = (sequence: number): StoredEvent => ({
  id: `id-${String(sequence).padStart(6, '0')}`,
  stream: `case/${sequence % 10}`,
  kind: 'proof-waived',
  at: new Date(sequence * 1000).toISOString(),
  clockOffset: null,
  unit: 'A',
  staff: 's',
  window: 'w',
  sequence,
  previousHash: '',
  after: [],
  edition: '',
  body: { note: '低保证明'.repeat(50) },
  hash: '',
  signature: '',
  syncState: 'waiting',
  refusal: null,
  arrivedAt: new Date(sequence * 1000).toISOString(),
})
const events = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => event(from + index))

let folder = ''
let store: Store
let sqlite: ReturnType<typeof openDatabase>
let file: FileHandle
let checkpoints: Checkpoints
let backups: Backups
let read: unknown[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), '备份 store-'))
  const files = storeFiles(folder)
  sqlite = openDatabase(files.database, key)
  file = await open(files.database, 'r')
  checkpoints = keepCheckpoints(sqlite, 20)
  store = await openStoreOn(sqlite, ({ documents }) => checkpoints.committed(documents.length))
  read = []
  backups = keepBackups({
    files,
    database: sqlite,
    key,
    checkpoints,
    file,
    storeVersion,
    depth: () => 'whole',
    onRead: (...said) => read.push(said),
    onChange: () => undefined,
  })
})
afterEach(async () => {
  await backups.close()
  checkpoints.close()
  await store.close()
  await file.close()
  rmSync(folder, { recursive: true, force: true })
})
const listed = () => listBackups(storeFiles(folder).backups)

describe('a backup', () => {
  it('holds what was there when it began, whatever is written while it is made, and is encrypted like the store', async () => {
    await store.events.bulkInsert(events(1, 3_000))
    const making = backups.make('manual')
    await new Promise(setImmediate)
    const written: Promise<unknown>[] = []
    for (let next = 3_001; next <= 3_100; next += 1) written.push(store.events.bulkInsert([event(next)]))
    expect(await making).toMatchObject({ result: 'made' })
    await Promise.all(written)
    const [backup] = listed()
    expect(backup).toMatchObject({ reason: 'manual', storeVersion, documents: { events: 3_000 } })
    expect(backup?.verifiedAt).not.toBeNull()
    expect(backups.view().lastGood).toMatchObject({ documents: { events: 3_000 } })
    expect(readFileSync(backup?.path ?? '').includes('低保')).toBe(false)
    expect(checkDatabase({ path: backup?.path ?? '', key, depth: 'whole' })).toMatchObject({
      whole: true,
      documents: { events: 3_000 },
    })
    expect(await store.events.count().exec()).toBe(3_100)
    expect(read).toEqual([[true, 'whole', '']])
  })

  it('leaves the store locked against other processes', async () => {
    await store.events.bulkInsert(events(1, 10))
    await backups.make('manual')
    const script = `import { openDatabase } from ${JSON.stringify(new URL('../rx-storage-sqlite/index.ts', import.meta.url).href)}
      try { openDatabase(${JSON.stringify(storeFiles(folder).database)}, Buffer.alloc(32, 9)).close(); console.log('open') }
      catch (thrown) { console.log(thrown.code) }`
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script]).toString().trim()
    expect(said).toBe('store-locked')
  })

  it('is not made where nothing changed, unless a person asks', async () => {
    await store.events.bulkInsert(events(1, 10))
    expect(await backups.make('schedule')).toMatchObject({ result: 'made' })
    expect(await backups.make('schedule')).toMatchObject({ result: 'nothing-new' })
    expect(backups.view().nextAt).toBeNull()
    expect(await backups.make('manual')).toMatchObject({ result: 'made' })
  })

  it('that cannot be read is none, and casts doubt on the store', async () => {
    await store.events.bulkInsert(events(1, 2_000))
    await backups.make('manual')
    const database = storeFiles(folder).database
    checkpoints.hold()
    const bytes = readFileSync(database)
    bytes.fill(0xa5, 40 * 4096, 60 * 4096)
    // Written over in place, as a failing disk would: the store has the file open.
    writeFileSync(database, bytes, { flag: 'r+' })
    await store.events.bulkInsert([event(2_001)])
    expect(await backups.make('manual')).toMatchObject({ result: 'failed', code: 'store-damaged' })
    expect(listed().map((one) => one.documents.events)).toEqual([2_000])
    expect(read.at(-1)).toMatchObject([false, 'whole', expect.stringContaining('page')])
  })

  it('is made when the store closes', async () => {
    await store.events.bulkInsert(events(1, 10))
    await backups.close()
    expect(listed()).toMatchObject([{ reason: 'close', verifiedAt: null }])
  })
})

describe('what is kept', () => {
  it('is the newest six, the newest of each of fourteen days, and the newest good one, and nothing else', () => {
    const backup = fc.record({ day: fc.integer({ min: 1, max: 60 }), verified: fc.boolean() })
    fc.assert(
      fc.property(fc.array(backup, { maxLength: 60 }), (made) => {
        const listed = made
          .map(
            (one, index): Backup => ({
              form: 1,
              name: `b${index}`,
              path: '',
              madeAt: new Date(Date.UTC(2026, 0, one.day, 8)).toISOString(),
              reason: 'schedule',
              storeVersion,
              sequence: index,
              bytes: 1,
              documents: {},
              verifiedAt: one.verified ? '2026-01-01T00:00:00.000Z' : null,
            }),
          )
          .reverse()
        const gone = new Set(outlived(listed, usualKeeping))
        const kept = listed.filter((one) => !gone.has(one.name))
        expect(kept.slice(0, 6)).toEqual(listed.slice(0, 6))
        expect(kept.length).toBeLessThanOrEqual(6 + 14 + 1)
        const good = listed.find((one) => one.verifiedAt !== null)
        if (good !== undefined) expect(kept).toContain(good)
      }),
    )
  })
})

describe('the log', () => {
  it('is never moved into the database inside an act, but soon after the last one', async () => {
    const { database } = storeFiles(folder)
    expect(sqlite.pragma('wal_autocheckpoint', { simple: true })).toBe(0)
    const release = checkpoints.hold()
    const before = sizeOf(database)
    for (let next = 1; next <= 900; next += 1) await store.events.bulkInsert([event(next)])
    expect(sizeOf(database)).toBe(before)
    // Far more than the thousand pages at which SQLite itself would have made an act wait.
    expect(sizeOf(`${database}-wal`)).toBeGreaterThan(8_000_000)
    release?.()
    await expect.poll(() => sizeOf(database)).toBeGreaterThan(before)
  })
})
