// Reads a database file through and says whether it is whole and what is in it; changes nothing.
import Database from 'better-sqlite3'
import { applyKey } from '../rx-storage-sqlite/open-database.ts'
import { StoreError, withStoreErrors } from '../rx-storage-sqlite/store-error.ts'

/** `quick` reads every page and its order; `whole` also every index entry against its row. */
export type CheckOrder = {
  readonly path: string
  readonly key: Uint8Array | null
  readonly depth: 'none' | 'quick' | 'whole'
}

export type CheckAnswer =
  | {
      readonly whole: true
      readonly version: number
      /** The store's commit sequence; 0 for a store that has none yet. */
      readonly sequence: number
      /** Documents by collection, deleted ones left out. */
      readonly documents: Readonly<Record<string, number>>
    }
  | { readonly whole: false; readonly code: string; readonly detail: string }

/**
 * Opens a file for one who only reads; where there was no log an empty one may appear beside it, which says nothing.
 * @throws StoreError
 */
export function openForReading(path: string, key: Uint8Array | null, timeout = 1_000): Database.Database {
  return withStoreErrors(() => {
    const reader = new Database(path, { readonly: true, fileMustExist: true, timeout })
    try {
      applyKey(reader, key)
      // Only the first read tells whether the key fits.
      reader.pragma('user_version')
      return reader
    } catch (thrown) {
      reader.close()
      throw thrown
    }
  })
}

const hasTable = (reader: Database.Database, name: string): boolean =>
  reader.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(name) !== undefined

/** The store's commit sequence; 0 where it has none. */
export function sequenceOf(reader: Database.Database): number {
  if (!hasTable(reader, 'rx_sequence')) return 0
  return Number(reader.prepare('SELECT value FROM rx_sequence').pluck().get() ?? 0)
}

function documentsOf(reader: Database.Database): Readonly<Record<string, number>> {
  if (!hasTable(reader, 'rx_instance')) return {}
  const instances = reader.prepare('SELECT collection_name AS name, table_name AS of FROM rx_instance').all()
  return Object.fromEntries(
    (instances as { name: string; of: string }[])
      .filter((one) => !one.name.startsWith('_') && !one.name.startsWith('plugin-'))
      .map((one) => [
        one.name,
        Number(reader.prepare(`SELECT count(*) FROM ${one.of} WHERE deleted = 0`).pluck().get()),
      ]),
  )
}

/** @throws store-locked and what else is no damage of the file */
export function checkDatabase({ path, key, depth }: CheckOrder): CheckAnswer {
  try {
    const reader = openForReading(path, key)
    try {
      return withStoreErrors((): CheckAnswer => {
        if (depth !== 'none') {
          const pragma = depth === 'quick' ? 'quick_check(1)' : 'integrity_check(1)'
          const found = String(reader.pragma(pragma, { simple: true }))
          if (found !== 'ok') return { whole: false, code: 'store-damaged', detail: found.slice(0, 300) }
        }
        return {
          whole: true,
          version: Number(reader.pragma('user_version', { simple: true })),
          sequence: sequenceOf(reader),
          documents: documentsOf(reader),
        }
      })
    } finally {
      reader.close()
    }
  } catch (thrown) {
    if (!(thrown instanceof StoreError)) throw thrown
    if (thrown.code !== 'store-damaged' && thrown.code !== 'store-not-a-database') throw thrown
    return { whole: false, code: thrown.code, detail: String(thrown.params.sqlite ?? '') }
  }
}
