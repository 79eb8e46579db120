// Due times as a clerk counts them on the wall calendar, and against a reference that steps minute by minute.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import calendar from '../../resources/working-calendar.json' with { type: 'json' }
import { dueTime, type OfficeHours, remaining, workingMinutesBetween } from './due-time.ts'
import { dueTimeTable } from './due-time-table.fixture.ts'
import { type ArchiveClass, archiveClasses } from './exemption-list.ts'
import { defaultPolicy } from './reference.ts'
import { chinaDate, chinaOffset, isWorkingDay, startOfDate } from './working-calendar.ts'

const { officeHours } = defaultPolicy
const minute = 60_000
/** `2026-11-23 16:50` in China as ISO. */
const iso = (text: string) =>
  new Date(
    Date.parse(`${text.replace(' ', 'T')}${text.length === 16 ? ':00' : ''}Z`) - chinaOffset,
  ).toISOString()
/** The other way round. */
const inChina = (time: string) =>
  new Date(Date.parse(time) + chinaOffset).toISOString().slice(0, 16).replace('T', ' ')
const due = (receivedAt: string, archiveClass: ArchiveClass, runOnThroughBreaks = false) =>
  dueTime({ receivedAt: iso(receivedAt), archiveClass, calendar, officeHours, runOnThroughBreaks })

describe('30 minutes by electronic archive run in office hours', () => {
  it.each([
    // a plain Monday
    ['2026-11-23 08:30', '2026-11-23 09:00'],
    ['2026-11-23 09:15', '2026-11-23 09:45'],
    ['2026-11-23 11:30', '2026-11-23 12:00'],
    ['2026-11-23 13:00', '2026-11-23 13:30'],
    ['2026-11-23 16:30', '2026-11-23 17:00'],
    // before opening
    ['2026-11-23 00:00', '2026-11-23 09:00'],
    ['2026-11-23 08:29', '2026-11-23 09:00'],
    // over lunch
    ['2026-11-23 11:31', '2026-11-23 13:01'],
    ['2026-11-23 11:50', '2026-11-23 13:20'],
    ['2026-11-23 11:59', '2026-11-23 13:29'],
    ['2026-11-23 12:00', '2026-11-23 13:30'],
    ['2026-11-23 12:30', '2026-11-23 13:30'],
    // over night
    ['2026-11-23 16:50', '2026-11-24 08:50'],
    ['2026-11-23 16:59', '2026-11-24 08:59'],
    ['2026-11-23 17:00', '2026-11-24 09:00'],
    ['2026-11-23 23:59', '2026-11-24 09:00'],
    // over a weekend
    ['2026-11-27 16:50', '2026-11-30 08:50'],
    ['2026-11-28 10:00', '2026-11-30 09:00'],
    ['2026-11-29 20:00', '2026-11-30 09:00'],
    // over the golden weeks
    ['2026-09-30 16:50', '2026-10-08 08:50'],
    ['2026-10-01 09:00', '2026-10-08 09:00'],
    ['2025-09-30 16:45', '2025-10-09 08:45'],
    ['2026-04-30 16:40', '2026-05-06 08:40'],
    ['2026-02-14 16:50', '2026-02-24 08:50'],
    // swapped days are worked
    ['2026-10-10 09:00', '2026-10-10 09:30'],
    ['2026-10-09 16:50', '2026-10-10 08:50'],
    ['2026-10-10 16:50', '2026-10-12 08:50'],
    ['2024-02-04 11:45', '2024-02-04 13:15'],
    ['2026-01-03 12:00', '2026-01-04 09:00'],
    // leap day and year change
    ['2024-02-28 16:50', '2024-02-29 08:50'],
    ['2024-02-29 16:50', '2024-03-01 08:50'],
    ['2025-12-31 16:50', '2026-01-04 08:50'],
  ])('received %s → due %s', (received, dueAt) => {
    expect(inChina(due(received, 'electronic').dueAt)).toBe(dueAt)
  })
})

describe('30 minutes that run on through lunch and closing', () => {
  it.each([
    ['2026-11-23 09:15', '2026-11-23 09:45'],
    ['2026-11-23 11:50', '2026-11-23 12:20'],
    ['2026-11-23 12:10', '2026-11-23 12:40'],
    ['2026-11-23 16:50', '2026-11-23 17:20'],
    // not begun while nobody is there
    ['2026-11-23 07:00', '2026-11-23 09:00'],
    ['2026-11-23 17:00', '2026-11-24 09:00'],
    ['2026-11-28 10:00', '2026-11-30 09:00'],
    ['2026-10-01 09:00', '2026-10-08 09:00'],
    ['2026-10-10 16:50', '2026-10-10 17:20'],
  ])('received %s → due %s', (received, dueAt) => {
    expect(inChina(due(received, 'electronic', true).dueAt)).toBe(dueAt)
  })
})

describe('working days by paper and incomplete archive, due at closing', () => {
  it.each([
    // received · 1 day by paper · 2 days where the archive is incomplete
    ['2026-11-23 08:00', '2026-11-24 17:00', '2026-11-25 17:00'],
    ['2026-11-23 08:30', '2026-11-24 17:00', '2026-11-25 17:00'],
    ['2026-11-23 12:30', '2026-11-24 17:00', '2026-11-25 17:00'],
    ['2026-11-23 16:50', '2026-11-24 17:00', '2026-11-25 17:00'],
    // from closing on it counts as the next working day
    ['2026-11-23 17:00', '2026-11-25 17:00', '2026-11-26 17:00'],
    ['2026-11-23 22:00', '2026-11-25 17:00', '2026-11-26 17:00'],
    // weekends
    ['2026-11-26 10:00', '2026-11-27 17:00', '2026-11-30 17:00'],
    ['2026-11-27 10:00', '2026-11-30 17:00', '2026-12-01 17:00'],
    ['2026-11-28 10:00', '2026-12-01 17:00', '2026-12-02 17:00'],
    ['2026-11-29 23:00', '2026-12-01 17:00', '2026-12-02 17:00'],
    // golden weeks
    ['2026-09-29 10:00', '2026-09-30 17:00', '2026-10-08 17:00'],
    ['2026-09-30 10:00', '2026-10-08 17:00', '2026-10-09 17:00'],
    ['2026-09-30 17:30', '2026-10-09 17:00', '2026-10-10 17:00'],
    ['2026-10-03 10:00', '2026-10-09 17:00', '2026-10-10 17:00'],
    ['2025-09-30 10:00', '2025-10-09 17:00', '2025-10-10 17:00'],
    ['2026-04-30 10:00', '2026-05-06 17:00', '2026-05-07 17:00'],
    ['2026-02-13 10:00', '2026-02-14 17:00', '2026-02-24 17:00'],
    ['2026-02-14 10:00', '2026-02-24 17:00', '2026-02-25 17:00'],
    // swapped days
    ['2026-10-09 10:00', '2026-10-10 17:00', '2026-10-12 17:00'],
    ['2026-10-10 10:00', '2026-10-12 17:00', '2026-10-13 17:00'],
    ['2026-10-10 17:05', '2026-10-13 17:00', '2026-10-14 17:00'],
    ['2023-04-28 10:00', '2023-05-04 17:00', '2023-05-05 17:00'],
    ['2023-05-05 10:00', '2023-05-06 17:00', '2023-05-08 17:00'],
    // leap day and year change
    ['2024-02-28 10:00', '2024-02-29 17:00', '2024-03-01 17:00'],
    ['2024-02-29 10:00', '2024-03-01 17:00', '2024-03-04 17:00'],
    ['2025-12-31 10:00', '2026-01-04 17:00', '2026-01-05 17:00'],
    ['2023-12-29 10:00', '2024-01-02 17:00', '2024-01-03 17:00'],
  ])('received %s → due %s or %s', (received, paper, incomplete) => {
    expect(inChina(due(received, 'paper').dueAt)).toBe(paper)
    expect(inChina(due(received, 'incomplete').dueAt)).toBe(incomplete)
    // Running on is a matter of the 30 minutes only.
    expect(inChina(due(received, 'paper', true).dueAt)).toBe(paper)
  })
})

describe('every golden week and swapped day of 2021–2026', () => {
  it.each(dueTimeTable)('received %s, %s → due %s', (received, archiveClass, dueAt) => {
    expect(inChina(due(received, archiveClass).dueAt)).toBe(dueAt)
  })
})

describe('a year whose notice is not out', () => {
  it('is counted Monday to Friday and said to be unknown', () => {
    expect(due('2026-12-31 10:00', 'electronic')).toMatchObject({ calendarKnown: true })
    expect(due('2026-12-31 16:50', 'electronic')).toEqual({
      dueAt: iso('2027-01-01 08:50'),
      calendarKnown: false,
    })
    expect(due('2026-12-31 10:00', 'paper')).toEqual({ dueAt: iso('2027-01-01 17:00'), calendarKnown: false })
    expect(due('2027-03-01 10:00', 'paper')).toEqual({ dueAt: iso('2027-03-02 17:00'), calendarKnown: false })
  })
})

describe('office hours', () => {
  const hours = (...sessions: readonly (readonly [string, string])[]): OfficeHours => ({
    sessions: sessions.map(([from, to]) => ({ from, to })),
  })
  const with30 = (own: OfficeHours, receivedAt = '2026-11-23 16:50') =>
    inChina(
      dueTime({
        receivedAt: iso(receivedAt),
        archiveClass: 'electronic',
        calendar,
        officeHours: own,
        runOnThroughBreaks: false,
      }).dueAt,
    )

  it('are the hall’s own', () => {
    expect(with30(hours(['09:00', '17:30']))).toBe('2026-11-23 17:20')
    expect(with30(hours(['09:00', '09:10'], ['13:00', '13:05']), '2026-11-23 08:00')).toBe('2026-11-24 13:05')
  })

  it('written in another order or overlapping count every minute once', () => {
    expect(with30(hours(['13:00', '17:00'], ['08:30', '12:00']))).toBe('2026-11-24 08:50')
    const overlapping = hours(['08:30', '12:00'], ['11:00', '12:00'])
    const from = iso('2026-11-23 00:00')
    expect(workingMinutesBetween(from, iso('2026-11-24 00:00'), calendar, overlapping)).toBe(210)
  })

  it('without a minute to work in give way to the usual ones instead of searching for ever', () => {
    for (const empty of [
      hours(),
      hours(['09:00', '09:00']),
      hours(['17:00', '08:00']),
      hours(['99:99', '99:99']),
    ]) {
      expect(with30(empty)).toBe('2026-11-24 08:50')
    }
  })
})

describe('how a clock stands', () => {
  const at = (now: string, dueAt: string, soonMinutes = 15, runOnThroughBreaks = false) =>
    remaining({ now: iso(now), dueAt: iso(dueAt), calendar, officeHours, runOnThroughBreaks, soonMinutes })

  it.each([
    ['2026-11-23 09:00', '2026-11-23 09:30', 15, 'ample', 30],
    ['2026-11-23 09:14', '2026-11-23 09:30', 15, 'ample', 16],
    ['2026-11-23 09:15', '2026-11-23 09:30', 15, 'soon', 15],
    ['2026-11-23 09:30', '2026-11-23 09:30', 15, 'soon', 0],
    ['2026-11-23 09:31', '2026-11-23 09:30', 15, 'over', 1],
    ['2026-11-23 12:30', '2026-11-23 13:20', 15, 'ample', 20],
    ['2026-11-23 20:00', '2026-11-24 08:45', 15, 'soon', 15],
    ['2026-11-23 16:00', '2026-11-24 17:00', 60, 'ample', 510],
    ['2026-11-24 16:00', '2026-11-24 17:00', 60, 'soon', 60],
    ['2026-09-30 16:00', '2026-10-08 08:30', 60, 'soon', 60],
    ['2026-09-30 17:00', '2026-09-30 17:00', 60, 'soon', 0],
    ['2026-10-08 08:30', '2026-09-30 17:00', 60, 'over', 0],
    ['2026-10-08 09:30', '2026-09-30 17:00', 60, 'over', 60],
  ] as const)('at %s, due %s, soon from %i: %s %i', (now, dueAt, soon, state, workingMinutes) => {
    expect(at(now, dueAt, soon)).toEqual({ state, workingMinutes })
  })

  it('running on, it has its 30 minutes until it begins and then goes by the clock on the wall', () => {
    expect(at('2026-11-28 10:00', '2026-11-30 09:00', 15, true)).toEqual({
      state: 'ample',
      workingMinutes: 30,
    })
    expect(at('2026-11-23 12:10', '2026-11-23 12:20', 15, true)).toEqual({
      state: 'soon',
      workingMinutes: 10,
    })
    expect(at('2026-11-23 12:30', '2026-11-23 12:20', 15, true)).toEqual({
      state: 'over',
      workingMinutes: 10,
    })
  })
})

/** Slow on purpose: looks at every minute by itself. */
function isWorked(milliseconds: number): boolean {
  const date = chinaDate(milliseconds)
  const time = new Date(milliseconds + chinaOffset).toISOString().slice(11, 16)
  return (
    isWorkingDay(calendar, date) &&
    ((time >= '08:30' && time < '12:00') || (time >= '13:00' && time < '17:00'))
  )
}

function slowDueTime(received: number, archiveClass: ArchiveClass): number {
  let at = received
  if (archiveClass === 'electronic') {
    for (let left = 30; left > 0; at += minute) if (isWorked(at)) left -= 1
    return at
  }
  const date = chinaDate(received)
  const inTime = isWorkingDay(calendar, date) && received < startOfDate(date) + 17 * 60 * minute
  if (!inTime) while (!isWorked(at)) at += minute
  const days = new Set([chinaDate(at)])
  let last = at
  for (; days.size <= (archiveClass === 'paper' ? 1 : 2) || isWorked(at); at += minute) {
    if (!isWorked(at)) continue
    days.add(chinaDate(at))
    last = at
  }
  // Through lunch to the last worked minute of that day.
  for (const day = chinaDate(last); chinaDate(at) === day; at += minute) if (isWorked(at)) last = at
  return last + minute
}

const wholeMinute = fc
  .integer({
    min: Date.parse('2021-01-01T00:00:00Z') / minute,
    max: Date.parse('2027-02-01T00:00:00Z') / minute,
  })
  .map((count) => count * minute)

describe('against a reference that steps minute by minute', () => {
  it('due times agree', () => {
    fc.assert(
      fc.property(wholeMinute, fc.constantFrom(...archiveClasses), (received, archiveClass) => {
        const { dueAt } = dueTime({
          receivedAt: new Date(received).toISOString(),
          archiveClass,
          calendar,
          officeHours,
          runOnThroughBreaks: false,
        })
        expect(inChina(dueAt)).toBe(inChina(new Date(slowDueTime(received, archiveClass)).toISOString()))
      }),
      { numRuns: 120 },
    )
  })

  it('working minutes agree', () => {
    fc.assert(
      fc.property(wholeMinute, fc.integer({ min: -100, max: 12_000 }), (from, length) => {
        const to = from + length * minute
        let slow = 0
        for (let at = from; at < to; at += minute) if (isWorked(at)) slow += 1
        const fast = workingMinutesBetween(
          new Date(from).toISOString(),
          new Date(to).toISOString(),
          calendar,
          officeHours,
        )
        expect(fast).toBe(slow)
      }),
      { numRuns: 100 },
    )
  })

  it('a whole year has the working minutes of its working days', () => {
    const minutes = workingMinutesBetween(
      iso('2025-01-01 00:00'),
      iso('2026-01-01 00:00'),
      calendar,
      officeHours,
    )
    expect(minutes).toBe(248 * 450)
  })
})
