// Reads the three feeds page by page in commit order, and writes the list and the reference into theirs.
import {
  type ChangeDirectory,
  largestPage,
  linkDigits,
  type OwnLink,
  type PublishAnswer,
  type PublishList,
} from '../src-shared/contract/replication.ts'
import { type ListEntryContent, listEntryContentSchema } from '../src-shared/domain/exemption-list.ts'
import type { ReferenceDocument } from '../src-shared/domain/reference.ts'
import { mostContactChanges } from '../src-shared/domain/staff.ts'
import { CodedFailure } from '../src-shared/errors.ts'
import { requireRole } from './require-role.ts'
import { sha256 } from './sha256.ts'
import type { EndpointStore, Page } from './store/endpoint-store.ts'
import type { EntryRow, FeedRow } from './store/rows.ts'

/** A page as JSON text: what is kept as text is sent as it is, and never read and written again on the way. */
function textOf<Row>(page: Page<Row>, item: (row: Row) => string): string {
  return pageText(page.rows.map(item), page)
}

function pageText(items: readonly string[], { position, more }: Page<unknown>, also = ''): string {
  return `{"items":[${items.join(',')}]${also},"position":${position},"more":${more}}`
}

/** An EventPage as JSON text; `writer` is the window whose own events are links in it, null wants all whole. */
export async function readEvents(
  store: EndpointStore,
  unit: string,
  after: number,
  limit: number,
  writer: string | null,
) {
  const page = await store.readEvents(unit, after, limit, writer)
  const items = page.rows.flatMap(({ json }) => json ?? [])
  if (writer === null) return pageText(items, page)
  const own = page.rows.filter((row) => row.json === null)
  const links = own.map(({ id, hash }): OwnLink => ({ id, link: hash.slice(0, linkDigits) }))
  return pageText(items, page, `,"own":${JSON.stringify(links)}`)
}

/** One item of a ListPage as JSON text. */
function listItem(row: EntryRow): string {
  if (row.withdrawn) return `{"type":"withdrawn","id":${JSON.stringify(row.id)}}`
  return `{"type":"entry","entry":${entryText(row)}}`
}

/** A ListEntry as JSON text. */
export function entryText({ id, edition, content }: EntryRow): string {
  // The content is an object with at least one field: its text goes on behind the fields put before them.
  return `{"id":${JSON.stringify(id)},"edition":${JSON.stringify(edition)},${content.slice(1)}`
}

/** A ListPage as JSON text. */
export async function readList(store: EndpointStore, after: number, limit: number) {
  return textOf(await store.readList(after, limit), listItem)
}

/** Most entries, and bytes, that are told instead of pulled: no more than a request and its answer would cost on a thin line. */
const mostTold = 20
const largestTold = 4_096

/** ListChanges as JSON text, and the position they lead to; null where they are better pulled. */
export async function readListChanges(store: EndpointStore, after: number) {
  const page = await store.readList(after, mostTold)
  const text = `{"after":${after},"page":${textOf(page, listItem)}}`
  if (page.more || Buffer.byteLength(text) > largestTold) return null
  return { after, position: page.position, text }
}

/** A ReferencePage as JSON text. Passcode verifiers are told to the staff's own unit only. */
export async function readReference(store: EndpointStore, unit: string, after: number, limit: number) {
  return textOf(await store.readReference(after, limit), ({ json }: FeedRow) => {
    const document = JSON.parse(json) as ReferenceDocument
    if (document.type !== 'staff' || document.body.unit === unit) return json
    return JSON.stringify({ ...document, body: { ...document.body, verifier: null } })
  })
}

/**
 * Writes reference documents into the feed; what did not change stays where it is.
 * @returns how many changed
 * @throws demo-data-refused for a sample's edition at an endpoint in production
 */
export async function putReference(
  store: EndpointStore,
  documents: readonly ReferenceDocument[],
): Promise<number> {
  const sample = documents.some((one) => one.type === 'edition' && one.body.sample)
  if (sample && !store.demo) throw new CodedFailure('demo-data-refused')
  return store.putDocuments(documents)
}

/**
 * A unit's administrator corrects its telephone, fax and mail. As a reference document it reaches every window by the feed that
 * is there, which an event of the unit's own would not. Who changed it when, and what it said before, stays in the document.
 * @throws event-action-not-available where the staff named is no administrator of this unit, not-found
 */
export async function changeDirectory(
  store: EndpointStore,
  unit: string,
  { staff, ...contacts }: ChangeDirectory,
): Promise<void> {
  const who = await requireRole(store, unit, staff, 'administrator', 'change-directory')
  await store.changeDocument(`unit/${unit}`, (document) => {
    if (document?.type !== 'unit') throw new CodedFailure('not-found', { unit })
    const { telephone, fax, mail, contactChanges = [] } = document.body
    const change = {
      at: new Date().toISOString(),
      staff,
      staffName: who.name,
      before: { telephone, fax, mail },
    }
    const changes = [change, ...contactChanges].slice(0, mostContactChanges)
    return { ...document, body: { ...document.body, ...contacts, contactChanges: changes } }
  })
}

/** The same text for the same content, whatever order its fields came in. */
const contentFields = Object.keys(listEntryContentSchema.properties).sort()
const contentText = (content: ListEntryContent): string => JSON.stringify(content, contentFields)

/** An entry is the same entry while these stay; where two rows share them they are numbered. */
function entryKey(entry: ListEntryContent): string {
  const { demandingUnit, serviceItemName, serviceItemCode, proofName, proofPurpose } = entry
  const key = JSON.stringify([demandingUnit, serviceItemName, serviceItemCode, proofName, proofPurpose])
  return sha256(key).slice(0, 24)
}

/** Ids of the entries in their order, each with its text. */
function identified(entries: readonly ListEntryContent[]): ReadonlyMap<string, string> {
  const keys = new Map<string, number>()
  const texts = new Map<string, string>()
  for (const content of entries) {
    const key = entryKey(content)
    const count = (keys.get(key) ?? 0) + 1
    keys.set(key, count)
    texts.set(count === 1 ? key : `${key}-${count}`, contentText(content))
  }
  return texts
}

/** What publishing these entries changes: unchanged rows nothing, new and changed ones their content, missing ones withdrawn. */
function compare(edition: string, texts: ReadonlyMap<string, string>, current: readonly EntryRow[]) {
  const answer = { edition, added: 0, changed: 0, withdrawn: 0, unchanged: 0 }
  const before = new Map(current.map((row) => [row.id, row]))
  const changes: EntryRow[] = []
  for (const [id, content] of texts) {
    const row = before.get(id)
    if (row !== undefined && !row.withdrawn && row.content === content) {
      answer.unchanged += 1
      continue
    }
    if (row === undefined || row.withdrawn) answer.added += 1
    else answer.changed += 1
    changes.push({ id, withdrawn: false, edition, content })
  }
  for (const row of current) {
    if (row.withdrawn || texts.has(row.id)) continue
    changes.push({ id: row.id, withdrawn: true, edition, content: '' })
    answer.withdrawn += 1
  }
  return { answer, changes }
}

/** What publishing these entries would change; nothing is written. */
export async function compareList(store: EndpointStore, entries: readonly ListEntryContent[]) {
  const current: EntryRow[] = []
  for (let after = 0, more = true; more; ) {
    const page = await store.readList(after, largestPage)
    current.push(...page.rows)
    after = page.position
    more = page.more
  }
  const { edition, ...counts } = compare('', identified(entries), current).answer
  return counts
}

/**
 * Publishes an edition; only differences travel. The edition's reference document is committed with them.
 * @throws event-action-not-available where the staff named is not of the joint office, demo-data-refused
 */
export async function publishList(
  store: EndpointStore,
  unit: string,
  list: PublishList,
): Promise<PublishAnswer> {
  if (list.edition.sample && !store.demo) throw new CodedFailure('demo-data-refused')
  await requireRole(store, unit, list.staff, 'joint-office', 'publish-list')

  const texts = identified(list.entries)
  const edition: ReferenceDocument = {
    id: 'edition',
    type: 'edition',
    body: { ...list.edition, entries: list.entries.length },
  }
  const { answer } = await store.publish((current) => ({
    ...compare(list.edition.edition, texts, current),
    documents: [edition],
  }))
  return answer
}
