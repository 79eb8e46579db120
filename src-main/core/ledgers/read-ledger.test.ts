// Ledgers are read page by page: every event of the period once, newest first, whatever shares a millisecond.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kindsOf } from '../../../src-shared/domain/ledger.ts'
import { openStore, type Store, type StoredEvent } from '../store/open-store.ts'
import { countLedger, readLedger } from './read-ledger.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledger-'))
const kinds = [...kindsOf('all'), 'case-opened']
const start = Date.UTC(2026, 8, 30, 15)

/** Steps of an hour and a half; every seventh event has the time of the one before, and one second holds hundreds. */
const eventAt = (index: number): StoredEvent => ({
  id: `0190a000-0000-7000-8000-${String(index).padStart(12, '0')}`,
  stream: `case/${index % 50}`,
  kind: kinds[index % kinds.length] ?? '',
  at: new Date(start + (index < 900 ? 0 : Math.floor(index / 7) * 5_400_000)).toISOString(),
  clockOffset: null,
  unit: index % 3 === 0 ? 'A' : 'B',
  staff: `staff-${index % 5}`,
  window: 'w',
  sequence: index + 1,
  previousHash: '0'.repeat(64),
  after: [],
  edition: '2026-2',
  body: {},
  hash: '0'.repeat(64),
  signature: '',
  syncState: 'synced',
  refusal: null,
  arrivedAt: '2026-10-01T00:00:00.000Z',
})
const events = Array.from({ length: 4_000 }, (_, index) => eventAt(index))
const anything = { ledger: 'all', from: '', to: '', unit: '', staff: '' } as const

let store: Store
beforeAll(async () => {
  store = await openStore(folder)
  await store.events.bulkInsert([...events])
}, 60_000)
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

async function read(filter: Parameters<typeof readLedger>[1]): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const event of readLedger(store, filter)) ids.push(event.id)
  return ids
}
const expected = (wanted: (event: StoredEvent) => boolean): readonly string[] =>
  events
    .filter((event) => event.kind !== 'case-opened' && wanted(event))
    .sort((left, right) => right.at.localeCompare(left.at) || right.id.localeCompare(left.id))
    .map((event) => event.id)
/** The day in China. */
const dayOf = (event: StoredEvent): string =>
  new Date(Date.parse(event.at) + 8 * 3_600_000).toISOString().slice(0, 10)

it('reads everything once, newest first', async () => {
  expect(await read(anything)).toEqual(expected(() => true))
})

it('keeps to the days of China, both ends included', async () => {
  for (const [from, to] of [
    ['2026-10-01', '2026-10-01'],
    ['2026-09-30', '2026-10-02'],
    ['', '2026-09-30'],
    ['2026-10-20', ''],
  ] as const) {
    const inside = (event: StoredEvent) =>
      (from === '' || dayOf(event) >= from) && (to === '' || dayOf(event) <= to)
    expect(await read({ ...anything, from, to })).toEqual(expected(inside))
    expect(await countLedger(store, kindsOf('all'), { from, to })).toBe(expected(inside).length)
  }
})

it('keeps to one ledger, one unit and one member of staff', async () => {
  const one = { ...anything, ledger: 'supplement', unit: 'A', staff: 'staff-3' } as const
  const kinds: readonly string[] = kindsOf('supplement')
  expect(await read(one)).toEqual(
    expected((event) => kinds.includes(event.kind) && event.unit === 'A' && event.staff === 'staff-3'),
  )
})
