// When the answer to a verification is due as a window of either side counts it, without a network (A2§7).
import { dueTime, type OfficeHours } from './due-time.ts'
import type { VerificationState } from './verification.ts'
import { chinaDate, isYearKnown, type WorkingCalendar } from './working-calendar.ts'

export type ClockRules = {
  readonly calendar: WorkingCalendar
  readonly officeHours: OfficeHours
  readonly runOnThroughBreaks: boolean
}

export type Due = {
  /** When the issuing unit received it, ISO. */
  readonly receivedAt: string
  readonly dueAt: string
  /** The calendar of a year it crosses is not known yet: worked out with weekends only, and may move. */
  readonly provisional: boolean
  /** Not registered: the limit of the class that was asked for, from receipt. Registering late gains nothing. */
  readonly expected: boolean
}

/**
 * `arrivedAt`: when an inquiry that is not registered yet reached the issuing unit as far as this window knows; null where it
 * has not. A due time recorded while the calendar was not known is worked out anew once it is.
 */
export function dueOf(
  state: Pick<VerificationState, 'status' | 'registration' | 'archiveClass' | 'dueAt' | 'provisional'>,
  arrivedAt: string | null,
  rules: ClockRules,
): Due | null {
  const { registration, archiveClass } = state
  if (registration !== null && state.dueAt !== null) {
    const { receivedAt } = registration
    if (state.provisional && archiveClass !== null) {
      const { dueAt, calendarKnown } = dueTime({ receivedAt, archiveClass, ...rules })
      return { receivedAt, dueAt, provisional: !calendarKnown, expected: false }
    }
    const provisional = !isYearKnown(rules.calendar, chinaDate(Date.parse(state.dueAt)))
    return { receivedAt, dueAt: state.dueAt, provisional, expected: false }
  }
  if (state.status !== 'requested' || archiveClass === null || arrivedAt === null) return null
  const { dueAt, calendarKnown } = dueTime({ receivedAt: arrivedAt, archiveClass, ...rules })
  return { receivedAt: arrivedAt, dueAt, provisional: !calendarKnown, expected: true }
}
