// Where a bench keeps its endpoints' data: folders, or databases of a PostgreSQL that writes through to the disk as in production.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { publishList, putReference } from '../../../src-endpoint/feeds.ts'
import { startPostgres } from '../../../src-endpoint/postgres.fixture.ts'
import { jointOffice, type StoreKind } from '../../../src-endpoint/small-hall.fixture.ts'
import type { EndpointStore } from '../../../src-endpoint/store/endpoint-store.ts'
import { openEndpointStore } from '../../../src-endpoint/store/open-store.ts'
import { connect, insertRows } from '../../../src-endpoint/store/postgres/connections.ts'
import type { ListEntryContent } from '../../../src-shared/domain/exemption-list.ts'
import { defaultPolicy, type ReferenceDocument } from '../../../src-shared/domain/reference.ts'
import type { Staff } from '../../../src-shared/domain/staff.ts'
import { region, staffOf } from './bench-town.ts'
import type { BenchWindow } from './bench-window.ts'

export type Where = { readonly dataFolder: string; readonly database: string | null }

const person = (id: string, unit: string, roles: Staff['roles']): ReferenceDocument => ({
  id: `staff/${id}`,
  type: 'staff',
  body: {
    id,
    name: id,
    unit,
    roles,
    telephone: '',
    cover: null,
    partner: null,
    absentUntil: null,
    active: true,
    verifier: { salt: 'c2FsdA==', hash: 'aGFzaA==' },
  },
})

const reference = (units: readonly string[]): readonly ReferenceDocument[] => [
  ...[...units, jointOffice].map(
    (code): ReferenceDocument => ({
      id: `unit/${code}`,
      type: 'unit',
      body: { code, name: code, shortName: '', kind: '区直部门', telephone: '', fax: '', mail: '' },
    }),
  ),
  ...units.map((unit) => person(staffOf(unit), unit, ['agent', 'window-clerk', 'liaison'])),
  person('ming', jointOffice, ['joint-office', 'liaison']),
  { id: 'policy', type: 'policy', body: defaultPolicy },
]

export type Places = Awaited<ReturnType<typeof openPlaces>>

/** `durable` false only where nothing that is measured is written. */
export async function openPlaces(kind: StoreKind, durable = true) {
  const server = kind === 'postgres' ? await startPostgres(durable) : null
  const folders: string[] = []
  const removeAll = () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
  // Whoever ends a bench early leaves neither processes nor gigabytes behind.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1))
  process.once('exit', removeAll)
  return {
    kind,
    /** A database with the reference of these units in it. */
    async next(units: readonly string[]): Promise<Where> {
      const dataFolder = mkdtempSync(join(tmpdir(), 'bench-endpoint-'))
      folders.push(dataFolder)
      const where = { dataFolder, database: server === null ? null : await server.newDatabase() }
      await onStore(where, (store) => putReference(store, reference(units)))
      return where
    },
    async close(): Promise<void> {
      await server?.stop()
      removeAll()
    },
  }
}

/** Asks the store beside a server, or before one is started. */
export async function onStore<Value>(
  where: Where,
  work: (store: EndpointStore) => Promise<Value>,
): Promise<Value> {
  const store = await openEndpointStore({ ...where, region, demo: null })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** Puts a list there as the joint office does. */
export const putList = (where: Where, entries: readonly ListEntryContent[]) =>
  onStore(where, (store) =>
    publishList(store, jointOffice, {
      staff: 'ming',
      edition: { edition: '2026-2', publishedOn: '2026-07-01', sample: false },
      entries: [...entries],
    }),
  )

/** Enrols thousands of windows at once, which one by one would take a bench's whole time. */
export async function putWindows(
  { dataFolder, database }: Where,
  windows: readonly BenchWindow[],
): Promise<void> {
  const rows = windows.map(({ number, window, unit, publicKey, tip }) => ({
    region,
    window,
    number,
    name: window,
    unit,
    public_key: publicKey,
    tip_hash: tip().hash,
    enrolled_at: new Date().toISOString(),
  }))
  if (database !== null) {
    const connections = connect(database)
    for (let at = 0; at < rows.length; at += 1_000)
      await insertRows(connections, 'windows', rows.slice(at, at + 1_000))
    await connections.sql`INSERT INTO counters (region, name, position) VALUES (${region}, 'windows', ${rows.length})`
    await connections.end()
    return
  }
  const sqlite = new Database(join(dataFolder, 'endpoint.sqlite'))
  const put = sqlite.prepare(
    `INSERT INTO windows (region, window, number, name, unit, public_key, tip_hash, enrolled_at)
     VALUES (@region, @window, @number, @name, @unit, @public_key, @tip_hash, @enrolled_at)`,
  )
  sqlite.transaction(() => {
    for (const row of rows) put.run(row)
    sqlite
      .prepare("INSERT INTO counters (region, name, position) VALUES (?, 'windows', ?)")
      .run(region, rows.length)
  })()
  sqlite.close()
}
