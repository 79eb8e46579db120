// Due times of a verification on the working calendar with office hours (A2§7).
import type { ArchiveClass } from './exemption-list.ts'
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

type Span = { readonly from: number; readonly to: number }

const clockTime = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))

/** The office's sessions on a working date, milliseconds; none on a day off. */
function sessionsOn(date: string, calendar: WorkingCalendar, hours: OfficeHours): readonly Span[] {
  if (!isWorkingDay(calendar, date)) return []
  const start = startOfDate(date)
  return hours.sessions.map(({ from, to }) => ({
    from: start + clockTime(from) * minute,
    to: start + clockTime(to) * minute,
  }))
}

function closing(date: string, hours: OfficeHours): number {
  return startOfDate(date) + Math.max(...hours.sessions.map(({ to }) => clockTime(to))) * minute
}

/** The working date a receipt counts for: today before closing on a working day, else the next working day. */
function receiptDate(receivedAt: number, calendar: WorkingCalendar, hours: OfficeHours): string {
  const date = chinaDate(receivedAt)
  const inTime = isWorkingDay(calendar, date) && receivedAt < closing(date, hours)
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
 * When the answer is due (A2§7), ISO, and whether the calendar of every year it crosses is known. The 30 minutes run in
 * office hours unless they run on; a limit of days ends at closing of that many working days after the day of receipt.
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
  const { calendar, officeHours } = input
  const limit = limits[input.archiveClass]
  if ('days' in limit) {
    let date = receiptDate(received, calendar, officeHours)
    for (let count = 0; count < limit.days; count += 1) date = nextWorkingDay(calendar, date)
    return closing(date, officeHours)
  }
  let left = limit.minutes * minute
  if (input.runOnThroughBreaks) return received + left
  for (let date = chinaDate(received); ; date = nextWorkingDay(calendar, date)) {
    for (const session of sessionsOn(date, calendar, officeHours)) {
      const from = Math.max(session.from, received)
      if (from >= session.to) continue
      if (session.to - from >= left) return from + left
      left -= session.to - from
    }
  }
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
  let total = 0
  for (let date = chinaDate(start); startOfDate(date) < end; date = nextWorkingDay(calendar, date)) {
    for (const session of sessionsOn(date, calendar, officeHours)) {
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
  const workingMinutes = span(input.now, input.dueAt)
  return { state: workingMinutes <= input.soonMinutes ? 'soon' : 'ample', workingMinutes }
}
