// Frames of every unit's verifications for the joint office (A2§13): no name, no number, no declared fact leaves with them.
import { framesOfPage } from '../src-shared/contract/replication.ts'
import type { EventEnvelope } from '../src-shared/domain/event.ts'
import { foldVerification } from '../src-shared/domain/verification.ts'
import { frameOf } from '../src-shared/domain/verification-frame.ts'
import { requireRole } from './require-role.ts'
import { type EndpointStore, type EnrolledWindow, grouped, type HeldStream } from './store/endpoint-store.ts'

/** Where the ended ones go on: `CLOSEDAT/STREAM`. Open ones come first and go on behind a stream's name. */
const endedFrom = /^(\d{1,15})\/(.*)$/s

async function readStreams(store: EndpointStore, since: number, after: string) {
  const [, closedAt, name] = endedFrom.exec(after) ?? []
  const open =
    name === undefined ? await store.readVerifications({ which: 'open', from: after }, framesOfPage) : []
  const left = framesOfPage - open.length
  if (left === 0) return open
  const from = [Number(closedAt ?? since), name ?? ''] as const
  return [...open, ...(await store.readVerifications({ which: 'ended', from }, left))]
}

const cursorOf = ({ stream, closedAt }: HeldStream): string =>
  closedAt === 0 ? stream : `${closedAt}/${stream}`

/**
 * One page of what `after`, the cursor of the page before, leaves: open verifications in the order of their names, then those
 * closed at `since` (milliseconds) or later in the order in which they were.
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
  const found = await readStreams(store, since, after)
  const streams = [...new Set(found.map((one) => one.stream))]
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
  const last = found.at(-1)
  return { frames, takenAt, cursor: last && found.length === framesOfPage ? cursorOf(last) : null }
}
