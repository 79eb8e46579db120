// Figures count every verification once: parts add up to the total, and what is listed behind a number is that many.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { archiveClasses } from './exemption-list.ts'
import {
  dimensions,
  everything,
  type FigureFilter,
  foldFigures,
  isBehind,
  isCounted,
  monthOf,
  onTimeShare,
  outcomeOf,
  outcomes,
} from './figures.ts'
import { channels, verdicts, verificationStatuses } from './verification.ts'
import type { VerificationFrame } from './verification-frame.ts'

const now = '2026-11-20T00:00:00.000Z'
const before = '2026-11-19T00:00:00.000Z'
const after = '2026-11-21T00:00:00.000Z'

describe('what became of a verification', () => {
  const times = [null, before, now, after]
  it.each(
    verificationStatuses.flatMap((status) =>
      [null, ...verdicts].flatMap((verdict) =>
        times.flatMap((dueAt) => times.map((endedAt) => [status, verdict, dueAt, endedAt] as const)),
      ),
    ),
  )('%s · %s · due %s · ended %s', (status, verdict, dueAt, endedAt) => {
    const outcome = outcomeOf({ status, verdict, dueAt, endedAt }, now)
    const answered = status === 'answered' || status === 'contradicted'
    const expected =
      status === 'withdrawn'
        ? 'withdrawn'
        : verdict === 'returned'
          ? 'returned'
          : answered
            ? (endedAt ?? '') > (dueAt ?? '9')
              ? 'late'
              : 'on-time'
            : now > (dueAt ?? '9')
              ? 'overdue'
              : 'open'
    expect(outcome).toBe(expected)
  })

  it('belongs to the month of China in which it was asked', () => {
    expect(monthOf({ requestedAt: '2026-10-31T15:59:59.999Z' })).toBe('2026-10')
    expect(monthOf({ requestedAt: '2026-10-31T16:00:00.000Z' })).toBe('2026-11')
    expect(monthOf({ requestedAt: '' })).toBe('')
  })
})

const time = fc
  .integer({ min: Date.UTC(2026, 7), max: Date.UTC(2027, 0) })
  .map((at) => new Date(at).toISOString())
const frames = fc.array(
  fc.record({
    letterNumber: fc.constant('博审批协函〔2026〕1号'),
    proofName: fc.constant('婚姻状况证明'),
    demandingUnit: fc.constantFrom('A', 'B'),
    issuingUnit: fc.constantFrom('C', 'D', 'E'),
    archiveClass: fc.constantFrom(null, ...archiveClasses),
    status: fc.constantFrom(...verificationStatuses),
    requestedAt: fc.oneof(time, fc.constant('')),
    receivedAt: fc.option(time),
    dueAt: fc.option(time),
    endedAt: fc.option(time),
    verdict: fc.constantFrom(null, ...verdicts),
    channel: fc.constantFrom(...channels),
  }),
  { maxLength: 80 },
)
const filters: fc.Arbitrary<FigureFilter> = fc.record({
  from: fc.constantFrom('', '2026-09'),
  to: fc.constantFrom('', '2026-10'),
  unit: fc.constantFrom('', 'C'),
  class: fc.constantFrom('', ...archiveClasses),
  channel: fc.constantFrom('', ...channels),
})

describe('the sums', () => {
  it('parts add up to the total, and every listed case is counted once', () => {
    fc.assert(
      fc.property(frames, filters, (given, filter) => {
        const all = given.map(
          (frame, at): VerificationFrame => ({ ...frame, verification: `verification/${at}` }),
        )
        const { total, parts } = foldFigures(all, filter, now)
        expect(total.total).toBe(all.filter((frame) => isCounted(frame, filter)).length)
        expect(outcomes.reduce((sum, outcome) => sum + total[outcome], 0)).toBe(total.total)
        for (const dimension of dimensions) {
          const of = Object.entries(parts[dimension])
          for (const outcome of [...outcomes, 'total'] as const)
            expect(of.reduce((sum, [, counts]) => sum + counts[outcome], 0)).toBe(total[outcome])
          const listed = of.flatMap(([part, counts]) =>
            outcomes.flatMap((outcome) => {
              const cases = all.filter((frame) => isBehind(frame, filter, { outcome, dimension, part }, now))
              expect(cases).toHaveLength(counts[outcome])
              return cases.map((frame) => frame.verification)
            }),
          )
          expect(new Set(listed).size).toBe(listed.length)
          expect(listed).toHaveLength(total.total)
        }
      }),
    )
  })

  it('counts the same whatever order the frames come in', () => {
    fc.assert(
      fc.property(frames, (given) => {
        const all = given.map(
          (frame, at): VerificationFrame => ({ ...frame, verification: `verification/${at}` }),
        )
        expect(foldFigures([...all].reverse(), everything, now)).toEqual(foldFigures(all, everything, now))
      }),
    )
  })

  it('has no share of nothing', () => {
    const { total } = foldFigures([], everything, now)
    expect(onTimeShare(total)).toBeNull()
    expect(onTimeShare({ ...total, 'on-time': 3, late: 1 })).toBe(0.75)
  })
})
