// Supervision of an overdue verification (A2§11): reported to the joint office, which inquires, sets a deadline, invites to a talk.
//
//   (nothing) ──overdue-reported──▶ reported ──inquiry-opened──▶ inquiring ──deadline-set──▶ deadline-set ─┐ set again
//                                      │                            │                          │  ▲───────┘
//                                      └────────────────────────────┴──supervision-closed──────┴──▶ closed
//
// The unit asked explains itself (`explanation-given`) until it is closed; the office invites to a talk (`talk-invited`, 约谈)
// while it inquires or a deadline runs. A look at what the verification says of a person is an event too (A2§12).
import Type from 'typebox'
import { type EventEnvelope, momentOf, orderEvents } from './event.ts'
import { archiveClasses } from './exemption-list.ts'
import { mayVerify, type Staff } from './staff.ts'

const short = Type.String({ minLength: 1, maxLength: 200 })
const words = Type.String({ minLength: 1, maxLength: 2000 })
const time = Type.String({ minLength: 1, maxLength: 40 })
const exact = { additionalProperties: false } as const

/** What the office found: the unit was late, it was late with good reason, or it was not late. */
export const findings = ['late', 'late-with-reason', 'not-late'] as const
export type Finding = (typeof findings)[number]

/** Bodies of the stream's events, by kind. None names the applicant: the frame of a verification does without. */
export const supervisionBodies = {
  'overdue-reported': Type.Object(
    {
      verification: short,
      letterNumber: short,
      reportingUnit: short,
      askedUnit: short,
      /** The joint office, and who of it the report is for: by its role the endpoint knows the office. */
      jointOffice: short,
      addressee: short,
      archiveClass: Type.Enum([...archiveClasses]),
      /** Receipt by the unit asked and when its answer was due, ISO. */
      receivedAt: time,
      dueAt: time,
      /** Whether the unit asked had registered it. */
      registered: Type.Boolean(),
      /** Working minutes past due when it was reported. */
      lateMinutes: Type.Integer({ minimum: 0 }),
      facts: words,
    },
    exact,
  ),
  'inquiry-opened': Type.Object({ remark: Type.String({ maxLength: 2000 }) }, exact),
  'deadline-set': Type.Object({ until: time, reason: words }, exact),
  'talk-invited': Type.Object({ when: time, where: short, who: short }, exact),
  'explanation-given': Type.Object({ explanation: words }, exact),
  'supervision-revealed': Type.Object({ purpose: words }, exact),
  'supervision-closed': Type.Object({ finding: Type.Enum([...findings]), measure: words }, exact),
} as const
export type SupervisionKind = keyof typeof supervisionBodies
export type SupervisionBody<Kind extends SupervisionKind> = Readonly<
  Type.Static<(typeof supervisionBodies)[Kind]>
>

/** One verification is reported once, whichever window does it: the stream is named after it. */
export function supervisionOf(verification: string): string {
  return `supervision/${verification.replace(/^verification\//, '')}`
}

export const supervisionStatuses = ['unknown', 'reported', 'inquiring', 'deadline-set', 'closed'] as const
export type SupervisionStatus = (typeof supervisionStatuses)[number]

/** An act with who did it and when, by the endpoint's clock as far as it was known. */
type Said<Kind extends SupervisionKind> = SupervisionBody<Kind> & { readonly at: string; readonly by: string }

/** What a supervision is: the fold of its events. */
export type SupervisionState = {
  readonly status: SupervisionStatus
  readonly report: Said<'overdue-reported'> | null
  readonly inquiry: Said<'inquiry-opened'> | null
  /** The last one set counts. */
  readonly deadline: Said<'deadline-set'> | null
  readonly talks: readonly Said<'talk-invited'>[]
  readonly explanations: readonly Said<'explanation-given'>[]
  /** The first one counts. */
  readonly closing: Said<'supervision-closed'> | null
}

export const emptySupervision: SupervisionState = {
  status: 'unknown',
  report: null,
  inquiry: null,
  deadline: null,
  talks: [],
  explanations: [],
  closing: null,
}

/** Folds a supervision from its events, whatever order they came in. */
export function foldSupervision(events: readonly EventEnvelope[]): SupervisionState {
  const state = orderEvents(events).reduce(applySupervision, emptySupervision)
  return { ...state, status: statusOf(state) }
}

function said<Kind extends SupervisionKind>(event: EventEnvelope): Said<Kind> {
  const body = event.body as SupervisionBody<Kind>
  return { ...body, at: new Date(momentOf(event)).toISOString(), by: event.staff }
}

function applySupervision(state: SupervisionState, event: EventEnvelope): SupervisionState {
  switch (event.kind) {
    case 'overdue-reported':
      return { ...state, report: state.report ?? said<'overdue-reported'>(event) }
    case 'inquiry-opened':
      return { ...state, inquiry: state.inquiry ?? said<'inquiry-opened'>(event) }
    case 'deadline-set':
      return { ...state, deadline: said<'deadline-set'>(event) }
    case 'talk-invited':
      return { ...state, talks: [...state.talks, said<'talk-invited'>(event)] }
    case 'explanation-given':
      return { ...state, explanations: [...state.explanations, said<'explanation-given'>(event)] }
    case 'supervision-closed':
      return { ...state, closing: state.closing ?? said<'supervision-closed'>(event) }
    default:
      // A look changes nothing; nor does a kind of a newer version.
      return state
  }
}

function statusOf({ report, inquiry, deadline, closing }: SupervisionState): SupervisionStatus {
  if (report === null) return 'unknown'
  if (closing !== null) return 'closed'
  if (deadline !== null) return 'deadline-set'
  return inquiry === null ? 'reported' : 'inquiring'
}

/** The units whose windows hold it. */
export function supervisionParties(state: SupervisionState): readonly string[] {
  const { report } = state
  return report === null ? [] : [...new Set([report.reportingUnit, report.askedUnit, report.jointOffice])]
}

const supervisionActions = [
  'report',
  'open-inquiry',
  'set-deadline',
  'invite-talk',
  'explain',
  'reveal',
  'close-supervision',
] as const
export type SupervisionAction = (typeof supervisionActions)[number]
export type SupervisionSide = 'reporting' | 'asked' | 'office'

/** Status → side → actions: the one table behind the buttons, core's check and the endpoint's. */
const supervisionTable = {
  unknown: { reporting: ['report'], asked: [], office: [] },
  reported: { reporting: [], asked: ['explain'], office: ['open-inquiry', 'close-supervision', 'reveal'] },
  inquiring: {
    reporting: [],
    asked: ['explain'],
    office: ['set-deadline', 'invite-talk', 'close-supervision', 'reveal'],
  },
  'deadline-set': {
    reporting: [],
    asked: ['explain'],
    office: ['set-deadline', 'invite-talk', 'close-supervision', 'reveal'],
  },
  closed: { reporting: [], asked: [], office: ['reveal'] },
} as const satisfies Record<SupervisionStatus, Record<SupervisionSide, readonly SupervisionAction[]>>

type Actor = Pick<Staff, 'unit' | 'roles' | 'active'>

/** The sides on which this member of staff stands. Liaisons and agents speak for a unit, the joint office by its own role. */
function supervisionSides(
  report: SupervisionBody<'overdue-reported'>,
  staff: Actor,
): readonly SupervisionSide[] {
  if (!staff.active) return []
  const sides: SupervisionSide[] = []
  if (staff.unit === report.reportingUnit && mayVerify(staff)) sides.push('reporting')
  if (staff.unit === report.askedUnit && mayVerify(staff)) sides.push('asked')
  if (staff.unit === report.jointOffice && staff.roles.includes('joint-office')) sides.push('office')
  return sides
}

/** What this member of staff may do with this supervision now (A2§11, §12). */
export function availableSupervisionActions(
  state: SupervisionState,
  staff: Actor,
): readonly SupervisionAction[] {
  const { report } = state
  if (report === null) return []
  const rows = supervisionTable[state.status]
  return supervisionSides(report, staff).flatMap((side) => [...rows[side]])
}

/** Whether a report that opens the stream is this staff's to make: of its own unit's verification, once. */
export function mayReport(
  report: SupervisionBody<'overdue-reported'>,
  stream: string,
  state: SupervisionState,
  staff: Actor,
): boolean {
  return (
    state.status === 'unknown' &&
    stream === supervisionOf(report.verification) &&
    report.askedUnit !== report.reportingUnit &&
    supervisionSides(report, staff).includes('reporting')
  )
}

/** Event kind → action. */
export const supervisionKindActions = {
  'overdue-reported': 'report',
  'inquiry-opened': 'open-inquiry',
  'deadline-set': 'set-deadline',
  'talk-invited': 'invite-talk',
  'explanation-given': 'explain',
  'supervision-revealed': 'reveal',
  'supervision-closed': 'close-supervision',
} as const satisfies Record<SupervisionKind, SupervisionAction>
