// Verbs of supervision (A2§11) and the looks at what is masked (A2§12): a look is recorded before anything is shown.
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import type { RevealedContent } from '../../../src-shared/contract/supervision.ts'
import type { EventEnvelope } from '../../../src-shared/domain/event.ts'
import { type SupervisionBody, supervisionOf } from '../../../src-shared/domain/supervision.ts'
import { foldVerification, type VerificationState } from '../../../src-shared/domain/verification.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { StreamDocument } from '../store/open-store.ts'
import { askEndpoint } from '../sync/ask-endpoint.ts'
import type { EndpointClient } from '../sync/endpoint-client.ts'
import { writeOne } from './append.ts'
import type { DeskContext } from './desk-context.ts'
import { overdueOf } from './overdue.ts'
import { supervisionStateOf } from './projection.ts'
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

/** How long the endpoint is waited for to take the record of a look, milliseconds. */
const longestRecording = 10_000

/**
 * Content of a reported verification, which no window of the joint office holds: the look is recorded at the endpoint first, then
 * read from it and kept nowhere (A2§12).
 * @throws endpoint-unreachable without a line: a look nobody had is not recorded
 */
export async function revealSupervised(
  context: DeskContext,
  client: EndpointClient | null,
  input: DeskInput<'revealSupervised'>,
): Promise<RevealedContent> {
  const found = await context.store.streams.findOne(input.supervision).exec()
  if (found === null || found.type !== 'supervision')
    throw new CodedFailure('not-found', { stream: input.supervision })
  const verification = supervisionStateOf(found.toJSON() as StreamDocument).report?.verification ?? ''
  if (client === null || context.link.state !== 'online') throw new CodedFailure('endpoint-unreachable')
  const { event } = await writeOne(context, input.supervision, 'supervision-revealed', {
    purpose: input.purpose,
  })
  await untilTaken(context, event)
  const read = await askEndpoint(client, () => client.streamEvents(verification))
  if (read === null) throw new CodedFailure('not-found', { stream: verification })
  return contentOf(foldVerification(read.items as readonly EventEnvelope[]))
}

/** @throws endpoint-unreachable where it is not taken in time, and why it was refused */
async function untilTaken(context: DeskContext, event: string): Promise<void> {
  const until = Date.now() + longestRecording
  for (;;) {
    const changed = nextChange(context, until - Date.now())
    const stored = await context.store.events.findOne(event).exec()
    if (stored?.syncState === 'synced') return
    if (stored?.refusal != null) throw new CodedFailure(stored.refusal.code, stored.refusal.params)
    if (Date.now() >= until) throw new CodedFailure('endpoint-unreachable')
    await changed
  }
}

function nextChange(context: DeskContext, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      unlisten()
      resolve()
    }
    const unlisten = context.signals.listen((topics) => topics.has('outbox') && end())
    const timer = setTimeout(end, Math.max(0, milliseconds))
  })
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
