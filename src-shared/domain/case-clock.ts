// The case's own time limit: stands still while a verification runs, and ends that much later (A2§7).
import { addWorkingMinutes, endOfWorkingDays, workingMinutesBetween } from './due-time.ts'
import type { ClockRules } from './verification-clock.ts'
import { chinaDate, isYearKnown } from './working-calendar.ts'

/** A verification of the case: from when until when it ran, ISO; `to` null while it runs. */
export type Pause = { readonly from: string; readonly to: string | null }

export type CaseClock = {
  /** As promised at opening, ISO. */
  readonly promisedAt: string
  /** As it stands now: later by what the verifications took, ISO. */
  readonly dueAt: string
  /** Working minutes it stood still so far. */
  readonly movedMinutes: number
  readonly standsStill: boolean
  readonly over: boolean
  readonly provisional: boolean
}

/** Pauses in order, those that overlap made one. */
function merged(pauses: readonly Pause[], now: string): readonly { from: string; to: string }[] {
  const spans: { from: string; to: string }[] = []
  const sorted = [...pauses].sort((one, other) => one.from.localeCompare(other.from))
  for (const pause of sorted) {
    const to = pause.to ?? now
    const last = spans.at(-1)
    if (last === undefined || pause.from > last.to) spans.push({ from: pause.from, to })
    else if (to > last.to) last.to = to
  }
  return spans
}

/**
 * @param limitDays - working days promised for the service item; 0 is done while the applicant waits (即办件)
 * @param end - when the case was closed, or now, ISO
 */
export function caseClock(
  openedAt: string,
  limitDays: number,
  pauses: readonly Pause[],
  rules: ClockRules,
  end: string,
): CaseClock {
  const promisedAt = endOfWorkingDays(openedAt, limitDays, rules)
  const movedMinutes = merged(pauses, end).reduce(
    (sum, { from, to }) => sum + workingMinutesBetween(from, to, rules.calendar, rules.officeHours),
    0,
  )
  const dueAt = addWorkingMinutes(promisedAt, movedMinutes, rules)
  const standsStill = pauses.some((pause) => pause.to === null)
  return {
    promisedAt,
    dueAt,
    movedMinutes,
    standsStill,
    over: !standsStill && end > dueAt,
    provisional: [openedAt, dueAt].some((time) => !isYearKnown(rules.calendar, chinaDate(Date.parse(time)))),
  }
}
