// The case's own limit stands still while verifications run, over lunch, night, weekends and swapped days (A2§7).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import calendar from '../../resources/working-calendar.json' with { type: 'json' }
import { caseClock, type Pause } from './case-clock.ts'
import { addWorkingMinutes, workingMinutesBetween } from './due-time.ts'
import { defaultPolicy } from './reference.ts'
import { chinaOffset } from './working-calendar.ts'

const { officeHours } = defaultPolicy
const rules = { calendar, officeHours, runOnThroughBreaks: false }
/** `2026-11-23 16:50` in China as ISO, and back. */
const iso = (text: string) =>
  new Date(Date.parse(`${text.replace(' ', 'T')}:00Z`) - chinaOffset).toISOString()
const inChina = (time: string) =>
  new Date(Date.parse(time) + chinaOffset).toISOString().slice(0, 16).replace('T', ' ')
const pause = (from: string, to: string | null): Pause => ({
  from: iso(from),
  to: to === null ? null : iso(to),
})
const dueOf = (opened: string, days: number, pauses: readonly Pause[], now: string) =>
  inChina(caseClock(iso(opened), days, pauses, rules, iso(now)).dueAt)

describe('the promised limit', () => {
  it.each([
    // opened, days, due
    ['2026-11-23 09:00', 0, '2026-11-23 17:00'],
    ['2026-11-23 17:30', 0, '2026-11-24 17:00'],
    ['2026-11-23 09:00', 1, '2026-11-24 17:00'],
    ['2026-11-27 09:00', 1, '2026-11-30 17:00'],
    ['2026-09-30 09:00', 1, '2026-10-08 17:00'],
    ['2026-10-09 09:00', 1, '2026-10-10 17:00'],
  ])('opened %s, %i working days: %s', (opened, days, due) => {
    expect(dueOf(opened, days, [], opened)).toBe(due)
  })
})

describe('a verification', () => {
  it.each([
    // half an hour of a morning moves closing into the next morning
    [[pause('2026-11-23 09:30', '2026-11-23 10:00')], '2026-11-24 09:00'],
    // lunch is no working time: 11:45 to 13:15 is half an hour
    [[pause('2026-11-23 11:45', '2026-11-23 13:15')], '2026-11-24 09:00'],
    // over night: 16:30 to 9:00 is an hour
    [[pause('2026-11-23 16:30', '2026-11-24 09:00')], '2026-11-24 09:30'],
    // two that ran at once count once
    [
      [pause('2026-11-23 09:30', '2026-11-23 10:00'), pause('2026-11-23 09:40', '2026-11-23 10:10')],
      '2026-11-24 09:10',
    ],
    // two one after the other count both
    [
      [pause('2026-11-23 09:30', '2026-11-23 10:00'), pause('2026-11-23 14:00', '2026-11-23 14:20')],
      '2026-11-24 09:20',
    ],
  ])('moves the end by what it took (%#)', (pauses, due) => {
    expect(dueOf('2026-11-23 09:00', 0, pauses, '2026-11-25 09:00')).toBe(due)
  })
  it('that still runs stands the clock still: never over', () => {
    const running = [pause('2026-11-23 10:00', null)]
    const clock = caseClock(iso('2026-11-23 09:00'), 0, running, rules, iso('2026-12-04 10:00'))
    expect([clock.standsStill, clock.over]).toEqual([true, false])
    const ended = [pause('2026-11-23 10:00', '2026-11-23 10:30')]
    expect(caseClock(iso('2026-11-23 09:00'), 0, ended, rules, iso('2026-11-24 09:01')).over).toBe(true)
  })
  it('over a year whose calendar is not known is provisional', () => {
    const clock = caseClock(iso('2035-12-28 09:00'), 3, [], rules, iso('2035-12-28 09:00'))
    expect([clock.provisional, inChina(clock.dueAt)]).toEqual([true, '2036-01-02 17:00'])
  })
})

it('as many working minutes lie before a moved end as were added', () => {
  const start = Date.parse(iso('2026-01-05 08:30'))
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 500_000 }),
      fc.integer({ min: 1, max: 6_000 }),
      (offset, minutes) => {
        const from = new Date(start + offset * 60_000).toISOString()
        const to = addWorkingMinutes(from, minutes, rules)
        expect(workingMinutesBetween(from, to, calendar, officeHours)).toBe(minutes)
      },
    ),
    { numRuns: 300 },
  )
})
