// What the endpoint keeps, asked for by what it does with it. SQLite and PostgreSQL hold it alike (sqlite/, postgres/).
//
// Every key begins with the region, and no call here touches two regions: one database server, partitions by region or a
// distributed PostgreSQL hold the same schema (architecture 11).
import type { Feed, ListEdition } from '../../src-shared/contract/replication.ts'
import type { EventEnvelope } from '../../src-shared/domain/event.ts'
import type { ReferenceDocument } from '../../src-shared/domain/reference.ts'
import type { CodedError, ErrorCode } from '../../src-shared/errors.ts'
import type { StoreRecord } from './records.ts'
import type { EntryRow, EventRow, FeedRow, RefusedEvent } from './rows.ts'

export type StoreSettings = {
  /** Region code of all keys; null takes what the database was made for, and 370304 for a new one. */
  readonly region: string | null
  /** A demo endpoint and its windows speak only with each other; null takes what the database was made as. */
  readonly demo: boolean | null
}

/** The last link of a window's chain that took its place, accepted or refused. */
export type Tip = { readonly sequence: number; readonly hash: string }

/** A window as the endpoint knows it. */
export type EnrolledWindow = {
  readonly window: string
  readonly unit: string
  readonly publicKey: string
  /** Keys it had before, the newest last. */
  readonly pastKeys: readonly string[]
  readonly revoked: boolean
}

/** A one-time code; only its digest is kept. Times are milliseconds. */
export type EnrolmentCode = {
  readonly codeHash: string
  readonly unit: string
  readonly windowName: string
  readonly expiresAt: number
}

export type NewWindow = {
  readonly window: string
  readonly number: number
  readonly name: string
  readonly unit: string
  readonly publicKey: string
  readonly enrolledAt: string
}

/**
 * A page of a feed in commit order. `position` is where to ask on from.
 */
export type Page<Row> = {
  readonly rows: readonly Row[]
  readonly position: number
  /** Known because one more row was read, never guessed from the page's length. */
  readonly more: boolean
}

/** What a push wants to be judged by. */
export type PushNeeds = {
  readonly ids: readonly string[]
  readonly streams: readonly string[]
  /** Ids of reference documents. */
  readonly documents: readonly string[]
}

export type RefusedBefore = {
  readonly id: string
  readonly hash: string
  readonly code: ErrorCode
  readonly params: CodedError['params']
}

/** What the store says of them, read while nobody else can write to these streams or this window's chain. */
export type PushKnowledge = {
  readonly tip: Tip
  /** Id of an event that is here -> its hash. */
  readonly hashes: ReadonlyMap<string, string>
  /** This window's refused events that keep a place in its chain. */
  readonly refused: readonly RefusedBefore[]
  /** The streams' events that are here, in the order of their commit. */
  readonly streams: ReadonlyMap<string, readonly EventEnvelope[]>
  readonly parties: ReadonlyMap<string, readonly string[]>
  /** Those of the streams that are closed. */
  readonly closed: ReadonlySet<string>
  readonly documents: ReadonlyMap<string, ReferenceDocument>
  /** What staff documents among them said before, the oldest first. */
  readonly past: ReadonlyMap<string, readonly PastDocument[]>
}

/** A document as it was until it was replaced, at the endpoint's time in milliseconds. */
export type PastDocument = { readonly until: number; readonly document: ReferenceDocument }

/** An event and its text as it is kept. */
export type AcceptedEvent = { readonly event: EventEnvelope; readonly json: string }

export type Place = { readonly unit: string; readonly event: string }

/** What becomes of a push: written whole or not at all. */
export type PushOutcome = {
  readonly tip: Tip
  readonly accepted: readonly AcceptedEvent[]
  readonly refused: readonly RefusedEvent[]
  readonly newParties: readonly { readonly stream: string; readonly unit: string }[]
  /** Streams that closed, with the endpoint's time in milliseconds, or were opened again (null). */
  readonly closed: readonly { readonly stream: string; readonly at: number | null }[]
  /** Events in the order in which they enter their units' feeds. */
  readonly places: readonly Place[]
}

/** What an edition changes; rows that stay as they are are not among them. */
export type Publication = {
  readonly changes: readonly EntryRow[]
  readonly documents: readonly ReferenceDocument[]
}

/** A feed that grew, of one unit where it is the events'. */
export type Growth = { readonly feed: Feed; readonly unit: string | null; readonly position: number }

/** `anything`: another process wrote something, or a message was missed: look anew. */
export type Change =
  | { readonly change: 'grown'; readonly growth: readonly Growth[] }
  /** It was revoked, or has another key. */
  | { readonly change: 'window'; readonly window: string }
  | { readonly change: 'anything' }

/** A page of a list's edition: text that never changes, known by its digest. */
export type EditionPage = {
  readonly digest: string
  readonly items: number
  readonly gzip: Uint8Array
  readonly brotli: Uint8Array
}

/**
 * Streams a unit holds, after `from` in the order of their names, or of (time of closing, name) for closed ones. Closed ones count
 * from `since`: what closed after `takenAt`, every stream but a case, and cases on which `window` itself worked. Times are milliseconds.
 */
export type HeldStreams =
  | { readonly which: 'open'; readonly from: string }
  | {
      readonly which: 'closed'
      readonly from: readonly [closedAt: number, stream: string]
      readonly window: string
      readonly takenAt: number
    }
/** Verifications of all units, likewise. */
export type AnyVerifications =
  | { readonly which: 'open'; readonly from: string }
  | { readonly which: 'ended'; readonly from: readonly [closedAt: number, stream: string] }
/** `closedAt` is 0 of an open one. */
export type HeldStream = { readonly stream: string; readonly closedAt: number }

export type StoreStatus = {
  readonly windows: number
  readonly revoked: number
  readonly events: number
  readonly refused: number
  readonly entries: number
}

/** `json` of a refused event may be cut off where it was too large. */
export type ChainLink = { readonly hash: string; readonly refused: boolean; readonly json: string }

/** The feeds, and what of the streams a unit holds. */
export type StoreFeeds = {
  /** Pages of the three feeds. Of events without the texts of those that `writer` wrote; null wants all of them. */
  readEvents(unit: string, after: number, limit: number, writer: string | null): Promise<Page<EventRow>>
  readList(after: number, limit: number): Promise<Page<EntryRow & { readonly position: number }>>
  readReference(after: number, limit: number): Promise<Page<FeedRow>>
  /** Where a unit's three feeds end. */
  readPositions(unit: string): Promise<Readonly<Record<Feed, number>>>
  /** Where every feed ends that has anything in it. */
  readEnds(): Promise<readonly Growth[]>

  readHeld(unit: string, held: HeldStreams, limit: number): Promise<readonly HeldStream[]>
  /** Events of these streams as JSON text, each stream's in the order of their commit. */
  readStreams(streams: readonly string[]): Promise<readonly string[]>
  isParty(stream: string, unit: string): Promise<boolean>
  readVerifications(wanted: AnyVerifications, limit: number): Promise<readonly HeldStream[]>
}

/** The list with its editions, and the documents of the reference. */
export type StoreList = {
  /** The newest edition of the list that was put here as pages. */
  readEdition(): Promise<ListEdition | null>
  readEditionPage(digest: string): Promise<Pick<EditionPage, 'gzip' | 'brotli'> | null>
  /** Keeps the pages of this edition and of the one before it. */
  putEdition(position: number, pages: readonly EditionPage[]): Promise<void>

  readDocument(id: string): Promise<ReferenceDocument | null>
  /** What did not change stays where it is. @returns how many changed */
  putDocuments(documents: readonly ReferenceDocument[]): Promise<number>
  /** Puts what `change` makes of a document as it stands (null: there is none); nobody else writes it meanwhile. */
  changeDocument(id: string, change: (document: ReferenceDocument | null) => ReferenceDocument): Promise<void>
  /** One publication at a time; `decide` sees every entry there is, the withdrawn ones too. */
  publish<Outcome extends Publication>(decide: (current: readonly EntryRow[]) => Outcome): Promise<Outcome>
}

/** What windows pushed: their chains, and what was set aside. */
export type StorePushes = {
  /**
   * One transaction: reads what the push is judged by, lets `decide` judge (it must be pure: a transaction that has to be
   * repeated asks it again), and writes the outcome. Positions in the feeds are taken last, and kept from others until the
   * commit, so that the order of a feed is the order of commit.
   */
  append<Outcome extends PushOutcome>(
    window: string,
    needs: PushNeeds,
    decide: (known: PushKnowledge) => Outcome,
  ): Promise<Outcome>
  readTip(window: string): Promise<Tip>
  /** What was set aside, the newest first. */
  readRefused(limit: number): Promise<readonly (RefusedEvent & { readonly window: string })[]>
  /** The links of a window's chain, accepted ones in their order and then the refused ones. */
  readChain(window: string): Promise<readonly ChainLink[]>
}

/** Enrolment codes and the windows they became. */
export type StoreWindows = {
  addCode(code: EnrolmentCode): Promise<void>
  /** Uses the code up with the window that `make` makes for it, or with nothing where `make` throws. `usedAt` null: still good. */
  spendCode(
    codeHash: string,
    make: (code: (EnrolmentCode & { readonly usedAt: number | null }) | null, number: number) => NewWindow,
  ): Promise<NewWindow>
  findWindow(window: string): Promise<EnrolledWindow | null>
  /** @returns whether there is such a window */
  revoke(window: string): Promise<boolean>
  /** @returns false where its key is not `from` any more */
  changeKey(window: string, from: string, to: string): Promise<boolean>
  readRevoked(): Promise<ReadonlySet<string>>

  readStatus(): Promise<StoreStatus>
  readWindows(): Promise<readonly EnrolledWindow[]>
}

export type EndpointStore = StoreFeeds &
  StoreList &
  StorePushes &
  StoreWindows & {
    readonly kind: 'sqlite' | 'postgres'
    readonly region: string
    readonly endpointId: string
    readonly demo: boolean
    /** Seals the tokens of this region's windows; base64. */
    readonly tokenSecret: string

    /** Everything of this region as it is at one moment, beside running servers. */
    dump(write: (records: readonly StoreRecord[]) => Promise<void>): Promise<void>
    /** Puts a dump into an empty store. @throws action-not-available where it is not empty */
    load(records: AsyncIterable<StoreRecord>): Promise<void>

    /** Hears of every change, by this process or another, once it is committed. @returns stops it */
    listen(hear: (change: Change) => void): () => void
    close(): Promise<void>
  }

/**
 * Cuts the row read beyond the page off again. Where nothing follows, the position stays what was asked: the feed's end may have
 * moved on since. Only a window that is ahead of the feed, as after an endpoint was put back from a backup, is sent to the start.
 */
export async function pageOf<Row extends { readonly position: number }>(
  rows: readonly Row[],
  after: number,
  limit: number,
  end: () => number | Promise<number>,
): Promise<Page<Row>> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  if (last !== undefined) return { rows: shown, position: last.position, more: rows.length > limit }
  if (after === 0 || (await end()) >= after) return { rows: [], position: after, more: false }
  return { rows: [], position: 0, more: true }
}

/** Groups what belongs to one key, keeping the order. */
export function grouped<Row, Value>(
  rows: readonly Row[],
  key: (row: Row) => string,
  value: (row: Row) => Value,
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group === undefined) groups.set(key(row), [value(row)])
    else group.push(value(row))
  }
  return groups
}

/** The name under which a feed counts its positions. */
export const eventsOf = (unit: string): string => `events/${unit}`

/** How far the feed that counts under this name goes; null where the name counts something else. */
function growthOf(counter: string, position: number): Growth | null {
  if (counter === 'list' || counter === 'reference') return { feed: counter, unit: null, position }
  if (!counter.startsWith('events/')) return null
  return { feed: 'events', unit: counter.slice('events/'.length), position }
}

export type Counter = { readonly name: string; readonly position: number }

export const endsOf = (counters: readonly Counter[]): readonly Growth[] =>
  counters.map(({ name, position }) => growthOf(name, position)).filter((growth) => growth !== null)

/** Listeners of one store. */
export function createListeners() {
  const listeners = new Set<(change: Change) => void>()
  return {
    tell(change: Change): void {
      for (const hear of listeners) hear(change)
    },
    listen(hear: (change: Change) => void): () => void {
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
  }
}

export type StoredWindow = Omit<EnrolledWindow, 'pastKeys' | 'revoked'> & {
  readonly pastKeys: string
  readonly revoked: boolean | number
}
export const windowOf = ({ pastKeys, revoked, ...row }: StoredWindow): EnrolledWindow => ({
  ...row,
  pastKeys: JSON.parse(pastKeys) as readonly string[],
  revoked: Boolean(revoked),
})
