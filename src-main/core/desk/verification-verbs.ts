// Verbs on a verification: its letters and how they are found on the demanding side, registering and answering on the issuing side.
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import { dueTime } from '../../../src-shared/domain/due-time.ts'
import {
  type ArchiveClass,
  contentForbidden,
  fallbackForbidden,
} from '../../../src-shared/domain/exemption-list.ts'
import { type InquiryLetter, parseLetterCode, parseLetterNumber } from '../../../src-shared/domain/letter.ts'
import type { Staff } from '../../../src-shared/domain/staff.ts'
import { templatedLimit, templatedText } from '../../../src-shared/domain/unit-matters/letter-template.ts'
import type { FallbackChannel, VerificationState } from '../../../src-shared/domain/verification.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { append, writeOne } from './append.ts'
import { channelRefusal } from './case-verbs.ts'
import { type DeskContext, fallbackOpen, rightNow, signedInStaff, today } from './desk-context.ts'
import { editionText, handedOver } from './drawn-letter.ts'
import { templateUsed, usedTemplate } from './letter-templates.ts'
import { arrivalAt, clockRules } from './marks.ts'
import { isReached, verificationStateOf } from './projection.ts'

/** The verification's folded state. @throws not-found */
export async function readVerification(context: DeskContext, stream: string): Promise<VerificationState> {
  const document = await context.store.streams.findOne(stream).exec()
  if (document === null || document.type !== 'verification') throw new CodedFailure('not-found', { stream })
  return verificationStateOf(document.toJSON() as { state: Record<string, unknown> })
}

function requestOf(state: VerificationState) {
  if (state.request === null) throw new CodedFailure('action-not-available', { action: 'request-not-here' })
  return state.request
}

/**
 * Refuses a fallback before anything is drawn or queued: secrecy first, whatever the outage, then the policy (A2§3).
 * @throws channel-refused-work-secret, state-secret-no-content, fallback-not-allowed
 */
async function requireFallback(
  context: DeskContext,
  state: VerificationState,
  channel: FallbackChannel,
): Promise<void> {
  await requireNotSecret(context, state, channel)
  if (!fallbackOpen(context, channel)) throw new CodedFailure('fallback-not-allowed', { channel })
}

/**
 * Secrecy has no exception: not during an outage, not for what is recorded after it, not for an answer. The refusal is recorded in
 * the case, where it is still open.
 * @throws channel-refused-work-secret, state-secret-no-content
 */
export async function requireNotSecret(
  context: DeskContext,
  state: VerificationState,
  channel: FallbackChannel,
  actor?: Staff,
): Promise<void> {
  const { secrecy, case: stream, entry } = requestOf(state)
  if (!fallbackForbidden(secrecy)) return
  await append(context, [channelRefusal(stream, entry, channel)], actor).catch(() => undefined)
  if (contentForbidden(secrecy)) throw new CodedFailure('state-secret-no-content')
  throw new CodedFailure('channel-refused-work-secret', { channel })
}

/** The inquiry letter as PDF, drawn for one channel; what leaves masks the identity number (practice: Letters). */
export async function inquiryLetterPdf(context: DeskContext, stream: string, channel: FallbackChannel) {
  const state = await readVerification(context, stream)
  await requireFallback(context, state, channel)
  const request = requestOf(state)
  const number = parseLetterNumber(request.letterNumber)
  if (number === null) throw new CodedFailure('letter-number-unknown', { number: request.letterNumber })
  const own = context.reference.units.get(request.demandingUnit)
  const template = templateUsed(context, request.template)
  const facts = {
    streamId: stream,
    number,
    fromUnit: own?.name ?? '',
    toUnit: context.reference.units.get(request.issuingUnit)?.name ?? '',
    proofName: request.proofName,
    applicant: {
      name: request.applicantName,
      identityKind: '居民身份证',
      identityNumber: request.applicantIdentityNumber,
    },
    date: today(context),
    offline: !(await isReached(context.store, stream)),
    dispatch: { channel, policy: context.reference.policy.fallback.citation },
    serviceItemName: request.serviceItemName,
    edition: editionText(context.reference.edition?.edition ?? ''),
    entryNumber: request.entryNumber,
    questions: request.questions,
    legalBasis: request.legalBasis,
    archiveClass: state.archiveClass ?? request.archiveClass,
    limitAsked: templatedLimit(template, state.registration !== null),
    answerFax: own?.fax ?? '',
    answerMail: own?.mail ?? '',
    liaisonName: request.liaisonName,
    liaisonTelephone: request.liaisonTelephone,
  }
  const letter: InquiryLetter = { ...facts, ...templatedText(template, facts) }
  // Loaded with the first letter: the PDF library is no part of a start.
  const { drawInquiryLetter: drawInquiry } = await import('../letters/draw-inquiry-letter.ts')
  const pdf = await drawInquiry(letter, context.settings.fonts)
  return { fileName: `${request.letterNumber}.pdf`, letterNumber: request.letterNumber, bytes: pdf, request }
}

export async function drawInquiryLetter(context: DeskContext, input: DeskInput<'drawInquiryLetter'>) {
  signedInStaff(context)
  const { bytes, fileName, letterNumber } = await inquiryLetterPdf(context, input.verification, input.channel)
  return handedOver(fileName, letterNumber, bytes)
}

/** Finds a verification by number, QR text or picture of the page. @throws letter-code-unreadable, letter-number-unknown */
export async function findLetter(context: DeskContext, input: DeskInput<'findLetter'>) {
  const texts = 'picture' in input ? await readPicture(input.picture) : [input.text]
  for (const text of texts) {
    const stream = parseLetterCode(text)
    const number = parseLetterNumber(text)
    const found =
      stream !== null
        ? await context.store.streams.findOne(stream).exec()
        : number === null
          ? null
          : await findByNumber(context, number)
    if (found !== null && found !== undefined) {
      if (found.unit !== context.identity?.enrolment.unit)
        return { verification: found.id, case: null, entry: null }
      const { request } = await readVerification(context, found.id)
      return { verification: found.id, case: found.parent, entry: request?.entry ?? null }
    }
    if (stream !== null || number !== null)
      throw new CodedFailure('letter-number-unknown', { number: text.slice(0, 100) })
  }
  throw new CodedFailure('letter-code-unreadable')
}

async function readPicture(picture: string): Promise<readonly string[]> {
  const { readLetterCode } = await import('../letters/read-letter-code.ts')
  return readLetterCode(Buffer.from(picture, 'base64'))
}

async function findByNumber(
  context: DeskContext,
  number: { unitShortName: string; year: number; serial: number },
) {
  const unit = [...context.reference.units.values()].find((one) => one.shortName === number.unitShortName)
  if (unit === undefined) return null
  return context.store.streams.findOne(`verification/${unit.code}-${number.year}-${number.serial}`).exec()
}

/** The due time as it is recorded; `provisional` where it rests on weekends alone. */
function dueIn(context: DeskContext, receivedAt: string, archiveClass: ArchiveClass) {
  const { dueAt, calendarKnown } = dueTime({ receivedAt, archiveClass, ...clockRules(context) })
  return calendarKnown ? { dueAt } : { dueAt, provisional: true }
}

/** Registered at once; the clock runs from receipt, which is when this unit's window first held it (A2§7). */
export async function registerVerification(context: DeskContext, input: DeskInput<'registerVerification'>) {
  const state = await readVerification(context, input.verification)
  const receivedAt = arrivalAt(context, input.verification, state, true)
  if (receivedAt === null) throw new CodedFailure('not-found', { stream: input.verification })
  return writeOne(context, input.verification, 'verification-registered', {
    receivedAt,
    archiveClass: input.archiveClass,
    ...dueIn(context, receivedAt, input.archiveClass),
  })
}

export async function reclassifyVerification(
  context: DeskContext,
  input: DeskInput<'reclassifyVerification'>,
) {
  const state = await readVerification(context, input.verification)
  const receivedAt = state.registration?.receivedAt
  if (receivedAt === undefined) throw new CodedFailure('action-not-available', { action: 'reclassify' })
  return writeOne(context, input.verification, 'verification-reclassified', {
    archiveClass: input.archiveClass,
    ...dueIn(context, receivedAt, input.archiveClass),
    reason: input.reason,
  })
}

async function answerBody(context: DeskContext, stream: string, verdict: string, remark: string) {
  const { request } = await readVerification(context, stream)
  return {
    ...(request === null ? {} : usedTemplate(context, 'reply', request.entry)),
    verdict,
    channel: 'system',
    answeredAt: new Date(rightNow(context)).toISOString(),
    answeredBy: signedInStaff(context).name,
    replyNumber: '',
    remark,
  }
}

export async function answerVerification(context: DeskContext, input: DeskInput<'answerVerification'>) {
  return writeOne(
    context,
    input.verification,
    'verification-answered',
    await answerBody(context, input.verification, input.verdict, input.remark),
  )
}

/** Not their business: back at once with the reason (A2§7). */
export async function returnVerification(context: DeskContext, input: DeskInput<'returnVerification'>) {
  return writeOne(
    context,
    input.verification,
    'verification-answered',
    await answerBody(context, input.verification, 'returned', input.reason),
  )
}

export async function drawReplyLetter(context: DeskContext, input: DeskInput<'drawReplyLetter'>) {
  signedInStaff(context)
  const state = await readVerification(context, input.verification)
  const request = requestOf(state)
  const inquiryNumber = parseLetterNumber(request.letterNumber)
  if (state.answer === null || inquiryNumber === null) {
    throw new CodedFailure('action-not-available', { action: 'draw-reply' })
  }
  const unit = context.reference.units.get(request.issuingUnit)
  const { answer } = state
  const facts = {
    streamId: input.verification,
    inquiryNumber,
    fromUnit: unit?.name ?? '',
    toUnit: context.reference.units.get(request.demandingUnit)?.name ?? '',
    proofName: request.proofName,
    applicant: {
      name: request.applicantName,
      identityKind: '居民身份证',
      identityNumber: request.applicantIdentityNumber,
    },
    date: today(context),
    offline: context.link.state !== 'online',
    dispatch: { channel: 'system' as const, policy: '' },
    verdict: answer.body.verdict,
    remark: answer.body.remark,
    archiveClass: state.archiveClass ?? request.archiveClass,
    handledBy: answer.body.answeredBy,
    checkedBy: '',
    telephone: unit?.telephone ?? '',
  }
  const text = templatedText(templateUsed(context, answer.body.template), {
    ...facts,
    serviceItemName: request.serviceItemName,
  })
  const { drawReplyLetter: drawReply } = await import('../letters/draw-reply-letter.ts')
  const bytes = await drawReply({ ...facts, ...text }, context.settings.fonts)
  return handedOver(`${request.letterNumber}-反馈函.pdf`, request.letterNumber, bytes)
}
