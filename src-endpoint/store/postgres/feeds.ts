// Reads the feeds, and what of the streams a unit holds, from PostgreSQL.
import {
  type Counter,
  endsOf,
  eventsOf,
  type HeldStream,
  pageOf,
  type StoreFeeds,
} from '../endpoint-store.ts'
import type { EntryRow, EventRow, FeedRow } from '../rows.ts'
import type { Region } from './region.ts'

export function feedsOn({ region, sql, counterOf }: Region): StoreFeeds {
  return {
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
  }
}
