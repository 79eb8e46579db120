// A case with its proofs and their verifications, the list of cases, and what the applicant is shown.
import type { CaseAction, CaseBody, CaseState, ProofAction, ProofState } from '../domain/case.ts'
import type { CaseClock } from '../domain/case-clock.ts'
import type { ExemptionMethod } from '../domain/exemption-list.ts'
import type { OwnVerificationGround } from '../domain/own-verification.ts'
import type { LetterTemplate } from '../domain/unit-matters/letter-template.ts'
import type { FallbackChannel, VerificationAction, VerificationState } from '../domain/verification.ts'
import type { ClockView, SyncMark, TimelineItem } from './marks.ts'
import type { ChannelJob } from './outbox-view.ts'

export type ChannelView = {
  readonly channel: 'system' | FallbackChannel | 'on-site'
  readonly open: boolean
  /** Why not, as an i18n code under `channels.closed`. */
  readonly closedBecause:
    | 'line-down'
    | 'line-up'
    | 'secret'
    | 'policy'
    | 'too-early'
    | 'no-address'
    | 'not-configured'
    | null
  /** Fax number or mail address of the other unit as the directory has it. */
  readonly address: string
  /** This window sends by it itself; otherwise what was sent by hand is recorded. */
  readonly byItself: boolean
}

export type VerificationView = {
  readonly stream: string
  readonly state: VerificationState
  readonly demandingUnitName: string
  readonly issuingUnitName: string
  readonly requestedByName: string
  readonly registeredByName: string
  /** Who raised the archive class; '' where nobody did. */
  readonly raisedByName: string
  readonly actions: readonly VerificationAction[]
  readonly clock: ClockView
  readonly channels: readonly ChannelView[]
  readonly jobs: readonly ChannelJob[]
  readonly sync: SyncMark
  /** The request is acknowledged by the endpoint, so the other unit can see it. */
  readonly reached: boolean
}

export type ProofView = ProofState & {
  /** Questions of the unit's own inquiry template, null where it has none. */
  readonly inquiryTemplate: (Pick<LetterTemplate, 'questions' | 'way'> & { readonly version: number }) | null
  readonly actions: readonly ProofAction[]
  readonly verificationView: VerificationView | null
  /** Why nothing is to be had by asking, so that the unit may go and look by itself (A2§8); null where asking is the way. */
  readonly ownVerification: OwnVerificationGround | null
  readonly issuingUnitName: string
  readonly channels: readonly ChannelView[]
  /** The last visit of one's own; null where there was none. */
  readonly visit: CaseBody<'proof-checked-on-site'> | null
  readonly sync: SyncMark
}

/** A photo of a visit: JPEG in base64; kept by another window; or no longer what it was. */
export type VisitPhotoView =
  | { readonly state: 'here'; readonly jpeg: string }
  | { readonly state: 'elsewhere' | 'damaged' }

export type CaseView = {
  readonly stream: string
  /** Identity number and telephone are masked. */
  readonly state: Omit<CaseState, 'proofs'>
  readonly proofs: readonly ProofView[]
  readonly actions: readonly CaseAction[]
  readonly timeline: readonly TimelineItem[]
  /** A2§7: the case's own clock stands still while a verification runs. */
  readonly standsStill: boolean
  /** The promised limit and how far verifications moved it; null where none was promised. */
  readonly ownClock: CaseClock | null
  readonly openedByName: string
}

export type CaseRow = {
  readonly stream: string
  readonly caseNumber: string
  readonly applicantName: string
  readonly serviceItemName: string
  readonly status: CaseState['status']
  readonly openedAt: string
  readonly settled: number
  readonly proofs: number
  readonly sync: SyncMark
}

export type CasesView = { readonly rows: readonly CaseRow[]; readonly total: number }

/** Masked, and without anything another unit said. */
export type ApplicantScreenView = {
  readonly greetingName: string
  readonly serviceItemName: string
  readonly over: boolean
  readonly proofs: readonly {
    readonly entry: string
    /** '' for a state secret. */
    readonly proofName: string
    readonly method: ExemptionMethod
    readonly status: ProofState['status']
    /** What the applicant gave all the same: by choice (A2§9) or after a mismatch (A2§8). */
    readonly given: 'by-choice' | 'supplement' | null
    readonly unitName: string
  }[]
}
