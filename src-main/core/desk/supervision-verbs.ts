// Verbs of supervision (A2§11) and the looks at what is masked (A2§12): a look is recorded before anything is shown.
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import type { RevealedContent } from '../../../src-shared/contract/supervision.ts'
import { type SupervisionBody, supervisionOf } from '../../../src-shared/domain/supervision.ts'
import type { VerificationState } from '../../../src-shared/domain/verification.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { StreamDocument } from '../store/open-store.ts'
import { writeOne } from './case-verbs.ts'
import type { DeskContext } from './desk-context.ts'
import { overdueOf } from './overdue.ts'
import { supervisionStateOf, verificationStateOf } from './projection.ts'
import { readVerification } from './verification-verbs.ts'

/** Sends the report a person read; works without a network like every act. @throws action-not-available where nothing is overdue */
export async function reportOverdue(context: DeskContext, input: DeskInput<'reportOverdue'>) {
  const overdue = await overdueOf(context, input.verification)
  if (overdue === null) throw new CodedFailure('action-not-available', { action: 'report' })
  const { draft: _, ...facts } = overdue
  const body: SupervisionBody<'overdue-reported'> = { ...facts, facts: input.facts }
  return writeOne(context, supervisionOf(input.verification), 'overdue-reported', body)
}

/** The verbs that are one event of the stream, by the event they write. */
export const supervisionVerbs = {
  openInquiry: 'inquiry-opened',
  setDeadline: 'deadline-set',
  inviteTalk: 'talk-invited',
  giveExplanation: 'explanation-given',
  closeSupervision: 'supervision-closed',
} as const

export async function revealSupervised(
  context: DeskContext,
  input: DeskInput<'revealSupervised'>,
): Promise<RevealedContent> {
  const found = await context.store.streams.findOne(input.supervision).exec()
  if (found === null || found.type !== 'supervision')
    throw new CodedFailure('not-found', { stream: input.supervision })
  const { report } = supervisionStateOf(found.toJSON() as StreamDocument)
  const about = await context.store.streams.findOne(report?.verification ?? '').exec()
  if (about === null) throw new CodedFailure('not-found', { stream: report?.verification ?? '' })
  await writeOne(context, input.supervision, 'supervision-revealed', { purpose: input.purpose })
  return contentOf(verificationStateOf(about.toJSON() as StreamDocument))
}

export async function revealVerification(
  context: DeskContext,
  input: DeskInput<'revealVerification'>,
): Promise<RevealedContent> {
  const state = await readVerification(context, input.verification)
  await writeOne(context, input.verification, 'verification-revealed', { purpose: input.purpose })
  return contentOf(state)
}

function contentOf({ request, answers }: VerificationState): RevealedContent {
  return {
    applicantName: request?.applicantName ?? '',
    applicantIdentityNumber: request?.applicantIdentityNumber ?? '',
    serviceItemName: request?.serviceItemName ?? '',
    questions: request?.questions ?? [],
    answers: answers.map(({ body }) => ({ verdict: body.verdict, remark: body.remark })),
  }
}
