// Opens the endpoint's store where its settings say: a PostgreSQL by its address, or SQLite in the data folder.
import { CodedFailure } from '../../src-shared/errors.ts'
import type { EndpointStore, StoreSettings } from './endpoint-store.ts'

export type EndpointSettings = StoreSettings & {
  /** Folder of the SQLite file; null where the database is a PostgreSQL. */
  readonly dataFolder: string | null
  /** `postgres://…`; null or left out for SQLite in the data folder. */
  readonly database?: string | null
}

/**
 * Opens the store, making or migrating it. Other commands open it beside a running server, and several servers one PostgreSQL.
 * @throws store-newer-version (untouched), demo-data-refused where a demo is opened as production or the other way round,
 *   input-invalid where it belongs to another region or there is neither a folder nor an address
 */
export async function openEndpointStore(settings: EndpointSettings): Promise<EndpointStore> {
  const { dataFolder, database = null } = settings
  if (database !== null) {
    if (!/^postgres(ql)?:\/\//.test(database)) throw new CodedFailure('input-invalid', { field: 'database' })
    const { openPostgresStore } = await import('./postgres/store.ts')
    return openPostgresStore(database, settings)
  }
  if (dataFolder === null) throw new CodedFailure('input-invalid', { missing: '--data or --database' })
  const { openSqliteStore } = await import('./sqlite/store.ts')
  return openSqliteStore(dataFolder, settings)
}
