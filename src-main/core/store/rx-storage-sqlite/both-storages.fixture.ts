// The storages a conformance test runs on: ours, and RxDB's own memory storage, so that the test is tested too.
import Database from 'better-sqlite3'
import type { RxStorage } from 'rxdb'
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory'
import { getRxStorageSqlite } from './index.ts'
import type { SampleData } from './sample-instance.fixture.ts'

type Made = RxStorage<unknown, object>

export const bothStorages: readonly (readonly [string, () => Made])[] = [
  ['sqlite', () => getRxStorageSqlite({ database: new Database(':memory:') }) as Made],
  ['memory', () => getRxStorageMemory() as Made],
]

export const idsOf = (documents: readonly { readonly id: string }[]) => documents.map((one) => one.id)
export const bulk = (...documents: readonly SampleData[]) => documents.map((document) => ({ document }))
