// Measures this storage against plain SQLite with the same indexes: `node measure-speed.ts [documents]`, figures in ms.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type FilledMangoQuery,
  fillWithDefaultSettings,
  normalizeMangoQuery,
  prepareQuery,
  type RxDocumentData,
  type RxJsonSchema,
} from 'rxdb'
import { getRxStorageSqlite, openDatabase } from './index.ts'

type Act = {
  readonly id: string
  readonly stream: string
  readonly kind: string
  readonly at: string
  readonly window: string
  readonly sequence: number
  readonly syncState: string
  readonly body: { readonly text: string; readonly number: number }
}

const text = (maxLength: number) => ({ type: 'string', maxLength }) as const
const plainSchema: RxJsonSchema<Act> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: text(36),
    stream: text(120),
    kind: text(64),
    at: text(24),
    window: text(64),
    sequence: { type: 'integer', minimum: 0, maximum: 1_000_000_000, multipleOf: 1 },
    syncState: text(10),
    body: { type: 'object' },
  },
  required: ['id', 'stream', 'kind', 'at', 'window', 'sequence', 'syncState'],
  indexes: ['stream', ['syncState', 'sequence'], ['window', 'sequence'], ['kind', 'at']],
}
const schema = fillWithDefaultSettings(plainSchema)

/** Some 560 bytes of JSON. */
const act = (number: number): RxDocumentData<Act> => ({
  id: `0190-${String(number).padStart(12, '0')}-${(number * 7919) % 1000}`,
  stream: `case/${number % 5000}`,
  kind: `kind-${number % 20}`,
  at: new Date(1.7e12 + number * 1000).toISOString(),
  window: `w${number % 3}`,
  sequence: number,
  syncState: number % 50 === 0 ? 'waiting' : 'synced',
  body: { text: '证明'.repeat(50), number },
  _deleted: false,
  _meta: { lwt: 1.7e12 + number / 100 },
  _rev: '1-abc',
  _attachments: {},
})

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const documents = Number(process.argv[2] ?? 100_000)
const bulkSize = 2_000
const folder = mkdtempSync(join(tmpdir(), 'measure-speed-'))
const path = join(folder, 'ours.sqlite')

const plain = openDatabase(join(folder, 'plain.sqlite'))
plain.exec(`CREATE TABLE act (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, deleted INTEGER NOT NULL, stream ANY,
    state ANY, number ANY, window ANY, kind ANY, at ANY, lwt ANY, data TEXT NOT NULL) STRICT;
  CREATE INDEX act_1 ON act (deleted, stream, id); CREATE INDEX act_2 ON act (deleted, state, number, id);
  CREATE INDEX act_3 ON act (deleted, window, number, id); CREATE INDEX act_4 ON act (deleted, kind, at, id);
  CREATE INDEX act_5 ON act (lwt, id)`)
const put = plain.prepare('INSERT INTO act VALUES (NULL, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)')
const putAll = plain.transaction((acts: readonly RxDocumentData<Act>[]) => {
  for (const one of acts)
    put.run(
      one.id,
      one.stream,
      one.syncState,
      one.sequence,
      one.window,
      one.kind,
      one.at,
      one._meta.lwt,
      JSON.stringify(one),
    )
})

const database = openDatabase(path)
const instance = await getRxStorageSqlite({ database }).createStorageInstance<Act>({
  databaseInstanceToken: 'measure',
  databaseName: 'measure',
  collectionName: 'acts',
  schema,
  options: {},
  multiInstance: false,
  devMode: false,
})
const plainTimes: number[] = []
const ourTimes: number[] = []
for (let first = 0; first < documents; first += bulkSize) {
  const acts = Array.from({ length: bulkSize }, (_, index) => act(first + index))
  plainTimes.push(await timed(() => putAll(acts)))
  const rows = acts.map((document) => ({ document }))
  ourTimes.push(await timed(() => instance.bulkWrite(rows, 'measure')))
}
const figures: Record<string, string> = {
  'a bulk of 2000, plain SQLite': median(plainTimes).toFixed(1),
  'a bulk of 2000, this storage': median(ourTimes).toFixed(1),
}

const alive = { _deleted: { $eq: false } } as const
const queryOf = (query: unknown) =>
  prepareQuery(schema, normalizeMangoQuery(schema, query as FilledMangoQuery<Act>))
const ids = Array.from({ length: 1_000 }, (_, index) => act((index * 97) % documents).id)
const measured: Readonly<Record<string, () => unknown>> = {
  'an indexed page of 50': () =>
    instance.query(
      queryOf({ selector: { ...alive, window: { $eq: 'w1' } }, sort: [{ sequence: 'desc' }], limit: 50 }),
    ),
  'one stream': () => instance.query(queryOf({ selector: { ...alive, stream: { $eq: 'case/77' } } })),
  'an either-or over two indexes': () =>
    instance.query(
      queryOf({ selector: { ...alive, $or: [{ stream: { $eq: 'case/5' } }, { window: { $eq: 'none' } }] } }),
    ),
  'an indexed count': () =>
    instance.count(queryOf({ selector: { ...alive, syncState: { $eq: 'waiting' } } })),
  'a count of all': () => instance.count(queryOf({ selector: alive })),
  '1000 by id': () => instance.findDocumentsById(ids, false),
  'a page of 1000 of the change feed': () => instance.getChangedDocumentsSince?.(1_000),
  'one document by a field without index': () =>
    instance.query(queryOf({ selector: { ...alive, 'body.number': { $eq: 7 } } })),
  'all documents': () => instance.query(queryOf({ selector: alive })),
}
for (const [name, work] of Object.entries(measured)) {
  const times: number[] = []
  for (let run = 0; run < 9; run += 1) times.push(await timed(work))
  figures[name] = median(times).toFixed(2)
}
database.close()
plain.close()
figures['size of the file, MB'] = (statSync(path).size / 1e6).toFixed(0)
figures['opening it again'] = (await timed(() => openDatabase(path).close())).toFixed(1)
process.stdout.write(`${documents} documents; medians\n`)
for (const [name, figure] of Object.entries(figures)) process.stdout.write(`${figure.padStart(9)}  ${name}\n`)
rmSync(folder, { recursive: true, force: true })
