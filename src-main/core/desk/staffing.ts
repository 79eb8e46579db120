// A unit's people (A2§6): who is away, what A handed over to B, and that B took it. All of it works without a line.
import type { DeskInput, DeskQueryInput } from '../../../src-shared/contract/desk.ts'
import type { HandOversView, HandOverView, WorkOfView } from '../../../src-shared/contract/staffing-view.ts'
import { mayServe, mayVerify, type Staff } from '../../../src-shared/domain/staff.ts'
import { type HandOver, holderOf } from '../../../src-shared/domain/unit-matters/hand-over.ts'
import { unitStream } from '../../../src-shared/domain/unit-matters.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { StreamDocument } from '../store/open-store.ts'
import { writeOne } from './append.ts'
import { type DeskContext, enrolledIdentity, rightNow, signedInStaff } from './desk-context.ts'
import { staffName, unitName } from './marks.ts'
import { caseStateOf, plain, verificationStateOf } from './projection.ts'
import { readReference } from './reference.ts'

const ownStream = (context: DeskContext): string => unitStream(enrolledIdentity(context).enrolment.unit)

/** A colleague of this unit. @throws not-found */
function colleague(context: DeskContext, id: string): Staff {
  const staff = context.reference.staff.get(id)
  if (staff === undefined || !staff.active || staff.unit !== context.identity?.enrolment.unit)
    throw new CodedFailure('not-found', { staff: id })
  return staff
}

/** Writes one event of the unit's matters; whoever looks next sees it. */
async function writeMatter(context: DeskContext, kind: string, body: Readonly<Record<string, unknown>>) {
  const done = await writeOne(context, ownStream(context), kind, body)
  await readMattersAgain(context)
  return done
}

/** What the unit noted of its people counts as soon as it is here. */
export async function readMattersAgain(context: DeskContext): Promise<void> {
  context.reference = await readReference(context.store)
  context.signals.changed('reference', 'session')
}

/** @throws input-invalid where it would end before it begins or before now */
export async function noteAbsence(context: DeskContext, input: DeskInput<'noteAbsence'>) {
  colleague(context, input.staff)
  const until = Date.parse(input.until)
  if (until <= Date.parse(input.from) || until <= rightNow(context))
    throw new CodedFailure('input-invalid', { field: 'until' })
  return writeMatter(context, 'absence-noted', input)
}

export async function endAbsence(context: DeskContext, input: DeskInput<'endAbsence'>) {
  colleague(context, input.staff)
  return writeMatter(context, 'absence-ended', input)
}

/** @throws input-invalid for nothing, or for what is not of the giver's work; not-your-role where the receiver may not do it */
export async function handOverWork(context: DeskContext, input: DeskInput<'handOverWork'>) {
  colleague(context, input.from)
  const to = colleague(context, input.to)
  const work = await workOfView(context, { staff: input.from })
  const known = new Set([...work.cases, ...work.verifications].map((one) => one.stream))
  const given = [...input.cases, ...input.verifications]
  if (given.length === 0 || !given.every((stream) => known.has(stream)))
    throw new CodedFailure('input-invalid', { field: 'cases' })
  if (!mayServe(to) || (input.verifications.length > 0 && !mayVerify(to)))
    throw new CodedFailure('not-your-role')
  return writeMatter(context, 'work-handed-over', input)
}

export function confirmHandOver(context: DeskContext, input: DeskInput<'confirmHandOver'>) {
  return writeMatter(context, 'hand-over-confirmed', input)
}

/** Open cases and inquiries that are this colleague's now: opened or registered by them, or handed over to them. */
export async function workOfView(
  context: DeskContext,
  { staff }: DeskQueryInput<'workOf'>,
): Promise<WorkOfView> {
  const unit = context.identity?.enrolment.unit
  const { handOvers } = context.reference
  const read = async (type: 'case' | 'verification', status: string) =>
    (await context.store.streams.find({ selector: { type, status } }).exec()).map((one) =>
      plain<StreamDocument>(one),
    )
  const cases = (await read('case', 'open')).filter(
    (one) => one.unit === unit && (holderOf(handOvers, one.id) ?? caseStateOf(one).openedBy) === staff,
  )
  const verifications = (await read('verification', 'registered')).filter(
    (one) =>
      one.issuingUnit === unit &&
      (holderOf(handOvers, one.id) ?? verificationStateOf(one).registration?.registeredBy) === staff,
  )
  return {
    cases: cases.map((one) => handedCase(one)),
    verifications: verifications.map((one) => handedVerification(context, one)),
  }
}

function handedCase(document: StreamDocument) {
  const { applicant, serviceItemName, caseNumber } = caseStateOf(document)
  return { stream: document.id, applicantName: applicant.name, serviceItemName, caseNumber }
}

function handedVerification(context: DeskContext, document: StreamDocument) {
  const { request, dueAt } = verificationStateOf(document)
  return {
    stream: document.id,
    letterNumber: document.number,
    proofName: request?.proofName ?? '',
    demandingUnitName: unitName(context, document.unit),
    dueAt,
  }
}

/** How long a hand-over stays in the list of the unit's people, milliseconds. */
const recent = 30 * 86_400_000

export async function handOversView(context: DeskContext): Promise<HandOversView> {
  const { id } = signedInStaff(context)
  const since = new Date(rightNow(context) - recent).toISOString()
  const views = await Promise.all(
    context.reference.handOvers
      .filter((one) => one.confirmedAt === null || one.at >= since)
      .map(async (one) => ({ one, view: await handOverView(context, one) })),
  )
  return {
    toMe: views.filter(({ one }) => one.to === id && one.confirmedAt === null).map(({ view }) => view),
    recent: views.map(({ view }) => view).reverse(),
  }
}

async function handOverView(context: DeskContext, one: HandOver): Promise<HandOverView> {
  const found = await context.store.streams.findByIds([...one.cases, ...one.verifications]).exec()
  const documents = (streams: readonly string[]) =>
    streams.flatMap((stream) => {
      const document = found.get(stream)
      return document === undefined ? [] : [plain<StreamDocument>(document)]
    })
  return {
    event: one.event,
    fromName: staffName(context, one.from),
    toName: staffName(context, one.to),
    at: one.at,
    remark: one.remark,
    confirmedAt: one.confirmedAt,
    cases: documents(one.cases).map(handedCase),
    verifications: documents(one.verifications).map((document) => handedVerification(context, document)),
  }
}
