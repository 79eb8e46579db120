// Makes a PostgreSQL ready for the endpoint: migrations, and who this endpoint is there.
import { randomBytes } from 'node:crypto'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { EndpointStore, StoreSettings } from '../endpoint-store.ts'
import { type Connections, insertRows, type Sql, type Statements } from './connections.ts'
import { postgresMigrations } from './migrations.ts'

const defaultRegion = '370304'
/** Processes that start together migrate one after the other: a lock of this number, in this database only. */
const migrationLock = 370_304

/** Migrates, then reads or makes this region's settings. @throws as openEndpointStore */
export async function prepare(
  connections: Connections,
  settings: StoreSettings,
): Promise<Pick<EndpointStore, 'region' | 'endpointId' | 'demo' | 'tokenSecret'>> {
  return connections.begin(async (statements) => {
    const { sql } = statements
    await sql`SELECT pg_advisory_xact_lock(${migrationLock})`
    await migrate(statements)
    const region = settings.region ?? (await onlyRegion(sql))
    const own = {
      'endpoint-id': crypto.randomUUID(),
      'token-secret': randomBytes(32).toString('base64'),
      demo: String(settings.demo ?? false),
    }
    const made = Object.entries(own).map(([name, value]) => ({ region, name, value }))
    await insertRows(statements, 'settings', made, 'ON CONFLICT DO NOTHING')
    const rows = await sql<{ name: string; value: string }>`
      SELECT name, value FROM settings WHERE region = ${region}`
    const values = new Map(rows.map((row) => [row.name, row.value]))
    const demo = values.get('demo') === 'true'
    if (settings.demo !== null && demo !== settings.demo) throw new CodedFailure('demo-data-refused')
    const [endpointId = '', tokenSecret = ''] = [values.get('endpoint-id'), values.get('token-secret')]
    return { region, endpointId, demo, tokenSecret }
  })
}

async function migrate({ sql, run }: Statements): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY)`
  const [{ version } = { version: 0 }] = await sql<{ version: number }>`
    SELECT coalesce(max(version), 0) AS version FROM schema_version`
  const known = postgresMigrations.length
  if (version > known) throw new CodedFailure('store-newer-version', { version, known })
  for (const [index, migration] of postgresMigrations.entries()) {
    if (index < version) continue
    await run(migration)
    await sql`INSERT INTO schema_version (version) VALUES (${index + 1})`
  }
}

/** A database with one region is opened as that one; with several it must be said which. */
async function onlyRegion(sql: Sql): Promise<string> {
  const rows = await sql<{ region: string }>`SELECT DISTINCT region FROM settings LIMIT 2`
  if (rows.length > 1) throw new CodedFailure('input-invalid', { missing: '--region' })
  return rows[0]?.region ?? defaultRegion
}
