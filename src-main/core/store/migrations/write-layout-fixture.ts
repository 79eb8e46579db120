// Writes `layout-N.fixture.sql`, a store of this version's layout as text, when a layout is about to be left behind:
// `node src-main/core/store/migrations/write-layout-fixture.ts`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { ListEntry } from '../../../../src-shared/domain/exemption-list.ts'
import { openStore, type StoredEvent } from '../open-store.ts'
import { storeVersion } from '../rx-storage-sqlite/index.ts'
import { storeFiles } from '../store-files.ts'
import { appendParts, packPart } from '../stored-list.ts'

const event = (sequence: number): StoredEvent => ({
  id: `01900000-0000-7000-8000-00000000000${sequence}`,
  stream: `case/0190-${sequence % 2}`,
  kind: 'proof-waived',
  at: `2026-10-01T08:00:0${sequence}.000Z`,
  clockOffset: null,
  unit: '370304-SPJ',
  staff: 'lin-mu',
  window: 'w-1',
  sequence,
  previousHash: '0'.repeat(64),
  after: [],
  edition: '2026-2',
  body: { entry: '婚姻状况证明', note: '𠮷' },
  hash: String(sequence).repeat(64),
  signature: '',
  syncState: sequence < 3 ? 'synced' : 'waiting',
  refusal: null,
  arrivedAt: `2026-10-01T08:00:0${sequence}.000Z`,
})

const literal = (value: unknown): string =>
  value === null
    ? 'NULL'
    : typeof value === 'number'
      ? String(value)
      : `'${String(value).replaceAll("'", "''")}'`

const folder = mkdtempSync(join(tmpdir(), 'layout-'))
const store = await openStore(folder)
await store.events.bulkInsert([1, 2, 3, 4].map(event))
await appendParts(store, [packPart([{ id: 'e-1', proofName: '婚姻状况证明' } as ListEntry])])
await store.writeLocal('window', { endpoint: 'http://127.0.0.1:1', enrolment: { window: 'w-1' } })
await store.writeLocal('positions', { list: 7, reference: 5, events: 3 })
await store.close()

const database = new Database(storeFiles(folder).database, { readonly: true })
const lines = [`-- A store of layout ${storeVersion}, written by the version that had it.`]
const objects = database
  .prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
  .all() as { type: string; name: string; sql: string }[]
for (const one of objects.toSorted((left, right) => (left.type > right.type ? -1 : 1)))
  lines.push(`${one.sql};`)
for (const { name } of objects.filter((one) => one.type === 'table'))
  for (const row of database.prepare(`SELECT * FROM "${name}"`).all() as Record<string, unknown>[])
    lines.push(
      `INSERT INTO "${name}" (${Object.keys(row)
        .map((column) => `"${column}"`)
        .join(', ')}) VALUES (${Object.values(row).map(literal).join(', ')});`,
    )
lines.push(`PRAGMA user_version = ${storeVersion};`, '')
database.close()
rmSync(folder, { recursive: true })
writeFileSync(join(import.meta.dirname, `layout-${storeVersion}.fixture.sql`), lines.join('\n'))
