// Judges pushed events one by one and commits what is accepted with its place in every party's feed.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { Check } from 'typebox/value'
import type { PushResult } from '../src-shared/contract/replication.ts'
import { actWasOpen, bodyFits } from '../src-shared/domain/acts.ts'
import {
  type EventEnvelope,
  eventEnvelopeSchema,
  judgeChain,
  largestEventBytes,
} from '../src-shared/domain/event.ts'
import type { Staff } from '../src-shared/domain/staff.ts'
import { foldVerification, verificationParties } from '../src-shared/domain/verification.ts'
import type { CodedError, ErrorCode } from '../src-shared/errors.ts'
import { type EndpointStore, nextPosition } from './store.ts'
import type { EnrolledWindow } from './windows.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
type Tip = { readonly sequence: number; readonly hash: string }
type Verdict = { readonly result: PushResult; readonly tip: Tip | null }

/**
 * Takes a push in one transaction and answers only after it is committed. Every event is judged by itself: a refused one is
 * set aside with its reason, keeps its place in the window's chain, and never blocks those behind it.
 * @returns the results in order, and the units whose feeds grew
 */
export function takePush(store: EndpointStore, from: EnrolledWindow, events: readonly unknown[]) {
  const grown = new Set<string>()
  const work = store.database.transaction((): PushResult[] => {
    // Read again inside the transaction: two pushes of one window must not judge by the same tip.
    let tip = readTip(store, from.window)
    const results: PushResult[] = []
    for (const event of events) {
      const verdict = judge(store, from, event, tip, grown)
      results.push(verdict.result)
      tip = verdict.tip ?? tip
    }
    store.database
      .prepare('UPDATE windows SET tip_sequence = ?, tip_hash = ? WHERE region = ? AND window = ?')
      .run(tip.sequence, tip.hash, store.region, from.window)
    return results
  })
  return { results: work.immediate(), grown }
}

function readTip(store: EndpointStore, window: string): Tip {
  return store.database
    .prepare('SELECT tip_sequence AS sequence, tip_hash AS hash FROM windows WHERE region = ? AND window = ?')
    .get(store.region, window) as Tip
}

const idOf = (event: unknown): string => {
  const id = (event as { id?: unknown } | null)?.id
  return typeof id === 'string' ? id.slice(0, 64) : ''
}

function judge(
  store: EndpointStore,
  from: EnrolledWindow,
  given: unknown,
  tip: Tip,
  grown: Set<string>,
): Verdict {
  const refuse = (code: ErrorCode, params: CodedError['params'] = {}, newTip: Tip | null = null): Verdict => {
    const id = idOf(given)
    setAside(store, from.window, id, given, code)
    return { result: { id, result: 'refused', error: { code, params } }, tip: newTip }
  }
  if (Buffer.byteLength(JSON.stringify(given) ?? '') > largestEventBytes) return refuse('event-too-large')
  if (!Check(eventEnvelopeSchema, given)) return refuse('event-malformed')
  const event = given as EventEnvelope
  const had = hadBefore(store, from.window, event)
  if (had !== null) return had
  if (event.window !== from.window) return refuse('event-not-your-window')
  const chain = judgeChain(event, tip, sha256)
  if (chain === 'hash-wrong') return refuse('event-malformed', { field: 'hash' })
  if (chain === 'gap') return refuse('event-chain-gap', { expected: tip.sequence + 1 })
  if (chain === 'fork') return refuse('event-chain-fork', { expected: tip.sequence + 1 })
  if (!isSigned(event, from.publicKey)) return refuse('event-unsigned')
  // From here on the link is good: whatever is said of the act, the chain goes on behind it.
  const next: Tip = { sequence: event.sequence, hash: event.hash }
  if (event.unit !== from.unit) return refuse('event-not-your-unit', {}, next)
  if (!bodyFits(event)) return refuse('event-malformed', { kind: event.kind }, next)
  const staff = readStaff(store, event.staff)
  if (staff === null || !staff.active || staff.unit !== event.unit)
    return refuse('event-staff-unknown', {}, next)
  const streamEvents = readStream(store, event.stream)
  if (streamEvents.length > 0 && !isParty(store, event.stream, event.unit))
    return refuse('event-not-your-unit', {}, next)
  if (!actWasOpen(event, streamEvents, staff)) {
    return refuse('event-action-not-available', { action: event.kind }, next)
  }
  accept(store, event, streamEvents, grown)
  return { result: { id: event.id, result: 'accepted' }, tip: next }
}

/** What was taken before is said again; the same id with another content is a forgery or a torn copy. */
function hadBefore(store: EndpointStore, window: string, event: EventEnvelope): Verdict | null {
  const taken = store.database
    .prepare('SELECT hash FROM events WHERE region = ? AND id = ?')
    .get(store.region, event.id) as { hash: string } | undefined
  if (taken !== undefined) {
    if (taken.hash === event.hash) return { result: { id: event.id, result: 'already-had' }, tip: null }
    return {
      result: { id: event.id, result: 'refused', error: { code: 'event-chain-fork', params: {} } },
      tip: null,
    }
  }
  const refused = store.database
    .prepare('SELECT hash, code FROM refused WHERE region = ? AND window = ? AND id = ?')
    .get(store.region, window, event.id) as { hash: string; code: ErrorCode } | undefined
  // A gap is refused only for now; everything else stays as it was judged.
  if (refused === undefined || refused.hash !== event.hash || refused.code === 'event-chain-gap') return null
  return { result: { id: event.id, result: 'refused', error: { code: refused.code, params: {} } }, tip: null }
}

function setAside(store: EndpointStore, window: string, id: string, event: unknown, code: ErrorCode): void {
  if (code === 'event-chain-gap') return
  const hash = (event as { hash?: unknown } | null)?.hash
  store.database
    .prepare(
      'INSERT OR REPLACE INTO refused (region, id, window, hash, code, json, refused_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      store.region,
      id,
      window,
      typeof hash === 'string' ? hash : '',
      code,
      (JSON.stringify(event) ?? '').slice(0, 2 * largestEventBytes),
      new Date().toISOString(),
    )
}

function isSigned(event: EventEnvelope, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    return verify(null, Buffer.from(event.hash), key, Buffer.from(event.signature, 'base64'))
  } catch {
    return false
  }
}

function readStaff(store: EndpointStore, id: string): Staff | null {
  const row = store.database
    .prepare('SELECT json FROM reference WHERE region = ? AND id = ?')
    .get(store.region, `staff/${id}`) as { json: string } | undefined
  return row === undefined ? null : (JSON.parse(row.json) as { body: Staff }).body
}

export function readStream(store: EndpointStore, stream: string): readonly EventEnvelope[] {
  const rows = store.database
    .prepare('SELECT json FROM events WHERE region = ? AND stream = ?')
    .all(store.region, stream) as { json: string }[]
  return rows.map((row) => JSON.parse(row.json) as EventEnvelope)
}

function isParty(store: EndpointStore, stream: string, unit: string): boolean {
  const row = store.database
    .prepare('SELECT 1 FROM parties WHERE region = ? AND stream = ? AND unit = ?')
    .get(store.region, stream, unit)
  return row !== undefined
}

/** A case concerns the unit that keeps it; a verification both units. */
function partiesOf(event: EventEnvelope, streamEvents: readonly EventEnvelope[]): readonly string[] {
  if (event.stream.startsWith('case/')) return [event.unit]
  return verificationParties(foldVerification([...streamEvents, event]))
}

function accept(
  store: EndpointStore,
  event: EventEnvelope,
  streamEvents: readonly EventEnvelope[],
  grown: Set<string>,
): void {
  const { database, region } = store
  database
    .prepare(
      'INSERT INTO events (region, id, stream, window, sequence, hash, json) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(region, event.id, event.stream, event.window, event.sequence, event.hash, JSON.stringify(event))
  const feed = database.prepare('INSERT INTO feed (region, unit, position, event) VALUES (?, ?, ?, ?)')
  for (const unit of partiesOf(event, streamEvents)) {
    const isNew =
      database
        .prepare('INSERT OR IGNORE INTO parties (region, stream, unit) VALUES (?, ?, ?)')
        .run(region, event.stream, unit).changes > 0
    // A party that comes in later is told what happened before it came.
    for (const one of isNew ? [...streamEvents, event] : [event])
      feed.run(region, unit, nextPosition(store, { unit }), one.id)
    grown.add(unit)
  }
}
