// The endpoint's store on PostgreSQL: several endpoint processes on one database, each hearing what the others committed.
//
// A push locks, always in this order: its window's row, its streams' rows, then the counters of the feeds it enters. The counters
// are taken last and kept until the commit, so a puller can never see a position whose predecessors are not committed.
import { randomUUID } from 'node:crypto'
import { canonicalJson, chainStart, type EventEnvelope } from '../../src-shared/domain/event.ts'
import type { ReferenceDocument } from '../../src-shared/domain/reference.ts'
import { type CodedError, CodedFailure, type ErrorCode } from '../../src-shared/errors.ts'
import {
  type AcceptedEvent,
  type ChainLink,
  type Change,
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
  type StoreStatus,
  type Tip,
  windowOf,
} from './endpoint-store.ts'
import { prepare } from './open-postgres.ts'
import { type Connections, connect, type Sql, type Statements } from './postgres-connections.ts'
import type { EntryRow, EventRow, FeedRow, RefusedEvent } from './rows.ts'
import { dumpPostgres, loadPostgres } from './transfer-postgres.ts'

const channel = 'proof_free_changes'
/** What this process committed is told to the others together, at most this much later, milliseconds. */
const tellEvery = 20
/** A message lost with its sender or its connection is made good by looking, milliseconds. */
const lookEvery = 5_000
/** Longest message PostgreSQL carries, bytes; longer news are told as "look anew". */
const longestMessage = 7_000
/** Opens the store at `address`, `postgres://…`. @throws as openEndpointStore, store-locked where it cannot be reached */
export async function openPostgresStore(address: string, settings: StoreSettings): Promise<EndpointStore> {
  const connections = connect(address)
  try {
    const identity = await prepare(connections, settings)
    return await storeOn(connections, identity)
  } catch (thrown) {
    await connections.end()
    throw thrown
  }
}

type StoredRefusal = Omit<RefusedEvent, 'error'> & {
  readonly window: string
  readonly code: ErrorCode
  readonly params: string
}

async function storeOn(
  connections: Connections,
  identity: Pick<EndpointStore, 'region' | 'endpointId' | 'demo' | 'tokenSecret'>,
): Promise<EndpointStore> {
  const { region } = identity
  const { sql } = connections
  const { tell, listen } = createListeners()
  const news = await openNews(connections, region, tell)

  /** One transaction; what grew is told once it is committed. */
  async function commit<Value>(
    work: (statements: Statements) => Promise<{ readonly value: Value; readonly growth: readonly Growth[] }>,
  ): Promise<Value> {
    const { value, growth } = await connections.commit(work)
    if (growth.length > 0) news.say({ change: 'grown', growth })
    return value
  }

  const counterOf = async (name: string): Promise<number> => {
    const [row] = await sql<{ position: number }>`
      SELECT position FROM counters WHERE region = ${region} AND name = ${name}`
    return row?.position ?? 0
  }
  /** Takes the next positions of these counters, in the order of their names, and keeps them from others until the commit. */
  async function take(sql: Sql, wanted: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
    const names = [...wanted.keys()].sort()
    const counts = names.map((name) => wanted.get(name) ?? 0)
    const rows = await sql<{ name: string; position: number }>`
      INSERT INTO counters (region, name, position)
      SELECT ${region}, name, position FROM unnest(${names}::text[], ${counts}::bigint[]) AS taken (name, position)
      ORDER BY name
      ON CONFLICT (region, name) DO UPDATE SET position = counters.position + excluded.position
      RETURNING name, position`
    return new Map(rows.map((row) => [row.name, row.position]))
  }
  const takeOne = async (sql: Sql, name: string, count: number): Promise<number> =>
    (await take(sql, new Map([[name, count]]))).get(name) ?? 0

  /** All in one round trip; each statement sees what was committed when the locks before it were had. */
  async function readWanted(
    sql: Sql,
    window: string,
    { ids, streams, documents }: PushNeeds,
  ): Promise<PushKnowledge & { readonly madeStreams: readonly string[] }> {
    const sorted = [...streams].sort()
    const [tips, made, , hashes, refused, events, parties, found, past] = await Promise.all([
      sql<Tip>`SELECT tip_sequence AS sequence, tip_hash AS hash FROM windows
        WHERE region = ${region} AND "window" = ${window} FOR UPDATE`,
      sql<{ stream: string }>`INSERT INTO streams (region, stream)
        SELECT ${region}, stream FROM unnest(${sorted}::text[]) AS wanted (stream) ORDER BY stream
        ON CONFLICT DO NOTHING RETURNING stream`,
      sql`SELECT stream FROM streams WHERE region = ${region} AND stream = ANY(${sorted}::text[])
        ORDER BY stream FOR UPDATE`,
      sql<{ id: string; hash: string }>`SELECT id, hash FROM events
        WHERE region = ${region} AND id = ANY(${ids as string[]}::text[])`,
      sql<{
        id: string
        hash: string
        code: ErrorCode
        params: string
      }>`SELECT id, hash, code, params FROM refused
        WHERE region = ${region} AND "window" = ${window} AND placed AND id = ANY(${ids as string[]}::text[])`,
      sql<{ stream: string; json: string }>`SELECT stream, json FROM events
        WHERE region = ${region} AND stream = ANY(${sorted}::text[]) ORDER BY stream, place`,
      sql<{
        stream: string
        unit: string
        closed: boolean
      }>`SELECT stream, unit, closed_at IS NOT NULL AS closed FROM parties
        WHERE region = ${region} AND stream = ANY(${sorted}::text[]) ORDER BY unit`,
      sql<{ id: string; json: string }>`SELECT id, json FROM reference
        WHERE region = ${region} AND id = ANY(${documents as string[]}::text[])`,
      sql<{ id: string; until: number; json: string }>`SELECT id, until, json FROM staff_past
        WHERE region = ${region} AND id = ANY(${documents as string[]}::text[]) ORDER BY until`,
    ])
    const [tip] = tips
    if (tip === undefined) throw new CodedFailure('not-found', { window })
    return {
      tip,
      madeStreams: made.map((row) => row.stream),
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
      closed: new Set(parties.filter((row) => row.closed).map((row) => row.stream)),
      documents: new Map(found.map((row) => [row.id, JSON.parse(row.json) as ReferenceDocument])),
      past: grouped(past, (row) => row.id, pastOf),
    }
  }

  async function writeEvents(sql: Sql, known: PushKnowledge, accepted: readonly AcceptedEvent[]) {
    const places = new Map([...known.streams].map(([stream, events]) => [stream, events.length]))
    const placeOf = (stream: string): number => {
      const place = (places.get(stream) ?? 0) + 1
      places.set(stream, place)
      return place
    }
    // JSON text has no line ends of its own: one text for all is sent and read faster than an array, in which every quote is escaped.
    await sql`INSERT INTO events (region, id, stream, place, "window", sequence, hash, json)
      SELECT ${region}, * FROM unnest(${accepted.map((one) => one.event.id)}::text[],
        ${accepted.map((one) => one.event.stream)}::text[], ${accepted.map((one) => placeOf(one.event.stream))}::bigint[],
        ${accepted.map((one) => one.event.window)}::text[], ${accepted.map((one) => one.event.sequence)}::bigint[],
        ${accepted.map((one) => one.event.hash)}::text[], string_to_array(${accepted.map((one) => one.json).join('\n')}, E'\n'))`
  }

  async function writeRefused(sql: Sql, window: string, { refused }: PushOutcome) {
    // The same text twice in one push is one row.
    const rows = [...new Map(refused.map((one) => [one.digest, one])).values()]
    await sql`INSERT INTO refused AS kept (region, "window", digest, id, hash, placed, code, params, json, refused_at)
      SELECT ${region}, ${window}, * FROM unnest(${rows.map((one) => one.digest)}::text[],
        ${rows.map((one) => one.id)}::text[], ${rows.map((one) => one.hash)}::text[],
        ${rows.map((one) => String(one.placed))}::text[]::boolean[], ${rows.map((one) => one.error.code)}::text[],
        ${rows.map((one) => JSON.stringify(one.error.params))}::text[], ${rows.map((one) => one.json)}::text[],
        ${rows.map((one) => one.refusedAt)}::text[])
      ON CONFLICT (region, "window", digest) DO UPDATE SET placed = kept.placed OR excluded.placed,
        code = excluded.code, params = excluded.params`
  }

  async function write(
    sql: Sql,
    window: string,
    known: PushKnowledge & { readonly madeStreams: readonly string[] },
    outcome: PushOutcome,
  ): Promise<readonly Growth[]> {
    const { accepted, refused, newParties, places, tip } = outcome
    const used = new Set(accepted.map((one) => one.event.stream))
    const unused = known.madeStreams.filter((stream) => !used.has(stream))
    const work: Promise<unknown>[] = []
    if (accepted.length > 0) work.push(writeEvents(sql, known, accepted))
    if (refused.length > 0) work.push(writeRefused(sql, window, outcome))
    if (newParties.length > 0)
      work.push(sql`INSERT INTO parties (region, stream, unit) SELECT ${region}, * FROM unnest(
        ${newParties.map((one) => one.stream)}::text[], ${newParties.map((one) => one.unit)}::text[])`)
    if (unused.length > 0)
      work.push(sql`DELETE FROM streams WHERE region = ${region} AND stream = ANY(${unused}::text[])`)
    if (tip !== known.tip)
      work.push(sql`UPDATE windows SET tip_sequence = ${tip.sequence}, tip_hash = ${tip.hash}
        WHERE region = ${region} AND "window" = ${window}`)
    // Behind the new parties: they close with the others.
    for (const { stream, at } of outcome.closed)
      work.push(sql`UPDATE parties SET closed_at = ${at} WHERE region = ${region} AND stream = ${stream}`)
    await Promise.all(work)
    return enterFeeds(sql, places)
  }

  async function enterFeeds(sql: Sql, places: PushOutcome['places']): Promise<readonly Growth[]> {
    if (places.length === 0) return []
    const units = grouped(
      places,
      (place) => place.unit,
      (place) => place.event,
    )
    const counts = new Map([...units].map(([unit, events]) => [eventsOf(unit), events.length]))
    const taken = await take(sql, counts)
    const rows = [...units].flatMap(([unit, events]) => {
      const first = (taken.get(eventsOf(unit)) ?? 0) - events.length + 1
      return events.map((event, index) => ({ unit, position: first + index, event }))
    })
    await sql`INSERT INTO feed (region, unit, position, event) SELECT ${region}, * FROM unnest(
      ${rows.map((row) => row.unit)}::text[], ${rows.map((row) => row.position)}::bigint[],
      ${rows.map((row) => row.event)}::text[])`
    return endsOf(Array.from(taken, ([name, position]) => ({ name, position })))
  }

  async function readDocument(sql: Sql, id: string): Promise<ReferenceDocument | null> {
    const [row] = await sql<{
      json: string
    }>`SELECT json FROM reference WHERE region = ${region} AND id = ${id}`
    return row === undefined ? null : (JSON.parse(row.json) as ReferenceDocument)
  }

  /** @returns how many changed, and how far the reference then goes */
  async function putDocuments(
    sql: Sql,
    documents: readonly ReferenceDocument[],
  ): Promise<{ readonly value: number; readonly growth: readonly Growth[] }> {
    // Whoever writes the reference holds its counter first: what is compared below stays as it was read.
    await takeOne(sql, 'reference', 0)
    const ids = documents.map((one) => one.id)
    const before = await sql<{ id: string; json: string }>`SELECT id, json FROM reference
      WHERE region = ${region} AND id = ANY(${ids}::text[])`
    const current = new Map(before.map((row) => [row.id, row.json]))
    const changed = new Map<string, string>()
    for (const document of documents) {
      const json = canonicalJson(document)
      if (current.get(document.id) !== json) changed.set(document.id, json)
    }
    if (changed.size === 0) return { value: 0, growth: [] }
    const replaced = before.filter((row) => row.id.startsWith('staff/') && changed.has(row.id))
    await sql`INSERT INTO staff_past (region, id, until, json) SELECT ${region}, id, ${Date.now()}, json FROM unnest(
        ${replaced.map((row) => row.id)}::text[], ${replaced.map((row) => row.json)}::text[]) AS one (id, json)
      ON CONFLICT DO NOTHING`
    const last = await takeOne(sql, 'reference', changed.size)
    const positions = Array.from(changed, (_, index) => last - changed.size + 1 + index)
    await sql`INSERT INTO reference (region, id, position, json) SELECT ${region}, * FROM unnest(
        ${[...changed.keys()]}::text[], ${positions}::bigint[], ${[...changed.values()]}::text[])
      ON CONFLICT (region, id) DO UPDATE SET position = excluded.position, json = excluded.json`
    return { value: changed.size, growth: [{ feed: 'reference', unit: null, position: last }] }
  }

  async function writeEntries(sql: Sql, changes: readonly EntryRow[]): Promise<readonly Growth[]> {
    if (changes.length === 0) return []
    const last = await takeOne(sql, 'list', changes.length)
    await sql`INSERT INTO entries (region, id, position, withdrawn, edition, content) SELECT ${region}, * FROM unnest(
        ${changes.map((one) => one.id)}::text[],
        ${changes.map((_, index) => last - changes.length + 1 + index)}::bigint[],
        ${changes.map((one) => String(one.withdrawn))}::text[]::boolean[], ${changes.map((one) => one.edition)}::text[],
        ${changes.map((one) => one.content)}::text[])
      ON CONFLICT (region, id) DO UPDATE SET position = excluded.position, withdrawn = excluded.withdrawn,
        edition = excluded.edition, content = excluded.content`
    return [{ feed: 'list', unit: null, position: last }]
  }

  return {
    kind: 'postgres',
    ...identity,
    readEvents: async (unit, after, limit, writer) => {
      const rows = await sql<EventRow>`SELECT feed.position, events.id, events.hash,
          CASE WHEN events."window" = ${writer} THEN NULL ELSE events.json END AS json FROM feed
          JOIN events ON events.region = feed.region AND events.id = feed.event
          WHERE feed.region = ${region} AND feed.unit = ${unit} AND feed.position > ${after}
          ORDER BY feed.position LIMIT ${limit + 1}`
      return pageOf(rows, after, limit, () => counterOf(eventsOf(unit)))
    },
    readList: async (after, limit) => {
      const rows = await sql<EntryRow & { position: number }>`
          SELECT position, id, withdrawn, edition, content FROM entries
          WHERE region = ${region} AND position > ${after} ORDER BY position LIMIT ${limit + 1}`
      return pageOf(rows, after, limit, () => counterOf('list'))
    },
    readReference: async (after, limit) => {
      const rows = await sql<FeedRow>`SELECT position, json FROM reference
          WHERE region = ${region} AND position > ${after} ORDER BY position LIMIT ${limit + 1}`
      return pageOf(rows, after, limit, () => counterOf('reference'))
    },
    readPositions: async (unit) => {
      const names = ['list', 'reference', eventsOf(unit)]
      const rows = await sql<{ name: string; position: number }>`
          SELECT name, position FROM counters WHERE region = ${region} AND name = ANY(${names}::text[])`
      const positions = new Map(rows.map((row) => [row.name, row.position]))
      const [list, reference, events] = names.map((name) => positions.get(name) ?? 0)
      return { list: list ?? 0, reference: reference ?? 0, events: events ?? 0 }
    },
    readEnds: async () =>
      endsOf(await sql<Counter>`SELECT name, position FROM counters WHERE region = ${region}`),
    readHeld: async (unit, held, limit) => {
      if (held.which === 'open')
        return sql<HeldStream>`SELECT stream, 0 AS "closedAt" FROM parties
            WHERE region = ${region} AND unit = ${unit} AND closed_at IS NULL AND stream COLLATE "C" > ${held.from}
            ORDER BY stream COLLATE "C" LIMIT ${limit}`
      const [closedAt, stream] = held.from
      return sql<HeldStream>`SELECT stream, closed_at AS "closedAt" FROM parties
          WHERE region = ${region} AND unit = ${unit} AND closed_at IS NOT NULL
            AND (closed_at, stream COLLATE "C") > (${closedAt}, ${stream})
            AND (closed_at >= ${held.takenAt} OR stream NOT LIKE 'case/%' OR EXISTS (SELECT 1 FROM events
              WHERE events.region = parties.region AND events."window" = ${held.window}
                AND events.stream = parties.stream))
          ORDER BY closed_at, stream COLLATE "C" LIMIT ${limit}`
    },
    readStreams: async (streams) => {
      const rows = await sql<{ json: string }>`SELECT json FROM events
          WHERE region = ${region} AND stream = ANY(${[...streams]}::text[]) ORDER BY stream, place`
      return rows.map((row) => row.json)
    },
    // Between two words, as the indexes of verifications have it.
    readVerifications: async ({ which, from }, limit) => {
      if (which === 'open')
        return sql<HeldStream>`SELECT DISTINCT stream COLLATE "C" AS stream, 0 AS "closedAt" FROM parties
          WHERE region = ${region} AND closed_at IS NULL AND stream COLLATE "C" > 'verification/'
            AND stream COLLATE "C" < 'verification0' AND stream COLLATE "C" > ${from}
          ORDER BY 1 LIMIT ${limit}`
      const [closedAt, stream] = from
      return sql<HeldStream>`SELECT DISTINCT closed_at AS "closedAt", stream COLLATE "C" AS stream FROM parties
        WHERE region = ${region} AND closed_at IS NOT NULL AND stream COLLATE "C" > 'verification/'
          AND stream COLLATE "C" < 'verification0' AND (closed_at, stream COLLATE "C") > (${closedAt}, ${stream})
        ORDER BY 1, 2 LIMIT ${limit}`
    },
    isParty: async (stream, unit) => {
      const rows = await sql`SELECT 1 FROM parties
          WHERE region = ${region} AND stream = ${stream} AND unit = ${unit}`
      return rows.length > 0
    },
    readEdition: async () => {
      const [row] = await sql<{ position: number; pages: string }>`SELECT position, pages FROM editions
          WHERE region = ${region} ORDER BY position DESC LIMIT 1`
      return row === undefined ? null : { position: row.position, pages: JSON.parse(row.pages) }
    },
    readEditionPage: async (digest) => {
      const [row] = await sql<{ gzip: Buffer; brotli: Buffer }>`SELECT gzip, brotli FROM edition_pages
          WHERE region = ${region} AND digest = ${digest}`
      return row ?? null
    },
    putEdition: (position, pages) =>
      commit(async ({ sql }) => {
        for (const { digest, gzip, brotli } of pages)
          await sql`INSERT INTO edition_pages (region, digest, gzip, brotli)
            VALUES (${region}, ${digest}, ${Buffer.from(gzip)}, ${Buffer.from(brotli)}) ON CONFLICT DO NOTHING`
        const named = JSON.stringify(pages.map(({ digest, items }) => ({ digest, items })))
        await sql`INSERT INTO editions (region, position, pages) VALUES (${region}, ${position}, ${named})
          ON CONFLICT (region, position) DO UPDATE SET pages = excluded.pages`
        const kept = await sql<{ position: number; pages: string }>`SELECT position, pages FROM editions
          WHERE region = ${region} ORDER BY position DESC LIMIT 2`
        const oldest = Math.min(...kept.map((row) => row.position))
        await sql`DELETE FROM editions WHERE region = ${region} AND position < ${oldest}`
        const digests = kept.flatMap((row) =>
          (JSON.parse(row.pages) as { digest: string }[]).map((page) => page.digest),
        )
        await sql`DELETE FROM edition_pages WHERE region = ${region} AND digest <> ALL(${digests}::text[])`
        return { value: undefined, growth: [] }
      }),
    readDocument: (id) => readDocument(sql, id),
    putDocuments: (documents) => commit(({ sql }) => putDocuments(sql, documents)),
    async changeDocument(id, change) {
      await commit(async ({ sql }) => {
        await takeOne(sql, 'reference', 0)
        return putDocuments(sql, [change(await readDocument(sql, id))])
      })
    },
    publish: (decide) =>
      commit(async ({ sql }) => {
        await takeOne(sql, 'list', 0)
        const current = await sql<EntryRow>`
          SELECT id, withdrawn, edition, content FROM entries WHERE region = ${region}`
        const value = decide(current)
        const entries = await writeEntries(sql, value.changes)
        const { growth } = await putDocuments(sql, value.documents)
        return { value, growth: [...entries, ...growth] }
      }),
    append: (window, needs, decide) =>
      commit(async ({ sql }) => {
        const known = await readWanted(sql, window, needs)
        const value = decide(known)
        return { value, growth: await write(sql, window, known, value) }
      }),
    readTip: async (window) => {
      const [tip] = await sql<Tip>`SELECT tip_sequence AS sequence, tip_hash AS hash FROM windows
          WHERE region = ${region} AND "window" = ${window}`
      if (tip === undefined) throw new CodedFailure('not-found', { window })
      return tip
    },
    readRefused: async (limit) => {
      const rows = await sql<StoredRefusal>`SELECT "window", digest, id, hash, placed, code, params, json,
          refused_at AS "refusedAt" FROM refused WHERE region = ${region}
          ORDER BY refused_at DESC, digest LIMIT ${limit}`
      return rows.map(({ code, params, ...row }) => ({
        ...row,
        error: { code, params: JSON.parse(params) as CodedError['params'] },
      }))
    },
    addCode: async ({ codeHash, unit, windowName, expiresAt }) => {
      await sql`INSERT INTO codes (region, code_hash, unit, window_name, expires_at)
          VALUES (${region}, ${codeHash}, ${unit}, ${windowName}, ${expiresAt})`
    },
    spendCode: (codeHash, make) =>
      commit(async ({ sql }) => {
        const [code] = await sql<EnrolmentCode & { usedAt: number | null }>`
          SELECT code_hash AS "codeHash", unit, window_name AS "windowName", expires_at AS "expiresAt", used_at AS "usedAt"
          FROM codes WHERE region = ${region} AND code_hash = ${codeHash} FOR UPDATE`
        const made = make(code ?? null, await takeOne(sql, 'windows', 1))
        await sql`UPDATE codes SET used_at = ${Date.parse(made.enrolledAt)}
          WHERE region = ${region} AND code_hash = ${codeHash}`
        await sql`INSERT INTO windows
          (region, "window", number, name, unit, public_key, tip_hash, enrolled_at)
          VALUES (${region}, ${made.window}, ${made.number}, ${made.name}, ${made.unit}, ${made.publicKey},
            ${chainStart}, ${made.enrolledAt})`
        return { value: made, growth: [] }
      }),
    findWindow: async (window) => {
      const [row] = await sql<StoredWindow>`
          SELECT "window", unit, public_key AS "publicKey", past_keys AS "pastKeys", revoked FROM windows
          WHERE region = ${region} AND "window" = ${window}`
      return row === undefined ? null : windowOf(row)
    },
    revoke: async (window) => {
      const changed = await sql`UPDATE windows SET revoked = true
          WHERE region = ${region} AND "window" = ${window} RETURNING 1`
      news.say({ change: 'window', window })
      // Whoever revokes may end right after: the others hear of it before that.
      await news.told()
      return changed.length > 0
    },
    changeKey: async (window, from, to) => {
      const changed = await sql`UPDATE windows
          SET public_key = ${to}, past_keys = (past_keys::jsonb || to_jsonb(public_key))::text
          WHERE region = ${region} AND "window" = ${window} AND public_key = ${from} RETURNING 1`
      news.say({ change: 'window', window })
      return changed.length > 0
    },
    readRevoked: async () => {
      const rows = await sql<{ window: string }>`
          SELECT "window" FROM windows WHERE region = ${region} AND revoked`
      return new Set(rows.map((row) => row.window))
    },
    readStatus: async () => {
      const [row] = await sql<StoreStatus>`SELECT
          (SELECT count(*) FROM windows WHERE region = ${region}) AS windows,
          (SELECT count(*) FROM windows WHERE region = ${region} AND revoked) AS revoked,
          (SELECT count(*) FROM events WHERE region = ${region}) AS events,
          (SELECT count(*) FROM refused WHERE region = ${region}) AS refused,
          (SELECT count(*) FROM entries WHERE region = ${region} AND NOT withdrawn) AS entries`
      return row ?? { windows: 0, revoked: 0, events: 0, refused: 0, entries: 0 }
    },
    readWindows: async () => {
      const rows = await sql<StoredWindow>`SELECT "window", unit, public_key AS "publicKey",
          past_keys AS "pastKeys", revoked FROM windows WHERE region = ${region} ORDER BY number`
      return rows.map(windowOf)
    },
    readChain: async (window) => {
      const events = await sql<ChainLink>`SELECT hash, false AS refused, json FROM events
          WHERE region = ${region} AND "window" = ${window} ORDER BY sequence`
      const refused = await sql<ChainLink>`SELECT hash, true AS refused, json FROM refused
          WHERE region = ${region} AND "window" = ${window} AND placed`
      return [...events, ...refused]
    },
    dump: (write) => dumpPostgres(connections, region, write),
    load: (records) => loadPostgres(connections, region, records),
    listen,
    async close() {
      await news.close()
      await connections.end()
    },
  }
}

/**
 * News between the processes on one database. Told after the commit and not in it: a notification in a transaction makes every
 * commit wait for the one before. What gets lost that way is found by looking at the counters.
 */
async function openNews({ sql, listen }: Connections, region: string, tell: (change: Change) => void) {
  const self = randomUUID()
  const waiting: Change[] = []
  let timer: NodeJS.Timeout | null = null
  let sending: Promise<unknown> = Promise.resolve()

  function send(): void {
    timer = null
    const changes = waiting.splice(0)
    if (changes.length === 0) return
    const whole = JSON.stringify({ from: self, region, changes })
    const message =
      Buffer.byteLength(whole) <= longestMessage
        ? whole
        : JSON.stringify({ from: self, region, changes: [{ change: 'anything' }] satisfies Change[] })
    sending = sending.then(() => sql`SELECT pg_notify(${channel}, ${message})`).catch(() => undefined)
  }
  const listening = await listen(
    channel,
    (text) => {
      const message = JSON.parse(text) as { from: string; region: string; changes: readonly Change[] }
      if (message.from === self || message.region !== region) return
      for (const change of message.changes) tell(change)
    },
    // Also after the connection was lost: what was said meanwhile was not heard.
    () => tell({ change: 'anything' }),
  )
  let seen = ''
  const look = setInterval(() => {
    sql<{ state: string }>`SELECT (SELECT coalesce(sum(position), 0) FROM counters WHERE region = ${region})
        || '/' || (SELECT count(*) FILTER (WHERE revoked) || '/' || coalesce(sum(length(past_keys)), 0)
          FROM windows WHERE region = ${region}) AS state`
      .then(([row]) => {
        if (row === undefined || row.state === seen) return
        seen = row.state
        tell({ change: 'anything' })
      })
      .catch(() => undefined)
  }, lookEvery)
  look.unref()

  return {
    /** Here at once, to the others within milliseconds. */
    say(change: Change): void {
      tell(change)
      waiting.push(change)
      timer ??= setTimeout(send, tellEvery)
    },
    async told(): Promise<void> {
      if (timer !== null) clearTimeout(timer)
      send()
      await sending
    },
    async close(): Promise<void> {
      clearInterval(look)
      await this.told()
      await listening.close()
    },
  }
}
