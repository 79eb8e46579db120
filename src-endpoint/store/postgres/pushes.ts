// Takes pushes into PostgreSQL.
//
// A push locks, always in this order: its window's row, its streams' rows, then the counters of the feeds it enters. The counters
// are taken last and kept until the commit, so a puller can never see a position whose predecessors are not committed.
import { type CodedError, CodedFailure, type ErrorCode } from '../../../src-shared/errors.ts'
import {
  type AcceptedEvent,
  type ChainLink,
  endsOf,
  eventsOf,
  type Growth,
  grouped,
  type PushKnowledge,
  type PushNeeds,
  type PushOutcome,
  type StorePushes,
  type Tip,
} from '../endpoint-store.ts'
import { type KnownRows, knowledgeOf } from '../push-knowledge.ts'
import type { RefusedEvent } from '../rows.ts'
import type { Sql } from './connections.ts'
import type { Region } from './region.ts'

type StoredRefusal = Omit<RefusedEvent, 'error'> & {
  readonly window: string
  readonly code: ErrorCode
  readonly params: string
}

type Known<Part extends keyof KnownRows> = KnownRows[Part][number]

export function pushesOn({ region, sql, commit, take }: Region): StorePushes {
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
      sql<Known<'hashes'>>`SELECT id, hash FROM events
        WHERE region = ${region} AND id = ANY(${ids}::text[])`,
      sql<Known<'refused'>>`SELECT id, hash, code, params FROM refused
        WHERE region = ${region} AND "window" = ${window} AND placed AND id = ANY(${ids}::text[])`,
      sql<Known<'events'>>`SELECT stream, json FROM events
        WHERE region = ${region} AND stream = ANY(${sorted}::text[]) ORDER BY stream, place`,
      sql<Known<'parties'>>`SELECT stream, unit, closed_at IS NOT NULL AS closed FROM parties
        WHERE region = ${region} AND stream = ANY(${sorted}::text[]) ORDER BY unit`,
      sql<Known<'documents'>>`SELECT id, json FROM reference
        WHERE region = ${region} AND id = ANY(${documents}::text[])`,
      sql<Known<'past'>>`SELECT id, until, json FROM staff_past
        WHERE region = ${region} AND id = ANY(${documents}::text[]) ORDER BY until`,
    ])
    const [tip] = tips
    if (tip === undefined) throw new CodedFailure('not-found', { window })
    const known = knowledgeOf(tip, { hashes, refused, events, parties, documents: found, past })
    return { ...known, madeStreams: made.map((row) => row.stream) }
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

  return {
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
    readChain: async (window) => {
      const events = await sql<ChainLink>`SELECT hash, false AS refused, json FROM events
          WHERE region = ${region} AND "window" = ${window} ORDER BY sequence`
      const refused = await sql<ChainLink>`SELECT hash, true AS refused, json FROM refused
          WHERE region = ${region} AND "window" = ${window} AND placed`
      return [...events, ...refused]
    },
  }
}
