// Verbs on a case and its proofs: each turns the clerk's input into the events of one act.
import { randomUUID } from 'node:crypto'
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import type { CaseEntry, CaseKind, CaseState, ProofState } from '../../../src-shared/domain/case.ts'
import {
  contentForbidden,
  fallbackForbidden,
  type ListEntry,
} from '../../../src-shared/domain/exemption-list.ts'
import { mayVerify } from '../../../src-shared/domain/staff.ts'
import type { Channel } from '../../../src-shared/domain/verification.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { append, type Draft, writeOne } from './append.ts'
import { type DeskContext, enrolledIdentity, servingStaff, signedInStaff } from './desk-context.ts'
import { usedTemplate } from './letter-templates.ts'
import { nextCaseNumber, nextLetterNumber } from './numbers.ts'
import { caseStateOf, verificationStateOf } from './projection.ts'

/** The case's folded state. @throws not-found */
export async function readCase(context: DeskContext, stream: string): Promise<CaseState> {
  const document = await context.store.streams.findOne(stream).exec()
  if (document === null || document.type !== 'case') throw new CodedFailure('not-found', { stream })
  return caseStateOf(document.toJSON() as { state: Record<string, unknown> })
}

/** One proof of a case. @throws not-found */
export function proofOf(state: CaseState, entry: string): ProofState {
  const proof = state.proofs.find((one) => one.entry.entry === entry)
  if (proof === undefined) throw new CodedFailure('not-found', { entry })
  return proof
}

/** Code of a unit that has somebody to answer; a 统称 such as 申请人所在单位 and a provincial source have nobody here. */
function askableUnit(context: DeskContext, name: string): string | null {
  const unit = context.reference.unitsByName.get(name)
  const staff = [...context.reference.staff.values()]
  return unit !== undefined && staff.some((one) => one.unit === unit.code && one.active && mayVerify(one))
    ? unit.code
    : null
}

/** What the case keeps of an entry; of a state secret only that it exists. */
function caseEntryOf(context: DeskContext, entry: ListEntry): CaseEntry {
  const secret = contentForbidden(entry.secrecy)
  const keep = (text: string) => (secret ? '' : text)
  return {
    entry: entry.id,
    entryNumber: entry.entryNumber,
    proofName: keep(entry.proofName),
    proofPurpose: keep(entry.proofPurpose),
    legalBasis: keep(entry.legalBasis),
    issuingUnit: keep(entry.issuingUnit),
    issuingUnitCode: secret ? null : askableUnit(context, entry.issuingUnit),
    method: entry.method,
    methodWording: keep(entry.methodWording),
    archiveClass: secret ? null : entry.archiveClass,
    secrecy: entry.secrecy,
    commitmentExcluded: entry.commitmentExcluded,
    followUp: secret ? null : entry.followUp,
    questions: secret ? [] : [...entry.questions],
  }
}

export async function openCase(context: DeskContext, input: DeskInput<'openCase'>) {
  servingStaff(context)
  const { enrolment } = enrolledIdentity(context)
  await context.search.whenLoaded()
  const item = context.search.readServiceItem(input.serviceItem)
  if (item === null) throw new CodedFailure('not-found', { serviceItem: input.serviceItem })
  const unit = context.reference.units.get(enrolment.unit)
  if (unit?.name !== item.demandingUnit)
    throw new CodedFailure('action-not-available', { action: 'open-case' })
  const stream = `case/${randomUUID()}`
  await append(context, async () => [
    {
      stream,
      kind: 'case-opened',
      body: {
        caseNumber: await nextCaseNumber(context),
        applicant: input.applicant,
        serviceItemName: item.name,
        serviceItemCode: item.code,
        entries: item.entries.map((entry) => caseEntryOf(context, entry)),
        ...(input.limitDays === undefined ? {} : { limitDays: input.limitDays }),
      },
    },
  ])
  // What is only convenient is not what an opened case fails of.
  await rememberLimit(context, input.serviceItem, input.limitDays).catch(() => undefined)
  return { case: stream }
}

type Limits = Readonly<Record<string, number>>

/** Working days promised when this window last opened a case of the item; null where none were. */
export async function usualLimit(context: DeskContext, serviceItem: string): Promise<number | null> {
  return (await context.store.readLocal<Limits>('case-limits'))?.[serviceItem] ?? null
}

async function rememberLimit(context: DeskContext, serviceItem: string, limitDays: number | undefined) {
  const known = (await context.store.readLocal<Limits>('case-limits')) ?? {}
  if (known[serviceItem] === limitDays) return
  const { [serviceItem]: _, ...others } = known
  await context.store.writeLocal(
    'case-limits',
    limitDays === undefined ? others : { ...others, [serviceItem]: limitDays },
  )
}

/** The verbs that are one event on one proof, by the event they write. */
export const proofVerbs = {
  waiveProof: 'proof-waived',
  lookUpProof: 'proof-looked-up',
  authoriseAgent: 'proof-authorised',
  handOverProof: 'proof-handed-over',
  settleOtherwise: 'proof-settled-otherwise',
  handleOutside: 'proof-handled-outside',
  bringVoluntarily: 'proof-brought-voluntarily',
  askSupplement: 'supplement-asked',
  receiveSupplement: 'supplement-received',
} as const satisfies Record<string, CaseKind>

export async function commitProof(context: DeskContext, input: DeskInput<'commitProof'>) {
  const proof = proofOf(await readCase(context, input.case), input.entry)
  return writeOne(context, input.case, 'proof-committed', {
    entry: input.entry,
    signedOn: 'paper',
    credit: input.credit,
    followUp: proof.entry.followUp ?? '',
  })
}

export async function changeMethod(context: DeskContext, input: DeskInput<'changeMethod'>) {
  const proof = proofOf(await readCase(context, input.case), input.entry)
  const drafts: Draft[] = []
  if (proof.status === 'asked' && proof.verification !== null) {
    const asked = await context.store.streams.findOne(proof.verification).exec()
    if (asked !== null && ['requested', 'registered'].includes(asked.status)) {
      drafts.push({
        stream: proof.verification,
        kind: 'verification-withdrawn',
        body: { reason: input.reason },
      })
    }
  }
  drafts.push({
    stream: input.case,
    kind: 'method-changed',
    body: { entry: input.entry, from: proof.method, to: input.to, reason: input.reason },
  })
  const events = await append(context, drafts)
  return { event: events.at(-1) ?? '' }
}

/** Withdraws an inquiry; in the same act its proof is open again, so that it can be asked anew or of another unit's door. */
export async function withdrawVerification(context: DeskContext, input: DeskInput<'withdrawVerification'>) {
  const { verification, reason } = input
  const asked = await context.store.streams.findOne(verification).exec()
  const parent = asked === null ? null : await context.store.streams.findOne(asked.parent).exec()
  const proof =
    parent?.status === 'open'
      ? caseStateOf(parent.toJSON() as { state: Record<string, unknown> }).proofs.find(
          (one) => one.status === 'asked' && one.verification === verification,
        )
      : undefined
  const drafts: Draft[] = [{ stream: verification, kind: 'verification-withdrawn', body: { reason } }]
  if (proof !== undefined && parent != null) {
    const { method } = proof
    const body = { entry: proof.entry.entry, from: method, to: method, reason }
    drafts.push({ stream: parent.id, kind: 'method-changed', body })
  }
  const events = await append(context, drafts)
  return { event: events[0] ?? '' }
}

/** The unit the list names, or another one after that one said that it is not its business (A2§7). */
function unitToAsk(context: DeskContext, proof: ProofState, other: string | undefined): string | null {
  if (other === undefined || other === proof.entry.issuingUnitCode) return proof.entry.issuingUnitCode
  if (proof.lastVerdict !== 'returned') return null
  return askableUnit(context, context.reference.units.get(other)?.name ?? '')
}

/**
 * Asks another unit: the request in its own stream and the note in the case are one act (A2§5).
 * @throws state-secret-no-content, the refusal recorded without any content (A2§3); action-not-available
 */
export async function askVerification(context: DeskContext, input: DeskInput<'askVerification'>) {
  const state = await readCase(context, input.case)
  const proof = proofOf(state, input.entry)
  if (contentForbidden(proof.entry.secrecy)) {
    await append(context, [channelRefusal(input.case, input.entry, 'system')]).catch(() => undefined)
    throw new CodedFailure('state-secret-no-content')
  }
  const staff = signedInStaff(context)
  const issuingUnit = unitToAsk(context, proof, input.issuingUnit)
  // A 统称 such as 申请人所在单位 is nobody who could be asked.
  if (issuingUnit === null || issuingUnit === staff.unit)
    throw new CodedFailure('action-not-available', { action: 'ask' })
  let asked = { verification: '', letterNumber: '' }
  await append(context, async () => {
    const { letterNumber, stream } = await nextLetterNumber(context)
    asked = { verification: stream, letterNumber }
    return [
      {
        stream,
        kind: 'verification-requested',
        body: {
          letterNumber,
          case: input.case,
          caseNumber: state.caseNumber,
          entry: input.entry,
          entryNumber: proof.entry.entryNumber,
          proofName: proof.entry.proofName,
          serviceItemName: state.serviceItemName,
          legalBasis: proof.entry.legalBasis,
          demandingUnit: staff.unit,
          issuingUnit,
          applicantName: state.applicant.name,
          applicantIdentityNumber: state.applicant.identityNumber,
          questions: input.questions,
          ...usedTemplate(context, 'inquiry', input.entry),
          archiveClass: proof.entry.archiveClass ?? 'paper',
          secrecy: proof.entry.secrecy,
          liaisonName: staff.name,
          liaisonTelephone: staff.telephone,
        },
      },
      { stream: input.case, kind: 'proof-asked', body: { entry: input.entry, verification: stream } },
    ]
  })
  return asked
}

/** Takes the answer that counts into the case. */
export async function takeAnswer(context: DeskContext, input: DeskInput<'takeAnswer'>) {
  const proof = proofOf(await readCase(context, input.case), input.entry)
  const asked =
    proof.verification === null ? null : await context.store.streams.findOne(proof.verification).exec()
  const state =
    asked === null ? null : verificationStateOf(asked.toJSON() as { state: Record<string, unknown> })
  if (state === null || state.status !== 'answered' || state.answer === null) {
    throw new CodedFailure('action-not-available', { action: 'take-answer' })
  }
  return writeOne(context, input.case, 'proof-verified', {
    entry: input.entry,
    verification: proof.verification,
    answer: state.answer.event,
    verdict: state.answer.body.verdict,
  })
}

const secrecyArticle = '《博山区证明事项核验实施办法（试行）》第三条；《中华人民共和国保守国家秘密法》'

/** Records that fax, mail or OA was refused for a secret, and answers with the refusal (A2§3). */
export async function refuseChannel(context: DeskContext, input: DeskInput<'refuseChannel'>) {
  const proof = proofOf(await readCase(context, input.case), input.entry)
  if (!fallbackForbidden(proof.entry.secrecy))
    throw new CodedFailure('action-not-available', { action: 'refuse-channel' })
  const [event] = await append(context, [channelRefusal(input.case, input.entry, input.channel)])
  return { event: event ?? '' }
}

/** The record of a refusal in its case. */
export const channelRefusal = (stream: string, entry: string, channel: Channel): Draft => ({
  stream,
  kind: 'channel-refused',
  body: { entry, channel, article: secrecyArticle },
})

/** The whole number is shown only after the look at it is recorded (A2§12, 个人信息保护法). */
export async function revealIdentity(context: DeskContext, input: DeskInput<'revealIdentity'>) {
  const state = await readCase(context, input.case)
  await writeOne(context, input.case, 'identity-revealed', { purpose: input.purpose })
  return { identityNumber: state.applicant.identityNumber, telephone: state.applicant.telephone }
}
