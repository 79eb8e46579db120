// What every verb and view of this core shares: store, who this window is, who is signed in, reference, search, link.
import type { CoreSettings } from '../../../src-shared/contract/bridge.ts'
import type { LinkView } from '../../../src-shared/contract/session-view.ts'
import { policyAllows } from '../../../src-shared/domain/fallback-policy.ts'
import { mayServe, type Staff } from '../../../src-shared/domain/staff.ts'
import { type FallbackChannel, fallbackChannels } from '../../../src-shared/domain/verification.ts'
import { chinaDate } from '../../../src-shared/domain/working-calendar.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { ListSearch } from '../search/list-search.ts'
import type { StoreKeys } from '../store/keys/open-store-keys.ts'
import type { StoreCare } from '../store/open-safe-store.ts'
import type { Store } from '../store/open-store.ts'
import type { Reference } from './reference.ts'
import type { Signals } from './signals.ts'
import type { WindowIdentity } from './window-identity.ts'

/** When open inquiries reached the unit asked: ISO time by the endpoint's clock, by the verification's stream. */
export type Arrivals = ReadonlyMap<string, string>

/** Mutable in these few named places only; everything else is read from the store. */
export type DeskContext = {
  readonly settings: CoreSettings
  readonly store: Store
  readonly care: StoreCare
  readonly keys: StoreKeys
  readonly signals: Signals
  readonly search: ListSearch
  identity: WindowIdentity | null
  reference: Reference
  signedIn: string | null
  link: LinkView
  /** When each attempt began that failed since the line was last up, ISO by this machine's clock. */
  triedAt: readonly string[]
  /** Endpoint's clock minus this machine's, milliseconds; null while never measured. */
  clockOffset: number | null
  arrivals: Arrivals
  /** When this window's copy of the list was last known to be the endpoint's, ISO. */
  listConfirmedAt: string | null
}

/** This machine's time set right by the last measured offset. Milliseconds. */
export function rightNow(context: Pick<DeskContext, 'clockOffset'>): number {
  return Date.now() + (context.clockOffset ?? 0)
}

/** The date in China by the office's clock, `YYYY-MM-DD`. */
export function today(context: Pick<DeskContext, 'clockOffset'>): string {
  return chinaDate(rightNow(context))
}

/** @throws not-signed-in */
export function signedInStaff(context: DeskContext): Staff {
  const staff = context.signedIn === null ? undefined : context.reference.staff.get(context.signedIn)
  if (staff === undefined || !staff.active) throw new CodedFailure('not-signed-in')
  return staff
}

/** Whoever sits here; null while nobody does. */
export function currentStaff(context: DeskContext): Staff | null {
  return context.signedIn === null ? null : (context.reference.staff.get(context.signedIn) ?? null)
}

/** @throws not-signed-in, not-your-role for staff who may not work at a window: they see no applicant */
export function servingStaff(context: DeskContext): Staff {
  const staff = signedInStaff(context)
  if (!mayServe(staff)) throw new CodedFailure('not-your-role')
  return staff
}

/** @throws not-signed-in where the window is not enrolled yet */
export function enrolledIdentity(context: DeskContext): WindowIdentity {
  if (context.identity === null) throw new CodedFailure('not-signed-in')
  return context.identity
}

/** Whether the joint office's policy, as this window knows it, allows this unit the channel today (A2§3). */
export function channelAllowed(context: DeskContext, channel: FallbackChannel): boolean {
  return policyAllows(
    context.reference.policy.fallback,
    channel,
    context.identity?.enrolment.unit ?? '',
    today(context),
  )
}

/** Whether an outage is long enough, and the policy allows the channel, or any where none is named (A2§3). */
export function fallbackOpen(context: DeskContext, channel?: FallbackChannel): boolean {
  const { afterMinutes } = context.reference.policy.fallback
  const down = context.link.state !== 'online' && context.link.state !== 'connecting'
  const named = channel === undefined ? fallbackChannels : [channel]
  return (
    down &&
    Date.now() - Date.parse(context.link.since) >= afterMinutes * 60_000 &&
    named.some((one) => channelAllowed(context, one))
  )
}
