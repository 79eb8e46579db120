// Verbs that send an inquiry by another way than the system (A2§3): what the queue sends, and what was sent by hand and is recorded.
import { randomUUID } from 'node:crypto'
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import type { ChannelJob } from '../../../src-shared/contract/outbox-view.ts'
import { fallbackForbidden } from '../../../src-shared/domain/exemption-list.ts'
import {
  availableVerificationActions,
  type FallbackChannel,
  type VerificationBody,
} from '../../../src-shared/domain/verification.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { Handed, OutgoingLetter } from '../channels/channel.ts'
import { createFax } from '../channels/fax-channel.ts'
import { dialled } from '../channels/hylafax.ts'
import { type Jobs, openJobs } from '../channels/jobs.ts'
import { createMail } from '../channels/mail-channel.ts'
import { createOa } from '../channels/oa-channel.ts'
import { append, writeOne } from './append.ts'
import { channelAllowed, type DeskContext, servingStaff, signedInStaff } from './desk-context.ts'
import { readStreamEvents } from './projection.ts'
import { inquiryLetterPdf, readVerification, requireNotSecret } from './verification-verbs.ts'

/** The queue of every channel of this desk. */
export function openChannelJobs(context: DeskContext): Promise<Jobs> {
  const channels = { mail: createMail(context), fax: createFax(context), oa: createOa(context) }
  return openJobs(context, channels, {
    mayNotGo: (letter) => mayNotGo(context, letter),
    recordStop: (letter, why) => (why === 'policy' ? recordStop(context, letter) : Promise.resolve()),
    record: (letter, receipt) => recordDispatch(context, letter, receipt),
  })
}

/** Asked before every hand-over: a letter may have been queued by an earlier version, or been answered since. */
async function mayNotGo(context: DeskContext, letter: OutgoingLetter): Promise<ChannelJob['stopped']> {
  const state = await readVerification(context, letter.verification)
  if (fallbackForbidden(state.request?.secrecy ?? 'unknown')) {
    await requireNotSecret(context, state, letter.channel, context.reference.staff.get(letter.staff)).catch(
      () => undefined,
    )
    return 'secret'
  }
  const staff = context.reference.staff.get(letter.staff)
  if (staff === undefined || !availableVerificationActions(state, staff).includes('dispatch'))
    return 'not-open'
  return channelAllowed(context, letter.channel) ? null : 'policy'
}

/** Writes that a letter was stopped by the joint office's policy, in the name of who ordered it; once. */
async function recordStop(context: DeskContext, letter: OutgoingLetter): Promise<void> {
  const staff = context.reference.staff.get(letter.staff)
  if (staff === undefined) throw new CodedFailure('not-found', { staff: letter.staff })
  const { verification: stream, channel, to: address, job, policy } = letter
  const events = await readStreamEvents(context.store, stream)
  const kind = 'verification-dispatch-stopped'
  if (events.some((event) => event.kind === kind && event.body.job === job)) return
  const reason = context.reference.policy.fallback.decisions?.at(-1)?.reason ?? ''
  await append(context, [{ stream, kind, body: { channel, address, job, policy, reason } }], staff)
}

/** Writes that a letter went out, in the name of who ordered it; once, whatever was stopped in between. */
async function recordDispatch(
  context: DeskContext,
  letter: OutgoingLetter,
  receipt: Extract<Handed, { kind: 'sent' }>,
): Promise<void> {
  const staff = context.reference.staff.get(letter.staff)
  if (staff === undefined) throw new CodedFailure('not-found', { staff: letter.staff })
  const { kind: _, ...sent } = receipt
  const body = { ...sent, channel: letter.channel, policy: letter.policy }
  const same = (one: VerificationBody<'verification-dispatched'>) =>
    one.channel === body.channel && one.sentAt === body.sentAt && one.proof === body.proof
  const events = await readStreamEvents(context.store, letter.verification)
  const written = events.some(
    ({ kind, body: one }) =>
      kind === 'verification-dispatched' && same(one as VerificationBody<'verification-dispatched'>),
  )
  if (written) return
  // Also where it was answered or withdrawn while it was on its way: that it went is a fact.
  await append(context, [{ stream: letter.verification, kind: 'verification-dispatched', body }], staff)
}

/** Queues the letter for a channel; it is on disk before this answers and is sent with retry. */
export async function sendLetter(
  context: DeskContext,
  jobs: Jobs,
  channel: FallbackChannel,
  input: { readonly verification: string; readonly to: string },
) {
  const staff = servingStaff(context)
  const letter = await inquiryLetterPdf(context, input.verification, channel)
  if (channel === 'fax') dialled(input.to)
  const job = randomUUID()
  await jobs.queue({
    job,
    channel,
    verification: input.verification,
    letterNumber: letter.letterNumber,
    proofName: letter.request.proofName,
    to: input.to,
    staff: staff.id,
    policy: context.reference.policy.fallback.citation,
    fileName: letter.fileName,
    pdf: Buffer.from(letter.bytes).toString('base64'),
  })
  return { job }
}

/** @throws fax-not-sent: a failed transmission is no dispatch; the clerk sends again, and nothing is recorded as sent */
export async function recordFaxReport(context: DeskContext, input: DeskInput<'recordFaxReport'>) {
  await requireNotSecret(context, await readVerification(context, input.verification), 'fax')
  if (input.result === 'failed') throw new CodedFailure('fax-not-sent')
  return writeOne(context, input.verification, 'verification-dispatched', {
    channel: 'fax',
    sentAt: input.sentAt,
    address: input.faxNumber,
    proof: input.reportNumber,
    pages: input.pages,
    policy: context.reference.policy.fallback.citation,
  })
}

export async function recordOaNumber(context: DeskContext, input: DeskInput<'recordOaNumber'>) {
  await requireNotSecret(context, await readVerification(context, input.verification), 'oa')
  return writeOne(context, input.verification, 'verification-dispatched', {
    channel: 'oa',
    sentAt: input.sentAt,
    address: input.documentNumber,
    proof: input.documentNumber,
    pages: null,
    policy: context.reference.policy.fallback.citation,
  })
}

/** An answer that came by fax, mail or OA, typed in against its letter's number. */
export async function transcribeAnswer(context: DeskContext, input: DeskInput<'transcribeAnswer'>) {
  signedInStaff(context)
  const { verification, ...body } = input
  await requireNotSecret(context, await readVerification(context, verification), body.channel)
  return writeOne(context, verification, 'verification-answered', body)
}
