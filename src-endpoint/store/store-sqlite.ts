// The endpoint's store on SQLite: one file on one machine, one writer at a time, other commands beside a running server.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { canonicalJson, chainStart, type EventEnvelope } from '../../src-shared/domain/event.ts'
import type { ReferenceDocument } from '../../src-shared/domain/reference.ts'

import { type CodedError, CodedFailure, type ErrorCode } from '../../src-shared/errors.ts'
import {
  type Counter,
  createListeners,
  type EndpointStore,
  type EnrolmentCode,
  endsOf,
  eventsOf,
  type Growth,
  grouped,
  type HeldStream,
  type PushKnowledge,
  type PushNeeds,
  type PushOutcome,
  pageOf,
  pastOf,
  type StoredWindow,
  type StoreSettings,
  type Tip,
  windowOf,
} from './endpoint-store.ts'
import { groupCommits } from './group-commits.ts'
import type { EntryRow, EventRow, FeedRow, RefusedEvent } from './rows.ts'
import { sqliteMigrations } from './sqlite-migrations.ts'
import { dumpSqlite, loadSqlite } from './transfer-sqlite.ts'

/** Another process may write beside this one: milliseconds between two looks. */
const lookEvery = 1_000

const defaultRegion = '370304'

/** Streams between two words, as the indexes of verifications have it. */
const isVerification = "stream > 'verification/' AND stream < 'verification0'"

/**
 * What windows read all day: each by an index, so that it costs what it reads and not what is stored. SQLite, which keeps no count
 * of what an index spares, is told which.
 */
export const feedReads = {
  events: `SELECT feed.position, events.id, events.hash, CASE WHEN events.window = ? THEN NULL ELSE events.json END AS json
    FROM feed JOIN events ON events.region = feed.region AND events.id = feed.event
    WHERE feed.region = ? AND feed.unit = ? AND feed.position > ? ORDER BY feed.position LIMIT ?`,
  open: `SELECT stream, 0 AS closedAt FROM parties INDEXED BY parties_open
    WHERE region = ? AND unit = ? AND closed_at IS NULL AND stream > ? ORDER BY stream LIMIT ?`,
  closed: `SELECT stream, closed_at AS closedAt FROM parties INDEXED BY parties_closed
    WHERE region = ? AND unit = ? AND closed_at IS NOT NULL AND (closed_at, stream) > (?, ?)
    AND (closed_at >= ? OR stream NOT LIKE 'case/%' OR EXISTS (SELECT 1 FROM events
    WHERE events.region = parties.region AND events.window = ? AND events.stream = parties.stream))
    ORDER BY closed_at, stream LIMIT ?`,
  streams: `SELECT json FROM events INDEXED BY events_stream
    WHERE region = ? AND stream IN (SELECT value FROM json_each(?)) ORDER BY rowid`,
  // Of two bounds of an index SQLite goes to the one that is said first.
  openVerifications: `SELECT stream, 0 AS closedAt FROM parties INDEXED BY verifications_open
    WHERE region = ? AND closed_at IS NULL AND stream > ? AND ${isVerification} GROUP BY stream ORDER BY stream LIMIT ?`,
  endedVerifications: `SELECT DISTINCT closed_at AS closedAt, stream FROM parties INDEXED BY verifications_ended
    WHERE region = ? AND closed_at IS NOT NULL AND ${isVerification} AND (closed_at, stream) > (?, ?)
    ORDER BY closed_at, stream LIMIT ?`,
} as const

/**
 * Opens the endpoint's database in `dataFolder`, making it when it is missing.
 * @throws store-newer-version (untouched), demo-data-refused where a demo is opened as production or the other way round,
 *   input-invalid where it belongs to another region
 */
export function openSqliteStore(dataFolder: string, settings: StoreSettings): EndpointStore {
  mkdirSync(dataFolder, { recursive: true })
  const file = join(dataFolder, 'endpoint.sqlite')
  if (existsSync(file)) refuseNewer(file)
  const database = new Database(file, { timeout: 10_000 })
  try {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    // The upper levels of the indexes stay in memory, whatever the age of the endpoint. Kibibytes.
    database.pragma('cache_size = -64000')
    migrate(database, settings)
    const read = (name: string) =>
      (database.prepare('SELECT value FROM settings WHERE name = ?').get(name) as { value: string }).value
    const demo = read('demo') === 'true'
    if (settings.demo !== null && demo !== settings.demo) throw new CodedFailure('demo-data-refused')
    const region = read('region')
    if (settings.region !== null && region !== settings.region)
      throw new CodedFailure('input-invalid', { field: 'region', region })
    const [endpointId, tokenSecret] = [read('endpoint-id'), read('token-secret')]
    return storeOn(database, { region, endpointId, demo, tokenSecret })
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

/** Looks before anything is written: an older program must not touch what a newer one keeps. */
function refuseNewer(file: string): void {
  const database = new Database(file, { readonly: true, timeout: 10_000 })
  const version = Number(database.pragma('user_version', { simple: true }))
  database.close()
  const known = sqliteMigrations.length
  if (version > known) throw new CodedFailure('store-newer-version', { version, known })
}

function migrate(database: Database.Database, settings: StoreSettings): void {
  const work = database.transaction(() => {
    const from = Number(database.pragma('user_version', { simple: true }))
    for (const migration of sqliteMigrations.slice(from)) database.exec(migration)
    database.pragma(`user_version = ${sqliteMigrations.length}`)
    const put = database.prepare('INSERT OR IGNORE INTO settings (name, value) VALUES (?, ?)')
    put.run('endpoint-id', crypto.randomUUID())
    put.run('token-secret', randomBytes(32).toString('base64'))
    put.run('region', settings.region ?? defaultRegion)
    put.run('demo', String(settings.demo ?? false))
  })
  work.immediate()
}

type StoredRefusal = Omit<RefusedEvent, 'placed' | 'error'> & {
  readonly window: string
  readonly placed: number
  readonly code: ErrorCode
  readonly params: string
}
const refusalOf = ({ placed, code, params, ...row }: StoredRefusal) => ({
  ...row,
  placed: placed === 1,
  error: { code, params: JSON.parse(params) as CodedError['params'] },
})

type StoredEntry = Omit<EntryRow, 'withdrawn'> & { readonly withdrawn: number; readonly position: number }
const entryOf = (row: StoredEntry) => ({ ...row, withdrawn: row.withdrawn === 1 })

function storeOn(
  database: Database.Database,
  identity: Pick<EndpointStore, 'region' | 'endpointId' | 'demo' | 'tokenSecret'>,
): EndpointStore {
  const { region } = identity
  const prepared = new Map<string, Database.Statement>()
  /** Each statement is prepared once. */
  const sql = (text: string): Database.Statement => {
    const known = prepared.get(text)
    if (known !== undefined) return known
    const made = database.prepare(text)
    prepared.set(text, made)
    return made
  }
  const { tell, listen } = createListeners()

  const counterOf = (name: string): number => {
    const row = sql('SELECT position FROM counters WHERE region = ? AND name = ?').get(region, name)
    return (row as { position: number } | undefined)?.position ?? 0
  }
  /** Takes the next `count` positions; to be called in the transaction that uses them. @returns the last one */
  const take = (name: string, count: number): number =>
    (
      sql(
        `INSERT INTO counters (region, name, position) VALUES (?, ?, ?)
         ON CONFLICT (region, name) DO UPDATE SET position = position + excluded.position RETURNING position`,
      ).get(region, name, count) as { position: number }
    ).position

  function readWanted(window: string, needs: PushNeeds): PushKnowledge {
    const among = (text: string, wanted: readonly string[], ...more: string[]) =>
      sql(text).all(region, ...more, JSON.stringify(wanted))
    const hashes = among(
      'SELECT id, hash FROM events WHERE region = ? AND id IN (SELECT value FROM json_each(?))',
      needs.ids,
    ) as { id: string; hash: string }[]
    const refused = among(
      `SELECT id, hash, code, params FROM refused
       WHERE region = ? AND window = ? AND placed = 1 AND id IN (SELECT value FROM json_each(?))`,
      needs.ids,
      window,
    ) as { id: string; hash: string; code: ErrorCode; params: string }[]
    const events = among(
      `SELECT stream, json FROM events WHERE region = ? AND stream IN (SELECT value FROM json_each(?)) ORDER BY rowid`,
      needs.streams,
    ) as { stream: string; json: string }[]
    const parties = among(
      'SELECT stream, unit, closed_at FROM parties WHERE region = ? AND stream IN (SELECT value FROM json_each(?))',
      needs.streams,
    ) as { stream: string; unit: string; closed_at: number | null }[]
    const documents = among(
      'SELECT id, json FROM reference WHERE region = ? AND id IN (SELECT value FROM json_each(?))',
      needs.documents,
    ) as { id: string; json: string }[]
    const past = among(
      'SELECT id, until, json FROM staff_past WHERE region = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY until',
      needs.documents,
    ) as { id: string; until: number; json: string }[]
    return {
      tip: readTip(window),
      hashes: new Map(hashes.map((row) => [row.id, row.hash])),
      refused: refused.map((row) => ({ ...row, params: JSON.parse(row.params) as CodedError['params'] })),
      streams: grouped(
        events,
        (row) => row.stream,
        (row) => JSON.parse(row.json) as EventEnvelope,
      ),
      parties: grouped(
        parties,
        (row) => row.stream,
        (row) => row.unit,
      ),
      closed: new Set(parties.filter((row) => row.closed_at !== null).map((row) => row.stream)),
      documents: new Map(documents.map((row) => [row.id, JSON.parse(row.json) as ReferenceDocument])),
      past: grouped(past, (row) => row.id, pastOf),
    }
  }

  function readTip(window: string): Tip {
    const tip = sql(
      'SELECT tip_sequence AS sequence, tip_hash AS hash FROM windows WHERE region = ? AND window = ?',
    ).get(region, window)
    if (tip === undefined) throw new CodedFailure('not-found', { window })
    return tip as Tip
  }

  function write(window: string, before: Tip, outcome: PushOutcome): readonly Growth[] {
    const event = sql(
      'INSERT INTO events (region, id, stream, window, sequence, hash, json) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    for (const { event: one, json } of outcome.accepted)
      event.run(region, one.id, one.stream, one.window, one.sequence, one.hash, json)
    const refused = sql(
      `INSERT INTO refused (region, window, digest, id, hash, placed, code, params, json, refused_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (region, window, digest) DO UPDATE SET placed = max(placed, excluded.placed),
         code = excluded.code, params = excluded.params`,
    )
    for (const { digest, id, hash, placed, error, json, refusedAt } of outcome.refused) {
      const params = JSON.stringify(error.params)
      refused.run(region, window, digest, id, hash, placed ? 1 : 0, error.code, params, json, refusedAt)
    }
    const party = sql('INSERT INTO parties (region, stream, unit) VALUES (?, ?, ?)')
    for (const { stream, unit } of outcome.newParties) party.run(region, stream, unit)
    const close = sql('UPDATE parties SET closed_at = ? WHERE region = ? AND stream = ?')
    for (const { stream, at } of outcome.closed) close.run(at, region, stream)
    if (outcome.tip !== before)
      sql('UPDATE windows SET tip_sequence = ?, tip_hash = ? WHERE region = ? AND window = ?').run(
        outcome.tip.sequence,
        outcome.tip.hash,
        region,
        window,
      )
    const feed = sql('INSERT INTO feed (region, unit, position, event) VALUES (?, ?, ?, ?)')
    const growth: Growth[] = []
    const units = grouped(
      outcome.places,
      (place) => place.unit,
      (place) => place.event,
    )
    for (const [unit, events] of units) {
      const last = take(eventsOf(unit), events.length)
      for (const [index, id] of events.entries()) feed.run(region, unit, last - events.length + 1 + index, id)
      growth.push({ feed: 'events', unit, position: last })
    }
    return growth
  }

  /** @returns how many changed, and how far the reference then goes */
  function putDocuments(documents: readonly ReferenceDocument[]): { changed: number; growth: Growth[] } {
    const read = sql('SELECT json FROM reference WHERE region = ? AND id = ?')
    const put = sql(
      `INSERT INTO reference (region, id, position, json) VALUES (?, ?, ?, ?)
       ON CONFLICT (region, id) DO UPDATE SET position = excluded.position, json = excluded.json`,
    )
    const keep = sql('INSERT OR REPLACE INTO staff_past (region, id, until, json) VALUES (?, ?, ?, ?)')
    let changed = 0
    let position = 0
    for (const document of documents) {
      const json = canonicalJson(document)
      const before = read.get(region, document.id) as { json: string } | undefined
      if (before?.json === json) continue
      if (before !== undefined && document.type === 'staff')
        keep.run(region, document.id, Date.now(), before.json)
      position = take('reference', 1)
      put.run(region, document.id, position, json)
      changed += 1
    }
    return { changed, growth: changed === 0 ? [] : [{ feed: 'reference', unit: null, position }] }
  }

  function readDocument(id: string): ReferenceDocument | null {
    const row = sql('SELECT json FROM reference WHERE region = ? AND id = ?').get(region, id)
    return row === undefined ? null : (JSON.parse((row as FeedRow).json) as ReferenceDocument)
  }

  function writePublication(changes: readonly EntryRow[]): Growth[] {
    if (changes.length === 0) return []
    const put = sql(
      `INSERT INTO entries (region, id, position, withdrawn, edition, content) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (region, id) DO UPDATE SET position = excluded.position, withdrawn = excluded.withdrawn,
         edition = excluded.edition, content = excluded.content`,
    )
    const last = take('list', changes.length)
    for (const [index, { id, withdrawn, edition, content }] of changes.entries())
      put.run(region, id, last - changes.length + 1 + index, withdrawn ? 1 : 0, edition, content)
    return [{ feed: 'list', unit: null, position: last }]
  }

  /** One writing transaction; what grew is told once it is committed. */
  function commit<Value>(work: () => { readonly value: Value; readonly growth: readonly Growth[] }): Value {
    const { value, growth } = database.transaction(work).immediate()
    if (growth.length > 0) tell({ change: 'grown', growth })
    return value
  }

  const appends = groupCommits(database, (growth) => tell({ change: 'grown', growth }))

  let seen = database.pragma('data_version', { simple: true })
  const look = setInterval(() => {
    const version = database.pragma('data_version', { simple: true })
    if (version === seen) return
    seen = version
    tell({ change: 'anything' })
  }, lookEvery)
  look.unref()

  return {
    kind: 'sqlite',
    ...identity,
    async readEvents(unit, after, limit, writer) {
      const rows = sql(feedReads.events).all(writer, region, unit, after, limit + 1) as EventRow[]
      return pageOf(rows, after, limit, () => counterOf(eventsOf(unit)))
    },
    async readList(after, limit) {
      const rows = sql(
        `SELECT position, id, withdrawn, edition, content FROM entries WHERE region = ? AND position > ?
         ORDER BY position LIMIT ?`,
      ).all(region, after, limit + 1) as StoredEntry[]
      return pageOf(rows.map(entryOf), after, limit, () => counterOf('list'))
    },
    async readReference(after, limit) {
      const rows = sql(
        'SELECT position, json FROM reference WHERE region = ? AND position > ? ORDER BY position LIMIT ?',
      ).all(region, after, limit + 1) as FeedRow[]
      return pageOf(rows, after, limit, () => counterOf('reference'))
    },
    async readPositions(unit) {
      const [list, reference, events] = [counterOf('list'), counterOf('reference'), counterOf(eventsOf(unit))]
      return { list, reference, events }
    },
    async readEnds() {
      const rows = sql('SELECT name, position FROM counters WHERE region = ?').all(region)
      return endsOf(rows as Counter[])
    },
    async readHeld(unit, held, limit) {
      if (held.which === 'open')
        return sql(feedReads.open).all(region, unit, held.from, limit) as HeldStream[]
      return sql(feedReads.closed).all(
        region,
        unit,
        ...held.from,
        held.takenAt,
        held.window,
        limit,
      ) as HeldStream[]
    },
    async readStreams(streams) {
      const rows = sql(feedReads.streams).all(region, JSON.stringify(streams))
      return (rows as { json: string }[]).map((row) => row.json)
    },
    async readVerifications({ which, from }, limit) {
      if (which === 'open') return sql(feedReads.openVerifications).all(region, from, limit) as HeldStream[]
      return sql(feedReads.endedVerifications).all(region, ...from, limit) as HeldStream[]
    },
    async isParty(stream, unit) {
      const row = sql('SELECT 1 FROM parties WHERE region = ? AND stream = ? AND unit = ?')
      return row.get(region, stream, unit) !== undefined
    },
    async readEdition() {
      const row = sql(
        'SELECT position, pages FROM editions WHERE region = ? ORDER BY position DESC LIMIT 1',
      ).get(region) as { position: number; pages: string } | undefined
      return row === undefined ? null : { position: row.position, pages: JSON.parse(row.pages) }
    },
    async readEditionPage(digest) {
      const row = sql('SELECT gzip, brotli FROM edition_pages WHERE region = ? AND digest = ?')
      return (row.get(region, digest) as { gzip: Buffer; brotli: Buffer } | undefined) ?? null
    },
    async putEdition(position, pages) {
      const put = sql(
        'INSERT OR IGNORE INTO edition_pages (region, digest, gzip, brotli) VALUES (?, ?, ?, ?)',
      )
      const work = database.transaction(() => {
        for (const { digest, gzip, brotli } of pages) put.run(region, digest, gzip, brotli)
        const named = JSON.stringify(pages.map(({ digest, items }) => ({ digest, items })))
        sql('INSERT OR REPLACE INTO editions (region, position, pages) VALUES (?, ?, ?)').run(
          region,
          position,
          named,
        )
        sql(
          `DELETE FROM editions WHERE region = ? AND position NOT IN
             (SELECT position FROM editions WHERE region = ? ORDER BY position DESC LIMIT 2)`,
        ).run(region, region)
        sql(
          `DELETE FROM edition_pages WHERE region = ? AND digest NOT IN (SELECT page.value ->> 'digest'
             FROM editions, json_each(editions.pages) AS page WHERE editions.region = ?)`,
        ).run(region, region)
      })
      work.immediate()
    },
    readDocument: async (id) => readDocument(id),
    async putDocuments(documents) {
      return commit(() => {
        const { changed, growth } = putDocuments(documents)
        return { value: changed, growth }
      })
    },
    async changeDocument(id, change) {
      commit(() => ({ value: null, growth: putDocuments([change(readDocument(id))]).growth }))
    },
    async publish(decide) {
      return commit(() => {
        const rows = sql(
          'SELECT position, id, withdrawn, edition, content FROM entries WHERE region = ?',
        ).all(region) as StoredEntry[]
        const value = decide(rows.map(entryOf))
        const growth = [...writePublication(value.changes), ...putDocuments(value.documents).growth]
        return { value, growth }
      })
    },
    append: (window, needs, decide) =>
      appends.add(() => {
        const known = readWanted(window, needs)
        const value = decide(known)
        return { value, growth: write(window, known.tip, value) }
      }),
    readTip: async (window) => readTip(window),
    async readRefused(limit) {
      const rows = sql(
        `SELECT window, digest, id, hash, placed, code, params, json, refused_at AS refusedAt FROM refused
         WHERE region = ? ORDER BY refused_at DESC, digest LIMIT ?`,
      ).all(region, limit) as StoredRefusal[]
      return rows.map(refusalOf)
    },
    async addCode({ codeHash, unit, windowName, expiresAt }) {
      sql('INSERT INTO codes (region, code_hash, unit, window_name, expires_at) VALUES (?, ?, ?, ?, ?)').run(
        region,
        codeHash,
        unit,
        windowName,
        expiresAt,
      )
    },
    async spendCode(codeHash, make) {
      return commit(() => {
        const code = sql(
          `SELECT code_hash AS codeHash, unit, window_name AS windowName, expires_at AS expiresAt, used_at AS usedAt
           FROM codes WHERE region = ? AND code_hash = ?`,
        ).get(region, codeHash) as (EnrolmentCode & { usedAt: number | null }) | undefined
        const made = make(code ?? null, take('windows', 1))
        sql('UPDATE codes SET used_at = ? WHERE region = ? AND code_hash = ?').run(
          Date.parse(made.enrolledAt),
          region,
          codeHash,
        )
        sql(
          `INSERT INTO windows (region, window, number, name, unit, public_key, tip_hash, enrolled_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        ).run(
          region,
          made.window,
          made.number,
          made.name,
          made.unit,
          made.publicKey,
          chainStart,
          made.enrolledAt,
        )
        return { value: made, growth: [] }
      })
    },
    async findWindow(window) {
      const row = sql(
        `SELECT window, unit, public_key AS publicKey, past_keys AS pastKeys, revoked FROM windows
         WHERE region = ? AND window = ?`,
      ).get(region, window) as StoredWindow | undefined
      return row === undefined ? null : windowOf(row)
    },
    async revoke(window) {
      const { changes } = sql('UPDATE windows SET revoked = 1 WHERE region = ? AND window = ?').run(
        region,
        window,
      )
      tell({ change: 'window', window })
      return changes > 0
    },
    async changeKey(window, from, to) {
      const { changes } = sql(
        `UPDATE windows SET public_key = ?, past_keys = json_insert(past_keys, '$[#]', public_key)
         WHERE region = ? AND window = ? AND public_key = ?`,
      ).run(to, region, window, from)
      tell({ change: 'window', window })
      return changes > 0
    },
    async readRevoked() {
      const rows = sql('SELECT window FROM windows WHERE region = ? AND revoked = 1').all(region)
      return new Set((rows as { window: string }[]).map((row) => row.window))
    },
    async readStatus() {
      const count = (text: string) => (sql(text).get(region) as { count: number }).count
      return {
        windows: count('SELECT count(*) AS count FROM windows WHERE region = ?'),
        revoked: count('SELECT count(*) AS count FROM windows WHERE region = ? AND revoked = 1'),
        events: count('SELECT count(*) AS count FROM events WHERE region = ?'),
        refused: count('SELECT count(*) AS count FROM refused WHERE region = ?'),
        entries: count('SELECT count(*) AS count FROM entries WHERE region = ? AND withdrawn = 0'),
      }
    },
    async readWindows() {
      const rows = sql(
        `SELECT window, unit, public_key AS publicKey, past_keys AS pastKeys, revoked FROM windows
         WHERE region = ? ORDER BY number`,
      ).all(region) as StoredWindow[]
      return rows.map(windowOf)
    },
    async readChain(window) {
      const events = sql(
        'SELECT hash, json FROM events WHERE region = ? AND window = ? ORDER BY sequence',
      ).all(region, window) as { hash: string; json: string }[]
      const refused = sql(
        'SELECT hash, json FROM refused WHERE region = ? AND window = ? AND placed = 1',
      ).all(region, window) as { hash: string; json: string }[]
      return [
        ...events.map((row) => ({ ...row, refused: false })),
        ...refused.map((row) => ({ ...row, refused: true })),
      ]
    },
    dump: (write) => dumpSqlite(database.name, region, write),
    load: (records) => loadSqlite(database, region, records),
    listen,
    async close() {
      clearInterval(look)
      database.close()
    },
  }
}
