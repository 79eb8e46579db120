// Opens a PostgreSQL for the endpoint: connections, migrations, and who this endpoint is there.
import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { CodedFailure } from '../../src-shared/errors.ts'
import type { EndpointStore, StoreSettings } from './endpoint-store.ts'
import { postgresMigrations } from './postgres-migrations.ts'

const bigint = { to: 20, from: [20], serialize: String, parse: Number }
export type Connections = postgres.Sql<{ bigint: number }>
export type Transaction = postgres.TransactionSql<{ bigint: number }>

/** Connections of one process; several processes share the server's (`max_connections`). */
const connectionsOfProcess = 8
const defaultRegion = '370304'
/** Processes that start together migrate one after the other: a lock of this number, in this database only. */
const migrationLock = 370_304

export function connect(address: string): Connections {
  return postgres(address, {
    max: connectionsOfProcess,
    idle_timeout: 0,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { application_name: 'proof-free-endpoint' },
    // Positions and sequences stay far below 2^53.
    types: { bigint },
  })
}

/** Migrates, then reads or makes this region's settings. @throws as openEndpointStore */
export async function prepare(
  sql: Connections,
  settings: StoreSettings,
): Promise<Pick<EndpointStore, 'region' | 'endpointId' | 'demo' | 'tokenSecret'>> {
  return sql.begin(async (sql) => {
    await sql`SELECT pg_advisory_xact_lock(${migrationLock})`
    await migrate(sql)
    const region = settings.region ?? (await onlyRegion(sql))
    await sql`INSERT INTO settings ${sql(
      [
        { region, name: 'endpoint-id', value: crypto.randomUUID() },
        { region, name: 'token-secret', value: randomBytes(32).toString('base64') },
        { region, name: 'demo', value: String(settings.demo ?? false) },
      ],
      'region',
      'name',
      'value',
    )} ON CONFLICT DO NOTHING`
    const rows = await sql<{ name: string; value: string }[]>`
      SELECT name, value FROM settings WHERE region = ${region}`
    const values = new Map(rows.map((row) => [row.name, row.value]))
    const demo = values.get('demo') === 'true'
    if (settings.demo !== null && demo !== settings.demo) throw new CodedFailure('demo-data-refused')
    const [endpointId = '', tokenSecret = ''] = [values.get('endpoint-id'), values.get('token-secret')]
    return { region, endpointId, demo, tokenSecret }
  })
}

async function migrate(sql: Transaction): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY)`
  const [{ version } = { version: 0 }] = await sql<{ version: number }[]>`
    SELECT coalesce(max(version), 0) AS version FROM schema_version`
  const known = postgresMigrations.length
  if (version > known) throw new CodedFailure('store-newer-version', { version, known })
  for (const [index, migration] of postgresMigrations.entries()) {
    if (index < version) continue
    await sql.unsafe(migration)
    await sql`INSERT INTO schema_version (version) VALUES (${index + 1})`
  }
}

/** A database with one region is opened as that one; with several it must be said which. */
async function onlyRegion(sql: Transaction): Promise<string> {
  const rows = await sql<{ region: string }[]>`SELECT DISTINCT region FROM settings LIMIT 2`
  if (rows.length > 1) throw new CodedFailure('input-invalid', { missing: '--region' })
  return rows[0]?.region ?? defaultRegion
}
