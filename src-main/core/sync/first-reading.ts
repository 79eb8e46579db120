// How a new window begins: the list as pages that were made once, the events as a snapshot of what it should hold. Each page that is
// stored is remembered, so that a line that breaks goes on where it was.
import type { ListEdition } from '../../../src-shared/contract/replication.ts'
import type { EventEnvelope } from '../../../src-shared/domain/event.ts'
import { alone } from '../desk/append.ts'
import type { DeskContext } from '../desk/desk-context.ts'
import type { ChainState } from '../store/open-store.ts'
import type { EndpointClient, PackedPage } from './endpoint-client.ts'
import { receiveEvents } from './receive-events.ts'
import { storePages } from './store-list.ts'

export type FirstReading = {
  /** The edition being read, how many of its pages are stored, and the position from which its deltas follow. */
  readonly list?: { readonly edition: ListEdition; readonly stored: number; readonly from: number }
  /** Cursor of the snapshot's next page; null when it is read, though it may have been empty. */
  readonly snapshot?: string | null
}

type Keep = (next: {
  readonly list?: number
  readonly events?: number
  readonly first?: FirstReading
}) => Promise<void>

/** Reads the newest edition of the list. Does nothing where the endpoint has none: then the feed is read from its beginning. */
export async function readFirstList(
  context: DeskContext,
  client: EndpointClient,
  first: FirstReading,
  keep: Keep,
): Promise<void> {
  let reading = first.list ?? startOf(await client.listEdition())
  const pages = readAhead(client)
  while (reading !== null && reading.stored < reading.edition.pages.length) {
    const here = await pages(reading.edition, reading.stored)
    if (here === null) {
      // A newer edition took its place. What was withdrawn between the two is told by the deltas since the first one.
      const newer = startOf(await client.listEdition())
      // Where it is still the newest, its page is lost: then the feed is read from its beginning too.
      const isNewer = newer !== null && newer.edition.position !== reading.edition.position
      reading = isNewer ? { ...newer, from: Math.min(newer.from, reading.from) } : null
      continue
    }
    await storePages(context, here)
    reading = { ...reading, stored: reading.stored + here.length }
    await keep({ first: { ...first, list: reading } })
  }
  const { list, ...rest } = first
  if (reading !== null) await keep({ list: reading.from, first: rest })
}

/** Pages asked for beside the next one while that comes slowly, and while it comes at once. */
const fewAhead = 1
const mostAhead = 4
/** What comes within so many milliseconds comes at once. */
const atOnce = 500

/** Pages come while others are stored. What is here is stored in one go; on a thin line that is every page by itself. */
function readAhead(client: EndpointClient) {
  type Coming = {
    readonly digest: string
    readonly page: ReturnType<EndpointClient['listPage']>
    arrived: PackedPage | null
  }
  let coming: Coming[] = []
  let ahead = fewAhead
  function ask(digest: string): Coming {
    const asked: Coming = { digest, page: client.listPage(digest), arrived: null }
    // A failure is told when the page's turn comes; by then it may not be wanted any more.
    asked.page.then(
      (page) => (asked.arrived = page),
      () => undefined,
    )
    return asked
  }
  /** The next pages from `at` on, at least one; null where that one is no longer kept. */
  return async ({ pages }: ListEdition, at: number): Promise<readonly PackedPage[] | null> => {
    if (coming[0]?.digest !== pages[at]?.digest) coming = []
    const askFor = (from: number) =>
      coming.push(...pages.slice(from + coming.length, from + 1 + ahead).map(({ digest }) => ask(digest)))
    askFor(at)
    const start = performance.now()
    if ((await coming[0]?.page) == null) return null
    ahead = performance.now() - start < atOnce ? mostAhead : fewAhead
    const missing = coming.findIndex((one) => one.arrived === null)
    const here = coming.slice(0, missing < 0 ? coming.length : missing)
    coming = coming.slice(here.length)
    askFor(at + here.length)
    return here.flatMap((one) => one.arrived ?? [])
  }
}

const startOf = (edition: ListEdition | null): (FirstReading['list'] & object) | null =>
  edition === null ? null : { edition, stored: 0, from: edition.position }

/**
 * Reads the snapshot and goes on from its position. A window that was recovered reads the whole feed instead: it has to find its own
 * events again, whatever their streams came to.
 */
export async function readFirstEvents(
  context: DeskContext,
  client: EndpointClient,
  first: FirstReading,
  keep: Keep,
): Promise<void> {
  if (first.snapshot === null) return
  if ((await context.store.readLocal<ChainState>('chain'))?.rejoin === true) return
  let cursor: string | null = first.snapshot ?? null
  for (;;) {
    const page = await client.snapshot(cursor)
    await alone(context, () => receiveEvents(context, page.items as readonly EventEnvelope[], 'snapshot'))
    cursor = page.cursor
    const read = { first: { ...first, snapshot: cursor } }
    if (cursor === null) return keep({ ...read, events: page.position })
    await keep(read)
  }
}
