// The workbench: every proof of an open case that waits, the most urgent first, and what was done today.
import type { QueueGroup, WorkbenchRow, WorkbenchView } from '../../../src-shared/contract/queue-view.ts'
import {
  availableProofActions,
  type CaseState,
  nextProofStep,
  type ProofState,
} from '../../../src-shared/domain/case.ts'
import { coversFor, type Staff } from '../../../src-shared/domain/staff.ts'
import { holderOf } from '../../../src-shared/domain/unit-matters/hand-over.ts'
import type { VerificationState } from '../../../src-shared/domain/verification.ts'
import { chinaDate, startOfDate } from '../../../src-shared/domain/working-calendar.ts'
import type { StreamDocument } from '../store/open-store.ts'
import { currentStaff, type DeskContext, rightNow, today } from './desk-context.ts'
import { arrivalAt, clockView, notStarted, staffName, unitName } from './marks.ts'
import { caseStateOf, plain, unsentOf, verificationStateOf, verificationsOf } from './projection.ts'

export async function workbenchView(context: DeskContext): Promise<WorkbenchView> {
  const open = (
    await context.store.streams
      .find({ selector: { type: 'case', status: 'open' }, sort: [{ updatedAt: 'desc' }] })
      .exec()
  ).map((one) => plain<StreamDocument>(one))
  const own = open.filter((document) => document.unit === context.identity?.enrolment.unit)
  const verifications = await verificationsOf(
    context.store,
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
  if (clock.dueAt !== null && chinaDate(Date.parse(clock.dueAt)) === today(context)) {
    return clock.minutes !== null && clock.minutes <= 30 ? 'soon' : 'today'
  }
  return clock.dueAt === null ? 'today' : 'later'
}

async function todayFigures(context: DeskContext): Promise<WorkbenchView['today']> {
  const since = new Date(startOfDate(today(context))).toISOString()
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
