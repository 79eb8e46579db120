// Due times of a verification on the working calendar with office hours (A2§7).
import type { ArchiveClass } from './exemption-list.ts'
import { defaultPolicy } from './reference.ts'
import {
  chinaDate,
  isWorkingDay,
  isYearKnown,
  nextWorkingDay,
  startOfDate,
  type WorkingCalendar,
} from './working-calendar.ts'

/** Hours in which the office works, in order, `HH:MM` in China. */
export type OfficeHours = { readonly sessions: readonly { readonly from: string; readonly to: string }[] }

const minute = 60_000

/** A2§7: 30 minutes by electronic archive, 1 working day by paper, 2 where the archive is incomplete. */
export const limits = {
  electronic: { minutes: 30 },
  paper: { days: 1 },
  incomplete: { days: 2 },
} as const satisfies Record<ArchiveClass, { minutes: number } | { days: number }>

/** From and to: minutes after midnight in China for a session, milliseconds for a span of time. */
type Span = { readonly from: number; readonly to: number }

const clockTime = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))

/**
 * The sessions of a working day in order, none empty, none twice. Hours that leave no minute to work in would let the
 * clock search for ever: the usual hours stand in for them.
 */
function sessionsOf(hours: OfficeHours): readonly Span[] {
  const sessions: Span[] = []
  const open = hours.sessions
    .map(({ from, to }) => ({ from: clockTime(from), to: Math.min(clockTime(to), 24 * 60) }))
    .filter(({ from, to }) => from < to)
    .sort((one, other) => one.from - other.from)
  for (const session of open) {
    const last = sessions.at(-1)
    if (last === undefined || session.from > last.to) sessions.push(session)
    else sessions[sessions.length - 1] = { from: last.from, to: Math.max(last.to, session.to) }
  }
  return sessions.length > 0 ? sessions : sessionsOf(defaultPolicy.officeHours)
}

/** The office's sessions on a date, milliseconds; none on a day off. */
function sessionsOn(date: string, calendar: WorkingCalendar, sessions: readonly Span[]): readonly Span[] {
  if (!isWorkingDay(calendar, date)) return []
  const start = startOfDate(date)
  return sessions.map(({ from, to }) => ({ from: start + from * minute, to: start + to * minute }))
}

function opening(date: string, sessions: readonly Span[]): number {
  return startOfDate(date) + (sessions[0]?.from ?? 0) * minute
}

function closing(date: string, sessions: readonly Span[]): number {
  return startOfDate(date) + (sessions.at(-1)?.to ?? 0) * minute
}

/** The working date a receipt counts for: today before closing on a working day, else the next working day. */
function receiptDate(receivedAt: number, calendar: WorkingCalendar, sessions: readonly Span[]): string {
  const date = chinaDate(receivedAt)
  const inTime = isWorkingDay(calendar, date) && receivedAt < closing(date, sessions)
  return inTime ? date : nextWorkingDay(calendar, date)
}

export type DueTimeInput = {
  /** When the issuing unit received the request, ISO. */
  readonly receivedAt: string
  readonly archiveClass: ArchiveClass
  readonly calendar: WorkingCalendar
  readonly officeHours: OfficeHours
  /** Whether the 30 minutes run on through lunch and closing (a setting of the joint office). */
  readonly runOnThroughBreaks: boolean
}

/**
 * When the answer is due (A2§7), ISO, and whether the calendar of every year it crosses is known.
 *
 * Receipt: what comes in before opening counts as received at opening; what comes in from closing on, or on a day off,
 * counts as received at the opening of the next working day.
 * 30 minutes (`electronic`): run in office hours only, so they stand still over lunch and over night; where the joint
 * office lets them run on, they run on through lunch and closing once begun.
 * Working days (`paper` 1, `incomplete` 2): the day of receipt is not counted; due at closing of the first or second
 * working day after it.
 */
export function dueTime(input: DueTimeInput): { readonly dueAt: string; readonly calendarKnown: boolean } {
  const received = Date.parse(input.receivedAt)
  const due = dueMoment(input, received)
  return {
    dueAt: new Date(due).toISOString(),
    calendarKnown:
      isYearKnown(input.calendar, chinaDate(received)) && isYearKnown(input.calendar, chinaDate(due)),
  }
}

function dueMoment(input: DueTimeInput, received: number): number {
  const { calendar } = input
  const sessions = sessionsOf(input.officeHours)
  const limit = limits[input.archiveClass]
  if ('days' in limit) return closingAfter(received, limit.days, calendar, sessions)
  const left = limit.minutes * minute
  if (!input.runOnThroughBreaks) return workedOn(received, left, calendar, sessions)
  return Math.max(received, opening(receiptDate(received, calendar, sessions), sessions)) + left
}

/** Closing of the day `days` working days after the day of receipt, which is not counted. */
function closingAfter(
  received: number,
  days: number,
  calendar: WorkingCalendar,
  sessions: readonly Span[],
): number {
  let date = receiptDate(received, calendar, sessions)
  for (let count = 0; count < days; count += 1) date = nextWorkingDay(calendar, date)
  return closing(date, sessions)
}

/** The moment at which `left` milliseconds of office hours have passed since `from`. */
function workedOn(from: number, left: number, calendar: WorkingCalendar, sessions: readonly Span[]): number {
  for (
    let date = receiptDate(from, calendar, sessions), rest = left;
    ;
    date = nextWorkingDay(calendar, date)
  ) {
    for (const session of sessionsOn(date, calendar, sessions)) {
      const start = Math.max(session.from, from)
      if (start >= session.to) continue
      if (session.to - start >= rest) return start + rest
      rest -= session.to - start
    }
  }
}

type Rules = Pick<DueTimeInput, 'calendar' | 'officeHours'>

/** Closing of the last day of a limit in working days, ISO; 0 days: the day of receipt itself (即办件). */
export function endOfWorkingDays(receivedAt: string, days: number, rules: Rules): string {
  const moment = closingAfter(Date.parse(receivedAt), days, rules.calendar, sessionsOf(rules.officeHours))
  return new Date(moment).toISOString()
}

/** `minutes` working minutes after `from`, ISO; `from` itself where there are none. */
export function addWorkingMinutes(from: string, minutes: number, rules: Rules): string {
  if (minutes <= 0) return from
  const moment = workedOn(Date.parse(from), minutes * minute, rules.calendar, sessionsOf(rules.officeHours))
  return new Date(moment).toISOString()
}

/** Working minutes between two ISO times, whole; 0 when `to` is not after `from`. */
export function workingMinutesBetween(
  from: string,
  to: string,
  calendar: WorkingCalendar,
  officeHours: OfficeHours,
): number {
  const start = Date.parse(from)
  const end = Date.parse(to)
  const sessions = sessionsOf(officeHours)
  let total = 0
  for (let date = chinaDate(start); startOfDate(date) < end; date = nextWorkingDay(calendar, date)) {
    for (const session of sessionsOn(date, calendar, sessions)) {
      total += Math.max(0, Math.min(session.to, end) - Math.max(session.from, start))
    }
  }
  return Math.floor(total / minute)
}

export type RemainingInput = {
  readonly now: string
  readonly dueAt: string
  readonly calendar: WorkingCalendar
  readonly officeHours: OfficeHours
  /** Only ever true for the 30 minutes: a limit of days knows no running on. */
  readonly runOnThroughBreaks: boolean
  /** Working minutes from which on it is `soon`. */
  readonly soonMinutes: number
}

/** How a clock stands now: working minutes left, or past due when `over`. */
export function remaining(input: RemainingInput): {
  readonly state: 'ample' | 'soon' | 'over'
  readonly workingMinutes: number
} {
  const span = (from: string, to: string) =>
    input.runOnThroughBreaks
      ? Math.floor((Date.parse(to) - Date.parse(from)) / minute)
      : workingMinutesBetween(from, to, input.calendar, input.officeHours)
  if (Date.parse(input.now) > Date.parse(input.dueAt)) {
    return { state: 'over', workingMinutes: span(input.dueAt, input.now) }
  }
  // A clock that runs on has its 30 minutes until it begins, however long the closed hours before are.
  const most = input.runOnThroughBreaks ? limits.electronic.minutes : Number.POSITIVE_INFINITY
  const workingMinutes = Math.min(most, span(input.now, input.dueAt))
  return { state: workingMinutes <= input.soonMinutes ? 'soon' : 'ample', workingMinutes }
}
