// The change feed runs by the file's own commit sequence: no clock, removal or new schema version hides a change.
import Database from 'better-sqlite3'
import type { RxStorageInstance } from 'rxdb'
import { afterEach, expect, it, vi } from 'vitest'
import { type Checkpoint, getRxStorageSqlite } from './index.ts'
import { openSample, type Sample, sample, sampleSchemaWith } from './sample-instance.fixture.ts'

afterEach(() => {
  vi.useRealTimers()
})

async function changedSince(instance: RxStorageInstance<Sample, unknown, object>, checkpoint?: Checkpoint) {
  if (instance.getChangedDocumentsSince === undefined) throw new Error('no change feed')
  const { documents, checkpoint: next } = await instance.getChangedDocumentsSince(100, checkpoint)
  return { ids: documents.map((one) => one.id), next: next as Checkpoint }
}

const put = (instance: RxStorageInstance<Sample, unknown, object>, id: string) =>
  instance.bulkWrite([{ document: sample(id, { _meta: { lwt: Date.now() } }) }], 'test')

it('shows what was written after the clock was set back by years', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime('2026-05-01T09:00:00Z')
  const instance = await openSample(getRxStorageSqlite({ database: new Database(':memory:') }))
  await put(instance, 'before')
  const { next } = await changedSince(instance)
  vi.setSystemTime('2009-01-01T00:00:00Z')
  await put(instance, 'after')
  expect((await changedSince(instance, next)).ids).toEqual(['after'])
})

it('goes on counting where a collection is removed and made anew', async () => {
  const storage = getRxStorageSqlite({ database: new Database(':memory:') })
  const first = await openSample(storage)
  for (const id of ['a', 'b', 'c']) await put(first, id)
  const { next } = await changedSince(first)
  await first.remove()
  const second = await openSample(storage)
  await put(second, 'd')
  expect((await changedSince(second, next)).ids).toEqual(['d'])
})

it('shows the documents of a new schema version to a checkpoint of the old one', async () => {
  const storage = getRxStorageSqlite({ database: new Database(':memory:') })
  const old = await openSample(storage)
  for (const id of ['a', 'b', 'c']) await put(old, id)
  const { next } = await changedSince(old)
  const migrated = await openSample(storage, { schema: sampleSchemaWith({ version: 1 }) })
  await put(migrated, 'a')
  expect((await changedSince(migrated, next)).ids).toEqual(['a'])
})

it('takes a checkpoint of another storage as the beginning', async () => {
  const instance = await openSample(getRxStorageSqlite({ database: new Database(':memory:') }))
  await put(instance, 'a')
  expect((await changedSince(instance, { id: 'a', lwt: 9e15 } as unknown as Checkpoint)).ids).toEqual(['a'])
})
