// Reads the feeds, and what of the streams a unit holds, from SQLite.
import {
  type Counter,
  endsOf,
  eventsOf,
  type HeldStream,
  pageOf,
  type StoreFeeds,
} from '../endpoint-store.ts'
import type { EventRow, FeedRow } from '../rows.ts'
import { entryOf, type StoredEntry } from './list.ts'
import type { Region } from './region.ts'

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

export function feedsOn({ region, sql, counterOf }: Region): StoreFeeds {
  return {
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
  }
}
