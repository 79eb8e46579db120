// What waits for somebody: the workbench, and the inquiries that came in.
import type { ProofAction, ProofState } from '../domain/case.ts'
import type { ExemptionMethod } from '../domain/exemption-list.ts'
import type { FallbackChannel, VerificationState } from '../domain/verification.ts'
import type { VerificationView } from './case-view.ts'
import type { ClockView, SyncMark } from './marks.ts'

export type QueueGroup = 'back' | 'overdue' | 'soon' | 'today' | 'later' | 'mine' | 'colleagues'

export type WorkbenchRow = {
  readonly group: QueueGroup
  readonly case: string
  readonly entry: string
  readonly verification: string | null
  readonly proofName: string
  readonly serviceItemName: string
  readonly applicantName: string
  readonly caseNumber: string
  readonly method: ExemptionMethod
  readonly clock: ClockView
  /** Whose court the ball is in: mine, the unit's that was asked, or a colleague's who may ask. */
  readonly ball: 'mine' | 'theirs' | 'colleagues'
  readonly otherUnitName: string
  readonly verificationStatus: VerificationState['status'] | null
  readonly verdict: string | null
  readonly action: ProofAction | null
  readonly staffName: string
  /** Seen because its owner is away and I cover (AB角). */
  readonly covered: boolean
  readonly mine: boolean
  readonly sync: SyncMark
  readonly lastDispatch: { readonly channel: FallbackChannel; readonly sentAt: string } | null
}

export type WorkbenchView = {
  readonly rows: readonly WorkbenchRow[]
  /** The case opened or touched last and still open, pinned above the queue. */
  readonly current: {
    readonly case: string
    readonly applicantName: string
    readonly serviceItemName: string
    readonly caseNumber: string
    readonly proofs: readonly {
      readonly entry: string
      readonly proofName: string
      readonly method: ExemptionMethod
      readonly status: ProofState['status']
    }[]
  } | null
  readonly today: {
    readonly opened: number
    readonly closed: number
    readonly spared: number
    readonly onTime: number
    readonly answered: number
  }
}

export type InboxRow = VerificationView & {
  readonly group: 'to-register' | 'answering' | 'done'
  /** When this window first saw it, ISO. */
  readonly arrivedAt: string
}

export type InboxView = { readonly rows: readonly InboxRow[] }
