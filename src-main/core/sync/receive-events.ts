// Stores what the endpoint says of events: new ones, ones it acknowledges, ones it refused.
import type { EventEnvelope } from '../../../src-shared/domain/event.ts'
import { type CodedError, CodedFailure } from '../../../src-shared/errors.ts'
import { noteArrivals } from '../desk/arrivals.ts'
import type { DeskContext } from '../desk/desk-context.ts'
import { projectStreams } from '../desk/projection.ts'
import type { StoredEvent } from '../store/open-store.ts'

/**
 * Stores events of the feed; one that is here already is only marked as acknowledged. One of a store put back from a backup may
 * have been linked anew since: the endpoint's link is the one that counts, id and content are the same.
 */
export async function receiveEvents(
  context: DeskContext,
  events: readonly EventEnvelope[],
  from: 'feed' | 'snapshot' = 'feed',
): Promise<void> {
  if (events.length === 0) return
  const here = await context.store.events.findByIds(events.map((event) => event.id)).exec()
  const arrivedAt = new Date().toISOString()
  const incoming = new Map<string, StoredEvent>()
  const relinked: StoredEvent[] = []
  for (const event of events) {
    const known = here.get(event.id)
    const stored: StoredEvent = { ...event, syncState: 'synced', refusal: null, arrivedAt }
    if (known === undefined) incoming.set(event.id, stored)
    else if (known.hash !== event.hash) relinked.push({ ...stored, arrivedAt: known.arrivedAt })
  }
  await context.store.events.bulkUpsert(relinked)
  if (incoming.size > 0) {
    const written = await context.store.events.bulkInsert([...incoming.values()])
    if (written.error.length > 0) throw new CodedFailure('unexpected', { name: 'event-not-written' })
  }
  const waiting = [...here.values()].filter((one) => one.syncState !== 'synced')
  await markEvents(
    context,
    waiting.map((one) => ({ id: one.id, refusal: null })),
  )
  const streams = new Set(events.map((event) => event.stream))
  await projectStreams(context.store, streams)
  if (from === 'feed') await noteArrivals(context, requestedIn([...incoming.values()]))
  context.signals.changed('streams', ...[...streams].map((stream) => `stream:${stream}` as const))
}

const requestedIn = (events: readonly Pick<EventEnvelope, 'kind' | 'stream'>[]): readonly string[] =>
  events.filter((event) => event.kind === 'verification-requested').map((event) => event.stream)

type Mark = { readonly id: string; readonly refusal: CodedError | null }

export async function markEvents(context: DeskContext, marks: readonly Mark[]): Promise<void> {
  if (marks.length === 0) return
  const found = await context.store.events.findByIds(marks.map((mark) => mark.id)).exec()
  const changed = marks.flatMap((mark) => {
    const event = found.get(mark.id)
    if (event === undefined) return []
    const stored = event.toMutableJSON() as unknown as StoredEvent
    return [
      {
        ...stored,
        syncState: mark.refusal === null ? 'synced' : 'refused',
        refusal: mark.refusal,
      } as StoredEvent,
    ]
  })
  await context.store.events.bulkUpsert(changed)
  await noteArrivals(context, requestedIn(changed.filter((event) => event.syncState === 'synced')))
  context.signals.changed('outbox', 'streams', ...changed.map((event) => `stream:${event.stream}` as const))
}
