// Writers killed with SIGKILL at any moment: what they acknowledged is there, and no half of a bulk.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { getRxStorageSqlite } from './index.ts'
import { bulkOf, documentsEachBulk, openSample } from './sample-instance.fixture.ts'

const writer = fileURLToPath(new URL('./bulk-writer.fixture.ts', import.meta.url))
/** How many writers are killed; the campaign sets more. */
const kills = Number(process.env.SUDDEN_DEATHS ?? 10)

/** Starts a writer, kills it `delay` ms after its first acknowledgement, answers the last number it acknowledged. */
async function writeAndDie(path: string, first: number, delay: number): Promise<number> {
  const child = spawn(process.execPath, [writer, path, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    if (said === '') setTimeout(() => child.kill('SIGKILL'), delay)
    said += chunk.toString()
  })
  const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)))
  expect(signal).toBe('SIGKILL')
  return Number(said.split('\n').at(-2))
}

it('keeps every acknowledged bulk whole', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sudden-death-'))
  const path = join(folder, 'store.sqlite')
  let written = 0
  for (let death = 0; death < kills; death += 1) {
    const acknowledged = await writeAndDie(path, written + 1, Math.random() * 60)
    expect(acknowledged).toBeGreaterThan(written)
    const instance = await openSample(getRxStorageSqlite({ path }))
    const [head] = await instance.findDocumentsById(['head'], false)
    const last = head?.count ?? 0
    // One bulk may have been committed and not yet said.
    expect([acknowledged, acknowledged + 1]).toContain(last)
    for (let number = written + 1; number <= last + 1; number += 1) {
      const found = await instance.findDocumentsById(
        bulkOf(number).map((row) => row.document.id),
        true,
      )
      expect(found.length).toBe(number <= last ? documentsEachBulk : 0)
    }
    const feed = await instance.getChangedDocumentsSince?.(1_000_000)
    expect(feed?.documents.length).toBe(last * documentsEachBulk + 1)
    expect(feed?.documents.at(-1)?.id).toBe('head')
    written = last
    await instance.close()
  }
  rmSync(folder, { recursive: true, force: true })
}, 600_000)
