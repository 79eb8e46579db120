// A whole RxDatabase on this storage: four collections, live queries, local documents, a restart on the same file.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addRxPlugin, createRxDatabase, type RxJsonSchema, removeRxDatabase } from 'rxdb'
import { RxDBLocalDocumentsPlugin } from 'rxdb/plugins/local-documents'
import { RxDBMigrationSchemaPlugin } from 'rxdb/plugins/migration-schema'
import { replicateRxCollection } from 'rxdb/plugins/replication'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { getRxStorageSqlite } from './index.ts'

addRxPlugin(RxDBLocalDocumentsPlugin)
addRxPlugin(RxDBMigrationSchemaPlugin)

type Act = { id: string; unit: string; at: number }
const schema: RxJsonSchema<Act> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 40 },
    unit: { type: 'string', maxLength: 40 },
    at: { type: 'number', minimum: 0, maximum: 1_000_000, multipleOf: 1 },
  },
  required: ['id', 'unit', 'at'],
  indexes: [['unit', 'at']],
}

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'with-rxdb-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

async function open(version = 0) {
  const database = await createRxDatabase({
    name: 'window',
    storage: getRxStorageSqlite({ path: join(folder, 'store.sqlite') }),
    multiInstance: false,
    localDocuments: true,
  })
  const of = (one: number) => ({
    schema: { ...schema, version: one },
    ...(one === 0 ? {} : { migrationStrategies: { 1: (old: Act) => old } }),
  })
  const collections = await database.addCollections({
    entries: of(0),
    reference: of(0),
    events: of(version),
    streams: of(0),
  })
  return { database, ...collections }
}

it('inserts, finds, watches, and has it all again after a restart', async () => {
  const first = await open()
  const acts = Array.from({ length: 300 }, (_, index) => ({
    id: `id-${index}`,
    unit: `u${index % 3}`,
    at: index,
  }))
  expect((await first.events.bulkInsert(acts)).error).toEqual([])
  await first.streams.insert({ id: 's', unit: '𠮷', at: 1 })
  await first.database.insertLocal('window', { enrolled: true })
  const seen: string[][] = []
  const watching = first.events
    .find({ selector: { unit: 'u1' }, sort: [{ at: 'desc' }], limit: 2 })
    .$.subscribe((found: { id: string }[]) => seen.push(found.map((one) => one.id)))
  await expect.poll(() => seen.at(-1)).toEqual(['id-298', 'id-295'])
  await first.events.insert({ id: 'new', unit: 'u1', at: 999 })
  await expect.poll(() => seen.at(-1)).toEqual(['new', 'id-298'])
  await (await first.events.findOne('new').exec(true)).remove()
  await expect.poll(() => seen.at(-1)).toEqual(['id-298', 'id-295'])
  watching.unsubscribe()
  await first.database.close()

  const second = await open()
  expect(await second.events.count().exec()).toBe(300)
  expect(await second.events.count({ selector: { unit: 'u2', at: { $lt: 30 } } }).exec()).toBe(10)
  expect((await second.streams.findOne({ selector: { unit: '𠮷' } }).exec())?.id).toBe('s')
  expect((await second.database.getLocal('window'))?.toJSON().data).toEqual({ enrolled: true })
  await second.database.close()
  await removeRxDatabase('window', getRxStorageSqlite({ path: join(folder, 'store.sqlite') }))
  const third = await open()
  expect(await third.events.count().exec()).toBe(0)
  await third.database.close()
})

it('pushes what was written between two runs with the clock set back, and over a schema migration', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime('2026-05-01T09:00:00Z')
  const pushed = new Set<string>()
  const pushAll = async (collection: Awaited<ReturnType<typeof open>>['events']) => {
    const replication = replicateRxCollection<Act, unknown>({
      collection,
      replicationIdentifier: 'endpoint',
      live: false,
      push: {
        async handler(rows) {
          for (const row of rows) pushed.add(row.newDocumentState.id)
          return []
        },
      },
    })
    await replication.awaitInitialReplication()
    await replication.cancel()
  }
  const first = await open()
  await first.events.insert({ id: 'before', unit: 'u', at: 1 })
  await pushAll(first.events)
  vi.setSystemTime('2009-01-01T00:00:00Z')
  await first.events.insert({ id: 'after', unit: 'u', at: 2 })
  await pushAll(first.events)
  expect([...pushed]).toEqual(['before', 'after'])
  await first.events.insert({ id: 'unpushed', unit: 'u', at: 3 })
  await first.database.close()

  const migrated = await open(1)
  expect(await migrated.events.count().exec()).toBe(3)
  await migrated.events.insert({ id: 'migrated', unit: 'u', at: 4 })
  await pushAll(migrated.events)
  expect(pushed).toEqual(new Set(['before', 'after', 'unpushed', 'migrated']))
  await migrated.database.close()
})
