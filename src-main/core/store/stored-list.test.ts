// The stored list against a plain map: whatever was put and removed, written anew or stopped in the middle of it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ListEntry } from '../../../src-shared/domain/exemption-list.ts'
import { openStore, type Store } from './open-store.ts'
import { appendParts, compactList, lastPart, packList, packPart, readParts } from './stored-list.ts'

const entry = (id: string, note: string) => ({ id, note }) as ListEntry

async function entriesOf(store: Store): Promise<Record<string, string>> {
  const notes = new Map<string, string>()
  for await (const { put, remove } of readParts(store)) {
    for (const id of remove) notes.delete(id)
    for (const { id, note } of put) notes.set(id, note)
  }
  return Object.fromEntries([...notes].sort())
}

async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), '清单 list-'))
  const store = await openStore(folder)
  try {
    await work(store)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const ids = fc.uniqueArray(fc.nat(1_200).map(String), { maxLength: 700 })
const step = fc.oneof(
  fc.record({ put: ids, remove: ids }),
  fc.constant('compact' as const),
  fc.constant('stop in the middle of compacting' as const),
)

it('says what was put and removed, in whatever order it came and however often it was written anew', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), (steps) =>
      withStore(async (store) => {
        const expected = new Map<string, string>()
        for (const [at, one] of steps.entries()) {
          if (one === 'compact') await compactList(store)
          else if (one === 'stop in the middle of compacting') {
            const { listParts } = store
            const dying = new Proxy(listParts, {
              get: (target, name) =>
                name === 'bulkRemove'
                  ? () => Promise.reject(new Error('stopped'))
                  : Reflect.get(target, name, target),
            })
            await compactList({ listParts: dying }).catch(() => undefined)
          } else {
            for (const id of one.remove) expected.delete(id)
            for (const id of one.put) expected.set(id, `${at}`)
            const put = one.put.map((id) => entry(id, `${at}`))
            await appendParts(store, [packPart([], one.remove), ...packList(put)])
          }
        }
        expect(await entriesOf(store)).toEqual(Object.fromEntries([...expected].sort()))
      }),
    ),
    { numRuns: 25 },
  )
})

it('written anew takes as few parts as its entries need, and goes on behind them', () =>
  withStore(async (store) => {
    for (let round = 0; round < 7; round += 1)
      await appendParts(store, packList(Array.from({ length: 2_900 }, (_, at) => entry(`${at}`, `${round}`))))
    expect(await lastPart(store)).toBe(14)
    await compactList(store)
    expect(await lastPart(store)).toBe(2)
    await appendParts(store, [packPart([entry('0', 'later')])])
    expect(await lastPart(store)).toBe(3)
    const notes = await entriesOf(store)
    expect([Object.keys(notes).length, notes['0'], notes['2899']]).toEqual([2_900, 'later', '6'])
  }))
