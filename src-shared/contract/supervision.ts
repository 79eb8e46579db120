// Supervision on the bridge (A2§11): the report of an overdue verification, what the joint office does, what the unit asked says.
import Type from 'typebox'
import { findings, type SupervisionAction, type SupervisionState } from '../domain/supervision.ts'
import type { VerificationFrame } from '../domain/verification-frame.ts'
import type { ClockView, SyncMark, TimelineItem } from './marks.ts'

const exact = { additionalProperties: false } as const
const stream = Type.String({ minLength: 1, maxLength: 120 })
const line = Type.String({ minLength: 1, maxLength: 200 })
const words = Type.String({ minLength: 1, maxLength: 2000 })
const time = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{3})?)?Z$',
  maxLength: 24,
})

/** The verbs of supervision, with what they take. */
export const supervisionCalls = {
  reportOverdue: Type.Object({ verification: stream, facts: words }, exact),
  openInquiry: Type.Object({ supervision: stream, remark: Type.String({ maxLength: 2000 }) }, exact),
  setDeadline: Type.Object({ supervision: stream, until: time, reason: words }, exact),
  inviteTalk: Type.Object({ supervision: stream, when: time, where: line, who: line }, exact),
  giveExplanation: Type.Object({ supervision: stream, explanation: words }, exact),
  closeSupervision: Type.Object(
    { supervision: stream, finding: Type.Enum([...findings]), measure: words },
    exact,
  ),
  /** The joint office looks at what the verification says of a person; the purpose is recorded first (A2§12). */
  revealSupervised: Type.Object({ supervision: stream, purpose: words }, exact),
  /** The unit asked looks at the whole identity number of an inquiry; recorded first. */
  revealVerification: Type.Object({ verification: stream, purpose: words }, exact),
} as const satisfies Record<string, Type.TSchema>

export const supervisionQueries = {
  supervisions: Type.Object({}, exact),
  overdueReport: Type.Object({ verification: stream }, exact),
} as const satisfies Record<string, Type.TSchema>

/** What a look opens, for as long as the page shows it. */
export type RevealedContent = {
  readonly applicantName: string
  readonly applicantIdentityNumber: string
  readonly serviceItemName: string
  readonly questions: readonly { readonly question: string; readonly declared: string }[]
  readonly answers: readonly { readonly verdict: string; readonly remark: string }[]
}

/** An overdue verification and its report: the draft until a person sends it. */
export type OverdueReportView = {
  /** Core's text; a person may change it before it is sent. Null where nothing is overdue or it is not this staff's to report. */
  readonly draft: string | null
  readonly jointOfficeName: string
  readonly supervision: SupervisionView | null
}

export type SupervisionView = {
  readonly stream: string
  readonly state: SupervisionState
  readonly actions: readonly SupervisionAction[]
  readonly reportingUnitName: string
  readonly askedUnitName: string
  readonly reportedByName: string
  /** The verification's frame as this window holds it (A2§12); null while it is not here. */
  readonly frame: VerificationFrame | null
  /** Of the verification: what is left or past due. */
  readonly clock: ClockView
  /** Past the office's own deadline and still not answered. */
  readonly pastDeadline: boolean
  readonly timeline: readonly TimelineItem[]
  readonly sync: SyncMark
}
/** What waits for this unit first, then the newest. */
export type SupervisionsView = { readonly rows: readonly SupervisionView[] }
