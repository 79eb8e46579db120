// The store of a window: what is written is there after a restart, and queries answer as RxDB says they must.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openStore, type Store, type StoredEvent } from './open-store.ts'

const folders: string[] = []
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), '库 store-'))
  folders.push(folder)
  return folder
}
let store: Store | null = null
afterEach(async () => {
  await store?.close()
  store = null
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const event = (sequence: number, over: Partial<StoredEvent> = {}): StoredEvent => ({
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
  body: {},
  hash: '',
  signature: '',
  syncState: sequence % 3 === 0 ? 'synced' : 'waiting',
  refusal: null,
  arrivedAt: new Date(sequence * 1000).toISOString(),
  ...over,
})

describe('the store', () => {
  it('keeps what was written over a restart, in a path with Chinese and spaces', async () => {
    const folder = newFolder()
    store = await openStore(folder)
    const written = await store.events.bulkInsert(Array.from({ length: 500 }, (_, index) => event(index + 1)))
    expect(written.error).toEqual([])
    await store.writeLocal('positions', { list: 7 })
    await store.close()
    store = await openStore(folder)
    expect(await store.events.count().exec()).toBe(500)
    expect(await store.readLocal('positions')).toEqual({ list: 7 })
  })

  it('finds, sorts, counts and limits', async () => {
    store = await openStore(newFolder())
    await store.events.bulkInsert(Array.from({ length: 500 }, (_, index) => event(index + 1)))
    const waiting = await store.events
      .find({ selector: { syncState: 'waiting' }, sort: [{ sequence: 'asc' }], limit: 3 })
      .exec()
    expect(waiting.map((one) => one.sequence)).toEqual([1, 2, 4])
    expect(await store.events.count({ selector: { syncState: 'synced' } }).exec()).toBe(166)
    const last = await store.events
      .find({ selector: { window: 'w' }, sort: [{ sequence: 'desc' }], limit: 1 })
      .exec()
    expect(last[0]?.sequence).toBe(500)
    expect((await store.events.find({ selector: { stream: 'case/3' } }).exec()).length).toBe(50)
  })

  it('refuses a second core on the same file while the first is open', async () => {
    const folder = newFolder()
    store = await openStore(folder)
    await expect(openStore(folder)).rejects.toMatchObject({ code: 'store-locked' })
  })

  it('tells live queries of what they concern', async () => {
    store = await openStore(newFolder())
    const seen: number[] = []
    const watching = store.events
      .find({ selector: { syncState: 'waiting' } })
      .$.subscribe((found) => seen.push(found.length))
    await store.events.bulkInsert([event(1), event(3)])
    await expect.poll(() => seen.at(-1)).toBe(1)
    watching.unsubscribe()
  })
})
