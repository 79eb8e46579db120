// The folds: the same state whatever order, however often; the first answer counts; a contradiction waits for a person.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { actWasOpen, bodyFits } from './acts.ts'
import { foldCase } from './case.ts'
import {
  canonicalJson,
  type EventEnvelope,
  headsOf,
  judgeChain,
  knownTo,
  orderEvents,
  sealedText,
} from './event.ts'
import type { Staff } from './staff.ts'
import { foldVerification } from './verification.ts'

let count = 0
function event(
  kind: string,
  body: Record<string, unknown>,
  over: Partial<EventEnvelope> = {},
): EventEnvelope {
  count += 1
  return {
    id: `0190a000-0000-7000-8000-${String(count).padStart(12, '0')}`,
    stream: 'verification/A-2026-10001',
    kind,
    at: new Date(Date.UTC(2026, 9, 14, 2, count % 60)).toISOString(),
    clockOffset: 0,
    unit: 'A',
    staff: 'lin',
    window: 'w1',
    sequence: count,
    previousHash: '0'.repeat(64),
    after: [],
    edition: '2026-2',
    body,
    hash: '0'.repeat(64),
    signature: '',
    ...over,
  }
}

const requested = (over: Partial<EventEnvelope> = {}) =>
  event(
    'verification-requested',
    {
      letterNumber: '博审批协函〔2026〕10001号',
      case: 'case/1',
      caseNumber: 'BS-2026-1-00001',
      entry: 'entry-1',
      entryNumber: '',
      proofName: '婚姻状况证明',
      serviceItemName: '公共租赁住房资格确认',
      legalBasis: '',
      demandingUnit: 'A',
      issuingUnit: 'B',
      applicantName: '程小禾',
      applicantIdentityNumber: '',
      questions: [{ question: '是否未婚？', declared: '是' }],
      archiveClass: 'electronic',
      secrecy: 'none',
      liaisonName: '林沐',
      liaisonTelephone: '',
    },
    over,
  )
const registered = (after: string[]) =>
  event(
    'verification-registered',
    { receivedAt: '2026-10-14T02:10:00.000Z', archiveClass: 'electronic', dueAt: '2026-10-14T02:40:00.000Z' },
    { after, unit: 'B', staff: 'zhou', window: 'w2' },
  )
const answered = (verdict: string, channel: string, unit: string, after: string[]) =>
  event(
    'verification-answered',
    {
      verdict,
      channel,
      answeredAt: '2026-10-14T02:20:00.000Z',
      answeredBy: '周衡',
      replyNumber: '',
      remark: '',
    },
    { after, unit, staff: unit === 'A' ? 'lin' : 'zhou', window: unit === 'A' ? 'w1' : 'w2' },
  )
const faxed = (after: string[]) =>
  event(
    'verification-dispatched',
    {
      channel: 'fax',
      sentAt: '2026-10-14T02:32:00.000Z',
      address: '0533-4000312',
      proof: 'OK',
      pages: 1,
      policy: '第三条',
    },
    { after },
  )

describe('a verification', () => {
  it('asked by fax, answered by fax and again over the system is one request with one answer that counts', () => {
    const ask = requested()
    const fax = faxed([ask.id])
    const byFax = answered('confirmed', 'fax', 'A', [fax.id])
    const bySystem = answered('confirmed', 'system', 'B', [ask.id])
    const state = foldVerification([bySystem, byFax, fax, ask])
    expect(state.status).toBe('answered')
    expect(state.answer?.event).toBe(byFax.id)
    expect(state.answers).toHaveLength(2)
    expect(state.dispatches).toHaveLength(1)
  })

  it('two different answers wait for a person, who chooses one', () => {
    const ask = requested()
    const first = answered('confirmed', 'fax', 'A', [ask.id])
    const second = answered('mismatch', 'system', 'B', [ask.id])
    expect(foldVerification([ask, first, second]).status).toBe('contradicted')
    const resolved = event(
      'verification-resolved',
      { answer: second.id, reason: '以系统答复为准' },
      { after: [first.id, second.id] },
    )
    const state = foldVerification([ask, first, second, resolved])
    expect(state.status).toBe('answered')
    expect(state.answer?.event).toBe(second.id)
  })

  it('an answer that crossed a withdrawal stays an answer', () => {
    const ask = requested()
    const withdrawn = event('verification-withdrawn', { reason: '改用数据共享' }, { after: [ask.id] })
    const answer = answered('confirmed', 'system', 'B', [ask.id])
    expect(foldVerification([ask, withdrawn]).status).toBe('withdrawn')
    expect(foldVerification([ask, withdrawn, answer]).status).toBe('answered')
    expect(foldVerification([ask, answer, withdrawn]).status).toBe('answered')
  })

  it('a kind of a newer version changes nothing and breaks nothing', () => {
    const ask = requested()
    expect(
      foldVerification([ask, event('verification-from-the-future', {}, { after: [ask.id] })]).status,
    ).toBe('requested')
  })

  it('folds the same in every order and with every repetition', () => {
    const ask = requested()
    const fax = faxed([ask.id])
    const register = registered([ask.id])
    const answer = answered('confirmed', 'system', 'B', [register.id])
    const typed = answered('mismatch', 'fax', 'A', [fax.id])
    const all = [ask, fax, register, answer, typed]
    const expected = foldVerification(all)
    fc.assert(
      fc.property(fc.shuffledSubarray([...all, ...all], { minLength: 10, maxLength: 10 }), (events) => {
        expect(foldVerification(events)).toEqual(expected)
      }),
    )
  })
})

describe('order, heads and knowledge', () => {
  it('puts a cause before its effect even when a clock says otherwise', () => {
    const ask = requested({ at: '2030-01-01T00:00:00.000Z' })
    const register = registered([ask.id])
    expect(orderEvents([register, ask]).map((one) => one.kind)).toEqual([
      'verification-requested',
      'verification-registered',
    ])
  })
  it('names as heads what nobody followed', () => {
    const ask = requested()
    const fax = faxed([ask.id])
    const register = registered([ask.id])
    expect(headsOf([ask, fax, register])).toEqual([fax.id, register.id].sort())
  })
  it('knows causes of causes and nothing beside them', () => {
    const ask = requested()
    const fax = faxed([ask.id])
    const register = registered([ask.id])
    const typed = answered('confirmed', 'fax', 'A', [fax.id])
    expect(
      knownTo(typed, [ask, fax, register])
        .map((one) => one.id)
        .sort(),
    ).toEqual([ask.id, fax.id].sort())
  })
})

describe('whether an act was open', () => {
  const lin: Staff = {
    id: 'lin',
    name: '林沐',
    unit: 'A',
    roles: ['agent'],
    telephone: '',
    cover: 'A',
    partner: null,
    absentUntil: null,
    active: true,
    verifier: null,
  }
  const zhou: Staff = { ...lin, id: 'zhou', name: '周衡', unit: 'B', roles: ['liaison'] }

  it('is asked of what the writer knew, not of what others did meanwhile', () => {
    const ask = requested()
    const withdrawn = event('verification-withdrawn', { reason: '申请人撤回' }, { after: [ask.id] })
    const register = registered([ask.id])
    expect(actWasOpen(register, [ask, withdrawn], zhou)).toBe(true)
    expect(actWasOpen(registered([withdrawn.id]), [ask, withdrawn], zhou)).toBe(false)
  })
  it('refuses staff of another unit, without the role, and a request in another unit’s name', () => {
    const ask = requested()
    expect(actWasOpen(ask, [], lin)).toBe(true)
    expect(actWasOpen(ask, [], { ...lin, roles: ['window-clerk'] })).toBe(false)
    expect(actWasOpen(registered([ask.id]), [ask], lin)).toBe(false)
    const foreign = requested()
    expect(actWasOpen({ ...foreign, body: { ...foreign.body, demandingUnit: 'C' } }, [], lin)).toBe(false)
    expect(actWasOpen({ ...foreign, body: { ...foreign.body, secrecy: 'state-secret' } }, [], lin)).toBe(
      false,
    )
  })
  it('refuses a second request under the same number and a dispatch of a secret', () => {
    const ask = requested()
    expect(actWasOpen(requested({ after: [ask.id] }), [ask], lin)).toBe(false)
    const secret = { ...ask, body: { ...ask.body, secrecy: 'work-secret' } }
    expect(actWasOpen(faxed([secret.id]), [secret], lin)).toBe(false)
    expect(actWasOpen(faxed([ask.id]), [ask], lin)).toBe(true)
  })
  it('judges bodies by their kind and kinds by their stream', () => {
    const ask = requested()
    expect(bodyFits(ask)).toBe(true)
    expect(bodyFits({ ...ask, stream: 'case/1' })).toBe(false)
    expect(bodyFits({ ...ask, body: { ...ask.body, extra: 1 } })).toBe(false)
    expect(bodyFits({ ...ask, kind: 'unheard-of' })).toBe(false)
  })
})

describe('a case', () => {
  it('is the same whatever order its events come in, and its first settlement stands', () => {
    const opened = event(
      'case-opened',
      {
        caseNumber: 'BS-2026-1-00001',
        applicant: { name: '程小禾', identityNumber: '', telephone: '' },
        serviceItemName: '公共租赁住房资格确认',
        serviceItemCode: '',
        entries: [
          {
            entry: 'entry-1',
            entryNumber: '',
            proofName: '收入证明',
            proofPurpose: '',
            legalBasis: '',
            issuingUnit: '',
            issuingUnitCode: null,
            method: 'commitment',
            methodWording: '',
            archiveClass: null,
            secrecy: 'none',
            commitmentExcluded: null,
            followUp: null,
            questions: [],
          },
        ],
      },
      { stream: 'case/1' },
    )
    expect(bodyFits(opened)).toBe(true)
    const brought = event(
      'proof-brought-voluntarily',
      { entry: 'entry-1', document: '单位开具的收入证明', remark: '' },
      { stream: 'case/1', after: [opened.id] },
    )
    const committed = event(
      'proof-committed',
      { entry: 'entry-1', signedOn: 'paper', credit: '', followUp: '' },
      { stream: 'case/1', after: [opened.id] },
    )
    const closed = event(
      'case-closed',
      { result: 'granted', remark: '' },
      { stream: 'case/1', after: [committed.id] },
    )
    const expected = foldCase([opened, brought, committed, closed])
    expect(expected.status).toBe('closed')
    expect(expected.proofs[0]?.settledBy).toBe('proof-brought-voluntarily')
    fc.assert(
      fc.property(fc.shuffledSubarray([opened, brought, committed, closed], { minLength: 4 }), (events) => {
        expect(foldCase(events)).toEqual(expected)
      }),
    )
  })
})

describe('the hash chain', () => {
  // A stand-in digest keeps this layer free of node; core and endpoint bring SHA-256.
  const digest = (text: string) => {
    let sum = 7n
    for (const one of text) sum = (sum * 31n + BigInt(one.codePointAt(0) ?? 0)) % 2n ** 256n
    return sum.toString(16).padStart(64, '0')
  }
  const sealed = (sequence: number, previousHash: string) => {
    const open = event('case-withdrawn', { reason: '' }, { sequence, previousHash })
    return { ...open, hash: digest(sealedText(open)) }
  }
  it('goes on, and shows a gap, a fork and a changed body', () => {
    const first = sealed(1, '0'.repeat(64))
    const second = sealed(2, first.hash)
    expect(judgeChain(first, null, digest)).toBe('next')
    expect(judgeChain(second, first, digest)).toBe('next')
    expect(judgeChain(sealed(3, first.hash), first, digest)).toBe('gap')
    expect(judgeChain(sealed(2, '1'.repeat(64)), first, digest)).toBe('fork')
    expect(judgeChain(sealed(1, '0'.repeat(64)), first, digest)).toBe('fork')
    expect(judgeChain({ ...second, body: { reason: 'changed' } }, first, digest)).toBe('hash-wrong')
  })
  it('hashes the same value the same, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const turned = JSON.parse(canonicalJson(value)) as unknown
        expect(canonicalJson(turned)).toBe(canonicalJson(value))
      }),
    )
    expect(canonicalJson({ b: 1, a: [undefined, { d: 1, c: undefined }] })).toBe('{"a":[null,{"d":1}],"b":1}')
  })
})
