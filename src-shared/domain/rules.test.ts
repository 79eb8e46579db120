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
  availableSupervisionActions,
  emptySupervision,
  mayReport,
  type SupervisionBody,
  supervisionBodies,
  supervisionKindActions,
  supervisionOf,
  supervisionStatuses,
} from './supervision.ts'
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

const report: SupervisionBody<'overdue-reported'> = {
  verification: 'verification/370304-SPJ-2026-10001',
  letterNumber: request.letterNumber,
  reportingUnit: 'A',
  askedUnit: 'B',
  jointOffice: 'C',
  addressee: 'ming-lan',
  archiveClass: 'electronic',
  receivedAt: '2026-10-14T01:00:00.000Z',
  dueAt: '2026-10-14T01:30:00.000Z',
  registered: true,
  lateMinutes: 12,
  facts: '对方未在规定期限内反馈。',
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

  it('supervision: status × side × role', () => {
    const rows = supervisionStatuses.flatMap((status) =>
      (['A', 'B', 'C', 'D'] as const).flatMap((unit) =>
        roles.map((role) => {
          const state = { ...emptySupervision, status, report: { ...report, at: '', by: '' } }
          const staff = { unit, roles: [role], active: true }
          const actions =
            status === 'unknown'
              ? mayReport(report, supervisionOf(report.verification), emptySupervision, staff)
                ? ['report']
                : []
              : availableSupervisionActions(state, staff)
          const side = { A: 'reporting', B: 'asked', C: 'joint office', D: 'neither' }[unit]
          return `${status} · ${side} · ${role}: ${actions.join(' ') || '—'}`
        }),
      ),
    )
    expect(rows).toMatchSnapshot()
  })

  it('a verification is reported once, under its own name, by who asked and not by who was asked', () => {
    const lin = { unit: 'A', roles: ['agent' as const], active: true }
    const stream = supervisionOf(report.verification)
    expect(stream).toBe('supervision/370304-SPJ-2026-10001')
    expect(mayReport(report, stream, emptySupervision, lin)).toBe(true)
    expect(mayReport(report, 'supervision/370304-SPJ-2026-10002', emptySupervision, lin)).toBe(false)
    expect(mayReport(report, stream, emptySupervision, { ...lin, unit: 'B' })).toBe(false)
    expect(mayReport(report, stream, emptySupervision, { ...lin, active: false })).toBe(false)
    expect(mayReport({ ...report, askedUnit: 'A' }, stream, emptySupervision, lin)).toBe(false)
    for (const status of supervisionStatuses.filter((one) => one !== 'unknown'))
      expect(mayReport(report, stream, { ...emptySupervision, status }, lin)).toBe(false)
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

  it('a state secret can only be noted as handled in person, or as refused', () => {
    for (const status of proofStatuses) {
      for (const method of exemptionMethods) {
        const state = caseWith({}, entry({ secrecy: 'state-secret', method }), status)
        const actions = availableProofActions(state, 'entry-1', {
          unit: 'A',
          roles: [...roles],
          active: true,
        })
        expect(actions).toEqual(status === 'settled' ? [] : ['handle-outside', 'refuse-channel'])
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
  it('of a supervision', () => {
    expect(Object.keys(supervisionKindActions).sort()).toEqual(Object.keys(supervisionBodies).sort())
  })
})
