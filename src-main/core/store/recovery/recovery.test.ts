// A damaged store is never an empty one: what is found, what is left alone, and what comes back from pages, log and backup.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chainStart } from '../../../../src-shared/domain/event.ts'
import type { ListEntry } from '../../../../src-shared/domain/exemption-list.ts'
import { newDeviceKey, sealEvent, type WindowIdentity } from '../../desk/window-identity.ts'
import { sha256 } from '../../sha256.ts'
import { listBackups } from '../backups/backup-folder.ts'
import { openSafeStore, type SafeStore } from '../open-safe-store.ts'
import type { ChainState, StoredEvent } from '../open-store.ts'
import { storeVersion } from '../rx-storage-sqlite/index.ts'
import { storeFiles } from '../store-files.ts'
import { appendParts, packList, packPart, readParts } from '../stored-list.ts'
import { listReports } from './recovery-report.ts'

const key = Buffer.alloc(32, 3)
const identity: WindowIdentity = {
  endpoint: 'http://127.0.0.1:1',
  enrolment: {
    endpointId: 'e',
    region: '370304',
    demo: true,
    window: 'w-1',
    windowNumber: 3,
    windowName: '窗口',
    unit: 'A',
    token: 't',
    letterBlock: { from: 30_001, to: 39_999 },
  },
  privateKey: newDeviceKey().privateKey,
}

let made = 0
let tip = { sequence: 0, hash: chainStart }
function event(): StoredEvent {
  made += 1
  const sealed = sealEvent(
    {
      id: uuidv7(),
      stream: `case/0190-${made % 20}`,
      kind: 'proof-waived',
      at: new Date(Date.UTC(2026, 9, 1) + made * 1_000).toISOString(),
      clockOffset: null,
      unit: 'A',
      staff: 's',
      window: 'w-1',
      sequence: tip.sequence + 1,
      previousHash: tip.hash,
      after: [],
      edition: '2026-2',
      // Now and then more than a page holds.
      body: { entry: `entry-${made}`, note: '低保证明'.repeat(made % 50 === 0 ? 500 : 20) },
    },
    identity,
  )
  tip = { sequence: sealed.sequence, hash: sealed.hash }
  return { ...sealed, syncState: 'waiting', refusal: null, arrivedAt: sealed.at }
}
const events = (count: number) => Array.from({ length: count }, event)

let folder = ''
let open: SafeStore | null = null
const files = () => storeFiles(folder)
const openIt = async (with_: Uint8Array | null = key): Promise<SafeStore> => {
  open = await openSafeStore(folder, { key: with_, earlier: [] })
  return open
}
const close = async () => {
  await open?.store.close()
  open = null
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), '恢复 store-'))
  tip = { sequence: 0, hash: chainStart }
})
afterEach(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

/** A closed store of one window with `count` events and no backup. */
async function writeStore(count: number): Promise<readonly StoredEvent[]> {
  const { store } = await openIt()
  await store.writeLocal('window', identity)
  const written = events(count)
  for (let at = 0; at < count; at += 5) await store.events.bulkInsert(written.slice(at, at + 5))
  await close()
  rmSync(files().backups, { recursive: true, force: true })
  return written
}
const held = async () =>
  (await open?.store.events.find().exec())?.map((one) => one.toJSON() as unknown as StoredEvent) ?? []
const byId = (all: readonly StoredEvent[]) => new Map(all.map((one) => [one.id, one]))
const bytesOf = (names: readonly string[]) =>
  names.map((name) => readFileSync(join(folder, name)).toString('base64'))

describe('what is no damage', () => {
  it('another key, or none: refused by its own code, and not a byte changes', async () => {
    await writeStore(50)
    const names = readdirSync(folder)
    const before = bytesOf(names)
    for (const other of [Buffer.alloc(32, 4), null])
      await expect(openIt(other)).rejects.toMatchObject({ code: 'store-key-wrong' })
    expect(readdirSync(folder)).toEqual(names)
    expect(bytesOf(names)).toEqual(before)
  })

  it('a newer version: refused and left alone', async () => {
    folder = mkdtempSync(join(tmpdir(), '恢复 store-'))
    const database = new Database(files().database)
    database.exec('CREATE TABLE later (a)')
    database.pragma(`user_version = ${storeVersion + 1}`)
    database.close()
    const before = readFileSync(files().database)
    await expect(openIt(null)).rejects.toMatchObject({ code: 'store-newer-version' })
    expect(readFileSync(files().database).equals(before)).toBe(true)
    expect(existsSync(files().setAside)).toBe(false)
  })

  it('a store left open by a core that was killed', async () => {
    await writeStore(50)
    const { store } = await openIt()
    const more = events(30)
    for (const one of more) await store.events.bulkInsert([one])
    const crashed = mkdtempSync(join(tmpdir(), '恢复 crashed-'))
    for (const name of readdirSync(folder).filter((one) => one.startsWith('window.')))
      copyFileSync(join(folder, name), join(crashed, name))
    await close()
    rmSync(folder, { recursive: true })
    folder = crashed
    await openIt()
    expect((await held()).length).toBe(80)
    expect(open?.care.view().recoveries).toEqual([])
  })
})

describe('a damaged store', () => {
  it('without its first page, and without a backup, is read page by page', async () => {
    const written = await writeStore(300)
    const bytes = readFileSync(files().database)
    bytes.fill(0, 0, 4096)
    writeFileSync(files().database, bytes)
    await openIt()
    expect(byId(await held())).toEqual(byId(written))
    expect(await open?.store.readLocal('window')).toEqual(identity)
    expect(open?.care.view().recoveries).toMatchObject([
      {
        damage: 'header',
        backup: null,
        salvaged: { events: 300, unsent: 300, local: ['window'] },
        notFound: 0,
        enrolmentLost: false,
      },
    ])
    const [report] = listReports(files())
    const aside = join(files().setAside, report?.folder ?? '', 'window.sqlite')
    expect(readFileSync(aside).equals(bytes)).toBe(true)
    expect(await open?.store.readLocal<ChainState>('chain')).toMatchObject({ rejoin: true, missing: [] })
    // A second start finds nothing to do.
    await close()
    await openIt()
    expect(open?.care.view().recoveries.length).toBe(1)
  })

  it('gives back the photos of visits, which nobody else has', async () => {
    await writeStore(20)
    await openIt()
    const jpeg = Buffer.alloc(200_000, '照片').toString('base64')
    const digest = sha256(Buffer.from(jpeg, 'base64'))
    const torn = '0'.repeat(64)
    await open?.store.writeLocal(`visit-photos/${digest}`, { jpeg })
    await open?.store.writeLocal(`visit-photos/${torn}`, { jpeg })
    await close()
    rmSync(files().backups, { recursive: true, force: true })
    const bytes = readFileSync(files().database)
    bytes.fill(0, 0, 4096)
    writeFileSync(files().database, bytes)
    await openIt()
    const kept = await open?.store.readLocal<{ jpeg: string }>(`visit-photos/${digest}`)
    expect(kept?.jpeg === jpeg).toBe(true)
    expect((await open?.store.readLocal(`visit-photos/${torn}`)) === null).toBe(true)
    expect(open?.care.view().recoveries).toMatchObject([
      { backup: null, salvaged: { events: 20, local: ['window', 'visit-photos'] } },
    ])
  })

  it('has the list of its backup, and what came behind that', async () => {
    const entries = (from: number, count: number, note: string) =>
      Array.from({ length: count }, (_, at) => ({ id: `${from + at}`, note }) as ListEntry)
    const { store } = await openIt()
    await appendParts(store, packList(entries(0, 2_900, 'first')))
    const withBackup = await open?.care.backUp()
    expect(withBackup).toBeDefined()
    await appendParts(store, [packPart(entries(2_900, 30, 'new'), ['7']), packPart(entries(0, 5, 'changed'))])
    await store.close()
    open = null
    // Only the backup before the changes.
    for (const { path, reason } of listBackups(files().backups)) if (reason !== 'manual') rmSync(path)
    const bytes = readFileSync(files().database)
    bytes.fill(0, 0, 4096)
    writeFileSync(files().database, bytes)
    const recovered = await openIt()
    const parts = await Array.fromAsync(readParts(recovered.store))
    expect(parts.map(({ put, remove }) => [put.length, remove.length, put[0]?.note])).toEqual([
      [2_000, 0, 'first'],
      [900, 0, 'first'],
      [30, 1, 'new'],
      [5, 0, 'changed'],
    ])
    expect(recovered.care.view().recoveries).toMatchObject([{ salvaged: { entries: 35 } }])
  })

  it('that is another file altogether is set aside, and the backup takes its place', async () => {
    await openIt()
    await open?.store.writeLocal('window', identity)
    const written = events(40)
    await open?.store.events.bulkInsert(written)
    await close()
    expect(listBackups(files().backups).length).toBe(1)
    writeFileSync(files().database, '这不是数据库。'.repeat(3_000))
    await openIt()
    expect(byId(await held())).toEqual(byId(written))
    expect(open?.care.view().recoveries).toMatchObject([
      { damage: 'header', backup: { events: 40 }, notFound: 0 },
    ])
  })

  it('cut short says how many acts are missing, and gives none of their numbers again', async () => {
    const written = await writeStore(300)
    truncateSync(files().database, 4096 * Math.floor(readFileSync(files().database).length / 4096 / 2))
    await openIt()
    const found = await held()
    const [report] = open?.care.view().recoveries ?? []
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThan(written.length)
    expect(report?.notFound).toBe(written.length - found.length)
    const floors = await open?.store.readLocal<Record<string, { cases: number }>>('number-floors')
    // A store that lost its enrolment has no numbers to give.
    if (report?.enrolmentLost === false)
      expect(floors?.[new Date().getUTCFullYear()]?.cases).toBeGreaterThan(report?.notFound ?? 0)
  })

  it('replaced by an older copy of itself is noticed by its witness', async () => {
    await writeStore(20)
    const older = readFileSync(files().database)
    await openIt()
    const more = events(5)
    await open?.store.events.bulkInsert(more)
    await close()
    writeFileSync(files().database, older)
    await openIt()
    expect((await held()).length).toBe(25)
    expect(open?.care.view().recoveries).toMatchObject([{ damage: 'behind', notFound: 0 }])
  })

  it('whose recovery was cut short between two renames is finished by the next start', async () => {
    await writeStore(60)
    writeFileSync(files().database, Buffer.alloc(8192))
    await openIt()
    await close()
    const [report] = listReports(files())
    const aside = join(files().setAside, report?.folder ?? '')
    // As it lay before the last two steps: damaged files set aside, the new store still in its folder.
    mkdirSync(files().recovering)
    renameSync(files().database, storeFiles(files().recovering).database)
    renameSync(join(aside, 'report.json'), join(files().recovering, 'report.json'))
    await openIt()
    expect(listReports(files()).length).toBe(1)
    expect(existsSync(files().recovering)).toBe(false)
    expect(open?.care.view().recoveries).toMatchObject([{ damage: 'header' }])
  })

  it('gives back every event it can prove, unaltered, wherever bytes are flipped', async () => {
    const written = byId(await writeStore(400))
    const whole = readFileSync(files().database)
    const others = readdirSync(folder).filter((name) => name !== 'window.sqlite')
    const beside = new Map(others.map((name) => [name, readFileSync(join(folder, name))]))
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.array(fc.nat(whole.length - 1), { minLength: 1, maxLength: 30 }), fc.tuple(fc.nat(99))),
        async (places) => {
          await close()
          rmSync(folder, { recursive: true, force: true })
          folder = mkdtempSync(join(tmpdir(), '恢复 flip-'))
          for (const [name, bytes] of beside) writeFileSync(join(folder, name), bytes)
          const bytes = Buffer.from(whole)
          for (const place of places) bytes[place] = (bytes[place] ?? 0) ^ 0x40
          writeFileSync(files().database, bytes)
          await openIt()
          const found = await held()
          const [report] = open?.care.view().recoveries ?? []
          // The first bytes are a salt that a raw key does not use: nothing is damaged then.
          if (report === undefined) expect(found.length).toBe(written.size)
          for (const one of found) expect(one).toEqual(written.get(one.id))
          expect(report?.notFound ?? 0).toBe(written.size - found.length)
          // A flipped page costs its own rows and no others: 4 KiB hold fewer than ten of these.
          expect(found.length).toBeGreaterThanOrEqual(written.size - 10 * places.length)
          await close()
        },
      ),
      { numRuns: 8, endOnFailure: true },
    )
  })
})
