// The search filled from a real store: by batches the first time, from the snapshot the second, right after a damaged one.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { ListEntry } from '../../../src-shared/domain/exemption-list.ts'
import { openStore } from '../store/open-store.ts'
import { appendParts, lastPart, packList } from '../store/stored-list.ts'
import { fillListSearch } from './fill-list-search.ts'
import { createListSearch } from './list-search.ts'

const folder = mkdtempSync(join(tmpdir(), 'list-search-'))
const file = join(folder, 'list-search.json')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const entry = (at: number): ListEntry => ({
  id: `entry-${at}`,
  edition: '2026-2',
  entryNumber: `${at}`,
  proofName: `户口第${at % 70}类证明`,
  proofPurpose: '',
  serviceItemName: `户口登记${at % 900}`,
  serviceItemCode: `${at % 900}`,
  codeScheme: '',
  legalBasis: '',
  basisRank: '',
  demandingUnit: '博山区公安分局',
  issuingUnit: '',
  level: '区',
  method: 'verification',
  methodWording: '',
  archiveClass: 'paper',
  secrecy: at % 100 === 0 ? 'state-secret' : 'none',
  commitmentExcluded: null,
  followUp: null,
  questions: [],
  note: '',
})

it('fills from the store, then from its snapshot, and from the store where the snapshot is damaged', async () => {
  const entries = Array.from({ length: 2_300 }, (_, at) => entry(at))
  const store = await openStore(folder)
  try {
    await appendParts(store, packList(entries))
    const expected = createListSearch()
    expected.load(entries)
    const { items, byProof } = await expected.search('hk', 50)

    async function start() {
      const search = createListSearch()
      const filling = await fillListSearch(search, store, folder, 10)
      const atOnce = search.size
      const early = await search.search('hk', 50)
      await filling.loaded
      const later = await search.search('hk', 50)
      expect([early.items, early.byProof, later.items, later.byProof]).toEqual([
        items,
        byProof,
        items,
        byProof,
      ])
      expect(search.size).toBe(entries.length)
      const written = () => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0))
      await expect.poll(() => Buffer.compare(written(), search.snapshot())).toBe(0)
      await filling.close()
      return atOnce
    }
    expect(await start()).toBe(0)
    expect(await start()).toBe(entries.length)
    writeFileSync(file, '{"form":1')
    expect(await start()).toBe(0)
    expect(await start()).toBe(entries.length)

    // A list that was said again and again is written anew.
    for (let round = 0; round < 3; round += 1) await appendParts(store, packList(entries))
    expect(await lastPart(store)).toBe(8)
    expect(await start()).toBe(entries.length)
    await expect.poll(() => lastPart(store)).toBe(2)
    expect(await start()).toBe(entries.length)
  } finally {
    await store.close()
  }
})
