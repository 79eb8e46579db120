// Layouts of earlier versions: each is brought up with all that is in it, after a backup, step by step, or not at all.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listBackups } from '../backups/backup-folder.ts'
import { checkDatabase } from '../backups/check-database.ts'
import { openSafeStore } from '../open-safe-store.ts'
import { openStore } from '../open-store.ts'
import { openDatabase, storeVersion } from '../rx-storage-sqlite/index.ts'
import { storeFiles } from '../store-files.ts'
import { appendParts, compactList, packPart, readParts } from '../stored-list.ts'
import { migrateStore } from './migrate-store.ts'
import { layoutOf, type Migration, migrations, oldestLayout } from './migrations.ts'

let folder = ''
const files = () => storeFiles(folder)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), '升级 store-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const codeOf = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (thrown) {
    return (thrown as { coded?: { code: string } }).coded?.code ?? (thrown as { code?: unknown }).code
  }
}

describe('the known migrations', () => {
  it('lead from the oldest layout to this one without a gap, each in a file of its own', () => {
    const layouts = Array.from({ length: storeVersion - oldestLayout }, (_, index) => oldestLayout + index)
    expect(migrations.map((one) => one.from)).toEqual(layouts)
    const names = readdirSync(import.meta.dirname).filter((name) => /^\d{4}-.*(?<!test)\.ts$/.test(name))
    expect(names).toEqual(migrations.map((one) => `${String(one.from).padStart(4, '0')}-${one.name}.ts`))
  })

  const fixtures = readdirSync(import.meta.dirname).filter((name) => /^layout-\d+\.fixture\.sql$/.test(name))
  it('have a store of every layout there was', () => {
    expect(fixtures.map((name) => Number(name.match(/\d+/)?.[0]))).toEqual(
      Array.from({ length: storeVersion - oldestLayout + 1 }, (_, index) => oldestLayout + index),
    )
  })

  it.each(fixtures)('bring up %s with all that is in it', async (fixture) => {
    const database = new Database(files().database)
    database.exec(readFileSync(join(import.meta.dirname, fixture), 'utf8'))
    database.close()
    const { store, care } = await openSafeStore(folder, { key: null, earlier: [] })
    expect(care.view().recoveries).toEqual([])
    const waiting = await store.events
      .find({ selector: { syncState: 'waiting' }, sort: [{ sequence: 'asc' }] })
      .exec()
    expect(waiting.map((one) => one.sequence)).toEqual([3, 4])
    expect(await store.events.count().exec()).toBe(4)
    expect((await store.events.findOne('01900000-0000-7000-8000-000000000003').exec())?.body).toMatchObject({
      note: '𠮷',
    })
    const list = await Array.fromAsync(readParts(store))
    expect(list.flatMap(({ put }) => put.map((one) => one.proofName))).toEqual(['婚姻状况证明'])
    expect(await store.readLocal('window')).toMatchObject({ enrolment: { window: 'w-1' } })
    await store.close()
    const after = new Database(files().database, { readonly: true })
    expect(layoutOf(after)).toBe(storeVersion)
    after.close()
  })
})

it('of the list keeps every entry, however many, and none that was withdrawn', async () => {
  const database = new Database(files().database)
  database.exec(readFileSync(join(import.meta.dirname, 'layout-2.fixture.sql'), 'utf8'))
  const put = database.prepare(
    `INSERT INTO rx_3 (sequence, id, deleted, "at _meta.lwt", data) VALUES (?, ?, ?, 1, ?)`,
  )
  for (let at = 0; at < 1_200; at += 1) {
    const id = `n-${at}`
    const deleted = at % 3 === 0
    const document = {
      id,
      entry: { id },
      _deleted: deleted,
      _meta: { lwt: 1 },
      _rev: '1-a',
      _attachments: {},
    }
    put.run(1_000 + at, id, deleted ? 1 : 0, JSON.stringify(document))
  }
  database.prepare('UPDATE rx_sequence SET value = 2200').run()
  database.close()
  const { store } = await openSafeStore(folder, { key: null, earlier: [] })
  const parts = await Array.fromAsync(readParts(store))
  expect(parts.map(({ put }) => put.length)).toEqual([500, 301])
  // The parts are documents like any other.
  await appendParts(store, [packPart([], ['e-1'])])
  await compactList(store)
  expect((await Array.fromAsync(readParts(store))).map(({ put }) => put.length)).toEqual([800])
  await store.close()
})

describe('a migration', () => {
  const key = Buffer.alloc(32, 5)
  const addTable: Migration = {
    from: storeVersion,
    name: 'add-a-table',
    run: (database) => database.exec("CREATE TABLE added (a); INSERT INTO added VALUES ('x')"),
  }
  const failsHalfway: Migration = {
    from: storeVersion + 1,
    name: 'fails-halfway',
    run: (database) => {
      database.exec("UPDATE added SET a = 'y'")
      throw new Error('of its own')
    },
  }
  async function writeStore(): Promise<void> {
    const store = await openStore(folder, key)
    await store.writeLocal('positions', { list: 7 })
    await store.close()
  }
  const read = (sql: string) => {
    const database = openDatabase(files().database, key)
    try {
      return database.prepare(sql).pluck().get()
    } finally {
      database.close()
    }
  }

  it('runs after a verified backup of the layout before it, encrypted like the store', async () => {
    await writeStore()
    const target = storeVersion + 1
    migrateStore(files(), key, [addTable], target)
    const [backup] = listBackups(files().backups)
    expect(backup).toMatchObject({ reason: 'before-migration', storeVersion })
    expect(backup?.verifiedAt).not.toBeNull()
    expect(checkDatabase({ path: backup?.path ?? '', key, depth: 'whole' })).toMatchObject({
      whole: true,
      version: storeVersion,
    })
    // This version knows nothing newer than itself, the file it has just been brought to included.
    expect(codeOf(() => openDatabase(files().database, key))).toBe('store-newer-version')
  })

  it('that fails leaves the last layout that was reached, whole', async () => {
    await writeStore()
    const failing = { ...failsHalfway, from: storeVersion }
    const prepared: Migration = {
      ...failing,
      run: (database) => {
        database.exec("CREATE TABLE added (a); INSERT INTO added VALUES ('x')")
        failing.run(database)
      },
    }
    expect(codeOf(() => migrateStore(files(), key, [prepared], storeVersion + 1))).toBe(
      'store-migration-failed',
    )
    expect(read("SELECT count(*) FROM sqlite_schema WHERE name = 'added'")).toBe(0)
    expect(read('PRAGMA user_version')).toBe(storeVersion)
    expect(listBackups(files().backups).length).toBe(1)
    const { store } = await openSafeStore(folder, { key, earlier: [] })
    expect(await store.readLocal('positions')).toEqual({ list: 7 })
    await store.close()
  })

  it('stops at a layout it knows no way from', async () => {
    await writeStore()
    expect(codeOf(() => migrateStore(files(), key, [], storeVersion + 1))).toBe('store-migration-failed')
    expect(read('PRAGMA user_version')).toBe(storeVersion)
  })
})
