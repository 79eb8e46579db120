// Every term of the joint office's policy by itself and at its edges.
import { expect, it } from 'vitest'
import { type FallbackTerms, policyAllows } from './fallback-policy.ts'

const open: FallbackTerms = { allowed: true, afterMinutes: 10, citation: '第三条' }

it.each([
  ['nothing bounded', {}, true],
  ['not allowed at all', { allowed: false }, false],
  ['this channel', { channels: ['fax'] as const }, true],
  ['another channel', { channels: ['mail', 'oa'] as const }, false],
  ['no channel', { channels: [] }, false],
  ['this unit', { units: ['370304-SPJ'] }, true],
  ['another unit', { units: ['370304-MZJ'] }, false],
  ['from today', { from: '2026-11-23' }, true],
  ['from tomorrow', { from: '2026-11-24' }, false],
  ['until today', { until: '2026-11-23' }, true],
  ['until yesterday', { until: '2026-11-22' }, false],
] as const)('%s', (_, over, allowed) => {
  const policy = { ...open, ...over } as FallbackTerms
  expect(policyAllows(policy, 'fax', '370304-SPJ', '2026-11-23')).toBe(allowed)
})
