// Takes a push: one transaction, one result an event, and each accepted event's place in every party's feed.
import type { PushResult } from '../src-shared/contract/replication.ts'
import { foldCase } from '../src-shared/domain/case.ts'
import { type EventEnvelope, largestEventBytes } from '../src-shared/domain/event.ts'
import { foldSupervision, supervisionParties } from '../src-shared/domain/supervision.ts'
import { unitOfStream } from '../src-shared/domain/unit-matters.ts'
import { foldVerification, verificationParties } from '../src-shared/domain/verification.ts'
import {
  createLedger,
  jsonOf,
  judge,
  type Ledger,
  needsOf,
  secretContent,
  signedOf,
  textOf,
  type Verdict,
} from './judge.ts'
import { sha256 } from './sha256.ts'
import { checkSignatures, readDeviceKey, type Signed } from './signatures.ts'
import type {
  AcceptedEvent,
  EndpointStore,
  EnrolledWindow,
  Place,
  PushKnowledge,
  PushOutcome,
} from './store/endpoint-store.ts'
import type { RefusedEvent } from './store/rows.ts'

type Party = { readonly stream: string; readonly unit: string }
type JudgedPush = PushOutcome & { readonly results: readonly PushResult[] }

/**
 * Takes a push in one transaction and answers only after it is committed. Every event is judged by itself: a refused one is
 * set aside with its reason, keeps its place in the window's chain, and never blocks those behind it.
 * @returns the results in order
 */
export async function takePush(
  store: EndpointStore,
  from: EnrolledWindow,
  events: readonly unknown[],
): Promise<readonly PushResult[]> {
  const signed = await signedBy(from, signedOf(events))
  // Judged in the transaction: two pushes of one window must not judge by the same tip.
  const outcome = await store.append(from.window, needsOf(events), (known) =>
    judgePush(known, from, signed, events),
  )
  return outcome.results
}

/** Which of them the window signed: with its key, or before it changed it with one of those. */
async function signedBy({ publicKey, pastKeys }: EnrolledWindow, signed: readonly Signed[]) {
  let good = await checkSignatures(readDeviceKey(publicKey), signed)
  for (const past of pastKeys.toReversed()) {
    if (good.every(Boolean)) break
    const more = await checkSignatures(readDeviceKey(past), signed)
    good = good.map((one, index) => one || more[index] === true)
  }
  return good
}

function judgePush(
  known: PushKnowledge,
  from: EnrolledWindow,
  signed: readonly boolean[],
  events: readonly unknown[],
): JudgedPush {
  const ledger = createLedger(known)
  let { tip } = known
  const accepted: AcceptedEvent[] = []
  const refused: RefusedEvent[] = []
  const newParties: Party[] = []
  const places: Place[] = []
  const results = events.map((given, index): PushResult => {
    const id = textOf(given, 'id')
    const verdict = judge(ledger, from, signed[index] === true, given, tip)
    if (verdict.verdict === 'already-had') return { id, result: 'already-had' }
    tip = verdict.link ?? tip
    if (verdict.verdict === 'accept') {
      const entered = enter(ledger, verdict.event)
      accepted.push({ event: verdict.event, json: verdict.json })
      newParties.push(...entered.newParties)
      places.push(...entered.places)
      ledger.accept(verdict.event, entered.newParties)
      return { id, result: 'accepted' }
    }
    if (verdict.link !== null) ledger.refuse(id, textOf(given, 'hash'), verdict.error)
    if (verdict.kept) refused.push(setAside(given, verdict))
    return { id, result: 'refused', error: verdict.error }
  })
  const touched = new Set(accepted.map(({ event }) => event.stream))
  const joined = new Set(newParties.map((one) => one.stream))
  const closed = [...new Set([...touched, ...joined])].flatMap((stream) => {
    const isNow = isClosed(stream, ledger.events(stream))
    // A new party of what is closed holds it as closed too.
    const said = isNow === known.closed.has(stream) && !(isNow && joined.has(stream))
    return said ? [] : [{ stream, at: isNow ? Date.now() : null }]
  })
  return { tip, accepted, refused, newParties, closed, places, results }
}

function foldOf(stream: string, events: readonly EventEnvelope[]): { readonly status: string } {
  if (stream.startsWith('case/')) return foldCase(events)
  return stream.startsWith('supervision/') ? foldSupervision(events) : foldVerification(events)
}

/** Whether nothing is left to do on it; who is new need not hold it. */
function isClosed(stream: string, events: readonly EventEnvelope[]): boolean {
  // A unit's own matters have no end.
  if (unitOfStream(stream) !== null) return false
  const { status } = foldOf(stream, events)
  return status === 'closed' || status === 'withdrawn' || status === 'answered'
}

/** Who, when and what was tried, and nothing of what it was about: no link to be read, and none that says it is. */
function withoutContent(given: unknown): string {
  const { id, stream, kind, at, unit, staff, window } = given as Readonly<Record<string, unknown>>
  return JSON.stringify({ id, stream, kind, at, unit, staff, window, withheld: 'state-secret' })
}

/** Kept whole up to twice the largest event, once however often it is sent; of a state secret without its content. */
function setAside(given: unknown, { error, link }: Extract<Verdict, { verdict: 'refuse' }>): RefusedEvent {
  const json = jsonOf(given)
  // No store keeps the character zero in text; the whole of it is in the JSON.
  const storable = (text: string): string => text.replaceAll('\0', '')
  return {
    digest: sha256(json),
    id: storable(textOf(given, 'id')),
    hash: storable(textOf(given, 'hash')),
    placed: link !== null,
    error,
    json: (secretContent(given) ? withoutContent(given) : json).slice(0, 2 * largestEventBytes),
    refusedAt: new Date().toISOString(),
  }
}

/** A case and a unit's matters concern that unit, a verification both units, a supervision both and the joint office. */
function partiesOf(event: EventEnvelope, streamEvents: readonly EventEnvelope[]): readonly string[] {
  if (event.stream.startsWith('case/') || unitOfStream(event.stream) !== null) return [event.unit]
  if (event.stream.startsWith('supervision/'))
    return supervisionParties(foldSupervision([...streamEvents, event]))
  return verificationParties(foldVerification([...streamEvents, event]))
}

/** Where an accepted event is fed to. Who was a party stays one, whoever a later event names. */
function enter(ledger: Ledger, event: EventEnvelope) {
  const streamEvents = ledger.events(event.stream)
  const here = ledger.parties(event.stream)
  const newParties: Party[] = []
  const places: Place[] = []
  for (const unit of new Set([...here, ...partiesOf(event, streamEvents)])) {
    const isNew = !here.includes(unit)
    if (isNew) newParties.push({ stream: event.stream, unit })
    // A party that comes in later is told what happened before it came.
    for (const one of isNew ? [...streamEvents, event] : [event]) places.push({ unit, event: one.id })
  }
  return { newParties, places }
}
