// Who is at the window and how it stands: staff, session, line, status, notices.
import type { ListEdition, Secrecy } from '../domain/exemption-list.ts'
import type { FallbackPolicy } from '../domain/fallback-policy.ts'
import type { NoticeSide, NoticeStep } from '../domain/notices.ts'
import type { Role, Unit } from '../domain/staff.ts'
import type { StaffAction } from '../domain/unit-matters.ts'
import type { CoreSettings } from './bridge.ts'
import type { ClockView } from './marks.ts'
import type { RecoveryReport, StoreCareView } from './store-care.ts'

export type StaffView = {
  readonly id: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly telephone: string
  readonly cover: 'A' | 'B' | null
  readonly partnerName: string | null
  readonly away: boolean
  /** True where this person covers for the partner now. */
  readonly covering: boolean
  /** Noted and not over yet; it may begin later. */
  readonly absence: { readonly from: string | null; readonly until: string } | null
  /** What the one signed in may do about this person. */
  readonly actions: readonly StaffAction[]
}

export type FaxWay =
  | { readonly way: 'hylafax'; readonly server: string }
  | { readonly way: 'gateway'; readonly pattern: string }

/** A webhook's secret is never shown. */
export type OaWay =
  | { readonly way: 'folder'; readonly folder: string }
  | { readonly way: 'webhook'; readonly url: string }

export type SessionView = {
  readonly enrolled: boolean
  readonly windowName: string
  readonly windowNumber: number | null
  readonly unit: Unit | null
  readonly signedIn: StaffView | null
  /** Who may sign in at this window. */
  readonly staff: readonly StaffView[]
  /** What this unit lacks of A2§6. */
  readonly shortfall: { readonly liaisons: number; readonly agents: number }
  readonly demo: boolean
  /** Whether the demo's line is cut; null outside the demo. */
  readonly demoLineCut: boolean | null
  readonly host: CoreSettings['host']
  readonly mail: { readonly host: string; readonly port: number; readonly from: string } | null
  /** What the joint office decided of the fallback, with who and why (A2§3). */
  readonly fallback: FallbackPolicy
  /** How this window sends faxes and OA letters by itself; null where that is done by hand. */
  readonly fax: FaxWay | null
  readonly oa: OaWay | null
  /** Where official mail comes in; null where none is set. */
  readonly mailbox: {
    readonly host: string
    readonly port: number
    readonly secure: boolean
    readonly user: string
    readonly mailbox: string
  } | null
  readonly units: readonly Unit[]
}

export type LinkView = {
  readonly state: 'connecting' | 'online' | 'no-network' | 'unreachable' | 'error'
  /** ISO time since when this state holds. */
  readonly since: string
  /** HTTP status or error code where there is one. */
  readonly detail: string | null
  readonly attempts: number
  readonly nextAttemptAt: string | null
}

export type StatusView = {
  readonly link: LinkView
  /** Events not yet acknowledged by the endpoint. */
  readonly waiting: number
  readonly refused: number
  /** Letters that wait to go out by another way than the system. */
  readonly jobsWaiting: number
  /** Mails that came in and wait for a person. */
  readonly mailsCameIn: number
  readonly list:
    | (ListEdition & {
        /** When this copy was last known to be the endpoint's, ISO. */ readonly confirmedAt: string | null
      })
    | null
  readonly verifications: {
    readonly overdue: number
    readonly soon: number
    readonly toRegister: number
    readonly toAnswer: number
    readonly answered: number
  }
  /** Endpoint's clock minus this machine's, milliseconds. */
  readonly clockOffset: number | null
  /** False where the working calendar of a year in use is not known yet. */
  readonly calendarKnown: boolean
  /** Supervisions that wait for who is signed in. */
  readonly supervisions: number
  readonly fallbackOpen: boolean
  readonly policyCitation: string
  readonly store: Pick<StoreCareView, 'room' | 'suspected'> & {
    /** The newest recovery nobody has acknowledged yet. */
    readonly recovery: RecoveryReport | null
  }
}

export type NoticeView = {
  readonly id: string
  readonly step: NoticeStep
  readonly side: NoticeSide
  readonly verification: string
  /** On the demanding side. */
  readonly case: string | null
  readonly entry: string
  readonly letterNumber: string
  readonly proofName: string
  readonly otherUnitName: string
  readonly secrecy: Secrecy
  readonly clock: ClockView
  /** The system has shown it already; it is not shown again. */
  readonly announced: boolean
}

/** The most urgent first. */
export type NoticesView = { readonly notices: readonly NoticeView[] }
