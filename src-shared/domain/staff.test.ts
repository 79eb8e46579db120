// Who may act for whom, and what a unit lacks (A2§5–7).
import { describe, expect, it } from 'vitest'
import { coversFor, mayServe, mayVerify, type Staff, staffShortfall } from './staff.ts'

const person = (id: string, over: Partial<Staff>): Staff => ({
  id,
  name: id,
  unit: 'A',
  roles: ['agent'],
  telephone: '',
  cover: null,
  partner: null,
  absentUntil: null,
  active: true,
  verifier: null,
  ...over,
})
const now = '2026-10-14T02:00:00.000Z'

describe('A and B', () => {
  const a = person('a', { cover: 'A', partner: 'b' })
  const away = { ...a, absentUntil: '2026-10-14T09:00:00.000Z' }
  const b = person('b', { cover: 'B', partner: 'a' })
  it('B covers while A is away, and only then', () => {
    expect(coversFor(b, away, now)).toBe(true)
    expect(coversFor(b, a, now)).toBe(false)
    expect(coversFor(b, { ...a, absentUntil: '2026-10-14T01:00:00.000Z' }, now)).toBe(false)
  })
  it('nobody covers for somebody else’s partner', () => {
    expect(coversFor(person('c', { partner: 'd' }), away, now)).toBe(false)
  })
})

describe('roles', () => {
  it('liaisons and agents ask and answer, window clerks serve', () => {
    expect([
      mayVerify({ roles: ['liaison'] }),
      mayVerify({ roles: ['agent'] }),
      mayVerify({ roles: ['window-clerk'] }),
    ]).toEqual([true, true, false])
    expect([mayServe({ roles: ['window-clerk'] }), mayServe({ roles: ['administrator'] })]).toEqual([
      true,
      false,
    ])
  })
  it('a unit has at least one liaison and two agents', () => {
    expect(staffShortfall([])).toEqual({ liaisons: 1, agents: 2 })
    const full = [person('l', { roles: ['liaison'] }), person('a', {}), person('b', {})]
    expect(staffShortfall(full)).toEqual({ liaisons: 0, agents: 0 })
    expect(staffShortfall(full.map((one) => ({ ...one, active: one.id !== 'b' })))).toEqual({
      liaisons: 0,
      agents: 1,
    })
  })
})
