// A case (办件): one applicant's business at one window, and the proofs it is spared.
//
//   opened ──▶ open ──closed (every proof settled)──▶ closed
//                └───withdrawn (by the applicant)───▶ withdrawn
//
// Each proof in it:
//
//   open ──waived · looked-up · committed · handed-over · otherwise · voluntary · on-site · outside──▶ settled
//    │ ▲
//    │ └── verified not-found / returned, method-changed ◀──┐
//    ├──asked──▶ asked ──verified confirmed──▶ settled       │
//    │             └─────verified mismatch──▶ mismatch ──supplement-asked──▶ supplement-asked ──supplement-received──▶ settled
//    └──authorised──▶ authorised ──handed-over──▶ settled
//
// There is no event that demands an exempted proof from the applicant (A4§4, A5§4): the lawful doors are
// supplementary material after a mismatch (A2§8) and what the applicant brings by choice (A2§9).
import Type from 'typebox'
import type { EventEnvelope } from './event.ts'
import { momentOf, orderEvents } from './event.ts'
import {
  archiveClasses,
  contentForbidden,
  type ExemptionMethod,
  exemptionMethods,
  secrecyLevels,
} from './exemption-list.ts'
import { mayServe, mayVerify, type Staff } from './staff.ts'
import { type Verdict, verdicts } from './verification.ts'
import { visitEvidence } from './visit.ts'

const short = Type.String({ minLength: 1, maxLength: 200 })
const optional = (maxLength: number) => Type.String({ maxLength })
const reason = Type.String({ minLength: 1, maxLength: 2000 })
const entry = Type.String({ minLength: 1, maxLength: 128 })
const exact = { additionalProperties: false } as const

export const applicantSchema = Type.Object(
  { name: short, identityNumber: optional(40), telephone: optional(40) },
  exact,
)
/** The person at the window; masked wherever the whole is not needed. */
export type Applicant = Readonly<Type.Static<typeof applicantSchema>>

/** What a case keeps of a list entry, so that a later edition never changes a decision already taken. */
const caseEntrySchema = Type.Object(
  {
    entry,
    entryNumber: optional(64),
    proofName: optional(400),
    proofPurpose: optional(2000),
    legalBasis: optional(4000),
    issuingUnit: optional(400),
    /** Code of the issuing unit where it is one of ours; null for 统称 units that cannot be asked. */
    issuingUnitCode: Type.Union([optional(64), Type.Null()]),
    method: Type.Enum([...exemptionMethods]),
    methodWording: optional(2000),
    archiveClass: Type.Union([Type.Enum([...archiveClasses]), Type.Null()]),
    secrecy: Type.Enum([...secrecyLevels]),
    commitmentExcluded: Type.Union([optional(1000), Type.Null()]),
    followUp: Type.Union([optional(2000), Type.Null()]),
    questions: Type.Array(optional(500), { maxItems: 20 }),
  },
  exact,
)
export type CaseEntry = Readonly<Type.Static<typeof caseEntrySchema>>

/** Bodies of the stream's events, by kind. */
export const caseBodies = {
  'case-opened': Type.Object(
    {
      caseNumber: short,
      applicant: applicantSchema,
      serviceItemName: short,
      serviceItemCode: optional(128),
      entries: Type.Array(caseEntrySchema, { minItems: 1, maxItems: 200 }),
      /** Working days promised for the service item, 0 for 即办件; left out where none is. */
      limitDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 365 })),
    },
    exact,
  ),
  /** 直接取消 */
  'proof-waived': Type.Object({ entry }, exact),
  /** 数据共享: what was seen, from which source, under which reference. */
  'proof-looked-up': Type.Object({ entry, source: short, reference: optional(200), seen: reason }, exact),
  /** 告知承诺: the letter was read and signed by the applicant in person. */
  'proof-committed': Type.Object(
    { entry, signedOn: Type.Enum(['paper']), credit: optional(500), followUp: optional(2000) },
    exact,
  ),
  /** 部门核验: asked; the answer comes in the verification's own stream. */
  'proof-asked': Type.Object({ entry, verification: short }, exact),
  /** The demanding unit takes the answer into the case. */
  'proof-verified': Type.Object(
    { entry, verification: short, answer: optional(36), verdict: Type.Enum([...verdicts]) },
    exact,
  ),
  /** 自行核验 (A2§8): visit or on-site check. */
  'proof-checked-on-site': Type.Object(
    {
      entry,
      visitedAt: short,
      place: short,
      visitors: short,
      findings: reason,
      verdict: Type.Enum(['confirmed', 'mismatch']),
      ...visitEvidence,
    },
    exact,
  ),
  /** 干部代办: the applicant's written authorisation (itemised powers, term). */
  'proof-authorised': Type.Object({ entry, agent: short, powers: reason, until: short }, exact),
  'proof-handed-over': Type.Object({ entry, from: short, document: short }, exact),
  'proof-settled-otherwise': Type.Object({ entry, how: reason }, exact),
  /** State secret: handled outside, in person; no content at all. */
  'proof-handled-outside': Type.Object({ entry }, exact),
  /** A2§9: the applicant can and wants to hand it in; never refused, ledger. */
  'proof-brought-voluntarily': Type.Object({ entry, document: short, remark: optional(2000) }, exact),
  /** A2§8: supplementary material with its purpose, ledger. */
  'supplement-asked': Type.Object({ entry, material: short, purpose: reason }, exact),
  'supplement-received': Type.Object({ entry, document: short }, exact),
  'method-changed': Type.Object(
    { entry, from: Type.Enum([...exemptionMethods]), to: Type.Enum([...exemptionMethods]), reason },
    exact,
  ),
  /** A way was refused for secrecy; the refusal is itself a record. `system`: the request itself, of a state secret. */
  'channel-refused': Type.Object(
    { entry, channel: Type.Enum(['system', 'fax', 'mail', 'oa']), article: short },
    exact,
  ),
  'identity-revealed': Type.Object({ purpose: reason }, exact),
  'case-closed': Type.Object(
    { result: Type.Enum(['granted', 'refused', 'other']), remark: optional(2000) },
    exact,
  ),
  'case-withdrawn': Type.Object({ reason }, exact),
} as const
export type CaseKind = keyof typeof caseBodies
export type CaseBody<Kind extends CaseKind> = Readonly<Type.Static<(typeof caseBodies)[Kind]>>

export const proofStatuses = [
  'open',
  'asked',
  'authorised',
  'mismatch',
  'supplement-asked',
  'settled',
] as const
export type ProofStatus = (typeof proofStatuses)[number]

export type ProofState = {
  readonly entry: CaseEntry
  /** The method in use, which may have been changed from the list's with a reason. */
  readonly method: ExemptionMethod
  readonly status: ProofStatus
  /** Kind of the event that settled it. */
  readonly settledBy: CaseKind | null
  readonly settledAt: string | null
  /** Stream of the verification in use. */
  readonly verification: string | null
  readonly lastVerdict: Verdict | null
}

export const caseStatuses = ['unknown', 'open', 'closed', 'withdrawn'] as const
export type CaseStatus = (typeof caseStatuses)[number]

/** What a case is: the fold of its events. */
export type CaseState = {
  readonly status: CaseStatus
  readonly unit: string
  readonly caseNumber: string
  readonly applicant: Applicant
  readonly serviceItemName: string
  readonly serviceItemCode: string
  readonly edition: string
  readonly openedAt: string
  readonly openedBy: string
  readonly closedAt: string | null
  /** Working days promised; null where none are. */
  readonly limitDays: number | null
  readonly proofs: readonly ProofState[]
}

export const emptyCase: CaseState = {
  status: 'unknown',
  unit: '',
  caseNumber: '',
  applicant: { name: '', identityNumber: '', telephone: '' },
  serviceItemName: '',
  serviceItemCode: '',
  edition: '',
  openedAt: '',
  openedBy: '',
  closedAt: null,
  limitDays: null,
  proofs: [],
}

/** Folds a case from its events, whatever order they came in. */
export function foldCase(events: readonly EventEnvelope[]): CaseState {
  return orderEvents(events).reduce(applyCase, emptyCase)
}

const settling = {
  'proof-waived': true,
  'proof-looked-up': true,
  'proof-committed': true,
  'proof-handed-over': true,
  'proof-settled-otherwise': true,
  'proof-handled-outside': true,
  'proof-brought-voluntarily': true,
  'supplement-received': true,
} as const satisfies Partial<Record<CaseKind, true>>

function applyCase(state: CaseState, event: EventEnvelope): CaseState {
  if (event.kind === 'case-opened') {
    if (state.status !== 'unknown') return state
    const body = event.body as CaseBody<'case-opened'>
    return {
      status: 'open',
      unit: event.unit,
      caseNumber: body.caseNumber,
      applicant: body.applicant,
      serviceItemName: body.serviceItemName,
      serviceItemCode: body.serviceItemCode,
      edition: event.edition,
      openedAt: new Date(momentOf(event)).toISOString(),
      openedBy: event.staff,
      closedAt: null,
      limitDays: body.limitDays ?? null,
      proofs: body.entries.map((one) => ({
        entry: one,
        method: one.method,
        status: 'open',
        settledBy: null,
        settledAt: null,
        verification: null,
        lastVerdict: null,
      })),
    }
  }
  if (event.kind === 'case-closed') return { ...state, status: 'closed', closedAt: event.at }
  if (event.kind === 'case-withdrawn') return { ...state, status: 'withdrawn', closedAt: event.at }
  const { entry: entryId } = event.body as { entry?: string }
  if (entryId === undefined) return state
  return {
    ...state,
    proofs: state.proofs.map((proof) => (proof.entry.entry === entryId ? applyProof(proof, event) : proof)),
  }
}

function applyProof(proof: ProofState, event: EventEnvelope): ProofState {
  // The first settlement stands; what two windows did apart stays beside it in the stream.
  if (proof.status === 'settled') return proof
  const settled = (): ProofState => ({
    ...proof,
    status: 'settled',
    settledBy: event.kind as CaseKind,
    settledAt: event.at,
  })
  if (event.kind in settling) return settled()
  switch (event.kind) {
    case 'proof-asked': {
      const { verification } = event.body as CaseBody<'proof-asked'>
      return { ...proof, status: 'asked', verification }
    }
    case 'proof-verified':
    case 'proof-checked-on-site': {
      const { verdict } = event.body as { verdict: Verdict }
      if (verdict === 'confirmed') return { ...settled(), lastVerdict: verdict }
      return { ...proof, status: verdict === 'mismatch' ? 'mismatch' : 'open', lastVerdict: verdict }
    }
    case 'proof-authorised':
      return { ...proof, status: 'authorised' }
    case 'supplement-asked':
      return { ...proof, status: 'supplement-asked' }
    case 'method-changed':
      return { ...proof, status: 'open', method: (event.body as CaseBody<'method-changed'>).to }
    default:
      return proof
  }
}

const proofActions = [
  'waive',
  'look-up',
  'commit',
  'ask',
  'take-answer',
  'check-on-site',
  'authorise',
  'hand-over',
  'settle-otherwise',
  'handle-outside',
  'bring-voluntarily',
  'ask-supplement',
  'receive-supplement',
  'change-method',
  'refuse-channel',
] as const
export type ProofAction = (typeof proofActions)[number]

/** The first act of each method on an open proof. */
const methodAction = {
  abolished: 'waive',
  'data-sharing': 'look-up',
  commitment: 'commit',
  verification: 'ask',
  agency: 'authorise',
  other: 'settle-otherwise',
} as const satisfies Record<ExemptionMethod, ProofAction>

/** Proof status → actions beside the method's own first act. */
const proofTable = {
  open: ['check-on-site', 'change-method', 'bring-voluntarily', 'refuse-channel'],
  asked: ['take-answer', 'check-on-site', 'change-method', 'bring-voluntarily', 'refuse-channel'],
  authorised: ['hand-over', 'change-method', 'bring-voluntarily'],
  mismatch: ['ask-supplement', 'check-on-site', 'change-method', 'bring-voluntarily'],
  'supplement-asked': ['receive-supplement', 'bring-voluntarily'],
  settled: [],
} as const satisfies Record<ProofStatus, readonly ProofAction[]>

export const caseActions = ['open-case', 'reveal-identity', 'close', 'withdraw'] as const
export type CaseAction = (typeof caseActions)[number]

/** Case status → actions on the case as a whole. */
const caseTable = {
  unknown: ['open-case'],
  open: ['reveal-identity', 'close', 'withdraw'],
  closed: ['reveal-identity'],
  withdrawn: ['reveal-identity'],
} as const satisfies Record<CaseStatus, readonly CaseAction[]>

/** What this member of staff may do with the case as a whole. Closing waits until every proof is settled. */
export function availableCaseActions(
  state: CaseState,
  staff: Pick<Staff, 'unit' | 'roles' | 'active'>,
): readonly CaseAction[] {
  if (!staff.active || !mayServe(staff)) return []
  if (state.status !== 'unknown' && state.unit !== staff.unit) return []
  return caseTable[state.status].filter(
    (action) => action !== 'close' || state.proofs.every((proof) => proof.status === 'settled'),
  )
}

/** What this member of staff may do with one proof of the case. */
export function availableProofActions(
  state: CaseState,
  entryId: string,
  staff: Pick<Staff, 'unit' | 'roles' | 'active'>,
): readonly ProofAction[] {
  if (state.status !== 'open' || !staff.active || !mayServe(staff) || state.unit !== staff.unit) return []
  const proof = state.proofs.find((one) => one.entry.entry === entryId)
  if (proof === undefined || proof.status === 'settled') return []
  // No content of a state secret is kept: it is only noted as handled in person, outside, and that a way was asked for and refused.
  if (contentForbidden(proof.entry.secrecy)) return ['handle-outside', 'refuse-channel']
  const first: readonly ProofAction[] = proof.status === 'open' ? [methodAction[proof.method]] : []
  return [...first, ...proofTable[proof.status]].filter((action) => proofActionOpen(action, proof, staff))
}

function proofActionOpen(action: ProofAction, proof: ProofState, staff: Pick<Staff, 'roles'>): boolean {
  switch (action) {
    case 'ask':
      return mayVerify(staff) && proof.entry.issuingUnitCode !== null
    case 'take-answer':
    case 'check-on-site':
      return mayVerify(staff) && proof.method === 'verification'
    case 'refuse-channel':
      return proof.method === 'verification' && proof.entry.secrecy !== 'none'
    case 'commit':
      return proof.entry.commitmentExcluded === null
    case 'bring-voluntarily':
      return proof.method !== 'abolished'
    default:
      return true
  }
}

/** Steps a proof goes by; the other actions are doors beside them, which nobody is led to. */
const proofSteps = [
  'handle-outside',
  'take-answer',
  'waive',
  'look-up',
  'commit',
  'ask',
  'authorise',
  'hand-over',
  'settle-otherwise',
  'ask-supplement',
  'receive-supplement',
] as const satisfies readonly ProofAction[]

/**
 * The next step of a proof among the actions open to this member of staff; null where it is others' turn: the unit asked, or
 * a colleague who may ask (A2§5). Where the entry's own method cannot be gone, the way around it is the step.
 */
export function nextProofStep(
  proof: Pick<ProofState, 'status' | 'method' | 'lastVerdict'>,
  open: readonly ProofAction[],
): ProofAction | null {
  // What was looked for and not found is not asked for again: the unit goes and looks (A2§8).
  if (proof.status === 'open' && proof.lastVerdict === 'not-found' && open.includes('check-on-site'))
    return 'check-on-site'
  const step = proofSteps.find((action) => open.includes(action))
  if (step !== undefined || proof.status !== 'open') return step ?? null
  const around = proof.method === 'verification' ? 'check-on-site' : 'change-method'
  return open.includes(around) ? around : null
}

/** Which action on a proof or the case an event is; null for kinds this version does not know. */
export function caseActionOf(kind: string): ProofAction | CaseAction | null {
  return (kindActions as Record<string, ProofAction | CaseAction>)[kind] ?? null
}

/** Event kind → action: what `availableProofActions` and `availableCaseActions` are asked about. */
export const kindActions = {
  'case-opened': 'open-case',
  'proof-waived': 'waive',
  'proof-looked-up': 'look-up',
  'proof-committed': 'commit',
  'proof-asked': 'ask',
  'proof-verified': 'take-answer',
  'proof-checked-on-site': 'check-on-site',
  'proof-authorised': 'authorise',
  'proof-handed-over': 'hand-over',
  'proof-settled-otherwise': 'settle-otherwise',
  'proof-handled-outside': 'handle-outside',
  'proof-brought-voluntarily': 'bring-voluntarily',
  'supplement-asked': 'ask-supplement',
  'supplement-received': 'receive-supplement',
  'method-changed': 'change-method',
  'channel-refused': 'refuse-channel',
  'identity-revealed': 'reveal-identity',
  'case-closed': 'close',
  'case-withdrawn': 'withdraw',
} as const satisfies Record<CaseKind, ProofAction | CaseAction>
