// An open RxStorage for RxDB 17 over better-sqlite3: Mango queries become SQL on generated indexes.
import type { Database } from 'better-sqlite3'
import {
  ensureRxStorageInstanceParamsAreCorrect,
  RXDB_VERSION,
  type RxStorage,
  type RxStorageInstanceCreationParams,
} from 'rxdb'
import { type Internals, openInstance } from './instance.ts'

export { openDatabase, storeVersion } from './open-database.ts'

export type RxStorageSqliteSettings = {
  /** An open database; whoever opened it closes it after the RxDatabase. */
  readonly database: Database
}

/** The storage for `createRxDatabase({ storage })`. One database file holds any number of instances. */
export function getRxStorageSqlite(settings: RxStorageSqliteSettings): RxStorage<Internals, object> {
  return {
    name: 'sqlite',
    rxdbVersion: RXDB_VERSION,
    createStorageInstance<RxDocType>(params: RxStorageInstanceCreationParams<RxDocType, object>) {
      ensureRxStorageInstanceParamsAreCorrect(params)
      return Promise.resolve(openInstance<RxDocType>(settings.database, params))
    },
  }
}
