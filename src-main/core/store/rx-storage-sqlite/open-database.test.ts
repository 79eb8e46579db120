// Opening the file: one process at a time, a newer version left alone, garbage never taken for an empty store.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getRxStorageSqlite, openDatabase, storeVersion } from './index.ts'
import { bulkOf, openSample, sample } from './sample-instance.fixture.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), '库 open-'))
  path = join(folder, 'store.sqlite')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const codeOf = (work: () => unknown): unknown => {
  try {
    work()
    return 'nothing thrown'
  } catch (thrown) {
    return (thrown as { code?: unknown }).code
  }
}

async function writeSome(): Promise<void> {
  const instance = await openSample(getRxStorageSqlite({ path }))
  for (let number = 1; number <= 20; number += 1) await instance.bulkWrite(bulkOf(number), 'test')
  await instance.close()
}

describe('an open database', () => {
  it('is durable at every commit and carries its version', () => {
    const database = openDatabase(path)
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(database.pragma('synchronous', { simple: true })).toBe(2)
    expect(database.pragma('user_version', { simple: true })).toBe(storeVersion)
    database.close()
  })

  it('with a key holds nothing to be read without it, and another key reads nothing and changes nothing', () => {
    const key = Buffer.alloc(32, 7)
    const open = openDatabase(path, key)
    open.exec("CREATE TABLE note (text); INSERT INTO note VALUES ('低保')")
    open.close()
    const written = readFileSync(path)
    expect(written.includes('低保')).toBe(false)
    expect(written.includes('SQLite format')).toBe(false)
    for (const other of [Buffer.alloc(32, 8), null])
      expect(codeOf(() => openDatabase(path, other))).toBe('store-not-a-database')
    expect(readFileSync(path).equals(written)).toBe(true)
    const again = openDatabase(path, key)
    expect(again.prepare('SELECT text FROM note').pluck().get()).toBe('低保')
    again.close()
  })

  it('is locked against another process until it is closed', () => {
    const database = openDatabase(path)
    const other = `import { openDatabase } from ${JSON.stringify(new URL('./open-database.ts', import.meta.url).href)}
      try { openDatabase(${JSON.stringify(path)}).close(); console.log('open') } catch (thrown) { console.log(thrown.code) }`
    const tryOther = () =>
      spawnSync(process.execPath, ['--input-type=module', '-e', other]).stdout.toString().trim()
    expect(tryOther()).toBe('store-locked')
    database.close()
    expect(tryOther()).toBe('open')
  })

  it('given as a path is one for all storages of it, and closed with its last instance', async () => {
    const one = await openSample(getRxStorageSqlite({ path }))
    const other = await openSample(getRxStorageSqlite({ path }), { collectionName: 'others' })
    await one.bulkWrite([{ document: sample('x') }], 'test')
    await one.close()
    await one.close()
    await other.bulkWrite([{ document: sample('y') }], 'test')
    await other.close()
    const again = await openSample(getRxStorageSqlite({ path }))
    expect(await again.findDocumentsById(['x', 'y'], false)).toMatchObject([{ id: 'x' }])
    await again.close()
    expect(existsSync(`${path}-wal`)).toBe(false)
  })
})

describe('what cannot be read is refused by code and left as it is', () => {
  it('a newer version', async () => {
    await writeSome()
    const newer = new Database(path)
    newer.pragma(`user_version = ${storeVersion + 1}`)
    newer.close()
    const before = readFileSync(path)
    expect(codeOf(() => openDatabase(path))).toBe('store-newer-version')
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(existsSync(`${path}-wal`)).toBe(false)
  })

  it('a newer version that is still in the log of a process that was killed', async () => {
    const crashed = join(folder, 'crashed.sqlite')
    const running = openDatabase(path)
    running.pragma(`user_version = ${storeVersion + 1}`)
    for (const end of ['', '-wal']) copyFileSync(`${path}${end}`, `${crashed}${end}`)
    running.close()
    const before = ['', '-wal'].map((end) => readFileSync(`${crashed}${end}`))
    expect(before[0]?.readInt32BE(60)).not.toBe(storeVersion + 1)
    expect(codeOf(() => openDatabase(crashed))).toBe('store-newer-version')
    expect(['', '-wal'].map((end) => readFileSync(`${crashed}${end}`))).toEqual(before)
  })

  it('a file that is no database', () => {
    writeFileSync(path, '这不是数据库。'.repeat(500))
    const before = readFileSync(path)
    expect(codeOf(() => openDatabase(path))).toBe('store-not-a-database')
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('a folder where the file should be', () => {
    expect(codeOf(() => openDatabase(folder))).toBe('store-read-only')
  })

  it('a file cut short', async () => {
    await writeSome()
    truncateSync(path, Math.floor(readFileSync(path).length / 2))
    const read = async () => {
      const instance = await openSample(getRxStorageSqlite({ path }))
      try {
        return await instance.getChangedDocumentsSince?.(100_000)
      } finally {
        await instance.close()
      }
    }
    await expect(read()).rejects.toMatchObject({ code: 'store-damaged' })
  })

  it('pages written over', async () => {
    await writeSome()
    const bytes = readFileSync(path)
    bytes.fill(0xa5, 4096)
    writeFileSync(path, bytes)
    await expect(
      Promise.resolve().then(async () => openSample(getRxStorageSqlite({ path }))),
    ).rejects.toMatchObject({ code: 'store-damaged' })
  })
})
