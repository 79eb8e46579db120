// Takes a push: one transaction, one result an event, and each accepted event's place in every party's feed.
import type { PushResult } from '../src-shared/contract/replication.ts'
import { type EventEnvelope, largestEventBytes } from '../src-shared/domain/event.ts'
import { foldVerification, verificationParties } from '../src-shared/domain/verification.ts'
import { jsonOf, judge, readStream, sha256, type Tip, type Verdict } from './judge.ts'
import { type EndpointStore, nextPosition } from './store.ts'
import { type EnrolledWindow, readPublicKey } from './windows.ts'

/**
 * Takes a push in one transaction and answers only after it is committed. Every event is judged by itself: a refused one is
 * set aside with its reason, keeps its place in the window's chain, and never blocks those behind it.
 * @returns the results in order, and the units whose feeds grew
 */
export function takePush(store: EndpointStore, from: EnrolledWindow, events: readonly unknown[]) {
  const grown = new Set<string>()
  const key = readPublicKey(from.publicKey)
  const work = store.database.transaction((): PushResult[] => {
    // Read inside the transaction: two pushes of one window must not judge by the same tip.
    const start = readTip(store, from.window)
    let tip = start
    const results = events.map((given): PushResult => {
      const verdict = judge(store, from, key, given, tip)
      tip = verdict.link ?? tip
      return record(store, from.window, given, verdict, grown)
    })
    if (tip !== start) {
      store.database
        .prepare('UPDATE windows SET tip_sequence = ?, tip_hash = ? WHERE region = ? AND window = ?')
        .run(tip.sequence, tip.hash, store.region, from.window)
    }
    return results
  })
  return { results: work.immediate(), grown }
}

/** The last link of a window's chain that took its place. */
export function readTip(store: EndpointStore, window: string): Tip {
  return store.database
    .prepare('SELECT tip_sequence AS sequence, tip_hash AS hash FROM windows WHERE region = ? AND window = ?')
    .get(store.region, window) as Tip
}

function textOf(given: unknown, field: 'id' | 'hash'): string {
  const value = typeof given === 'object' && given !== null ? Reflect.get(given, field) : undefined
  return typeof value === 'string' ? value.slice(0, 64) : ''
}

function record(
  store: EndpointStore,
  window: string,
  given: unknown,
  verdict: Verdict,
  grown: Set<string>,
): PushResult {
  const id = textOf(given, 'id')
  if (verdict.verdict === 'already-had') return { id, result: 'already-had' }
  if (verdict.verdict === 'accept') {
    accept(store, verdict.event, grown)
    return { id, result: 'accepted' }
  }
  if (verdict.kept) setAside(store, window, given, verdict)
  return { id, result: 'refused', error: verdict.error }
}

/** Kept whole up to twice the largest event, once however often it is sent. */
function setAside(
  store: EndpointStore,
  window: string,
  given: unknown,
  { error, link }: Extract<Verdict, { verdict: 'refuse' }>,
): void {
  const json = jsonOf(given)
  store.database
    .prepare(
      `INSERT INTO refused (region, window, digest, id, hash, placed, code, params, json, refused_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (region, window, digest) DO UPDATE SET placed = max(placed, excluded.placed),
         code = excluded.code, params = excluded.params`,
    )
    .run(
      store.region,
      window,
      sha256(json),
      textOf(given, 'id'),
      textOf(given, 'hash'),
      link === null ? 0 : 1,
      error.code,
      JSON.stringify(error.params),
      json.slice(0, 2 * largestEventBytes),
      new Date().toISOString(),
    )
}

/** A case concerns the unit that keeps it; a verification both units. */
function partiesOf(event: EventEnvelope, streamEvents: readonly EventEnvelope[]): readonly string[] {
  if (event.stream.startsWith('case/')) return [event.unit]
  return verificationParties(foldVerification([...streamEvents, event]))
}

function accept(store: EndpointStore, event: EventEnvelope, grown: Set<string>): void {
  const { database, region } = store
  const streamEvents = readStream(store, event.stream)
  database
    .prepare(
      'INSERT INTO events (region, id, stream, window, sequence, hash, json) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(region, event.id, event.stream, event.window, event.sequence, event.hash, JSON.stringify(event))
  const here = database
    .prepare('SELECT unit FROM parties WHERE region = ? AND stream = ?')
    .pluck()
    .all(region, event.stream) as string[]
  const join = database.prepare('INSERT INTO parties (region, stream, unit) VALUES (?, ?, ?)')
  const feed = database.prepare('INSERT INTO feed (region, unit, position, event) VALUES (?, ?, ?, ?)')
  // Who was a party stays one, whoever a later event names.
  for (const unit of new Set([...here, ...partiesOf(event, streamEvents)])) {
    const isNew = !here.includes(unit)
    if (isNew) join.run(region, event.stream, unit)
    // A party that comes in later is told what happened before it came.
    let position = nextPosition(store, { unit })
    for (const one of isNew ? [...streamEvents, event] : [event]) {
      feed.run(region, unit, position, one.id)
      position += 1
    }
    grown.add(unit)
  }
}
