// What there is to report of an overdue verification (A2§11), with the words of a report drafted by itself.
import { archiveClassText } from '../../../src-shared/domain/letter.ts'
import type { SupervisionBody } from '../../../src-shared/domain/supervision.ts'
import { dueOf } from '../../../src-shared/domain/verification-clock.ts'
import { chinaMinute } from '../../../src-shared/domain/working-calendar.ts'
import type { StreamDocument } from '../store/open-store.ts'
import { type DeskContext, rightNow } from './desk-context.ts'
import { arrivalAt, clockRules, clockView, unitName } from './marks.ts'
import { isReached, verificationStateOf } from './projection.ts'

type Overdue = Omit<SupervisionBody<'overdue-reported'>, 'facts'> & { readonly draft: string }

/** Who of the joint office a report is for; null where the directory names nobody. */
export function jointOfficeStaff(context: DeskContext) {
  const all = [...context.reference.staff.values()].filter((one) => one.roles.includes('joint-office'))
  return all.find((one) => one.active) ?? null
}

/** Null where it is not overdue by this window's clock, not this unit's, or there is nobody to report to. */
export async function overdueOf(context: DeskContext, verification: string): Promise<Overdue | null> {
  const found = await context.store.streams.findOne(verification).exec()
  if (found === null || found.type !== 'verification') return null
  const state = verificationStateOf(found.toJSON() as StreamDocument)
  const { request, archiveClass, registration } = state
  const office = jointOfficeStaff(context)
  if (request === null || archiveClass === null || office === null) return null
  if (request.demandingUnit !== context.identity?.enrolment.unit) return null
  const arrivedAt = arrivalAt(context, verification, state, await isReached(context.store, verification))
  const due = dueOf(state, arrivedAt, clockRules(context))
  const clock = clockView(context, state, arrivedAt)
  if (due === null || clock.state !== 'over' || rightNow(context) <= Date.parse(due.dueAt)) return null
  const facts = {
    verification,
    letterNumber: request.letterNumber,
    reportingUnit: request.demandingUnit,
    askedUnit: request.issuingUnit,
    jointOffice: office.unit,
    addressee: office.id,
    archiveClass,
    receivedAt: due.receivedAt,
    dueAt: due.dueAt,
    registered: registration !== null,
    lateMinutes: Math.max(0, Math.round(clock.minutes ?? 0)),
  }
  return { ...facts, draft: draftOf(context, facts, request.secrecy === 'none' ? request.proofName : '') }
}

/** `10月14日10时32分`, in China. */
function spokenTime(iso: string): string {
  const [date = '', time = ''] = chinaMinute(Date.parse(iso)).split(' ')
  const [, month, day] = date.split('-').map(Number)
  return `${month}月${day}日${time.slice(0, 2)}时${time.slice(3, 5)}分`
}

/** Says nothing that changes while a person reads it, and names no applicant. */
function draftOf(context: DeskContext, facts: Omit<Overdue, 'draft'>, proofName: string): string {
  const asked = unitName(context, facts.askedUnit)
  const about = proofName === '' ? '有关证明事项' : `“${proofName}”`
  const received = facts.registered ? '收到并登记' : '收到，未登记'
  return [
    `我单位以${facts.letterNumber}向${asked}协查${about}。`,
    `${asked}于${spokenTime(facts.receivedAt)}${received}，档案情况为${archiveClassText[facts.archiveClass]}，`,
    `应于${spokenTime(facts.dueAt)}前反馈，现已超过规定期限，仍未反馈协查核验结果。`,
    '根据《博山区证明事项核验实施办法（试行）》第十一条，现将有关情况报告，请组织调查，责成限时办结。',
  ].join('')
}
