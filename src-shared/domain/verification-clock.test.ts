// From when an inquiry's limit runs, and that a year without a calendar is counted by weekdays, said so, and counted anew.
import { describe, expect, it } from 'vitest'
import calendar from '../../resources/working-calendar.json' with { type: 'json' }
import { defaultPolicy } from './reference.ts'
import { emptyVerification, type VerificationState } from './verification.ts'
import { dueOf } from './verification-clock.ts'
import { chinaOffset } from './working-calendar.ts'

const rules = { calendar, officeHours: defaultPolicy.officeHours, runOnThroughBreaks: false }
const iso = (text: string) =>
  new Date(Date.parse(`${text.replace(' ', 'T')}:00Z`) - chinaOffset).toISOString()
const state = (over: Partial<VerificationState>): VerificationState => ({
  ...emptyVerification,
  status: 'requested',
  archiveClass: 'electronic',
  ...over,
})
const registered = (receivedAt: string, dueAt: string, provisional = false): Partial<VerificationState> => ({
  status: 'registered',
  registration: { receivedAt: iso(receivedAt), registeredAt: iso(receivedAt), registeredBy: '' },
  archiveClass: 'incomplete',
  dueAt: iso(dueAt),
  provisional,
})

describe('not registered yet', () => {
  it('the limit of the class asked for runs from arrival all the same', () => {
    expect(dueOf(state({}), iso('2026-11-23 16:50'), rules)).toEqual({
      receivedAt: iso('2026-11-23 16:50'),
      dueAt: iso('2026-11-24 08:50'),
      provisional: false,
      expected: true,
    })
  })
  it('nothing runs before it has reached the unit asked, nor once it is withdrawn', () => {
    expect(dueOf(state({}), null, rules)).toBeNull()
    expect(dueOf(state({ status: 'withdrawn' }), iso('2026-11-23 16:50'), rules)).toBeNull()
  })
})

describe('registered', () => {
  it('what was recorded counts', () => {
    const due = dueOf(state(registered('2026-11-23 09:00', '2026-11-25 17:00')), null, rules)
    expect(due).toMatchObject({ dueAt: iso('2026-11-25 17:00'), provisional: false, expected: false })
  })
  it('in a year not known yet it is provisional, by weekdays', () => {
    const received = '2035-12-27 09:00'
    const due = dueOf(state(registered(received, '2035-12-31 17:00', true)), null, rules)
    expect(due).toMatchObject({ dueAt: iso('2035-12-31 17:00'), provisional: true })
  })
  it('once the calendar is known it counts anew', () => {
    // Recorded by weekdays: Thursday and Friday, which the notice then made days off.
    const before = state(registered('2026-09-30 09:00', '2026-10-02 17:00', true))
    expect(dueOf(before, null, rules)).toMatchObject({ dueAt: iso('2026-10-09 17:00'), provisional: false })
  })
})
