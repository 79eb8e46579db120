// Judges one pushed event by itself: its link in the window's chain first, then whether it was this staff's to say.
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { actWasOpen, bodyFits } from '../src-shared/domain/acts.ts'
import {
  type EventEnvelope,
  eventEnvelopeSchema,
  judgeChain,
  largestEventBytes,
  momentOf,
} from '../src-shared/domain/event.ts'
import { fallbackForbidden } from '../src-shared/domain/exemption-list.ts'
import type { Staff } from '../src-shared/domain/staff.ts'
import type { SupervisionBody } from '../src-shared/domain/supervision.ts'
import { staffNamed, unitOfStream } from '../src-shared/domain/unit-matters.ts'
import {
  fallbackChannels,
  foldVerification,
  type VerificationBody,
} from '../src-shared/domain/verification.ts'
import type { CodedError, ErrorCode } from '../src-shared/errors.ts'
import { sha256 } from './sha256.ts'
import type { Signed } from './signatures.ts'
import type { EnrolledWindow, PushKnowledge, PushNeeds, Tip } from './store/endpoint-store.ts'

/**
 * What is said of an event. `link` is where the chain goes on from; null where the event took no place in it.
 * `kept` is false for what need not be set aside: it was before, or is only refused for now.
 */
export type Verdict =
  | { readonly verdict: 'accept'; readonly event: EventEnvelope; readonly json: string; readonly link: Tip }
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

/** A window's clock may be wrong by hours before it has heard the endpoint's, milliseconds. */
const clockError = 12 * 60 * 60_000
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

/** Judges `given` as the next event of the window `from`, whose chain stands at `tip` and whose key `signed` its hash or not. */
export function judge(
  ledger: Ledger,
  from: EnrolledWindow,
  signed: boolean,
  given: unknown,
  tip: Tip,
): Verdict {
  if (nestsDeeper(given, deepest)) return refuse('event-malformed', { field: 'body' })
  if (!linkSchema.Check(given)) return refuse('event-malformed', { field: 'envelope' })
  // The link's fields are there; those of the act itself are looked at below.
  const event = given as unknown as EventEnvelope
  const before = saidBefore(ledger, event)
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
  if (!signed) return refuse('event-unsigned')
  // The link is good: whatever is said of the act, the chain goes on behind it.
  const link: Tip = { sequence: event.sequence, hash: event.hash }
  const json = JSON.stringify(event)
  const wrong = judgeAct(ledger, from, event, json)
  if (wrong !== null) return refuse(wrong.code, wrong.params, link)
  return { verdict: 'accept', event, json, link }
}

/** What is wrong with the act itself, or null. */
function judgeAct(
  ledger: Ledger,
  from: EnrolledWindow,
  event: EventEnvelope,
  json: string,
): CodedError | null {
  const wrong = (code: ErrorCode, params: CodedError['params'] = {}): CodedError => ({ code, params })
  if (Buffer.byteLength(json) > largestEventBytes) {
    return wrong('event-too-large', { bytes: largestEventBytes })
  }
  if (!envelopeSchema.Check(event)) return wrong('event-malformed', { field: 'envelope' })
  if (ledger.hashOf(event.id) !== null) return wrong('event-chain-fork', { field: 'id' })
  if (!bodyFits(event)) return wrong('event-malformed', { kind: event.kind })
  if (event.unit !== from.unit) return wrong('event-not-your-unit')
  const staff = ledger
    .staff(event.staff, momentOf(event))
    .filter((one) => one.active && one.unit === event.unit)
  if (staff.length === 0) return wrong('event-staff-unknown')
  const streamEvents = ledger.events(event.stream)
  if (streamEvents.length > 0 && !ledger.parties(event.stream).includes(event.unit))
    return wrong('event-not-your-unit')
  const act = { action: event.kind }
  const matters = unitOfStream(event.stream)
  if (matters !== null) {
    const ours = (id: string) => ledger.staff(id, momentOf(event)).some((one) => one.unit === event.unit)
    if (matters !== event.unit || !staffNamed(event).every(ours)) return wrong('event-not-your-unit', act)
  }
  if (event.kind === 'verification-requested') {
    const { demandingUnit, issuingUnit } = event.body as VerificationBody<'verification-requested'>
    if (!ledger.unitIsKnown(demandingUnit) || !ledger.unitIsKnown(issuingUnit)) {
      return wrong('event-malformed', { field: 'unit' })
    }
    // A letter is its demanding unit's: who answers it does not ask again in its place.
    const opened = streamEvents.find((one) => one.kind === 'verification-requested')
    if (opened !== undefined && opened.unit !== event.unit) return wrong('event-action-not-available', act)
  }
  if (event.kind === 'overdue-reported' && !reportIsTrue(ledger, event))
    return wrong('event-not-your-unit', act)
  if (staff.some((one) => actWasOpen(event, streamEvents, one))) return null
  if (secretContent(event)) return wrong('state-secret-no-content')
  const channel = secretChannel(event, streamEvents)
  return channel === null
    ? wrong('event-action-not-available', act)
    : wrong('channel-refused-work-secret', { channel })
}

/** Whether an event says of itself that it is of a state secret, of which no content is kept (A2§3). */
export function secretContent(given: unknown): boolean {
  const body = typeof given === 'object' && given !== null ? Reflect.get(given, 'body') : null
  return typeof body === 'object' && body !== null && Reflect.get(body, 'secrecy') === 'state-secret'
}

/** The channel by which this act carried a secret, or null; the refusal is kept with the reason (A2§3). */
function secretChannel(event: EventEnvelope, streamEvents: readonly EventEnvelope[]): string | null {
  const { channel } = event.body
  if (typeof channel !== 'string' || !(fallbackChannels as readonly string[]).includes(channel)) return null
  const { request } = foldVerification(streamEvents)
  return request !== null && fallbackForbidden(request.secrecy) ? channel : null
}

/** A report is of the writer's own verification, about the unit it asked, and to somebody of the joint office. */
function reportIsTrue(ledger: Ledger, event: EventEnvelope): boolean {
  const report = event.body as SupervisionBody<'overdue-reported'>
  const { request } = foldVerification(ledger.events(report.verification))
  const addressees = ledger.staff(report.addressee, momentOf(event))
  return (
    ledger.parties(report.verification).includes(event.unit) &&
    request?.demandingUnit === report.reportingUnit &&
    request.issuingUnit === report.askedUnit &&
    addressees.some((one) => one.unit === report.jointOffice && one.roles.includes('joint-office'))
  )
}

/** What was taken or refused before is said again: an answer that was lost on the way changes nothing. */
function saidBefore(ledger: Ledger, event: EventEnvelope): Verdict | null {
  if (ledger.hashOf(event.id) === event.hash) return { verdict: 'already-had', link: null }
  const refused = ledger.refusedBefore(event.id, event.hash)
  return refused === null ? null : refuse(refused.code, refused.params, null, false)
}

/** What each event of a push says that its window's key signed. */
export const signedOf = (events: readonly unknown[]): readonly Signed[] =>
  events.map((event) => ({ text: textOf(event, 'hash'), signature: textOf(event, 'signature') }))

/** Longest text of these fields; what goes beyond is cut off. */
const longest = { id: 64, hash: 64, signature: 128 } as const

export function textOf(given: unknown, field: keyof typeof longest): string {
  const value = typeof given === 'object' && given !== null ? Reflect.get(given, field) : undefined
  return typeof value === 'string' ? value.slice(0, longest[field]) : ''
}

/** What a push is judged by: what the store says, and what the events before in the same push came to. */
export type Ledger = ReturnType<typeof createLedger>

export function createLedger(known: PushKnowledge) {
  const hashes = new Map(known.hashes)
  const streams = new Map(known.streams)
  const parties = new Map(known.parties)
  const refused = [...known.refused]
  const events = (stream: string): readonly EventEnvelope[] => streams.get(stream) ?? []
  const partiesOf = (stream: string): readonly string[] => parties.get(stream) ?? []
  return {
    hashOf: (id: string): string | null => hashes.get(id) ?? null,
    refusedBefore: (id: string, hash: string): CodedError | null =>
      refused.find((one) => one.id === id && one.hash === hash) ?? null,
    /** The stream's events that are here, in the order of their commit. */
    events,
    parties: partiesOf,
    /** Who this was about `moment`, milliseconds: what changed within a clock's error of it counts both ways. */
    staff(id: string, moment: number): readonly Staff[] {
      const past = known.past.get(`staff/${id}`) ?? []
      const now = known.documents.get(`staff/${id}`)
      const versions = [
        ...past,
        ...(now === undefined ? [] : [{ until: Number.POSITIVE_INFINITY, document: now }]),
      ]
      return versions.flatMap(({ until, document }, index) => {
        const since = versions[index - 1]?.until ?? Number.NEGATIVE_INFINITY
        const held = until > moment - clockError && since < moment + clockError
        return held && document.type === 'staff' ? [document.body] : []
      })
    },
    unitIsKnown: (code: string): boolean => known.documents.has(`unit/${code}`),
    accept(
      event: EventEnvelope,
      newParties: readonly { readonly stream: string; readonly unit: string }[],
    ): void {
      hashes.set(event.id, event.hash)
      streams.set(event.stream, [...events(event.stream), event])
      for (const { stream, unit } of newParties) parties.set(stream, [...partiesOf(stream), unit])
    },
    refuse(id: string, hash: string, error: CodedError): void {
      refused.push({ id, hash, ...error })
    },
  }
}

/** Everything in a push that may be asked of the store; text that no store can keep is in none. */
export function needsOf(events: readonly unknown[]): PushNeeds {
  const ids = new Set<string>()
  const streams = new Set<string>()
  const documents = new Set<string>()
  const add = (to: Set<string>, prefix: string, value: unknown) => {
    if (typeof value === 'string' && value.length <= 120 && !value.includes('\0')) to.add(prefix + value)
  }
  const field = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  for (const event of events) {
    add(ids, '', field(event, 'id'))
    add(streams, '', field(event, 'stream'))
    add(documents, 'staff/', field(event, 'staff'))
    // A report is held against what it is about.
    if (field(event, 'kind') === 'overdue-reported') {
      add(streams, '', field(field(event, 'body'), 'verification'))
      add(documents, 'staff/', field(field(event, 'body'), 'addressee'))
    }
    for (const name of ['staff', 'from', 'to']) add(documents, 'staff/', field(field(event, 'body'), name))
    for (const name of ['demandingUnit', 'issuingUnit'])
      add(documents, 'unit/', field(field(event, 'body'), name))
  }
  return { ids: [...ids], streams: [...streams], documents: [...documents] }
}
