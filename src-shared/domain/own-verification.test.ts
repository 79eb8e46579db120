// Articles 8 and 9 over every state there is: when a unit may go and look by itself, and that what is brought is never refused.
import { describe, expect, it } from 'vitest'
import { availableProofActions, type CaseEntry, emptyCase, proofStatuses } from './case.ts'
import { exemptionMethods, secrecyLevels } from './exemption-list.ts'
import { type AskedFacts, ownVerificationGround } from './own-verification.ts'
import { mayServe, mayVerify, roles } from './staff.ts'
import { verdicts, verificationStatuses } from './verification.ts'

const entry: CaseEntry = {
  entry: 'entry-1',
  entryNumber: '',
  proofName: '婚姻状况证明',
  proofPurpose: '',
  legalBasis: '',
  issuingUnit: '',
  issuingUnitCode: 'B',
  method: 'verification',
  methodWording: '',
  archiveClass: 'electronic',
  secrecy: 'none',
  commitmentExcluded: null,
  followUp: null,
  questions: [],
}
const everyAsked: readonly (AskedFacts | null)[] = [
  null,
  ...verificationStatuses.flatMap((status) =>
    [null, ...verdicts].flatMap((verdict) => [true, false].map((over) => ({ status, verdict, over }))),
  ),
]
const everyState = proofStatuses.flatMap((status) =>
  exemptionMethods.flatMap((method) =>
    secrecyLevels.flatMap((secrecy) =>
      [null, ...verdicts].flatMap((lastVerdict) =>
        ['B', null].flatMap((issuingUnitCode) => [
          { status, method, lastVerdict, entry: { ...entry, method, secrecy, issuingUnitCode } },
        ]),
      ),
    ),
  ),
)

describe('own verification on site (A2§8)', () => {
  it('is offered where nothing is to be had by asking, and nowhere else', () => {
    const lines = new Map<string, Set<string>>()
    for (const proof of everyState) {
      for (const asked of everyAsked) {
        const ground = ownVerificationGround(proof, asked)
        if (ground === null) continue
        const unit = proof.entry.issuingUnitCode === null ? 'nobody' : 'a unit'
        const inquiry =
          proof.status === 'asked' ? `${asked?.status} ${asked?.verdict ?? ''}`.trim() : 'no inquiry'
        const over = proof.status === 'asked' && asked?.over === true ? 'over' : ''
        const line = [proof.method, proof.entry.secrecy, proof.status, inquiry, over]
          .filter(Boolean)
          .join(' · ')
        const before = proof.status === 'open' ? ` · last ${proof.lastVerdict} · ${unit}` : ''
        lines.set(ground, (lines.get(ground) ?? new Set()).add(line + before))
      }
    }
    expect(Object.fromEntries([...lines].map(([ground, states]) => [ground, [...states]]))).toMatchSnapshot()
  })

  it('wherever it is offered to who may verify, the act is open', () => {
    for (const proof of everyState) {
      if (!everyAsked.some((asked) => ownVerificationGround(proof, asked) !== null)) continue
      for (const role of roles) {
        const actions = actionsOf(proof, role)
        expect(actions.includes('check-on-site')).toBe(mayVerify({ roles: [role] }))
      }
    }
  })
})

function actionsOf(proof: (typeof everyState)[number], role: (typeof roles)[number]) {
  const one = { ...proof, settledBy: null, settledAt: null, verification: null }
  const state = { ...emptyCase, status: 'open' as const, unit: 'A', proofs: [one] }
  return availableProofActions(state, 'entry-1', { unit: 'A', roles: [role], active: true })
}

describe('supplementary material (A2§8)', () => {
  it('may be asked for after a mismatch only', () => {
    for (const proof of everyState) {
      for (const role of roles) {
        const open = actionsOf(proof, role).includes('ask-supplement')
        const may =
          proof.status === 'mismatch' && proof.entry.secrecy !== 'state-secret' && mayServe({ roles: [role] })
        expect([proof.status, open]).toEqual([proof.status, may])
      }
    }
  })
})

describe('what the applicant brings by choice (A2§9)', () => {
  it('is taken in every state of an open proof by everyone at a window', () => {
    for (const proof of everyState) {
      // Nothing is needed for what is abolished, and no content of a state secret is kept.
      const none = proof.method === 'abolished' || proof.entry.secrecy === 'state-secret'
      for (const role of roles) {
        const taken = actionsOf(proof, role).includes('bring-voluntarily')
        expect(taken).toBe(proof.status !== 'settled' && !none && mayServe({ roles: [role] }))
      }
    }
  })
})
