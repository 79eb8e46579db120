// The log of a real store, whole and with any byte of it flipped: a flip costs one frame, or two where it hits a frame's own header.
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../rx-storage-sqlite/index.ts'
import { readLog } from './log-frames.ts'

const folder = mkdtempSync(join(tmpdir(), '日志 frames-'))
let log: Buffer
beforeAll(() => {
  const database = openDatabase(join(folder, 'store.sqlite'), Buffer.alloc(32, 1))
  database.pragma('wal_autocheckpoint = 0')
  database.exec('CREATE TABLE note (text)')
  // A run that was moved away leaves frames of another salt behind the current one.
  const insert = database.prepare('INSERT INTO note VALUES (?)')
  for (let count = 0; count < 60; count += 1) insert.run('旧'.repeat(300))
  database.pragma('wal_checkpoint(PASSIVE)')
  for (let count = 0; count < 20; count += 1) insert.run('新'.repeat(300))
  copyFileSync(join(folder, 'store.sqlite-wal'), join(folder, 'log'))
  database.close()
  log = readFileSync(join(folder, 'log'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('reads the frames of the current run only, all of them', () => {
  const { frames, broken } = readLog(log)
  expect(broken).toBe(0)
  // Each commit writes one page, or two where the table grows.
  expect(frames.length).toBeGreaterThanOrEqual(20)
  expect(frames.length).toBeLessThan(45)
})

it('loses at most the frame that was hit and the one behind it, wherever a bit is flipped', () => {
  const whole = readLog(log)
  const used = 32 + whole.frames.length * (24 + 4096)
  fc.assert(
    fc.property(fc.nat(used - 1), fc.nat(7), (place, bit) => {
      const flipped = Buffer.from(log)
      flipped[place] = (flipped[place] ?? 0) ^ (1 << bit)
      const { frames } = readLog(flipped)
      expect(frames.length).toBeGreaterThanOrEqual(whole.frames.length - 2)
      for (const frame of frames) expect(whole.frames).toContainEqual(frame)
    }),
    { numRuns: 150 },
  )
  for (let place = 0; place < 32; place += 1) {
    const flipped = Buffer.from(log)
    flipped[place] = (flipped[place] ?? 0) ^ 1
    expect([place, readLog(flipped).frames.length]).toEqual([
      place,
      expect.toSatisfy((count) => count >= whole.frames.length - 1),
    ])
  }
})
