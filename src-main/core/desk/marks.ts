// The small marks that views share: clock, sync, names, open channels, masked people.

import type { ChannelView, VerificationView } from '../../../src-shared/contract/case-view.ts'
import type { ClockView, SyncMark } from '../../../src-shared/contract/marks.ts'
import type { ChannelJob } from '../../../src-shared/contract/outbox-view.ts'
import type { StaffView } from '../../../src-shared/contract/session-view.ts'
import { limits, remaining, workingMinutesBetween } from '../../../src-shared/domain/due-time.ts'
import { fallbackForbidden, type Secrecy } from '../../../src-shared/domain/exemption-list.ts'
import { maskTelephone } from '../../../src-shared/domain/identity.ts'
import { maskIdentityNumber } from '../../../src-shared/domain/letter.ts'
import { coversFor, isAway, type Staff } from '../../../src-shared/domain/staff.ts'
import { availableStaffActions } from '../../../src-shared/domain/unit-matters.ts'
import {
  availableVerificationActions,
  type FallbackChannel,
  type VerificationState,
} from '../../../src-shared/domain/verification.ts'
import { type ClockRules, dueOf } from '../../../src-shared/domain/verification-clock.ts'
import type { VerificationFrame } from '../../../src-shared/domain/verification-frame.ts'
import type { Jobs } from '../channels/jobs.ts'
import type { StoredEvent } from '../store/open-store.ts'
import { arrivalOf } from './arrivals.ts'
import { channelAllowed, type DeskContext, fallbackOpen, rightNow } from './desk-context.ts'

export const staffName = (context: DeskContext, id: string): string =>
  context.reference.staff.get(id)?.name ?? id
export const unitName = (context: DeskContext, code: string): string =>
  context.reference.units.get(code)?.name ?? code

/** A stream is as synced as its least synced event. */
export function syncMarkOf(events: readonly Pick<StoredEvent, 'syncState'>[]): SyncMark {
  if (events.some((event) => event.syncState === 'refused')) return 'refused'
  return events.some((event) => event.syncState === 'waiting') ? 'local' : 'synced'
}

export function staffView(context: DeskContext, staff: Staff): StaffView {
  const now = new Date(rightNow(context)).toISOString()
  const actor = context.signedIn === null ? undefined : context.reference.staff.get(context.signedIn)
  const partner = staff.partner === null ? undefined : context.reference.staff.get(staff.partner)
  return {
    id: staff.id,
    name: staff.name,
    roles: staff.roles,
    telephone: staff.telephone,
    cover: staff.cover,
    partnerName: partner?.name ?? null,
    away: isAway(staff, now),
    covering: partner !== undefined && coversFor(staff, partner, now),
    absence:
      staff.absentUntil === null || staff.absentUntil <= now
        ? null
        : { from: staff.absentFrom ?? null, until: staff.absentUntil },
    actions: actor === undefined ? [] : availableStaffActions(actor, staff.id),
  }
}

/** What due times are worked out by. */
export function clockRules(context: DeskContext): ClockRules {
  const { calendar, policy } = context.reference
  return { calendar, officeHours: policy.officeHours, runOnThroughBreaks: policy.runOnThroughBreaks }
}

export const notStarted: ClockView = {
  state: 'not-started',
  dueAt: null,
  minutes: null,
  left: null,
  calendarKnown: true,
}

/** When an inquiry reached the unit asked; `reached`: the endpoint has it. */
export function arrivalAt(
  context: DeskContext,
  stream: string,
  state: VerificationState,
  reached: boolean,
): string | null {
  // Who asked knows when the fax went; who is asked counts from what is in the system.
  const asked = state.request?.demandingUnit === context.identity?.enrolment.unit
  const sent = asked ? (state.dispatches.map((one) => one.body.sentAt).sort()[0] ?? null) : null
  return arrivalOf(context, stream, reached ? state.requestedAt : null, sent)
}

/** As much of a verification as its clock needs. */
export type Clocked = Pick<
  VerificationState,
  'status' | 'registration' | 'archiveClass' | 'dueAt' | 'provisional'
> & { readonly answer: { readonly body: { readonly answeredAt: string } } | null }

/** The same of a verification of which only the frame is here. */
export function clockedOf(frame: VerificationFrame): Clocked {
  const { status, archiveClass, receivedAt, dueAt, verdict, endedAt } = frame
  return {
    status,
    archiveClass,
    dueAt,
    provisional: false,
    registration: receivedAt === null ? null : { receivedAt, registeredAt: receivedAt, registeredBy: '' },
    answer: verdict === null ? null : { body: { answeredAt: endedAt ?? '' } },
  }
}

/**
 * The clock of a verification by this window's calendar; needs no network (A2§7). Not registered, it shows once the limit of the
 * class asked for comes near: nobody gains time by registering late.
 */
export function clockView(context: DeskContext, state: Clocked, arrivedAt: string | null): ClockView {
  const { calendar, policy } = context.reference
  const due = dueOf(state, arrivedAt, clockRules(context))
  if (due === null) return notStarted
  const { receivedAt, dueAt } = due
  const calendarKnown = !due.provisional
  const runOn = policy.runOnThroughBreaks && state.archiveClass === 'electronic'
  const span = (from: string, to: string) =>
    runOn
      ? Math.round((Date.parse(to) - Date.parse(from)) / 60_000)
      : workingMinutesBetween(from, to, calendar, policy.officeHours)
  if (state.answer !== null) {
    return {
      state: 'answered',
      left: null,
      calendarKnown,
      dueAt,
      minutes: span(receivedAt, state.answer.body.answeredAt),
    }
  }
  const now = new Date(rightNow(context)).toISOString()
  const rest = remaining({
    now,
    dueAt,
    calendar,
    officeHours: policy.officeHours,
    runOnThroughBreaks: runOn,
    soonMinutes: state.archiveClass === 'electronic' ? 15 : 60,
  })
  const whole = runOn ? limits.electronic.minutes : Math.max(1, span(receivedAt, dueAt))
  return {
    state: due.expected && rest.state === 'ample' ? 'not-started' : rest.state,
    dueAt,
    minutes: rest.workingMinutes,
    left: rest.state === 'over' ? 0 : Math.min(1, rest.workingMinutes / whole),
    calendarKnown,
  }
}

/** Which channels this window can send by itself, and what is on its way by them. */
export type Sending = {
  readonly ready: ReadonlySet<FallbackChannel>
  readonly jobs: readonly ChannelJob[]
}

export const readSending = async (jobs: Jobs): Promise<Sending> => ({
  ready: await jobs.ready(),
  jobs: jobs.list(),
})

/** Which ways are open to ask `unit`, and why the others are not (A2§3). */
export function channelViews(
  context: DeskContext,
  secrecy: Secrecy,
  issuingUnit: string | null,
  sending: Sending,
): readonly ChannelView[] {
  const unit = issuingUnit === null ? undefined : context.reference.units.get(issuingUnit)
  const online = context.link.state === 'online'
  const open = (channel: ChannelView['channel'], address = ''): ChannelView => ({
    channel,
    open: true,
    closedBecause: null,
    address,
    byItself: false,
  })
  const closed = (
    channel: ChannelView['channel'],
    closedBecause: ChannelView['closedBecause'],
    address = '',
  ): ChannelView => ({
    channel,
    open: false,
    closedBecause,
    address,
    byItself: false,
  })
  const fallback = (channel: 'fax' | 'mail' | 'oa', address: string): ChannelView => {
    if (fallbackForbidden(secrecy)) return closed(channel, 'secret')
    if (online || context.link.state === 'connecting') return closed(channel, 'line-up', address)
    if (!channelAllowed(context, channel)) return closed(channel, 'policy', address)
    if (!fallbackOpen(context, channel)) return closed(channel, 'too-early', address)
    if (channel === 'mail' && !sending.ready.has('mail')) return closed(channel, 'not-configured', address)
    return { ...open(channel, address), byItself: sending.ready.has(channel) }
  }
  return [
    online ? open('system') : closed('system', 'line-down'),
    fallback('fax', unit?.fax ?? ''),
    fallback('mail', unit?.mail ?? ''),
    fallback('oa', ''),
    open('on-site'),
  ]
}

/** Masked as every screen shows it until a look is recorded (个人信息保护法). */
function maskedState(state: VerificationState): VerificationState {
  if (state.request === null) return state
  const masked = maskIdentityNumber(state.request.applicantIdentityNumber)
  return { ...state, request: { ...state.request, applicantIdentityNumber: masked } }
}

export const maskedApplicant = (applicant: { name: string; identityNumber: string; telephone: string }) => ({
  name: applicant.name,
  identityNumber: maskIdentityNumber(applicant.identityNumber),
  telephone: maskTelephone(applicant.telephone),
})

export function verificationView(
  context: DeskContext,
  stream: string,
  state: VerificationState,
  events: readonly StoredEvent[],
  sending: Sending,
): VerificationView {
  const staff = context.signedIn === null ? undefined : context.reference.staff.get(context.signedIn)
  const reached = events.some(
    (event) => event.kind === 'verification-requested' && event.syncState === 'synced',
  )
  return {
    stream,
    state: maskedState(state),
    demandingUnitName: unitName(context, state.request?.demandingUnit ?? ''),
    issuingUnitName: unitName(context, state.request?.issuingUnit ?? ''),
    requestedByName: staffName(context, state.requestedBy ?? ''),
    registeredByName: staffName(context, state.registration?.registeredBy ?? ''),
    actions: staff === undefined ? [] : availableVerificationActions(state, staff),
    raisedByName: state.raise === null ? '' : staffName(context, state.raise.by),
    clock: clockView(context, state, arrivalAt(context, stream, state, reached)),
    channels: channelViews(
      context,
      state.request?.secrecy ?? 'unknown',
      state.request?.issuingUnit ?? null,
      sending,
    ),
    jobs: sending.jobs.filter((job) => job.verification === stream),
    sync: syncMarkOf(events),
    reached,
  }
}
