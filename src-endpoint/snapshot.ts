// What a new window starts from: whole streams it should hold, and the position in its feed from which it goes on.
import { closedStreamDays, lookLife } from '../src-shared/contract/replication.ts'
import { type EventEnvelope, momentOf } from '../src-shared/domain/event.ts'
import { supervisionOf } from '../src-shared/domain/supervision.ts'
import { CodedFailure } from '../src-shared/errors.ts'
import type { EndpointStore, EnrolledWindow, HeldStreams } from './store/endpoint-store.ts'

/** Streams on a page. */
const streamsOfPage = 60
const day = 24 * 60 * 60_000

/**
 * Where a snapshot goes on. `takenAt` (milliseconds) and `position` stay what they were on its first page: what closes meanwhile is
 * still told, and what is committed meanwhile comes with the feed.
 */
type Cursor = {
  readonly takenAt: number
  readonly position: number
  readonly which: 'open' | 'closed'
  readonly closedAt: number
  readonly stream: string
}

/** @throws input-invalid where the cursor is none of ours */
function readCursor(text: string): Cursor {
  const [takenAt, position, which, closedAt, ...stream] = text.split('_')
  const numbers = [takenAt, position, closedAt].map((one) =>
    /^\d{1,15}$/.test(one ?? '') ? Number(one) : -1,
  )
  const [taken = -1, at = -1, closed = -1] = numbers
  if (taken < 0 || at < 0 || closed < 0 || (which !== 'open' && which !== 'closed'))
    throw new CodedFailure('input-invalid', { field: 'cursor' })
  return { takenAt: taken, position: at, which, closedAt: closed, stream: stream.join('_').slice(0, 120) }
}

const cursorText = ({ takenAt, position, which, closedAt, stream }: Cursor): string =>
  [takenAt, position, which, closedAt, stream].join('_')

/** A SnapshotPage as JSON text; null asks for the first one. */
export async function readSnapshot(
  store: EndpointStore,
  { unit, window }: EnrolledWindow,
  given: string | null,
): Promise<string> {
  const cursor = given === null ? await start(store, unit) : readCursor(given)
  const { takenAt, position, which } = cursor
  const held: HeldStreams =
    which === 'open'
      ? { which, from: cursor.stream }
      : { which, from: [cursor.closedAt, cursor.stream], window, takenAt }
  const streams = await store.readHeld(unit, held, streamsOfPage)
  const items = await store.readStreams(streams.map((one) => one.stream))
  const last = streams.at(-1)
  let next: string | null = null
  if (last !== undefined && streams.length === streamsOfPage)
    next = cursorText({ ...cursor, closedAt: last.closedAt, stream: last.stream })
  else if (which === 'open')
    next = cursorText({ ...cursor, which: 'closed', closedAt: takenAt - closedStreamDays * day, stream: '' })
  return `{"items":[${items.join(',')}],"position":${position},"cursor":${JSON.stringify(next)}}`
}

/** The position first: whatever is committed from now on comes with the feed as well. */
async function start(store: EndpointStore, unit: string): Promise<Cursor> {
  const { events } = await store.readPositions(unit)
  return { takenAt: Date.now(), position: events, which: 'open', closedAt: 0, stream: '' }
}

/**
 * StreamEvents as JSON text. The joint office is no party to a verification that was reported to it: it reads one for as long as a
 * look at it, which this window recorded, is good (A2§12).
 * @throws not-found where the unit is no party to it and recorded no look, or there is none
 */
export async function readStreamEvents(
  store: EndpointStore,
  from: EnrolledWindow,
  stream: string,
): Promise<string> {
  const isText = stream.length <= 120 && !stream.includes('\0')
  const may = isText && ((await store.isParty(stream, from.unit)) || (await looks(store, from, stream)))
  if (!may) throw new CodedFailure('not-found', {})
  return `{"items":[${(await store.readStreams([stream])).join(',')}]}`
}

/** Whether this window recorded a look at the verification a short while ago. */
async function looks(store: EndpointStore, { window }: EnrolledWindow, stream: string): Promise<boolean> {
  if (!stream.startsWith('verification/')) return false
  const said = (await store.readStreams([supervisionOf(stream)])).map(
    (json) => JSON.parse(json) as EventEnvelope,
  )
  return said.some(
    (event) =>
      event.kind === 'supervision-revealed' &&
      event.window === window &&
      Math.abs(Date.now() - momentOf(event)) < lookLife,
  )
}
