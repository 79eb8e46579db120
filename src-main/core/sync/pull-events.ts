// Reads the feed of events page by page. What this window wrote itself comes as links: it holds that already, and a thin line is spared it.
import type { EventPage, OwnLink } from '../../../src-shared/contract/replication.ts'
import type { EventEnvelope } from '../../../src-shared/domain/event.ts'
import { alone } from '../desk/append.ts'
import type { DeskContext } from '../desk/desk-context.ts'
import type { ChainState } from '../store/open-store.ts'
import type { EndpointClient } from './endpoint-client.ts'
import { markEvents, receiveEvents } from './receive-events.ts'

/**
 * Stores the next page behind `after`, then moves the position.
 * @returns whether there is more
 */
export async function pullEvents(
  context: DeskContext,
  client: EndpointClient,
  after: number,
  limit: number,
  keep: (next: { readonly events: number }) => Promise<void>,
): Promise<boolean> {
  const page = await readPage(context, client, after, limit)
  const events = await withWholeStreams(context, client, page.items as readonly EventEnvelope[])
  await alone(context, () => receiveEvents(context, events))
  if (page.position !== after) await keep({ events: page.position })
  return page.more
}

/** With this window's own events whole where it does not hold each as the endpoint does: after a recovery, or with an older store. */
async function readPage(
  context: DeskContext,
  client: EndpointClient,
  after: number,
  limit: number,
): Promise<EventPage> {
  if ((await context.store.readLocal<ChainState>('chain'))?.rejoin === true)
    return client.pullEvents(after, limit)
  const page = await client.pullEvents(after, limit, 'links')
  const holdsThem = await alone(context, () => acknowledge(context, page.own ?? []))
  return holdsThem ? page : client.pullEvents(after, limit)
}

/**
 * A link says that the endpoint has the event, also where the answer to its push was lost.
 * @returns false where one is not here, or linked otherwise; then nothing was marked
 */
async function acknowledge(context: DeskContext, own: readonly OwnLink[]): Promise<boolean> {
  if (own.length === 0) return true
  const here = await context.store.events.findByIds(own.map((one) => one.id)).exec()
  if (!own.every(({ id, link }) => here.get(id)?.hash.startsWith(link))) return false
  const unsure = [...here.values()].filter((one) => one.syncState !== 'synced')
  await markEvents(
    context,
    unsure.map(({ id }) => ({ id, refusal: null })),
  )
  return true
}

/**
 * An event may follow ones this window never held: its stream was closed before the window began, or left the store. Then all of
 * that stream is read, so that nothing is folded from its end alone.
 */
async function withWholeStreams(
  context: DeskContext,
  client: EndpointClient,
  events: readonly EventEnvelope[],
): Promise<readonly EventEnvelope[]> {
  const coming = new Set(events.map((event) => event.id))
  const causes = [...new Set(events.flatMap((event) => event.after))].filter((id) => !coming.has(id))
  if (causes.length === 0) return events
  const here = await context.store.events.findByIds(causes).exec()
  const partial = new Set(
    events.filter((one) => one.after.some((id) => !coming.has(id) && !here.has(id))).map((one) => one.stream),
  )
  const more: EventEnvelope[] = []
  for (const stream of partial) more.push(...((await client.streamEvents(stream))?.items ?? []))
  return [...new Map([...events, ...more].map((event) => [event.id, event])).values()]
}
