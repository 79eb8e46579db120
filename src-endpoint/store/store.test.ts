// What the two stores must do beyond what the endpoint's own tests ask of both: versions, regions, several processes on one.
import { readFileSync, statSync } from 'node:fs'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, test } from 'vitest'
import { chainStart } from '../../src-shared/domain/event.ts'
import { startEndpoint } from '../serve.ts'
import {
  approvals,
  caseOpened,
  codedOf,
  enrolTestWindow,
  prepareHall,
  reference,
  stopPostgres,
  storeKinds,
} from '../small-hall.fixture.ts'
import type { EndpointStore } from './endpoint-store.ts'
import { openEndpointStore } from './open-store.ts'
import { connect } from './postgres/connections.ts'
import { postgresMigrations } from './postgres/migrations.ts'
import { feedReads } from './sqlite/feeds.ts'
import { sqliteMigrations } from './sqlite/migrations.ts'

afterAll(stopPostgres)

test('a newer SQLite file is refused and left as it is', async () => {
  const hall = await prepareHall('sqlite')
  const file = join(hall.folder, 'endpoint.sqlite')
  const database = new Database(file)
  database.pragma('user_version = 99')
  database.close()
  const before = readFileSync(file)
  const { mtimeMs } = statSync(file)
  expect(await codedOf(() => startEndpoint(hall.where))).toBe('store-newer-version')
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(statSync(file).mtimeMs).toBe(mtimeMs)
  hall.remove()
})

test('a newer PostgreSQL schema is refused and left as it is', async () => {
  const hall = await prepareHall('postgres')
  const { sql, end } = connect(hall.where.database ?? '')
  await sql`INSERT INTO schema_version (version) VALUES (99)`
  const before = await hall.rawContent()
  expect(await codedOf(() => startEndpoint(hall.where))).toBe('store-newer-version')
  expect(await hall.rawContent()).toBe(before)
  await end()
  hall.remove()
})

test('a SQLite file is one region: it is not opened as another', async () => {
  const hall = await prepareHall('sqlite')
  expect(await codedOf(() => startEndpoint({ ...hall.where, region: '370305' }))).toBe('input-invalid')
  hall.remove()
})

test('one PostgreSQL holds several regions that see nothing of each other', async () => {
  const hall = await prepareHall('postgres')
  const other = await openEndpointStore({ ...hall.where, region: '370305', demo: null })
  expect((await other.readReference(0, 10)).rows).toEqual([])
  expect(await other.readPositions(approvals)).toEqual({ list: 0, reference: 0, events: 0 })
  await other.putDocuments(reference.slice(0, 1))
  await other.close()
  // Which one is meant must now be said.
  expect(await codedOf(() => startEndpoint({ ...hall.where }))).toBe('input-invalid')
  const first = await openEndpointStore({ ...hall.where, region: '370304', demo: null })
  expect((await first.readReference(0, 100)).rows).toHaveLength(reference.length)
  await first.close()
  hall.remove()
})

test('every key and every index of the PostgreSQL schema begins with the region', async () => {
  const hall = await prepareHall('postgres')
  const { sql, end } = connect(hall.where.database ?? '')
  const indexes = await sql<{ table: string; definition: string }>`
    SELECT tablename AS table, indexdef AS definition FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'schema_version'`
  expect(indexes.length).toBeGreaterThan(12)
  for (const { definition } of indexes) expect(definition).toMatch(/ USING btree \(region[,)]/)
  // Which tables are distributed is written down for administrators: none is forgotten there.
  const guide = readFileSync(join(import.meta.dirname, '../../docs/endpoint-database.md'), 'utf8')
  for (const { table } of indexes) expect(guide).toContain(`create_distributed_table('${table}', 'region'`)
  await end()
  hall.remove()
})

test('every key and every index of the SQLite schema begins with the region', async () => {
  const hall = await prepareHall('sqlite')
  const database = new Database(join(hall.where.dataFolder ?? '', 'endpoint.sqlite'), { readonly: true })
  const indexes = database
    .prepare(
      `SELECT tables.name AS "table", indexes.name AS "index", (SELECT name FROM pragma_index_info(indexes.name)
         WHERE seqno = 0) AS first FROM sqlite_master AS tables, pragma_index_list(tables.name) AS indexes
       WHERE tables.type = 'table' AND tables.name <> 'settings'`,
    )
    .all() as { table: string; index: string; first: string }[]
  expect(indexes.length).toBeGreaterThan(12)
  // One file is one region; its settings alone are without it.
  for (const one of indexes) expect(one).toMatchObject({ first: 'region' })
  database.close()
  hall.remove()
})

test('SQLite goes on with verifications where the page before ended, and sorts none of them', async () => {
  const database = new Database(':memory:')
  for (const migration of sqliteMigrations) database.exec(migration)
  const open = feedReads.openVerifications
  const ended = feedReads.endedVerifications
  const plan = (text: string) => {
    const values = Array.from({ length: text.split('?').length - 1 }, () => '')
    const steps = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...values) as { detail: string }[]
    return steps.map((one) => one.detail).join()
  }
  for (const text of [open, ended]) expect(plan(text)).not.toMatch(/SCAN|TEMP B-TREE/)
  expect(plan(ended)).toContain('(closed_at,stream)>(?,?)')
  // Where the index of open ones is entered, its last part is what was asked, not the word all of them begin with.
  const steps = database.prepare(`EXPLAIN ${open}`).all('', '', 1) as {
    readonly opcode: string
    readonly p2: number
    readonly p3: number
    readonly p4: string
  }[]
  const entered = steps.find((one) => one.opcode === 'SeekGT')
  const last = (entered?.p3 ?? 0) + Number(entered?.p4) - 1
  expect(steps.find((one) => one.p2 === last && one.opcode === 'Variable')).toBeDefined()
  database.close()
})

test('processes that start at once on a new PostgreSQL migrate it once', async () => {
  const hall = await prepareHall('postgres')
  const { sql, run, end } = connect(hall.where.database ?? '')
  await run('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
  const stores = await Promise.all(
    Array.from({ length: 4 }, () => openEndpointStore({ ...hall.where, region: null, demo: null })),
  )
  expect(new Set(stores.map((store) => store.endpointId)).size).toBe(1)
  const versions = await sql`SELECT version FROM schema_version`
  expect(versions).toHaveLength(postgresMigrations.length)
  for (const store of stores) await store.close()
  await end()
  hall.remove()
})

test('what cannot be reached is said so', async () => {
  const where = { dataFolder: null, database: 'postgres://nobody@127.0.0.1:9/none' }
  expect(await codedOf(() => openEndpointStore({ ...where, region: null, demo: null }))).toBe('store-locked')
})

test('on PostgreSQL a transaction has its connection for itself, however many ask at once', async () => {
  const hall = await prepareHall('postgres')
  const store = await openEndpointStore({ ...hall.where, region: null, demo: null })
  const written: string[] = []
  const asked = Array.from({ length: 3_000 }, (_, index) => {
    if (index % 9 !== 0) return store.readPositions(approvals)
    written.push(`calendar-${index}`)
    return store.putDocuments([{ id: `calendar-${index}`, type: 'calendar', body: { years: {} } }])
  })
  expect((await Promise.allSettled(asked)).filter((one) => one.status === 'rejected')).toEqual([])
  // What was said to be done is seen by others: no connection was left in the middle of a transaction.
  const other = await openEndpointStore({ ...hall.where, region: null, demo: null })
  for (const id of written) expect(await other.readDocument(id)).not.toBeNull()
  await Promise.all([store.close(), other.close()])
  hall.remove()
})

test('on PostgreSQL connections that were cut are made anew, and what others commit is heard again', async () => {
  const hall = await prepareHall('postgres')
  const [writer, reader] = await Promise.all([
    openEndpointStore({ ...hall.where, region: null, demo: null }),
    openEndpointStore({ ...hall.where, region: null, demo: null }),
  ])
  const { sql, end } = connect(hall.where.database ?? '')
  await writer.readEnds()
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`
  await end()
  const grown = heard(reader, async () => {
    const positions = await reader.readPositions(approvals).catch(() => null)
    return positions !== null && positions.reference > reference.length
  })
  const calendar = { id: 'calendar', type: 'calendar' as const, body: { years: {} } }
  await expect.poll(() => writer.putDocuments([calendar]).catch(() => null)).not.toBeNull()
  await grown
  await Promise.all([writer.close(), reader.close()])
  hall.remove()
})

test('a PostgreSQL that comes back is not taken more connections from than there are places for', async () => {
  const hall = await prepareHall('postgres')
  const server = new URL(hall.where.database ?? '')
  const { hostname, port } = server
  const open = new Set<Socket>()
  let refused = 0
  const line = createServer((near) => {
    if (refused < 200) {
      refused += 1
      near.resetAndDestroy()
      return
    }
    const far = createConnection(Number(port), hostname)
    open.add(near)
    near.on('close', () => open.delete(near) && far.destroy()).on('error', () => undefined)
    far.on('close', () => near.destroy()).on('error', () => undefined)
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve))
  server.port = String((line.address() as AddressInfo).port)
  const { sql, end } = connect(server.href)
  const asking = Array.from({ length: 64 }, async () => {
    for (let answered = 0; answered < 3; ) answered += (await sql`SELECT 1`.catch(() => [])).length
  })
  await Promise.all(asking)
  expect(open.size).toBeLessThanOrEqual(4)
  await end()
  await expect.poll(() => open.size).toBe(0)
  line.close()
  hall.remove()
})

describe.each(storeKinds)('on %s', (kind) => {
  test('what one process commits, another hears of', async () => {
    const hall = await prepareHall(kind)
    const [writer, reader] = await Promise.all([
      openEndpointStore({ ...hall.where, region: null, demo: null }),
      openEndpointStore({ ...hall.where, region: null, demo: null }),
    ])
    const grown = heard(
      reader,
      async () => (await reader.readPositions(approvals)).reference > reference.length,
    )
    await writer.putDocuments([{ id: 'calendar', type: 'calendar', body: { years: {} } }])
    await grown
    const endpoint = await startEndpoint(hall.where)
    const { enrolment } = await enrolTestWindow(endpoint.url, hall, approvals)
    const revoked = heard(reader, async () => (await reader.readRevoked()).has(enrolment.window))
    expect(await writer.revoke(enrolment.window)).toBe(true)
    expect(await writer.revoke('370304-w99')).toBe(false)
    await revoked
    await endpoint.close()
    await Promise.all([writer.close(), reader.close()])
    hall.remove()
  })

  test('text no store can keep is refused, and the window goes on', async () => {
    const hall = await prepareHall(kind)
    const endpoint = await startEndpoint(hall.where)
    const window = await enrolTestWindow(endpoint.url, hall, approvals)
    const zero = '\0'
    const results = await window.push(
      { id: `a${zero}`, stream: zero, staff: zero, hash: zero },
      { ...window.seal(caseOpened()), id: `x${zero}` },
      { ...window.seal(caseOpened()), stream: `case/${zero}` },
      window.write(caseOpened()),
    )
    expect(results.map((one) => one.result)).toEqual(['refused', 'refused', 'refused', 'accepted'])
    await endpoint.close()
    hall.remove()
  })

  test('a window nobody knows appends nothing', async () => {
    const hall = await prepareHall(kind)
    await hall.onStore(async (store) => {
      const nothing = { accepted: [], refused: [], newParties: [], closed: [], places: [] }
      const needs = { ids: [], streams: ['case/1'], documents: [] }
      const tip = { sequence: 1, hash: chainStart }
      const code = await codedOf(() => store.append('370304-w99', needs, () => ({ ...nothing, tip })))
      expect(code).toBe('not-found')
    })
    hall.remove()
  })
})

/** Resolves when `store` heard of a change after which `isThere` holds. */
function heard(store: EndpointStore, isThere: () => Promise<boolean>): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.listen(() => {
      void isThere().then((there) => {
        if (!there) return
        stop()
        resolve()
      })
    })
  })
}
