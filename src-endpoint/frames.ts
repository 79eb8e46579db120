// Frames of every unit's verifications for the joint office (A2§13): no name, no number, no declared fact leaves with them.
import { framesOfPage } from '../src-shared/contract/replication.ts'
import type { EventEnvelope } from '../src-shared/domain/event.ts'
import { foldVerification } from '../src-shared/domain/verification.ts'
import { frameOf } from '../src-shared/domain/verification-frame.ts'
import { requireRole } from './require-role.ts'
import { type EndpointStore, type EnrolledWindow, grouped } from './store/endpoint-store.ts'

/**
 * One page: verifications after `after` in the order of their names that are open, or closed at `since` (milliseconds) or later.
 * @throws event-action-not-available where `staff` is not of this window's joint office
 */
export async function readFrames(
  store: EndpointStore,
  { unit }: EnrolledWindow,
  staff: string,
  since: number,
  after: string,
) {
  await requireRole(store, unit, staff, 'joint-office', 'read-frames')
  const takenAt = Date.now()
  const streams = await store.readVerifications(since, after, framesOfPage)
  const events = (await store.readStreams(streams)).map((json) => JSON.parse(json) as EventEnvelope)
  const byStream = grouped(
    events,
    (event) => event.stream,
    (event) => event,
  )
  const frames = streams.flatMap((stream) => {
    const frame = frameOf(stream, foldVerification(byStream.get(stream) ?? []))
    return frame === null ? [] : [frame]
  })
  return { frames, takenAt, cursor: streams.length < framesOfPage ? null : (streams.at(-1) ?? null) }
}
