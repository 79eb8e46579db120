// Reads the three feeds page by page in commit order, and writes the list and the reference into theirs.
import { createHash } from 'node:crypto'
import type {
  EventPage,
  ListPage,
  PublishAnswer,
  PublishList,
  ReferencePage,
} from '../src-shared/contract/replication.ts'
import { canonicalJson, type EventEnvelope } from '../src-shared/domain/event.ts'
import {
  type ListEntry,
  type ListEntryContent,
  listEntryContentSchema,
} from '../src-shared/domain/exemption-list.ts'
import type { ReferenceDocument } from '../src-shared/domain/reference.ts'
import { CodedFailure } from '../src-shared/errors.ts'
import { type EndpointStore, lastPosition, nextPosition } from './store.ts'

type JsonRow = { readonly position: number; readonly json: string }

/**
 * One more row than asked is read, so that `more` is known and never guessed from a page's length. A window that is ahead of
 * the feed (an endpoint restored from a backup) is brought back to its end, so that it does not pass what comes next.
 */
function pageOf<Row extends { readonly position: number }, Item>(
  rows: readonly Row[],
  limit: number,
  end: () => number,
  item: (row: Row) => Item,
) {
  const shown = rows.slice(0, limit)
  return { items: shown.map(item), position: shown.at(-1)?.position ?? end(), more: rows.length > limit }
}

export function readEvents(store: EndpointStore, unit: string, after: number, limit: number): EventPage {
  const rows = store.database
    .prepare(
      `SELECT feed.position, events.json FROM feed JOIN events ON events.region = feed.region AND events.id = feed.event
       WHERE feed.region = ? AND feed.unit = ? AND feed.position > ? ORDER BY feed.position LIMIT ?`,
    )
    .all(store.region, unit, after, limit + 1) as JsonRow[]
  return pageOf(
    rows,
    limit,
    () => lastPosition(store, { unit }),
    (row) => JSON.parse(row.json) as EventEnvelope,
  )
}

type EntryRow = {
  readonly position: number
  readonly id: string
  readonly withdrawn: number
  readonly edition: string
  readonly content: string
}

export function readList(store: EndpointStore, after: number, limit: number): ListPage {
  const rows = store.database
    .prepare(
      `SELECT position, id, withdrawn, edition, content FROM entries WHERE region = ? AND position > ?
       ORDER BY position LIMIT ?`,
    )
    .all(store.region, after, limit + 1) as EntryRow[]
  return pageOf(
    rows,
    limit,
    () => lastPosition(store, 'entries'),
    ({ id, withdrawn, edition, content }) => {
      if (withdrawn === 1) return { type: 'withdrawn' as const, id }
      const entry: ListEntry = { id, edition, ...(JSON.parse(content) as ListEntryContent) }
      return { type: 'entry' as const, entry }
    },
  ) as ListPage
}

/** Passcode verifiers are told to the staff's own unit only. */
export function readReference(
  store: EndpointStore,
  unit: string,
  after: number,
  limit: number,
): ReferencePage {
  const rows = store.database
    .prepare(
      'SELECT position, json FROM reference WHERE region = ? AND position > ? ORDER BY position LIMIT ?',
    )
    .all(store.region, after, limit + 1) as JsonRow[]
  return pageOf(
    rows,
    limit,
    () => lastPosition(store, 'reference'),
    (row) => {
      const document = JSON.parse(row.json) as ReferenceDocument
      if (document.type !== 'staff' || document.body.unit === unit) return document
      return { ...document, body: { ...document.body, verifier: null } }
    },
  )
}

/**
 * Writes reference documents into the feed; what did not change stays where it is.
 * @returns how many changed
 * @throws demo-data-refused for a sample's edition at an endpoint in production
 */
export function putReference(store: EndpointStore, documents: readonly ReferenceDocument[]): number {
  const sample = documents.some((one) => one.type === 'edition' && one.body.sample)
  if (sample && !store.demo) throw new CodedFailure('demo-data-refused')
  const read = store.database.prepare('SELECT json FROM reference WHERE region = ? AND id = ?')
  const put = store.database.prepare(
    `INSERT INTO reference (region, id, position, json) VALUES (?, ?, ?, ?)
     ON CONFLICT (region, id) DO UPDATE SET position = excluded.position, json = excluded.json`,
  )
  const work = store.database.transaction(() => {
    let changed = 0
    for (const document of documents) {
      const json = canonicalJson(document)
      const before = read.get(store.region, document.id) as { json: string } | undefined
      if (before?.json === json) continue
      put.run(store.region, document.id, nextPosition(store, 'reference'), json)
      changed += 1
    }
    return changed
  })
  return work.immediate()
}

/** The same text for the same content, whatever order its fields came in. */
const contentFields = Object.keys(listEntryContentSchema.properties).sort()
const textOf = (content: ListEntryContent): string => JSON.stringify(content, contentFields)

/** An entry is the same entry while these stay; where two rows share them they are numbered. */
function entryKey(entry: ListEntryContent): string {
  const { demandingUnit, serviceItemName, serviceItemCode, proofName, proofPurpose } = entry
  const key = JSON.stringify([demandingUnit, serviceItemName, serviceItemCode, proofName, proofPurpose])
  return createHash('sha256').update(key).digest('hex').slice(0, 24)
}

/**
 * Publishes an edition: unchanged rows send nothing, changed and new ones their content, missing ones their withdrawal.
 * The edition's reference document is committed with them.
 * @throws event-action-not-available where the staff named is not of the joint office, demo-data-refused
 */
export function publishList(store: EndpointStore, unit: string, list: PublishList): PublishAnswer {
  if (list.edition.sample && !store.demo) throw new CodedFailure('demo-data-refused')
  const { database, region } = store
  const staff = database
    .prepare('SELECT json FROM reference WHERE region = ? AND id = ?')
    .get(region, `staff/${list.staff}`) as { json: string } | undefined
  const document = staff === undefined ? null : (JSON.parse(staff.json) as ReferenceDocument)
  const mayPublish =
    document?.type === 'staff' &&
    document.body.active &&
    document.body.unit === unit &&
    document.body.roles.includes('joint-office')
  if (!mayPublish) throw new CodedFailure('event-action-not-available', { action: 'publish-list' })

  const work = database.transaction((): PublishAnswer => {
    const rows = database
      .prepare('SELECT id, content, withdrawn FROM entries WHERE region = ?')
      .all(region) as {
      id: string
      content: string
      withdrawn: number
    }[]
    const current = new Map(rows.map((row) => [row.id, row]))
    const put = database.prepare(
      `INSERT INTO entries (region, id, position, withdrawn, edition, content) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (region, id) DO UPDATE SET position = excluded.position, withdrawn = excluded.withdrawn,
         edition = excluded.edition, content = excluded.content`,
    )
    const answer = { edition: list.edition.edition, added: 0, changed: 0, withdrawn: 0, unchanged: 0 }
    let position = nextPosition(store, 'entries')
    const seen = new Set<string>()
    const keys = new Map<string, number>()
    for (const content of list.entries) {
      const key = entryKey(content)
      const count = (keys.get(key) ?? 0) + 1
      keys.set(key, count)
      const id = count === 1 ? key : `${key}-${count}`
      seen.add(id)
      const text = textOf(content)
      const before = current.get(id)
      if (before !== undefined && before.withdrawn === 0 && before.content === text) {
        answer.unchanged += 1
        continue
      }
      if (before === undefined || before.withdrawn === 1) answer.added += 1
      else answer.changed += 1
      put.run(region, id, position, 0, list.edition.edition, text)
      position += 1
    }
    for (const row of rows) {
      if (row.withdrawn === 1 || seen.has(row.id)) continue
      put.run(region, row.id, position, 1, list.edition.edition, '')
      position += 1
      answer.withdrawn += 1
    }
    const edition: ReferenceDocument = {
      id: 'edition',
      type: 'edition',
      body: { ...list.edition, entries: list.entries.length },
    }
    putReference(store, [edition])
    return answer
  })
  return work.immediate()
}
