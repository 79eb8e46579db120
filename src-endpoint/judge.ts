// Judges one pushed event by itself: its link in the window's chain first, then whether it was this staff's to say.
import { createHash, type KeyObject, verify } from 'node:crypto'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { actWasOpen, bodyFits } from '../src-shared/domain/acts.ts'
import {
  type EventEnvelope,
  eventEnvelopeSchema,
  judgeChain,
  largestEventBytes,
} from '../src-shared/domain/event.ts'
import type { Staff } from '../src-shared/domain/staff.ts'
import type { VerificationBody } from '../src-shared/domain/verification.ts'
import type { CodedError, ErrorCode } from '../src-shared/errors.ts'
import type { EndpointStore } from './store.ts'
import type { EnrolledWindow } from './windows.ts'

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The last link of a window's chain that took its place, accepted or refused. */
export type Tip = { readonly sequence: number; readonly hash: string }

/**
 * What is said of an event. `link` is where the chain goes on from; null where the event took no place in it.
 * `kept` is false for what need not be set aside: it was before, or is only refused for now.
 */
export type Verdict =
  | { readonly verdict: 'accept'; readonly event: EventEnvelope; readonly link: Tip }
  | { readonly verdict: 'already-had'; readonly link: null }
  | {
      readonly verdict: 'refuse'
      readonly error: CodedError
      readonly link: Tip | null
      readonly kept: boolean
    }

/** Only what the chain is made of; whether the rest is well-formed is asked once the link is known to be good. */
const linkSchema = Compile(
  Type.Object({
    id: Type.String({ minLength: 1, maxLength: 64 }),
    window: Type.String({ maxLength: 64 }),
    sequence: Type.Integer({ minimum: 1 }),
    previousHash: Type.String({ minLength: 64, maxLength: 64 }),
    hash: Type.String({ minLength: 64, maxLength: 64 }),
    signature: Type.String({ maxLength: 128 }),
  }),
)
const envelopeSchema = Compile(eventEnvelopeSchema)

/** Deepest nesting of arrays and objects in an event; deeper ones are made to exhaust a reader, not to say something. */
const deepest = 32

function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((one) => nestsDeeper(one, levels - 1))
}

/** An event as text to keep; what nests too deeply to be written is kept only as having been there. */
export function jsonOf(given: unknown): string {
  return nestsDeeper(given, deepest) ? '"nested too deeply"' : JSON.stringify(given)
}

const refuse = (
  code: ErrorCode,
  params: CodedError['params'] = {},
  link: Tip | null = null,
  kept = true,
): Verdict => ({ verdict: 'refuse', error: { code, params }, link, kept })

/** Judges `given` as the next event of the window `from`, whose chain stands at `tip`. */
export function judge(
  store: EndpointStore,
  from: EnrolledWindow,
  key: KeyObject | null,
  given: unknown,
  tip: Tip,
): Verdict {
  if (nestsDeeper(given, deepest)) return refuse('event-malformed', { field: 'body' })
  if (!linkSchema.Check(given)) return refuse('event-malformed', { field: 'envelope' })
  // The link's fields are there; those of the act itself are looked at below.
  const event = given as unknown as EventEnvelope
  const before = saidBefore(store, from.window, event)
  if (before !== null) return before
  if (event.window !== from.window) return refuse('event-not-your-window')
  switch (judgeChain(event, tip, sha256)) {
    case 'hash-wrong':
      return refuse('event-malformed', { field: 'hash' })
    case 'gap':
      return refuse('event-chain-gap', { expected: tip.sequence + 1 }, null, false)
    case 'fork':
      return refuse('event-chain-fork', { expected: tip.sequence + 1 })
    case 'next':
      break
  }
  if (!isSigned(event, key)) return refuse('event-unsigned')
  // The link is good: whatever is said of the act, the chain goes on behind it.
  const link: Tip = { sequence: event.sequence, hash: event.hash }
  const wrong = judgeAct(store, from, event)
  if (wrong !== null) return refuse(wrong.code, wrong.params, link)
  return { verdict: 'accept', event, link }
}

/** What is wrong with the act itself, or null. */
function judgeAct(store: EndpointStore, from: EnrolledWindow, event: EventEnvelope): CodedError | null {
  const wrong = (code: ErrorCode, params: CodedError['params'] = {}): CodedError => ({ code, params })
  if (Buffer.byteLength(JSON.stringify(event)) > largestEventBytes) {
    return wrong('event-too-large', { bytes: largestEventBytes })
  }
  if (!envelopeSchema.Check(event)) return wrong('event-malformed', { field: 'envelope' })
  if (hashOf(store, event.id) !== null) return wrong('event-chain-fork', { field: 'id' })
  if (!bodyFits(event)) return wrong('event-malformed', { kind: event.kind })
  if (event.unit !== from.unit) return wrong('event-not-your-unit')
  const staff = readStaff(store, event.staff)
  if (staff === null || !staff.active || staff.unit !== event.unit) return wrong('event-staff-unknown')
  const streamEvents = readStream(store, event.stream)
  if (streamEvents.length > 0 && !isParty(store, event.stream, event.unit))
    return wrong('event-not-your-unit')
  const act = { action: event.kind }
  if (event.kind === 'verification-requested') {
    const { demandingUnit, issuingUnit } = event.body as VerificationBody<'verification-requested'>
    if (!unitIsKnown(store, demandingUnit) || !unitIsKnown(store, issuingUnit)) {
      return wrong('event-malformed', { field: 'unit' })
    }
    // A letter is its demanding unit's: who answers it does not ask again in its place.
    const opened = streamEvents.find((one) => one.kind === 'verification-requested')
    if (opened !== undefined && opened.unit !== event.unit) return wrong('event-action-not-available', act)
  }
  return actWasOpen(event, streamEvents, staff) ? null : wrong('event-action-not-available', act)
}

/** What was taken or refused before is said again: an answer that was lost on the way changes nothing. */
function saidBefore(store: EndpointStore, window: string, event: EventEnvelope): Verdict | null {
  if (hashOf(store, event.id) === event.hash) return { verdict: 'already-had', link: null }
  const refused = store.database
    .prepare(
      'SELECT code, params FROM refused WHERE region = ? AND window = ? AND id = ? AND hash = ? AND placed = 1',
    )
    .get(store.region, window, event.id, event.hash) as { code: ErrorCode; params: string } | undefined
  if (refused === undefined) return null
  return refuse(refused.code, JSON.parse(refused.params) as CodedError['params'], null, false)
}

function hashOf(store: EndpointStore, id: string): string | null {
  const row = store.database
    .prepare('SELECT hash FROM events WHERE region = ? AND id = ?')
    .get(store.region, id) as { hash: string } | undefined
  return row?.hash ?? null
}

function isSigned(event: EventEnvelope, key: KeyObject | null): boolean {
  const signature = Buffer.from(event.signature, 'base64')
  return key !== null && verify(null, Buffer.from(event.hash), key, signature)
}

function readStaff(store: EndpointStore, id: string): Staff | null {
  const row = store.database
    .prepare('SELECT json FROM reference WHERE region = ? AND id = ?')
    .get(store.region, `staff/${id}`) as { json: string } | undefined
  return row === undefined ? null : (JSON.parse(row.json) as { body: Staff }).body
}

function unitIsKnown(store: EndpointStore, code: string): boolean {
  const row = store.database
    .prepare('SELECT 1 FROM reference WHERE region = ? AND id = ?')
    .get(store.region, `unit/${code}`)
  return row !== undefined
}

function isParty(store: EndpointStore, stream: string, unit: string): boolean {
  const row = store.database
    .prepare('SELECT 1 FROM parties WHERE region = ? AND stream = ? AND unit = ?')
    .get(store.region, stream, unit)
  return row !== undefined
}

/** The stream's events that are here, in the order of their commit. */
export function readStream(store: EndpointStore, stream: string): readonly EventEnvelope[] {
  const rows = store.database
    .prepare('SELECT json FROM events WHERE region = ? AND stream = ? ORDER BY rowid')
    .all(store.region, stream) as { json: string }[]
  return rows.map((row) => JSON.parse(row.json) as EventEnvelope)
}
