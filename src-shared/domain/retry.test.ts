// Trying again comes soon, then rarely, never all at once, and ends.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mailRetry, nextAttempt, retryDelay, syncRetry } from './retry.ts'

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('delay before the next attempt', () => {
  it('lies between nothing and a ceiling that doubles up to its cap', () => {
    fc.assert(
      fc.property(fc.nat(200), chance, (attempt, drawn) => {
        const delay = retryDelay(attempt, () => drawn)
        expect(delay).toBeGreaterThanOrEqual(0)
        expect(delay).toBeLessThan(Math.min(syncRetry.longest, syncRetry.first * 2 ** attempt))
        expect(Number.isInteger(delay)).toBe(true)
      }),
    )
  })

  it('uses the whole span, so that windows cut off together come back apart', () => {
    expect(retryDelay(3, () => 0)).toBe(0)
    expect(retryDelay(3, () => 0.5)).toBe(4_000)
    expect(retryDelay(50, () => 0.5)).toBe(30_000)
  })
})

describe('next attempt', () => {
  it('never lies in the past nor beyond the end, and after the end is none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(100_000_000), chance, (count, elapsed, drawn) => {
        const firstAt = 1_760_000_000_000
        const now = firstAt + elapsed
        const giveUpAfter = 3_600_000
        const next = nextAttempt({ count, firstAt }, now, () => drawn, giveUpAfter)
        if (elapsed >= giveUpAfter) {
          expect(next).toEqual({ kind: 'give-up' })
          return
        }
        if (next.kind !== 'again') throw new Error('gave up too early')
        expect(next.at).toBeGreaterThanOrEqual(now)
        expect(next.at).toBeLessThanOrEqual(Math.min(firstAt + giveUpAfter, now + mailRetry.longest))
      }),
    )
  })
})
