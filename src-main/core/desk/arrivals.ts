// When an open inquiry reached the unit asked, as far as this window knows: its limit runs from then (A2§7).
import { type Arrivals, type DeskContext, rightNow } from './desk-context.ts'
import { unregisteredOf } from './projection.ts'

export async function readArrivals(store: DeskContext['store']): Promise<Arrivals> {
  return new Map(Object.entries((await store.readLocal<Record<string, string>>('arrivals')) ?? {}))
}

/** Notes that these inquiries arrived now: received here, or acknowledged by the endpoint. Registered ones are forgotten. */
export async function noteArrivals(context: DeskContext, streams: readonly string[]): Promise<void> {
  if (streams.length === 0) return
  const now = new Date(rightNow(context)).toISOString()
  const open = await unregisteredOf(context.store)
  const known = new Map([...context.arrivals].filter(([stream]) => open.has(stream)))
  for (const stream of streams) if (!known.has(stream)) known.set(stream, now)
  context.arrivals = known
  await context.store.writeLocal('arrivals', Object.fromEntries(known))
}

/**
 * Arrival of an inquiry that is not registered, ISO; null where it has not left this window. What was read with a snapshot
 * arrived at another window of the unit: then the moment of the request stands for it.
 * @param askedAt - moment of the request where the endpoint has it, else null
 * @param sentAt - when it first went out by fax, mail or OA
 */
export function arrivalOf(
  context: Pick<DeskContext, 'arrivals'>,
  stream: string,
  askedAt: string | null,
  sentAt: string | null,
): string | null {
  const times = [context.arrivals.get(stream) ?? askedAt, sentAt].filter((time) => time !== null).sort()
  return times[0] ?? null
}
