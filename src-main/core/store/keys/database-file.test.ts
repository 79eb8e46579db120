// The database file under a new key: whole with one of the kept keys at every moment, killed or short of room included.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, storeVersion } from '../rx-storage-sqlite/index.ts'
import { fileKind, prepareFile, rekeyFile } from './database-file.ts'

const rows = 4_000
const [first, second, third] = [1, 2, 3].map((one) => Buffer.alloc(32, one)) as [Buffer, Buffer, Buffer]
let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), '库 rekey-'))
  path = join(folder, 'window.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function fill(key: Uint8Array | null): void {
  const database = openDatabase(path, key)
  database.exec('CREATE TABLE note (number INTEGER PRIMARY KEY, text TEXT)')
  const insert = database.prepare('INSERT INTO note VALUES (?, ?)')
  database.transaction(() => {
    for (let number = 0; number < rows; number += 1) insert.run(number, `低保 ${number} `.repeat(20))
  })()
  database.close()
}
function holds(key: Uint8Array | null): void {
  const database = openDatabase(path, key)
  expect(database.prepare('SELECT count(*) FROM note').pluck().get()).toBe(rows)
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(database.pragma('user_version', { simple: true })).toBe(storeVersion)
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
  database.close()
}
const codeOf = (work: () => unknown): unknown => {
  try {
    work()
    return 'nothing thrown'
  } catch (thrown) {
    return (thrown as { code?: unknown }).code
  }
}

describe('a new key', () => {
  it('encrypts a plain database whole', () => {
    fill(null)
    expect(fileKind(path)).toBe('plain')
    expect(prepareFile(path, [first], 'encrypt')).toEqual({ key: first, settled: true, because: null })
    expect(readdirSync(folder)).toEqual(['window.sqlite'])
    expect(fileKind(path)).toBe('unreadable-without-key')
    expect(readFileSync(path).includes('低保')).toBe(false)
    holds(first)
    expect(codeOf(() => openDatabase(path))).toBe('store-not-a-database')
  })

  it('takes the place of the one before, which then opens nothing', () => {
    fill(first)
    expect(prepareFile(path, [second, first], 'rotate').settled).toBe(true)
    holds(second)
    expect(codeOf(() => openDatabase(path, first))).toBe('store-not-a-database')
  })

  it('is found again after several rotations that were never made good', () => {
    fill(first)
    expect(prepareFile(path, [third, second, first], 'rotate').settled).toBe(true)
    holds(third)
  })

  it('brings along what was still in the log of a core that was killed', async () => {
    fill(first)
    const killed = `import { openDatabase } from ${JSON.stringify(new URL('../rx-storage-sqlite/index.ts', import.meta.url).href)}
      const database = openDatabase(${JSON.stringify(path)}, Buffer.alloc(32, 1))
      database.exec("UPDATE note SET text = 'after' WHERE number = 7")
      process.kill(process.pid, 'SIGKILL')`
    await once(spawn(process.execPath, ['--input-type=module', '-e', killed]), 'exit')
    expect(existsSync(`${path}-wal`)).toBe(true)
    expect(prepareFile(path, [second, first], 'rotate').settled).toBe(true)
    holds(second)
    const database = openDatabase(path, second)
    expect(database.prepare('SELECT text FROM note WHERE number = 7').pluck().get()).toBe('after')
    database.close()
  })

  it('changes nothing where the file is open elsewhere, and the file opens as before', () => {
    fill(first)
    const running = openDatabase(path, first)
    const before = readFileSync(path)
    expect(codeOf(() => rekeyFile(path, first, second))).toBe('store-locked')
    expect(readFileSync(path).equals(before)).toBe(true)
    running.close()
    holds(first)
  })

  it('leaves alone what no key opens, and a plain file where an encrypted one is expected', () => {
    writeFileSync(path, '这不是数据库。'.repeat(500))
    const garbage = readFileSync(path)
    expect(prepareFile(path, [second, first], 'rotate')).toMatchObject({ key: second, settled: false })
    expect(readFileSync(path).equals(garbage)).toBe(true)
    rmSync(path)
    fill(null)
    expect(prepareFile(path, [second, first], 'rotate').key).toBe(second)
    expect(codeOf(() => openDatabase(path, second))).toBe('store-not-a-database')
    holds(null)
  })

  it('leaves a newer version of the store alone', () => {
    fill(first)
    const newer = openDatabase(path, first)
    newer.pragma(`user_version = ${storeVersion + 1}`)
    newer.close()
    const before = readFileSync(path)
    expect(codeOf(() => prepareFile(path, [second, first], 'rotate'))).toBe('store-newer-version')
    expect(readFileSync(path).equals(before)).toBe(true)
  })
})

/** Rounds of each kind; moments spread evenly over how long it takes. */
const rounds = 12

describe.each([
  ['the first encryption', null],
  ['a rotation', first],
])('%s, killed at any moment', (_name, from) => {
  it('leaves a whole file that opens with a kept key, and is made good at the next start', async () => {
    fill(from)
    const original = join(folder, '..', `${folder.split('/').at(-1)}.original`)
    copyFileSync(path, original)
    const work = `import { prepareFile } from ${JSON.stringify(new URL('./database-file.ts', import.meta.url).href)}
      const keys = [Buffer.alloc(32, 2)${from === null ? '' : ', Buffer.alloc(32, 1)'}]
      process.stdin.once('data', () => {
        process.stdout.write('begun')
        const prepared = prepareFile(${JSON.stringify(path)}, keys, ${JSON.stringify(from === null ? 'encrypt' : 'rotate')})
        process.stdout.write(prepared.settled ? 'done' : 'failed')
      })`
    async function run(killAfter: number | null): Promise<number> {
      const child = spawn(process.execPath, ['--input-type=module', '-e', work], {
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      const gone = once(child, 'exit')
      child.stdin.write('go\n')
      child.stdin.end()
      await once(child.stdout, 'data')
      const begun = performance.now()
      if (killAfter !== null) {
        await wait(killAfter)
        child.kill('SIGKILL')
      }
      await gone
      return performance.now() - begun
    }
    try {
      const whole = await run(null)
      holds(second)
      for (let round = 0; round < rounds; round += 1) {
        for (const name of readdirSync(folder)) rmSync(join(folder, name))
        copyFileSync(original, path)
        await run((whole * round) / rounds)
        const keys = from === null ? [second] : [second, from]
        expect(prepareFile(path, keys, from === null ? 'encrypt' : 'rotate').settled).toBe(true)
        holds(second)
        expect(readdirSync(folder).filter((name) => name.includes('.rekey'))).toEqual([])
      }
    } finally {
      rmSync(original, { force: true })
    }
  })
})
