// Folds streams from their events into `streams`, the documents that queues and pages read.
import { getChangedDocumentsSince } from 'rxdb'
import { type CaseState, emptyCase, foldCase } from '../../../src-shared/domain/case.ts'
import type { EventEnvelope } from '../../../src-shared/domain/event.ts'
import {
  emptySupervision,
  foldSupervision,
  type SupervisionState,
} from '../../../src-shared/domain/supervision.ts'
import {
  emptyUnitState,
  foldUnitMatters,
  type UnitState,
  unitOfStream,
} from '../../../src-shared/domain/unit-matters.ts'
import {
  emptyVerification,
  foldVerification,
  type VerificationState,
} from '../../../src-shared/domain/verification.ts'
import type { Store, StoredEvent, StreamDocument } from '../store/open-store.ts'

/** A document of the store as plain values. */
export const plain = <Value extends object>(document: { toJSON(): unknown }): Value =>
  document.toJSON() as Value

/** A stream's events as stored, in no particular order. */
export async function readStreamEvents(store: Store, stream: string): Promise<readonly StoredEvent[]> {
  const found = await store.events.find({ selector: { stream } }).exec()
  return found.map((one) => plain<StoredEvent>(one))
}

/** Verifications of these cases, by stream. */
export async function verificationsOf(store: Store, cases: readonly string[]) {
  const found = await store.streams.find({ selector: { parent: { $in: [...cases] } } }).exec()
  return new Map(found.map((one) => [one.id, verificationStateOf(plain<StreamDocument>(one))]))
}

export function streamDocumentOf(stream: string, events: readonly EventEnvelope[]): StreamDocument {
  const times = events.map((event) => event.at).sort()
  const common = { id: stream, openedAt: times[0] ?? '', updatedAt: times.at(-1) ?? '' }
  if (stream.startsWith('case/')) {
    const state = foldCase(events)
    return {
      ...common,
      type: 'case',
      status: state.status,
      unit: state.unit,
      issuingUnit: '',
      number: state.caseNumber,
      parent: '',
      state: { ...state },
    }
  }
  if (stream.startsWith('supervision/')) {
    const state = foldSupervision(events)
    return {
      ...common,
      type: 'supervision',
      status: state.status,
      unit: state.report?.reportingUnit ?? '',
      issuingUnit: state.report?.askedUnit ?? '',
      number: state.report?.letterNumber ?? '',
      parent: state.report?.verification ?? '',
      state: { ...state },
    }
  }
  const unit = unitOfStream(stream)
  if (unit !== null) {
    const matters = { issuingUnit: '', number: '', parent: '' }
    return {
      ...common,
      ...matters,
      type: 'unit',
      status: 'open',
      unit,
      state: { ...foldUnitMatters(events) },
    }
  }
  const state = foldVerification(events)
  return {
    ...common,
    type: 'verification',
    status: state.status,
    unit: state.request?.demandingUnit ?? '',
    issuingUnit: state.request?.issuingUnit ?? '',
    number: state.request?.letterNumber ?? '',
    parent: state.request?.case ?? '',
    state: { ...state },
  }
}

/** Folds the named streams again and stores them. */
export async function projectStreams(store: Store, streams: Iterable<string>): Promise<void> {
  const documents = await Promise.all(
    [...new Set(streams)].map(async (stream) =>
      streamDocumentOf(stream, await readStreamEvents(store, stream)),
    ),
  )
  if (documents.length > 0) await store.streams.bulkUpsert(documents)
}

/** Streams of inquiries that nobody registered yet. */
export async function unregisteredOf(store: Store): Promise<ReadonlySet<string>> {
  const found = await store.streams.find({ selector: { type: 'verification', status: 'requested' } }).exec()
  return new Set(found.map((one) => one.id))
}

/** Whether the endpoint has the request of a verification, so that the unit asked can see it. */
export async function isReached(store: Store, verification: string): Promise<boolean> {
  const events = await readStreamEvents(store, verification)
  return events.some((event) => event.kind === 'verification-requested' && event.syncState === 'synced')
}

/** Inquiries the endpoint has not got yet; asked of the store by kind, for an outage leaves thousands of other events waiting. */
export async function unsentRequestsOf(store: Store): Promise<ReadonlySet<string>> {
  const selector = { kind: 'verification-requested', syncState: { $in: ['waiting', 'refused'] } }
  const found = await store.events.find({ selector }).exec()
  return new Set(found.map((event) => event.stream))
}

/** Streams of which the endpoint has not everything. */
export async function unsentOf(store: Store): Promise<ReadonlyMap<string, StoredEvent['syncState']>> {
  const found = await store.events.find({ selector: { syncState: { $in: ['waiting', 'refused'] } } }).exec()
  return new Map(found.map((event) => [event.stream, event.syncState]))
}

type Checkpoint = Readonly<Record<string, unknown>>

/**
 * Brings `streams` up to date after a stop between an event and its fold: reads the change feed (commit order, no clock)
 * since the last saved mark and folds what it names. Folding again what was folded changes nothing.
 */
export async function catchUpProjection(store: Store): Promise<void> {
  let checkpoint = (await store.readLocal<Checkpoint>('projected')) ?? undefined
  const streams = new Set<string>()
  for (;;) {
    const page = await getChangedDocumentsSince<StoredEvent, Checkpoint>(
      store.events.storageInstance,
      2_000,
      checkpoint,
    )
    for (const event of page.documents) streams.add(event.stream)
    if (page.documents.length === 0) break
    checkpoint = page.checkpoint
  }
  await projectStreams(store, streams)
  if (checkpoint !== undefined) await store.writeLocal('projected', checkpoint)
}

/** A fold of an older version lacks what was added since: nothing of it happened then. */
export const caseStateOf = (document: Pick<StreamDocument, 'state'>): CaseState => ({
  ...emptyCase,
  ...(document.state as Partial<CaseState>),
})
export const unitStateOf = (document: Pick<StreamDocument, 'state'>): UnitState => ({
  ...emptyUnitState,
  ...(document.state as Partial<UnitState>),
})
export const verificationStateOf = (document: Pick<StreamDocument, 'state'>): VerificationState => ({
  ...emptyVerification,
  ...(document.state as Partial<VerificationState>),
})
export const supervisionStateOf = (document: Pick<StreamDocument, 'state'>): SupervisionState => ({
  ...emptySupervision,
  ...(document.state as Partial<SupervisionState>),
})
