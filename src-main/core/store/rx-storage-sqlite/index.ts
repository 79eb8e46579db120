// An RxStorage for RxDB 17 over better-sqlite3: Mango queries become SQL that indexes serve.
import { resolve } from 'node:path'
import type { Database } from 'better-sqlite3'
import {
  ensureRxStorageInstanceParamsAreCorrect,
  RXDB_VERSION,
  type RxStorage,
  type RxStorageInstanceCreationParams,
} from 'rxdb'
import { ensureCatalogue } from './catalogue.ts'
import { type Internals, openInstance } from './instance.ts'
import { openDatabase } from './open-database.ts'
import { withStoreErrors } from './store-error.ts'

export type { Checkpoint } from './catalogue.ts'
export { openDatabase, storeVersion } from './open-database.ts'
export { StoreError, type StoreErrorCode } from './store-error.ts'

/** Either an open database, which its opener closes after the RxDatabase, or a path, opened with the first instance and closed with the last. */
export type RxStorageSqliteSettings = { readonly database: Database } | { readonly path: string }

type OpenedFile = { readonly database: Database; users: number }

const openedFiles = new Map<string, OpenedFile>()

function acquire(settings: RxStorageSqliteSettings): { readonly database: Database; release(): void } {
  if ('database' in settings) return { database: settings.database, release: () => undefined }
  const path = resolve(settings.path)
  const file = openedFiles.get(path) ?? { database: openDatabase(path), users: 0 }
  file.users += 1
  openedFiles.set(path, file)
  return {
    database: file.database,
    release() {
      file.users -= 1
      if (file.users > 0) return
      openedFiles.delete(path)
      file.database.close()
    },
  }
}

/** The storage for `createRxDatabase({ storage, multiInstance: false })`. One file holds any number of instances. */
export function getRxStorageSqlite(settings: RxStorageSqliteSettings): RxStorage<Internals, object> {
  return {
    name: 'sqlite',
    rxdbVersion: RXDB_VERSION,
    async createStorageInstance<RxDocType>(params: RxStorageInstanceCreationParams<RxDocType, object>) {
      ensureRxStorageInstanceParamsAreCorrect(params)
      const { database, release } = acquire(settings)
      try {
        return withStoreErrors(() => {
          ensureCatalogue(database)
          return openInstance<RxDocType>(database, params, release)
        })
      } catch (thrown) {
        release()
        throw thrown
      }
    },
  }
}
