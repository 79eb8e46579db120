// The working calendar of the State Council with its swapped days (调休), in China Standard Time on every machine.
import type Type from 'typebox'
import type { calendarSchema } from './reference.ts'

/** Per year: weekdays off and weekend days worked, `YYYY-MM-DD`, and the notice they come from. */
export type WorkingCalendar = Readonly<Type.Static<typeof calendarSchema>>

const day = 86_400_000
/** China Standard Time is UTC+8 all year. Milliseconds. */
export const chinaOffset = 8 * 3_600_000

/** The date in China at a moment, `YYYY-MM-DD`. */
export function chinaDate(milliseconds: number): string {
  return new Date(milliseconds + chinaOffset).toISOString().slice(0, 10)
}

/** Date and minute in China at a moment, `2026-10-14 10:32`. */
export function chinaMinute(milliseconds: number): string {
  return new Date(milliseconds + chinaOffset).toISOString().slice(0, 16).replace('T', ' ')
}

/** Midnight in China at the start of a date, milliseconds. */
export function startOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00.000Z`) - chinaOffset
}

function nextDate(date: string): string {
  return chinaDate(startOfDate(date) + day)
}

/** Whether the year's notice is known; where it is not, Monday to Friday is assumed and the screen says so. */
export function isYearKnown(calendar: WorkingCalendar, date: string): boolean {
  return Object.hasOwn(calendar.years, date.slice(0, 4))
}

/** Whether offices work on this date. */
export function isWorkingDay(calendar: WorkingCalendar, date: string): boolean {
  const year = calendar.years[date.slice(0, 4)]
  if (year?.holidays.includes(date)) return false
  if (year?.workdays.includes(date)) return true
  const weekday = new Date(`${date}T00:00:00.000Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** The first working day after `date`. */
export function nextWorkingDay(calendar: WorkingCalendar, date: string): string {
  let next = nextDate(date)
  while (!isWorkingDay(calendar, next)) next = nextDate(next)
  return next
}
