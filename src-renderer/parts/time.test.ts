// Times are China time whatever zone the machine stands in.
import { expect, it } from 'vitest'
import { clockTime, daysAhead, duration, fromField, minutesSince, shortTime, toField } from './time.ts'

it('shows China time', () => {
  expect(clockTime('2026-10-14T02:32:00.000Z')).toBe('10:32')
  expect(shortTime('2026-10-13T14:10:00.000Z', Date.parse('2026-10-14T02:32:00.000Z'))).toBe('10-13 22:10')
  expect(shortTime('2026-10-13T16:10:00.000Z', Date.parse('2026-10-14T02:32:00.000Z'))).toBe('00:10')
})
it('gives a field its own time back', () => {
  expect(toField('2026-10-14T02:32:00.000Z')).toBe('2026-10-14T10:32')
  expect(fromField('2026-10-14T10:32')).toBe('2026-10-14T02:32:00.000Z')
})
it('counts days by the calendar and minutes never below zero', () => {
  const now = Date.parse('2026-10-14T15:59:00.000Z')
  expect(daysAhead('2026-10-14T16:00:00.000Z', now)).toBe(1)
  expect(minutesSince('2026-10-14T16:00:00.000Z', now)).toBe(0)
  expect(duration(42)).toBe('00:42')
  expect(duration(1502)).toBe('1d 01:02')
})
