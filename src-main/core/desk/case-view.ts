// The view of one case: its proofs with what may be done to each, its clock, and its timeline.
import type { CaseView, ProofView } from '../../../src-shared/contract/case-view.ts'
import type { DeskQueryInput } from '../../../src-shared/contract/desk.ts'
import {
  availableCaseActions,
  availableProofActions,
  type CaseBody,
  type CaseState,
  type ProofState,
} from '../../../src-shared/domain/case.ts'
import { caseClock } from '../../../src-shared/domain/case-clock.ts'
import { orderEvents } from '../../../src-shared/domain/event.ts'
import { ownVerificationGround } from '../../../src-shared/domain/own-verification.ts'
import type { Staff } from '../../../src-shared/domain/staff.ts'
import type { VerificationState } from '../../../src-shared/domain/verification.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { Jobs } from '../channels/jobs.ts'
import type { StoredEvent, StreamDocument } from '../store/open-store.ts'
import { currentStaff, type DeskContext, rightNow } from './desk-context.ts'
import { templateInUse } from './letter-templates.ts'
import {
  channelViews,
  clockRules,
  maskedApplicant,
  readSending,
  type Sending,
  staffName,
  syncMarkOf,
  unitName,
  verificationView,
} from './marks.ts'
import { caseStateOf, plain, readStreamEvents, verificationsOf } from './projection.ts'
import { timelineOf } from './timeline.ts'

async function readEventsOf(
  context: DeskContext,
  streams: readonly string[],
): Promise<readonly StoredEvent[]> {
  return (await Promise.all(streams.map((stream) => readStreamEvents(context.store, stream)))).flat()
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
  const verifications = await verificationsOf(context.store, [input.case])
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
