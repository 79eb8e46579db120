// How a new window begins: the list as pages that were made once, the events as a snapshot of what it should hold. Each page that is
// stored is remembered, so that a line that breaks goes on where it was.
import type { ListEdition, ListEditionPage } from '../../../src-shared/contract/replication.ts'
import type { EventEnvelope } from '../../../src-shared/domain/event.ts'
import { alone } from '../desk/append.ts'
import type { DeskContext } from '../desk/desk-context.ts'
import type { ChainState } from '../store/open-store.ts'
import type { EndpointClient } from './endpoint-client.ts'
import { receiveEvents } from './receive-events.ts'
import { storeEntries } from './store-entries.ts'

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
    const page = await pages(reading.edition, reading.stored)
    if (page === null) {
      // A newer edition took its place. What was withdrawn between the two is told by the deltas since the first one.
      const newer = startOf(await client.listEdition())
      reading = newer === null ? null : { ...newer, from: Math.min(newer.from, reading.from) }
      continue
    }
    await storeEntries(context, page.items, [])
    reading = { ...reading, stored: reading.stored + 1 }
    await keep({ first: { ...first, list: reading } })
  }
  const { list, ...rest } = first
  if (reading !== null) await keep({ list: reading.from, first: rest })
}

/** The next page comes while one is stored. Asked for another than the one that is coming, it asks anew. */
function readAhead(client: EndpointClient) {
  let coming: { readonly digest: string; readonly page: ReturnType<EndpointClient['listPage']> } | null = null
  const ask = (digest: string | undefined) => {
    if (digest === undefined) return null
    const page = client.listPage(digest)
    // A failure is told when the page's turn comes; by then it may not be wanted any more.
    page.catch(() => undefined)
    return { digest, page }
  }
  return async ({ pages }: ListEdition, at: number): Promise<ListEditionPage | null> => {
    const digest = pages[at]?.digest
    const wanted = coming?.digest === digest ? coming : ask(digest)
    const page = await (wanted?.page ?? null)
    coming = page === null ? null : ask(pages[at + 1]?.digest)
    return page
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
