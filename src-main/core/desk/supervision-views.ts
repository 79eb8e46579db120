// Views of supervision: what the joint office has on its table, what the unit asked must explain, and the report of one inquiry.
import type { DeskQueryInput } from '../../../src-shared/contract/desk.ts'
import type {
  OverdueReportView,
  SupervisionsView,
  SupervisionView,
} from '../../../src-shared/contract/supervision.ts'
import { mayServe, mayVerify } from '../../../src-shared/domain/staff.ts'
import {
  availableSupervisionActions,
  type SupervisionState,
  supervisionOf,
} from '../../../src-shared/domain/supervision.ts'
import { emptyVerification } from '../../../src-shared/domain/verification.ts'
import { frameOf, type VerificationFrame } from '../../../src-shared/domain/verification-frame.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { StreamDocument } from '../store/open-store.ts'
import type { EndpointClient } from '../sync/endpoint-client.ts'
import { keepFramesFresh, toldFrame } from '../sync/pull-frames.ts'
import { type DeskContext, rightNow, signedInStaff } from './desk-context.ts'
import { arrivalAt, type Clocked, clockedOf, clockView, staffName, syncMarkOf, unitName } from './marks.ts'
import { jointOfficeStaff, overdueOf } from './overdue.ts'
import { isReached, readStreamEvents, supervisionStateOf, verificationStateOf } from './projection.ts'
import { timelineOf } from './timeline.ts'

/** Closed ones still shown. */
const mostClosed = 100
const openStatuses = ['reported', 'inquiring', 'deadline-set']

async function readDocuments(context: DeskContext, statuses: readonly string[], limit: number) {
  const found = await context.store.streams
    .find({
      selector: { type: 'supervision', status: { $in: [...statuses] } },
      sort: [{ updatedAt: 'desc' }],
      limit,
    })
    .exec()
  return found.map((one) => one.toJSON() as StreamDocument)
}

/** What waits for this member of staff's side: reports to open and deadlines that passed, or explanations to give. */
function waitsForUs(view: Pick<SupervisionView, 'actions' | 'state' | 'pastDeadline'>): boolean {
  const { actions, state } = view
  if (actions.includes('open-inquiry') || (actions.includes('set-deadline') && view.pastDeadline)) return true
  return actions.includes('explain') && state.explanations.length === 0
}

/** The joint office is told by frames how it stands with what was reported to it; `client` asks for them. */
export async function supervisionsView(
  context: DeskContext,
  client: EndpointClient | null,
): Promise<SupervisionsView> {
  const staff = signedInStaff(context)
  if (!mayServe(staff) && !staff.roles.includes('joint-office')) throw new CodedFailure('not-your-role')
  const documents = [
    ...(await readDocuments(context, openStatuses, 1_000)),
    ...(await readDocuments(context, ['closed'], mostClosed)),
  ]
  const rows = await Promise.all(documents.map((document) => supervisionView(context, document)))
  if (staff.roles.includes('joint-office') && rows.length > 0)
    keepFramesFresh(
      context,
      client,
      staff.id,
      rows.some((row) => row.frame === null),
    )
  const rank = (row: SupervisionView) => (row.state.status === 'closed' ? 2 : waitsForUs(row) ? 0 : 1)
  return {
    rows: rows.sort(
      (left, right) =>
        rank(left) - rank(right) || (right.state.report?.at ?? '').localeCompare(left.state.report?.at ?? ''),
    ),
  }
}

/** How many wait for this member of staff; the rail says so. */
export async function supervisionsWaiting(context: DeskContext): Promise<number> {
  const staff = context.signedIn === null ? undefined : context.reference.staff.get(context.signedIn)
  if (staff === undefined) return 0
  const open = await readDocuments(context, openStatuses, 1_000)
  const waiting = await Promise.all(
    open.map(async (document) => {
      const state = supervisionStateOf(document)
      const actions = availableSupervisionActions(state, staff)
      return waitsForUs({ actions, state, pastDeadline: await isPastDeadline(context, state) })
    }),
  )
  return waiting.filter(Boolean).length
}

/** Past the office's own deadline, and still not answered. */
async function isPastDeadline(
  context: DeskContext,
  { deadline, report }: SupervisionState,
): Promise<boolean> {
  if (deadline === null || report === null || rightNow(context) <= Date.parse(deadline.until)) return false
  const { frame } = await aboutOf(context, report.verification)
  return frame === null || ['requested', 'registered'].includes(frame.status)
}

async function supervisionView(context: DeskContext, document: StreamDocument): Promise<SupervisionView> {
  const state = supervisionStateOf(document)
  const staff = context.signedIn === null ? undefined : context.reference.staff.get(context.signedIn)
  const events = await readStreamEvents(context.store, document.id)
  const { report } = state
  const about = report === null ? nothing : await aboutOf(context, report.verification)
  // The office counts from what was reported: it was not there when the inquiry arrived.
  const arrivedAt =
    about.clocked.registration === null ? (report?.receivedAt ?? about.arrivedAt) : about.arrivedAt
  return {
    stream: document.id,
    state,
    actions: staff === undefined ? [] : availableSupervisionActions(state, staff),
    reportingUnitName: unitName(context, report?.reportingUnit ?? ''),
    askedUnitName: unitName(context, report?.askedUnit ?? ''),
    reportedByName: staffName(context, report?.by ?? ''),
    frame: about.frame,
    clock: clockView(context, about.clocked, arrivedAt),
    pastDeadline: await isPastDeadline(context, state),
    timeline: timelineOf(context, events, new Map()),
    sync: syncMarkOf(events),
  }
}

type About = {
  readonly frame: VerificationFrame | null
  readonly clocked: Clocked
  /** As this window knows it; null where only the frame is here. */
  readonly arrivedAt: string | null
}
const nothing: About = { frame: null, clocked: emptyVerification, arrivedAt: null }

/** What a supervision is about: the verification itself at either unit, its frame at the joint office (A2§12). */
async function aboutOf(context: DeskContext, verification: string): Promise<About> {
  const found = await context.store.streams.findOne(verification).exec()
  if (found === null) {
    const frame = await toldFrame(context, verification)
    return frame === null ? nothing : { frame, clocked: clockedOf(frame), arrivedAt: null }
  }
  const state = verificationStateOf(found.toJSON() as StreamDocument)
  const arrivedAt = arrivalAt(context, found.id, state, await isReached(context.store, found.id))
  return { frame: frameOf(found.id, state), clocked: state, arrivedAt }
}

export async function overdueReportView(
  context: DeskContext,
  input: DeskQueryInput<'overdueReport'>,
): Promise<OverdueReportView> {
  const staff = signedInStaff(context)
  const found = await context.store.streams.findOne(supervisionOf(input.verification)).exec()
  const office = jointOfficeStaff(context)
  const jointOfficeName = office === null ? '' : unitName(context, office.unit)
  if (found !== null) {
    const supervision = await supervisionView(context, found.toJSON() as StreamDocument)
    return { draft: null, jointOfficeName, supervision }
  }
  const overdue = mayVerify(staff) ? await overdueOf(context, input.verification) : null
  return { draft: overdue?.draft ?? null, jointOfficeName, supervision: null }
}
