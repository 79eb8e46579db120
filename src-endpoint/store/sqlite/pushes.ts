// Takes pushes into SQLite; those that come together are committed together.
import { type CodedError, CodedFailure, type ErrorCode } from '../../../src-shared/errors.ts'
import {
  eventsOf,
  type Growth,
  grouped,
  type PushKnowledge,
  type PushNeeds,
  type PushOutcome,
  type StorePushes,
  type Tip,
} from '../endpoint-store.ts'
import { knowledgeOf } from '../push-knowledge.ts'
import type { RefusedEvent } from '../rows.ts'
import { groupCommits } from './group-commits.ts'
import type { Region } from './region.ts'

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

export function pushesOn({ region, database, sql, take, tell }: Region): StorePushes {
  const appends = groupCommits(database, (growth) => tell({ change: 'grown', growth }))

  function readWanted(window: string, { ids, streams, documents }: PushNeeds): PushKnowledge {
    const among = <Row>(text: string, wanted: readonly string[], ...more: string[]) =>
      sql(text).all(region, ...more, JSON.stringify(wanted)) as Row[]
    return knowledgeOf(readTip(window), {
      hashes: among(
        'SELECT id, hash FROM events WHERE region = ? AND id IN (SELECT value FROM json_each(?))',
        ids,
      ),
      refused: among(
        `SELECT id, hash, code, params FROM refused
         WHERE region = ? AND window = ? AND placed = 1 AND id IN (SELECT value FROM json_each(?))`,
        ids,
        window,
      ),
      events: among(
        `SELECT stream, json FROM events WHERE region = ? AND stream IN (SELECT value FROM json_each(?)) ORDER BY rowid`,
        streams,
      ),
      parties: among(
        `SELECT stream, unit, closed_at IS NOT NULL AS closed FROM parties
         WHERE region = ? AND stream IN (SELECT value FROM json_each(?))`,
        streams,
      ),
      documents: among(
        'SELECT id, json FROM reference WHERE region = ? AND id IN (SELECT value FROM json_each(?))',
        documents,
      ),
      past: among(
        'SELECT id, until, json FROM staff_past WHERE region = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY until',
        documents,
      ),
    })
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

  return {
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
  }
}
