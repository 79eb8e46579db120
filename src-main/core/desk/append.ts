// Writes acts: checks each against the rules, links it into this window's chain, and stores all of them or none.
import { v7 as uuidv7 } from 'uuid'
import { actWasOpen, bodyFits } from '../../../src-shared/domain/acts.ts'
import {
  chainStart,
  type EventEnvelope,
  headsOf,
  largestEventBytes,
} from '../../../src-shared/domain/event.ts'
import type { Staff } from '../../../src-shared/domain/staff.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { ChainState, StoredEvent } from '../store/open-store.ts'
import { type DeskContext, enrolledIdentity, signedInStaff } from './desk-context.ts'
import { projectStreams, readStreamEvents } from './projection.ts'
import { sealEvent } from './window-identity.ts'

/** An act before it is an event. */
export type Draft = {
  readonly stream: string
  readonly kind: string
  readonly body: Readonly<Record<string, unknown>>
}

const tails = new WeakMap<DeskContext, Promise<unknown>>()

/**
 * Runs work alone: one chain has one writer. Also used by sync, so that a push never sees half an act.
 */
export function alone<Value>(context: DeskContext, work: () => Promise<Value>): Promise<Value> {
  const run = (tails.get(context) ?? Promise.resolve()).then(work, work)
  tails.set(
    context,
    run.catch(() => undefined),
  )
  return run
}

const unfolded = new WeakMap<DeskContext, Set<string>>()

/**
 * Folds the streams whose events are stored and whose fold is not (the disk took the one and not the other). An act that is
 * stored is never refused for that; the next one is, until there is room, for its numbers and rules are read from the folds.
 */
export async function foldWaiting(context: DeskContext): Promise<void> {
  const streams = unfolded.get(context)
  if (streams === undefined || streams.size === 0) return
  const waiting = [...streams]
  await projectStreams(context.store, waiting)
  for (const stream of waiting) streams.delete(stream)
  context.signals.changed('streams', ...waiting.map((stream) => `stream:${stream}` as const))
}

/** Last link of this window's chain, by its own count and not by any clock. */
async function chainTip(context: DeskContext, window: string) {
  const [tip] = await context.store.events
    .find({ selector: { window }, sort: [{ sequence: 'desc' }], limit: 1 })
    .exec()
  // After a recovery the endpoint may have given a place to a link that this store no longer holds.
  const head = (await context.store.readLocal<ChainState>('chain'))?.head ?? null
  if (head !== null && head.sequence > (tip?.sequence ?? 0)) return head
  return tip === undefined ? { sequence: 0, hash: chainStart } : { sequence: tip.sequence, hash: tip.hash }
}

/**
 * Appends the drafts as one act: all are stored in one transaction before this returns, or none. `actor` is who is signed
 * in, or who gave the order that is carried out only now (a mail that went out later).
 * @returns the events' ids
 * @throws action-not-available, input-invalid, event-too-large, not-signed-in, store-full
 */
export function append(
  context: DeskContext,
  act: readonly Draft[] | (() => Promise<readonly Draft[]>),
  actor: Staff = signedInStaff(context),
): Promise<readonly string[]> {
  return alone(context, async () => {
    context.care.requireRoom()
    await foldWaiting(context)
    // Numbers are taken here, where no other act can take the same one.
    const drafts = typeof act === 'function' ? await act() : act
    const identity = enrolledIdentity(context)
    const staff = actor
    const { window, unit } = identity.enrolment
    const known = new Map<string, readonly EventEnvelope[]>()
    let tip = await chainTip(context, window)
    const sealed: EventEnvelope[] = []
    for (const draft of drafts) {
      const streamEvents = known.get(draft.stream) ?? (await readStreamEvents(context.store, draft.stream))
      const event = sealEvent(
        {
          id: uuidv7(),
          stream: draft.stream,
          kind: draft.kind,
          at: new Date().toISOString(),
          clockOffset: context.clockOffset,
          unit,
          staff: staff.id,
          window,
          sequence: tip.sequence + 1,
          previousHash: tip.hash,
          after: [...headsOf(streamEvents)],
          edition: context.reference.edition?.edition ?? '',
          body: { ...draft.body },
        },
        identity,
      )
      if (!bodyFits(event)) throw new CodedFailure('input-invalid', { kind: draft.kind })
      if (!actWasOpen(event, streamEvents, staff)) {
        throw new CodedFailure('action-not-available', { action: draft.kind })
      }
      if (Buffer.byteLength(JSON.stringify(event)) > largestEventBytes)
        throw new CodedFailure('event-too-large')
      sealed.push(event)
      known.set(draft.stream, [...streamEvents, event])
      tip = { sequence: event.sequence, hash: event.hash }
    }
    const arrivedAt = new Date().toISOString()
    const written = await context.store.events.bulkInsert(
      sealed.map((event): StoredEvent => ({ ...event, syncState: 'waiting', refusal: null, arrivedAt })),
    )
    if (written.error.length > 0) throw new CodedFailure('unexpected', { name: 'event-not-written' })
    unfolded.set(context, new Set([...(unfolded.get(context) ?? []), ...known.keys()]))
    await foldWaiting(context).catch(() => undefined)
    context.signals.changed(
      'outbox',
      'streams',
      ...[...known.keys()].map((stream) => `stream:${stream}` as const),
    )
    return sealed.map((event) => event.id)
  })
}

/** Writes one event; its body is the validated input without the stream. */
export async function writeOne(context: DeskContext, stream: string, kind: string, body: Draft['body']) {
  const [event] = await append(context, [{ stream, kind, body }])
  return { event: event ?? '' }
}
