// The working calendar as the State Council's notices have it, the same on a machine in any time zone.
import { describe, expect, it } from 'vitest'
import calendar from '../../resources/working-calendar.json' with { type: 'json' }
import { chinaDate, isWorkingDay, isYearKnown, nextWorkingDay, startOfDate } from './working-calendar.ts'

/** Whole breaks, first and last day off. */
const breaks = [
  ['2021-02-11', '2021-02-17'],
  ['2022-01-31', '2022-02-06'],
  ['2023-09-29', '2023-10-06'],
  ['2024-02-10', '2024-02-17'],
  ['2024-10-01', '2024-10-07'],
  ['2025-01-28', '2025-02-04'],
  ['2025-10-01', '2025-10-08'],
  ['2026-01-01', '2026-01-03'],
  ['2026-02-15', '2026-02-23'],
  ['2026-05-01', '2026-05-05'],
  ['2026-09-25', '2026-09-27'],
  ['2026-10-01', '2026-10-07'],
] as const

const datesOf = (year: number) =>
  Array.from({ length: 366 }, (_, index) =>
    chinaDate(startOfDate(`${year}-01-01`) + index * 86_400_000),
  ).filter((date) => date.startsWith(String(year)))

describe('the years that are known', () => {
  it('are 2021 to 2026, and the next is not until its notice is out', () => {
    expect(Object.keys(calendar.years)).toEqual(['2021', '2022', '2023', '2024', '2025', '2026'])
    expect(isYearKnown(calendar, '2026-12-31')).toBe(true)
    expect(isYearKnown(calendar, '2027-01-01')).toBe(false)
    expect(isYearKnown(calendar, 'toString')).toBe(false)
  })

  it('name only weekdays as days off and only weekend days as swapped, each in its own year', () => {
    for (const [year, { holidays, workdays, source }] of Object.entries(calendar.years)) {
      const weekday = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay()
      expect(holidays.filter((date) => [0, 6].includes(weekday(date)) || !date.startsWith(year))).toEqual([])
      expect(workdays.filter((date) => ![0, 6].includes(weekday(date)) || !date.startsWith(year))).toEqual([])
      expect(source).toContain(year)
    }
  })

  it.each([
    [2021, 250],
    [2022, 249],
    [2023, 249],
    [2024, 251],
    [2025, 248],
    [2026, 248],
  ])('%i has %i working days', (year, count) => {
    expect(datesOf(year).filter((date) => isWorkingDay(calendar, date))).toHaveLength(count)
  })

  it.each(breaks)('offices are closed from %s to %s', (first, last) => {
    for (let at = startOfDate(first); at <= startOfDate(last); at += 86_400_000) {
      expect(`${chinaDate(at)} ${isWorkingDay(calendar, chinaDate(at))}`).toBe(`${chinaDate(at)} false`)
    }
  })

  it('a swapped weekend day is worked', () => {
    for (const date of ['2024-02-04', '2024-02-18', '2025-09-28', '2026-02-14', '2026-02-28', '2026-10-10']) {
      expect(isWorkingDay(calendar, date)).toBe(true)
    }
    expect(nextWorkingDay(calendar, '2026-09-30')).toBe('2026-10-08')
    expect(nextWorkingDay(calendar, '2026-10-09')).toBe('2026-10-10')
    expect(nextWorkingDay(calendar, '2024-02-28')).toBe('2024-02-29')
  })
})

describe('a year not known', () => {
  it('counts Monday to Friday', () => {
    expect(datesOf(2027).filter((date) => isWorkingDay(calendar, date))).toHaveLength(261)
    expect(isWorkingDay({ years: {} }, '2026-10-01')).toBe(true)
  })
})

describe('the machine’s time zone', () => {
  it('changes nothing: the date is the one in China', () => {
    const before = process.env.TZ
    try {
      for (const zone of ['America/Los_Angeles', 'Asia/Shanghai', 'Pacific/Kiritimati', 'Europe/Berlin']) {
        process.env.TZ = zone
        expect(chinaDate(Date.parse('2026-10-07T15:59:59.999Z'))).toBe('2026-10-07')
        expect(chinaDate(Date.parse('2026-10-07T16:00:00.000Z'))).toBe('2026-10-08')
        expect(nextWorkingDay(calendar, '2026-03-28')).toBe('2026-03-30')
        expect(isWorkingDay(calendar, '2026-10-10')).toBe(true)
      }
    } finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  })
})
