// Views of cases: the case page with its spine and timeline, the list of cases, the workbench.
import type {
  CasesView,
  CaseView,
  DeskQueryInput,
  ProofView,
  QueueGroup,
  TimelineItem,
  WorkbenchRow,
  WorkbenchView,
} from '../../../src-shared/contract/desk.ts'
import {
  availableCaseActions,
  availableProofActions,
  type CaseBody,
  type CaseState,
  nextProofStep,
  type ProofState,
} from '../../../src-shared/domain/case.ts'
import { caseClock } from '../../../src-shared/domain/case-clock.ts'
import { momentOf, orderEvents } from '../../../src-shared/domain/event.ts'
import { ownVerificationGround } from '../../../src-shared/domain/own-verification.ts'
import { coversFor, type Staff } from '../../../src-shared/domain/staff.ts'
import { holderOf } from '../../../src-shared/domain/unit-matters/hand-over.ts'
import type { VerificationState } from '../../../src-shared/domain/verification.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { Jobs } from '../channels/jobs.ts'
import type { StoredEvent, StreamDocument } from '../store/open-store.ts'
import { type DeskContext, rightNow } from './desk-context.ts'
import { templateInUse } from './letter-templates.ts'
import {
  arrivalAt,
  channelViews,
  clockRules,
  clockView,
  maskedApplicant,
  notStarted,
  readSending,
  type Sending,
  staffName,
  syncMarkOf,
  unitName,
  verificationView,
} from './marks.ts'
import { caseStateOf, readStreamEvents, unsentOf, verificationStateOf } from './projection.ts'

const plain = <Value extends object>(document: { toJSON(): unknown }): Value => document.toJSON() as Value

async function readEventsOf(
  context: DeskContext,
  streams: readonly string[],
): Promise<readonly StoredEvent[]> {
  return (await Promise.all(streams.map((stream) => readStreamEvents(context.store, stream)))).flat()
}

/** Verifications of these cases, by stream. */
async function verificationsOf(context: DeskContext, cases: readonly string[]) {
  const found = await context.store.streams.find({ selector: { parent: { $in: [...cases] } } }).exec()
  return new Map(found.map((one) => [one.id, verificationStateOf(plain<StreamDocument>(one))]))
}

function currentStaff(context: DeskContext): Staff | null {
  return context.signedIn === null ? null : (context.reference.staff.get(context.signedIn) ?? null)
}

export async function caseView(
  context: DeskContext,
  jobs: Jobs,
  input: DeskQueryInput<'case'>,
): Promise<CaseView> {
  const document = await context.store.streams.findOne(input.case).exec()
  if (document === null || document.type !== 'case')
    throw new CodedFailure('not-found', { stream: input.case })
  const state = caseStateOf(plain<StreamDocument>(document))
  const verifications = await verificationsOf(context, [input.case])
  const events = await readEventsOf(context, [input.case, ...verifications.keys()])
  const staff = currentStaff(context)
  const sending = await readSending(jobs)
  const proofs = state.proofs.map((proof) =>
    proofView(context, state, proof, verifications, events, staff, sending),
  )
  const { proofs: _, ...head } = state
  return {
    stream: input.case,
    state: { ...head, applicant: maskedApplicant(state.applicant) },
    proofs,
    actions: staff === null ? [] : availableCaseActions(state, staff),
    timeline: timelineOf(context, events, proofNames(state)),
    standsStill: proofs.some(
      (proof) =>
        proof.status === 'asked' &&
        ['requested', 'registered'].includes(proof.verificationView?.state.status ?? ''),
    ),
    ownClock: ownClock(context, state, verifications),
    openedByName: staffName(context, state.openedBy),
  }
}

/** The promised limit, standing still while a verification ran (A2§7). */
function ownClock(
  context: DeskContext,
  state: CaseState,
  verifications: ReadonlyMap<string, VerificationState>,
): CaseView['ownClock'] {
  if (state.limitDays === null) return null
  const pauses = [...verifications.values()].flatMap(({ requestedAt, endedAt }) =>
    requestedAt === null ? [] : [{ from: requestedAt, to: endedAt }],
  )
  const end = state.closedAt ?? new Date(rightNow(context)).toISOString()
  return caseClock(state.openedAt, state.limitDays, pauses, clockRules(context), end)
}

const proofNames = (state: CaseState) =>
  new Map(state.proofs.map((proof) => [proof.entry.entry, proof.entry.proofName] as const))

function inquiryTemplateOf(context: DeskContext, entry: string): ProofView['inquiryTemplate'] {
  const saved = templateInUse(context, 'inquiry', entry)
  return saved === null
    ? null
    : { version: saved.version, questions: saved.template.questions, way: saved.template.way }
}

function proofView(
  context: DeskContext,
  state: CaseState,
  proof: ProofState,
  verifications: ReadonlyMap<string, VerificationState>,
  events: readonly StoredEvent[],
  staff: Staff | null,
  sending: Sending,
): ProofView {
  const asked = proof.verification === null ? undefined : verifications.get(proof.verification)
  const own = events.filter(
    (event) =>
      event.stream === proof.verification || (event.body as { entry?: string }).entry === proof.entry.entry,
  )
  const actions = staff === null ? [] : availableProofActions(state, proof.entry.entry, staff)
  const inquiry =
    asked === undefined || proof.verification === null
      ? null
      : verificationView(
          context,
          proof.verification,
          asked,
          events.filter((event) => event.stream === proof.verification),
          sending,
        )
  return {
    ...proof,
    inquiryTemplate: inquiryTemplateOf(context, proof.entry.entry),
    actions: actions.filter((action) => action !== 'take-answer' || asked?.status === 'answered'),
    verificationView: inquiry,
    ownVerification: ownVerificationGround(
      proof,
      inquiry === null
        ? null
        : {
            status: inquiry.state.status,
            verdict: inquiry.state.answer?.body.verdict ?? null,
            over: inquiry.clock.state === 'over',
          },
    ),
    issuingUnitName:
      proof.entry.issuingUnitCode === null
        ? proof.entry.issuingUnit
        : unitName(context, proof.entry.issuingUnitCode),
    channels: channelViews(context, proof.entry.secrecy, proof.entry.issuingUnitCode, sending),
    visit:
      (orderEvents(own).findLast((event) => event.kind === 'proof-checked-on-site')?.body as
        | CaseBody<'proof-checked-on-site'>
        | undefined) ?? null,
    sync: syncMarkOf(own),
  }
}

/** What a timeline shows of a body; who the applicant is stands in the head, masked. */
const personal = new Set([
  'applicant',
  'applicantName',
  'applicantIdentityNumber',
  'entries',
  'photos',
  'signature',
])

export function timelineOf(
  context: DeskContext,
  events: readonly StoredEvent[],
  names: ReadonlyMap<string, string>,
): readonly TimelineItem[] {
  return orderEvents(events)
    .map(
      (event): TimelineItem => ({
        event: event.id,
        stream: event.stream,
        kind: event.kind,
        // By the endpoint's clock: a window's own may be hours wrong.
        at: new Date(momentOf(event)).toISOString(),
        staffName: staffName(context, event.staff),
        unitName: unitName(context, event.unit),
        edition: event.edition,
        sync: syncMarkOf([event]),
        body: Object.fromEntries(Object.entries(event.body).filter(([key]) => !personal.has(key))),
        proofName:
          names.get((event.body as { entry?: string }).entry ?? '') ??
          (event.body as { proofName?: string }).proofName ??
          null,
      }),
    )
    .reverse()
}

/** Most rows a list of cases shows; the rest is found by searching. */
const mostCases = 200
/** Newest cases a text search looks through. */
const searchedCases = 5_000

export async function casesView(context: DeskContext, input: DeskQueryInput<'cases'>): Promise<CasesView> {
  const type = 'case' as const
  const selector = input.status === 'all' ? { type } : { type, status: input.status }
  const text = input.text.trim()
  const total = await context.store.streams.count({ selector }).exec()
  const found = await context.store.streams
    .find({ selector, sort: [{ updatedAt: 'desc' }], limit: text === '' ? mostCases : searchedCases })
    .exec()
  const matches = found
    .map((one) => plain<StreamDocument>(one))
    .filter((document) => {
      const state = caseStateOf(document)
      return (
        text === '' ||
        [state.applicant.name, state.caseNumber, state.serviceItemName].some((one) => one.includes(text))
      )
    })
    .slice(0, mostCases)
  const rows = await Promise.all(
    matches.map(async (document) => {
      const state = caseStateOf(document)
      const waiting = await context.store.events
        .count({ selector: { stream: document.id, syncState: 'waiting' } })
        .exec()
      return {
        stream: document.id,
        caseNumber: state.caseNumber,
        applicantName: state.applicant.name,
        serviceItemName: state.serviceItemName,
        status: state.status,
        openedAt: state.openedAt,
        settled: state.proofs.filter((proof) => proof.status === 'settled').length,
        proofs: state.proofs.length,
        sync: waiting > 0 ? ('local' as const) : ('synced' as const),
      }
    }),
  )
  return { rows, total }
}

function chinaDay(milliseconds: number): string {
  return new Date(milliseconds + 8 * 3_600_000).toISOString().slice(0, 10)
}

export async function workbenchView(context: DeskContext): Promise<WorkbenchView> {
  const open = (
    await context.store.streams
      .find({ selector: { type: 'case', status: 'open' }, sort: [{ updatedAt: 'desc' }] })
      .exec()
  ).map((one) => plain<StreamDocument>(one))
  const own = open.filter((document) => document.unit === context.identity?.enrolment.unit)
  const verifications = await verificationsOf(
    context,
    own.map((one) => one.id),
  )
  const unsynced = await unsentOf(context.store)
  const staff = currentStaff(context)
  const rows = own.flatMap((document) => {
    const state = caseStateOf(document)
    return state.proofs
      .filter((proof) => proof.status !== 'settled')
      .map((proof) => workbenchRow(context, document, state, proof, verifications, unsynced, staff))
  })
  const [first] = own
  const current = first === undefined ? null : caseStateOf(first)
  return {
    rows: rows.sort(byUrgency),
    current:
      first === undefined || current === null
        ? null
        : {
            case: first.id,
            applicantName: current.applicant.name,
            serviceItemName: current.serviceItemName,
            caseNumber: current.caseNumber,
            proofs: current.proofs.map((proof) => ({
              entry: proof.entry.entry,
              proofName: proof.entry.proofName,
              method: proof.method,
              status: proof.status,
            })),
          },
    today: await todayFigures(context),
  }
}

const groupOrder = [
  'back',
  'overdue',
  'soon',
  'today',
  'mine',
  'later',
  'colleagues',
] as const satisfies readonly QueueGroup[]

function byUrgency(left: WorkbenchRow, right: WorkbenchRow): number {
  return (
    groupOrder.indexOf(left.group) - groupOrder.indexOf(right.group) ||
    (left.clock.dueAt ?? '9').localeCompare(right.clock.dueAt ?? '9') ||
    right.caseNumber.localeCompare(left.caseNumber)
  )
}

function workbenchRow(
  context: DeskContext,
  document: StreamDocument,
  state: CaseState,
  proof: ProofState,
  verifications: ReadonlyMap<string, VerificationState>,
  unsynced: ReadonlyMap<string, string>,
  staff: Staff | null,
): WorkbenchRow {
  const asked = proof.verification === null ? undefined : verifications.get(proof.verification)
  const clock =
    asked === undefined
      ? notStarted
      : clockView(
          context,
          asked,
          arrivalAt(context, proof.verification ?? '', asked, !unsynced.has(proof.verification ?? '')),
        )
  const open = staff === null ? [] : availableProofActions(state, proof.entry.entry, staff)
  const back = proof.status === 'asked' && (asked?.status === 'answered' || asked?.status === 'contradicted')
  const step = nextProofStep(
    proof,
    open.filter((action) => action !== 'take-answer' || asked?.status === 'answered'),
  )
  const ball = back || step !== null ? 'mine' : proof.status === 'asked' ? 'theirs' : 'colleagues'
  const ownerId = holderOf(context.reference.handOvers, document.id) ?? state.openedBy
  const owner = context.reference.staff.get(ownerId)
  const now = new Date(rightNow(context)).toISOString()
  const lastDispatch = asked?.dispatches.at(-1)?.body
  const mark = unsynced.get(document.id) ?? unsynced.get(proof.verification ?? '')
  return {
    group: ball === 'colleagues' ? 'colleagues' : groupOf(context, proof, clock, back),
    case: document.id,
    entry: proof.entry.entry,
    verification: proof.verification,
    proofName: proof.entry.proofName,
    serviceItemName: state.serviceItemName,
    applicantName: state.applicant.name,
    caseNumber: state.caseNumber,
    method: proof.method,
    clock,
    ball,
    otherUnitName:
      asked === undefined ? proof.entry.issuingUnit : unitName(context, asked.request?.issuingUnit ?? ''),
    verificationStatus: asked?.status ?? null,
    verdict: asked?.answer?.body.verdict ?? proof.lastVerdict,
    action: step,
    staffName: staffName(context, ownerId),
    covered: owner !== undefined && staff !== null && coversFor(staff, owner, now),
    mine: ownerId === staff?.id,
    sync: mark === undefined ? 'synced' : mark === 'refused' ? 'refused' : 'local',
    lastDispatch:
      lastDispatch === undefined ? null : { channel: lastDispatch.channel, sentAt: lastDispatch.sentAt },
  }
}

function groupOf(
  context: DeskContext,
  proof: ProofState,
  clock: WorkbenchRow['clock'],
  back: boolean,
): QueueGroup {
  if (back) return 'back'
  if (proof.status !== 'asked') return 'mine'
  if (clock.state === 'over') return 'overdue'
  if (clock.state === 'soon') return 'soon'
  // Not registered, and its limit not near: it is due to be registered today.
  if (clock.state === 'not-started') return 'today'
  if (clock.dueAt !== null && chinaDay(Date.parse(clock.dueAt)) === chinaDay(rightNow(context))) {
    return clock.minutes !== null && clock.minutes <= 30 ? 'soon' : 'today'
  }
  return clock.dueAt === null ? 'today' : 'later'
}

async function todayFigures(context: DeskContext): Promise<WorkbenchView['today']> {
  const day = chinaDay(rightNow(context))
  const since = new Date(Date.parse(`${day}T00:00:00.000Z`) - 8 * 3_600_000).toISOString()
  const touched = (
    await context.store.streams
      .find({ selector: { type: { $in: ['case', 'verification'] }, updatedAt: { $gte: since } } })
      .exec()
  ).map((one) => plain<StreamDocument>(one))
  const cases = touched.filter((one) => one.type === 'case').map(caseStateOf)
  const answered = touched
    .filter((one) => one.type === 'verification')
    .map(verificationStateOf)
    .filter((one) => one.answer !== null && one.answer.body.answeredAt >= since)
  return {
    opened: cases.filter((one) => one.openedAt >= since).length,
    closed: cases.filter((one) => one.closedAt !== null && one.closedAt >= since).length,
    spared: cases
      .flatMap((one) => one.proofs)
      .filter(
        (proof) =>
          proof.settledAt !== null && proof.settledAt >= since && proof.settledBy !== 'supplement-received',
      ).length,
    onTime: answered.filter((one) => one.dueAt === null || (one.answer?.body.answeredAt ?? '') <= one.dueAt)
      .length,
    answered: answered.length,
  }
}
