// A typed-in transmission report is proof only when it can be true.
import fc from 'fast-check'
import Value from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { dispatchProofSchema, fallbackChannels } from '../../../src-shared/domain/dispatch.ts'
import { checkTransmissionReport } from './fax-report.ts'

const report = {
  faxNumber: '0533-400 0420',
  sentAt: '2026-10-14T09:12:00+08:00',
  pages: 1,
  durationSeconds: 41,
  result: 'ok',
  reportNumber: '0087',
}
const context = {
  letterMadeAt: '2026-10-14T01:05:00.000Z',
  now: '2026-10-14T01:15:00.000Z',
  letterPages: 1,
  directoryFaxNumber: '(0533) 4000420',
}

describe('a transmission report', () => {
  it('is taken as typed, without spaces around it', () => {
    const typed = { ...report, faxNumber: ' 0533-400 0420 ', reportNumber: ' ' }
    const { reportNumber: _, ...expected } = report
    expect(checkTransmissionReport(typed, context)).toEqual({ valid: true, report: expected, warnings: [] })
  })

  it('may say that the transmission failed, with no page sent', () => {
    const check = checkTransmissionReport({ ...report, result: 'failed', pages: 0 }, context)
    expect(check).toMatchObject({ valid: true, warnings: [] })
  })

  it.each([
    [{ faxNumber: 'none' }, 'faxNumber', 'malformed'],
    [{ faxNumber: '0533\r\n1' }, 'faxNumber', 'malformed'],
    [{ sentAt: 'today' }, 'sentAt', 'malformed'],
    [{ sentAt: '2026-13-45T09:12:00Z' }, 'sentAt', 'malformed'],
    [{ sentAt: '2026-10-13T09:12:00+08:00' }, 'sentAt', 'before-letter'],
    [{ sentAt: '2026-10-15T09:12:00+08:00' }, 'sentAt', 'in-future'],
    [{ pages: 0 }, 'pages', 'no-pages'],
    [{ pages: 1.5 }, 'pages', 'malformed'],
    [{ result: 'yes' }, 'result', 'malformed'],
  ])('is refused with %j', (part, field, problem) => {
    expect(checkTransmissionReport({ ...report, ...part }, context)).toEqual({
      valid: false,
      problems: [{ field, problem }],
    })
  })

  it('is recorded with a warning where pages or number differ', () => {
    const check = checkTransmissionReport(
      { ...report, faxNumber: '0533-4000421' },
      { ...context, letterPages: 2 },
    )
    expect(check).toMatchObject({ warnings: ['fewer-pages-than-letter', 'other-number-than-directory'] })
  })

  it('may be dialled with an outside line or without the area code', () => {
    for (const faxNumber of ['0,0533-4000420', '4000420', '+86 533 400 0420']) {
      expect(checkTransmissionReport({ ...report, faxNumber }, context)).toMatchObject({
        valid: true,
        warnings: [],
      })
    }
  })

  it('answers anything at all without throwing, and proves only what the schema allows', () => {
    fc.assert(
      fc.property(fc.anything(), (typed) => {
        const check = checkTransmissionReport(typed, context)
        if (!check.valid) expect(check.problems.length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('proof of a dispatch', () => {
  const proofs = [
    { channel: 'oa', documentNumber: 'OA-2026-118', sentAt: report.sentAt },
    { channel: 'fax', report },
    {
      channel: 'mail',
      to: 'a@example.gov',
      sentAt: report.sentAt,
      messageId: '<x@example.gov>',
      response: '250 ok',
    },
    { channel: 'on-site', visitedAt: report.sentAt, place: '城西街道办事处', visitedBy: '林沐' },
  ]
  it('has one shape for each channel', () => {
    expect(proofs.map((proof) => proof.channel)).toEqual([...fallbackChannels])
    for (const proof of proofs) expect(Value.Check(dispatchProofSchema, proof)).toBe(true)
  })
  it('is none with the parts of another channel', () => {
    expect(Value.Check(dispatchProofSchema, { ...proofs[0], channel: 'fax' })).toBe(false)
    expect(Value.Check(dispatchProofSchema, { ...proofs[0], extra: 1 })).toBe(false)
  })
})
