// Which acts a proof shows and where the page goes after one.
import { describe, expect, it } from 'vitest'
import type { ProofView, VerificationView } from '../../../src-shared/contract/case-view.ts'
import { emptyVerification, type VerificationStatus } from '../../../src-shared/domain/verification.ts'
import { ballOf, endOfCase, nextAct, openActs, whereNext } from './acts.ts'

const channels = (lineUp: boolean): ProofView['channels'] => [
  {
    channel: 'system',
    open: lineUp,
    closedBecause: lineUp ? null : 'line-down',
    address: '',
    byItself: false,
  },
  { channel: 'fax', open: !lineUp, closedBecause: lineUp ? 'line-up' : null, address: '1', byItself: false },
]

function verification(status: VerificationStatus, over: Partial<VerificationView> = {}): VerificationView {
  return {
    stream: 'verification/1',
    state: { ...emptyVerification, status },
    demandingUnitName: '',
    issuingUnitName: '',
    requestedByName: '',
    registeredByName: '',
    raisedByName: '',
    actions: ['dispatch', 'transcribe-answer', 'withdraw'],
    clock: { state: 'not-started', dueAt: null, minutes: null, left: null, calendarKnown: true },
    channels: channels(true),
    jobs: [],
    sync: 'synced',
    reached: true,
    ...over,
  }
}

function proof(entry: string, over: Partial<ProofView> = {}): ProofView {
  return {
    entry: {
      entry,
      entryNumber: '',
      proofName: entry,
      proofPurpose: '',
      legalBasis: '',
      issuingUnit: '',
      issuingUnitCode: 'u',
      method: 'verification',
      methodWording: '',
      archiveClass: null,
      secrecy: 'none',
      commitmentExcluded: null,
      followUp: null,
      questions: [],
    },
    method: 'verification',
    status: 'open',
    settledBy: null,
    settledAt: null,
    verification: null,
    lastVerdict: null,
    actions: ['ask', 'check-on-site', 'change-method'],
    verificationView: null,
    visit: null,
    inquiryTemplate: null,
    ownVerification: null,
    issuingUnitName: '',
    channels: channels(true),
    sync: 'synced',
    ...over,
  }
}
const asked = (view: VerificationView) =>
  proof('a', { status: 'asked', actions: ['take-answer', 'change-method'], verificationView: view })

describe('nextAct', () => {
  it('asks first', () => expect(nextAct(proof('a'))).toBe('ask'))
  it('leaves asking to a colleague where this role may not, and invites to no other way', () => {
    const clerk = proof('a', { actions: ['change-method', 'bring-voluntarily'] })
    expect(nextAct(clerk)).toBeNull()
    expect(ballOf(clerk)).toBe('colleagues')
  })
  it('goes around a method that cannot be gone', () => {
    expect(nextAct(proof('a', { actions: ['check-on-site', 'change-method'] }))).toBe('check-on-site')
    const excluded = { method: 'commitment', actions: ['change-method', 'bring-voluntarily'] } as const
    expect(nextAct(proof('a', excluded))).toBe('change-method')
  })
  it('offers no answer to take before one counts', () => {
    expect(openActs(asked(verification('requested')))).not.toContain('take-answer')
    expect(nextAct(asked(verification('requested')))).toBeNull()
    expect(nextAct(asked(verification('answered')))).toBe('take-answer')
  })
  it('lets a person decide between answers before anything is taken', () => {
    const view = verification('contradicted', { actions: ['transcribe-answer', 'resolve'] })
    expect(nextAct(asked(view))).toBe('resolve')
  })
  it('offers another way only while the line is down and nothing was sent', () => {
    const down = verification('requested', { channels: channels(false), reached: false })
    expect(nextAct(asked(down))).toBe('dispatch')
    expect(openActs(asked(verification('requested')))).not.toContain('dispatch')
    expect(nextAct(asked({ ...down, reached: true }))).toBeNull()
  })
})

describe('whereNext', () => {
  const settled = (entry: string) => proof(entry, { status: 'settled', actions: [] })
  it('goes on from where one stands, around the end, and to the end when all is settled', () => {
    expect(whereNext([proof('a'), settled('b'), proof('c')], 'b')).toBe('c')
    expect(whereNext([proof('a'), settled('b')], 'b')).toBe('a')
    expect(whereNext([settled('a'), settled('b')], 'b')).toBe(endOfCase)
  })
  it('stays where nothing is ours', () => {
    const waiting = asked(verification('requested'))
    expect(ballOf(waiting)).toBe('theirs')
    expect(whereNext([waiting], 'a')).toBe('a')
  })
})
