// A supervision is the same whatever order its events came in and however often; what two windows did apart is never lost.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventEnvelope } from './event.ts'
import { foldSupervision, supervisionParties } from './supervision.ts'

const stream = 'supervision/370304-SPJ-2026-10001'
const bodies = {
  'overdue-reported': {
    verification: 'verification/370304-SPJ-2026-10001',
    letterNumber: '博审批协函〔2026〕10001号',
    reportingUnit: 'A',
    askedUnit: 'B',
    jointOffice: 'C',
    addressee: 'ming-lan',
    archiveClass: 'electronic',
    receivedAt: '2026-10-14T01:00:00.000Z',
    dueAt: '2026-10-14T01:30:00.000Z',
    registered: true,
    lateMinutes: 12,
    facts: '未反馈',
  },
  'inquiry-opened': { remark: '' },
  'deadline-set': { until: '2026-10-15T09:00:00.000Z', reason: '限时办结' },
  'talk-invited': { when: '2026-10-15T01:00:00.000Z', where: '三楼', who: '负责人' },
  'explanation-given': { explanation: '停电' },
  'supervision-revealed': { purpose: '核对' },
  'supervision-closed': { finding: 'late', measure: '通报' },
  'of-a-newer-version': {},
} as const

/** `minute` orders them; `after` names the one before where it is known. */
const event = (
  at: number,
  kind: keyof typeof bodies,
  over: Readonly<Record<string, unknown>> = {},
  after: readonly number[] = [],
): EventEnvelope => ({
  id: idOf(at),
  stream,
  kind,
  at: new Date(Date.UTC(2026, 9, 14, 2, at)).toISOString(),
  clockOffset: null,
  unit: 'C',
  staff: 'ming-lan',
  window: 'w',
  sequence: at + 1,
  previousHash: '0'.repeat(64),
  after: after.map(idOf),
  edition: '2026-2',
  body: { ...bodies[kind], ...over },
  hash: '0'.repeat(64),
  signature: '',
})
const idOf = (at: number) => `0190a000-0000-7000-8000-${String(at).padStart(12, '0')}`

describe('the fold', () => {
  it('goes its way', () => {
    const all = [
      event(0, 'overdue-reported'),
      event(1, 'inquiry-opened', {}, [0]),
      event(2, 'deadline-set', {}, [1]),
      event(3, 'supervision-closed', {}, [2]),
    ]
    const statuses = all.map((_, count) => foldSupervision(all.slice(0, count + 1)).status)
    expect(statuses).toEqual(['reported', 'inquiring', 'deadline-set', 'closed'])
    expect(foldSupervision([]).status).toBe('unknown')
    expect(foldSupervision(all.slice(1)).status).toBe('unknown')
    expect(supervisionParties(foldSupervision(all))).toEqual(['A', 'B', 'C'])
  })

  it('keeps the first report, the first closing and the last deadline of windows that were apart', () => {
    const state = foldSupervision([
      event(0, 'overdue-reported'),
      event(1, 'overdue-reported', { facts: '另一窗口' }),
      event(2, 'deadline-set', { reason: '先' }),
      event(3, 'deadline-set', { reason: '后' }),
      event(4, 'supervision-closed', { measure: '先' }),
      event(5, 'supervision-closed', { measure: '后' }),
      event(6, 'explanation-given'),
    ])
    expect(state.report?.facts).toBe('未反馈')
    expect(state.deadline?.reason).toBe('后')
    expect(state.closing?.measure).toBe('先')
    expect(state.explanations).toHaveLength(1)
  })

  it('is the same in every order, and delivered twice', () => {
    const kinds = Object.keys(bodies) as (keyof typeof bodies)[]
    const histories = fc
      .array(fc.tuple(fc.constantFrom(...kinds), fc.boolean()), { maxLength: 12 })
      .map((steps) => steps.map(([kind, knew], at) => event(at, kind, {}, knew && at > 0 ? [at - 1] : [])))
    const shuffled = histories.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
    )
    fc.assert(
      fc.property(shuffled, ([all, delivered]) => {
        expect(foldSupervision(delivered)).toEqual(foldSupervision(all))
      }),
    )
  })
})
