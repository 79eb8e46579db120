// The domain's tables, whole: every status × role × method, as one snapshot a person can read.
import { describe, expect, it } from 'vitest'
import {
  availableCaseActions,
  availableProofActions,
  type CaseEntry,
  type CaseState,
  caseBodies,
  caseStatuses,
  emptyCase,
  kindActions,
  proofStatuses,
} from './case.ts'
import { exemptionMethods, secrecyLevels } from './exemption-list.ts'
import { roles } from './staff.ts'
import {
  availableVerificationActions,
  emptyVerification,
  type VerificationBody,
  verificationActionOf,
  verificationBodies,
  verificationStatuses,
} from './verification.ts'

const entry = (over: Partial<CaseEntry>): CaseEntry => ({
  entry: 'entry-1',
  entryNumber: '示例-001',
  proofName: '婚姻状况证明',
  proofPurpose: '',
  legalBasis: '',
  issuingUnit: '博山区民政局',
  issuingUnitCode: '370304-MZJ',
  method: 'verification',
  methodWording: '',
  archiveClass: 'electronic',
  secrecy: 'none',
  commitmentExcluded: null,
  followUp: null,
  questions: [],
  ...over,
})

const caseWith = (
  over: Partial<CaseState>,
  one: CaseEntry,
  status: (typeof proofStatuses)[number],
): CaseState => ({
  ...emptyCase,
  status: 'open',
  unit: 'A',
  proofs: [
    {
      entry: one,
      method: one.method,
      status,
      settledBy: null,
      settledAt: null,
      verification: null,
      lastVerdict: null,
    },
  ],
  ...over,
})

const request: VerificationBody<'verification-requested'> = {
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
  questions: [],
  archiveClass: 'electronic',
  secrecy: 'none',
  liaisonName: '林沐',
  liaisonTelephone: '',
}

describe('what is open to whom', () => {
  it('proof: status × method × role', () => {
    const rows = proofStatuses.flatMap((status) =>
      exemptionMethods.flatMap((method) =>
        roles.map((role) => {
          const state = caseWith({}, entry({ method }), status)
          const actions = availableProofActions(state, 'entry-1', { unit: 'A', roles: [role], active: true })
          return `${status} · ${method} · ${role}: ${actions.join(' ') || '—'}`
        }),
      ),
    )
    expect(rows).toMatchSnapshot()
  })

  it('proof: status × secrecy, for an agent', () => {
    const rows = proofStatuses.flatMap((status) =>
      secrecyLevels.map((secrecy) => {
        const state = caseWith({}, entry({ secrecy }), status)
        const actions = availableProofActions(state, 'entry-1', { unit: 'A', roles: ['agent'], active: true })
        return `${status} · ${secrecy}: ${actions.join(' ') || '—'}`
      }),
    )
    expect(rows).toMatchSnapshot()
  })

  it('case: status × role × every proof settled or not', () => {
    const rows = caseStatuses.flatMap((status) =>
      roles.flatMap((role) =>
        (['open', 'settled'] as const).map((proof) => {
          const state = caseWith({ status }, entry({}), proof)
          const actions = availableCaseActions(state, { unit: 'A', roles: [role], active: true })
          return `${status} · ${role} · proof ${proof}: ${actions.join(' ') || '—'}`
        }),
      ),
    )
    expect(rows).toMatchSnapshot()
  })

  it('verification: status × side × role × secrecy', () => {
    const rows = verificationStatuses.flatMap((status) =>
      (['A', 'B', 'C'] as const).flatMap((unit) =>
        roles.flatMap((role) =>
          secrecyLevels.map((secrecy) => {
            const state = { ...emptyVerification, status, request: { ...request, secrecy } }
            const actions = availableVerificationActions(state, { unit, roles: [role], active: true })
            const side = { A: 'demanding', B: 'issuing', C: 'neither' }[unit]
            return `${status} · ${side} · ${role} · ${secrecy}: ${actions.join(' ') || '—'}`
          }),
        ),
      ),
    )
    expect(rows).toMatchSnapshot()
  })

  it('nobody acts in another unit, nor after leaving', () => {
    for (const status of proofStatuses) {
      const state = caseWith({}, entry({}), status)
      expect(availableProofActions(state, 'entry-1', { unit: 'Z', roles: [...roles], active: true })).toEqual(
        [],
      )
      expect(
        availableProofActions(state, 'entry-1', { unit: 'A', roles: [...roles], active: false }),
      ).toEqual([])
    }
  })
})

describe('no path from a secret entry to a fallback channel', () => {
  it('no dispatch is ever open, in any status, to anyone', () => {
    for (const secrecy of secrecyLevels.filter((one) => one !== 'none')) {
      for (const status of verificationStatuses) {
        const state = { ...emptyVerification, status, request: { ...request, secrecy } }
        expect(
          availableVerificationActions(state, { unit: 'A', roles: [...roles], active: true }),
        ).not.toContain('dispatch')
      }
    }
  })

  it('a state secret can only be noted as handled in person', () => {
    for (const status of proofStatuses) {
      for (const method of exemptionMethods) {
        const state = caseWith({}, entry({ secrecy: 'state-secret', method }), status)
        const actions = availableProofActions(state, 'entry-1', {
          unit: 'A',
          roles: [...roles],
          active: true,
        })
        expect(actions).toEqual(status === 'settled' ? [] : ['handle-outside'])
      }
    }
  })
})

describe('every event kind is an action', () => {
  it('of a case', () => {
    expect(Object.keys(kindActions).sort()).toEqual(Object.keys(caseBodies).sort())
  })
  it('of a verification', () => {
    for (const kind of Object.keys(verificationBodies)) {
      expect(verificationActionOf({ kind, body: { channel: 'system', verdict: 'confirmed' } })).not.toBeNull()
    }
  })
})
