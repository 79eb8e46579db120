// A database of the first version, with rows in it, is opened by this one: what was in it is there, and found by the new ways.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { approvals, civilAffairs, emptyHall, type Hall, stopPostgres } from '../small-hall.fixture.ts'
import { openEndpointStore } from './open-store.ts'
import { connect } from './postgres/connections.ts'
import { postgresMigrations } from './postgres/migrations.ts'
import { sqliteMigrations } from './sqlite/migrations.ts'

afterAll(stopPostgres)

const stream = 'verification/370304-SPJ-2026-10001'
const json = JSON.stringify({ id: 'e1', stream })
const policy = JSON.stringify({ id: 'policy', type: 'policy', body: {} })

/** Rows that both kinds keep alike, but for their `own` columns. */
const rows = (own: { readonly place: string; readonly entry: string; readonly content: string }) => `
  INSERT INTO windows (region, "window", number, name, unit, public_key, token_hash, tip_sequence, tip_hash, enrolled_at)
    VALUES ('370304', 'w1', 1, '窗口', '${approvals}', 'key', 'hash', 1, 'tip', '2026-01-01');
  INSERT INTO events (region, id, stream, "window", sequence, hash, json ${own.place})
    VALUES ('370304', 'e1', '${stream}', 'w1', 1, 'tip', '${json}' ${own.place === '' ? '' : ', 1'});
  INSERT INTO parties VALUES ('370304', '${stream}', '${approvals}'), ('370304', '${stream}', '${civilAffairs}');
  INSERT INTO feed VALUES ('370304', '${approvals}', 1, 'e1'), ('370304', '${civilAffairs}', 1, 'e1');
  INSERT INTO reference VALUES ('370304', 'policy', 1, '${policy}');
  INSERT INTO entries (region, id, position, withdrawn, content, ${own.entry})
    VALUES ('370304', 'p1', 1, ${own.content});`

function makeSqlite(folder: string): void {
  const database = new Database(join(folder, 'endpoint.sqlite'))
  database.exec(sqliteMigrations[0] ?? '')
  database.pragma('user_version = 1')
  database.exec(
    rows({ place: '', entry: 'json', content: `0, '{"proofName":"甲"}', '{"edition":"2026-1"}'` }),
  )
  database.exec(`INSERT INTO settings VALUES ('region', '370304'), ('endpoint-id', 'one'), ('demo', 'false')`)
  database.close()
}

async function makePostgres(address: string): Promise<void> {
  const { run, end } = connect(address)
  await run(`CREATE TABLE schema_version (version integer PRIMARY KEY); INSERT INTO schema_version VALUES (1);
    ${postgresMigrations[0]} ${rows({ place: ', place', entry: 'edition', content: `false, '{"proofName":"甲"}', '2026-1'` })}
    INSERT INTO settings VALUES ('370304', 'endpoint-id', 'one'), ('370304', 'demo', 'false');
    INSERT INTO streams VALUES ('370304', '${stream}');
    INSERT INTO counters VALUES ('370304', 'events/${approvals}', 1), ('370304', 'events/${civilAffairs}', 1),
      ('370304', 'list', 1), ('370304', 'reference', 1), ('370304', 'windows', 1);`)
  await end()
}

async function expectWhole(hall: Hall): Promise<void> {
  const store = await openEndpointStore({ ...hall.where, region: null, demo: null })
  expect([store.endpointId, store.region]).toEqual(['one', '370304'])
  expect(await store.findWindow('w1')).toMatchObject({ publicKey: 'key', pastKeys: [], revoked: false })
  expect(await store.readTip('w1')).toEqual({ sequence: 1, hash: 'tip' })
  expect(await store.readPositions(civilAffairs)).toEqual({ list: 1, reference: 1, events: 1 })
  expect((await store.readEvents(civilAffairs, 0, 10, null)).rows.map((row) => row.json)).toEqual([json])
  expect((await store.readEvents(approvals, 0, 10, 'w1')).rows.map((row) => row.json)).toEqual([null])
  expect((await store.readList(0, 10)).rows).toMatchObject([
    { id: 'p1', edition: '2026-1', withdrawn: false },
  ])
  const open = { which: 'open', from: '' } as const
  for (const held of [await store.readHeld(approvals, open, 10), await store.readVerifications(open, 10)])
    expect(held.map((one) => one.stream)).toEqual([stream])
  expect(await store.readVerifications({ which: 'ended', from: [0, ''] }, 10)).toEqual([])
  expect(await store.readDocument('policy')).toEqual(JSON.parse(policy))
  await store.close()
}

test('SQLite', async () => {
  const hall = await emptyHall('sqlite')
  makeSqlite(hall.folder)
  // The second time there is nothing left to migrate.
  await expectWhole(hall)
  await expectWhole(hall)
  hall.remove()
})

test('PostgreSQL', async () => {
  const hall = await emptyHall('postgres')
  await makePostgres(hall.where.database ?? '')
  await expectWhole(hall)
  await expectWhole(hall)
  hall.remove()
})
