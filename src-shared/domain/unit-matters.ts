// A unit's own matters (本单位事项), stream `unit/<unit code>`: what a unit settles for itself and only its own windows hold.
//
//   here ──absence-noted──▶ away ──absence-ended, or its time passes──▶ here
//   no template ──letter-template-saved──▶ version 1 ──letter-template-saved──▶ version 2 …
//   work of A ──work-handed-over──▶ work of B, not confirmed ──hand-over-confirmed──▶ work of B
//
// The stream has no end and no status. Each kind has its fold in `unit-matters/`; it is named here in `unitBodies`,
// `applyUnitMatter` and `unitKindActions`.
import type Type from 'typebox'
import { type EventEnvelope, orderEvents } from './event.ts'
import type { Staff } from './staff.ts'
import {
  type Absences,
  absenceEndedBody,
  absenceNotedBody,
  applyAbsenceEnded,
  applyAbsenceNoted,
} from './unit-matters/absence.ts'
import {
  applyHandOverConfirmed,
  applyWorkHandedOver,
  type HandOver,
  handOverConfirmedBody,
  workHandedOverBody,
} from './unit-matters/hand-over.ts'

import {
  applyTemplateSaved,
  mayEditTemplates,
  type SavedTemplate,
  templateSavedBody,
} from './unit-matters/letter-template.ts'

/** Bodies of the stream's events, by kind. */
export const unitBodies = {
  'absence-noted': absenceNotedBody,
  'absence-ended': absenceEndedBody,
  'work-handed-over': workHandedOverBody,
  'hand-over-confirmed': handOverConfirmedBody,
  'letter-template-saved': templateSavedBody,
} as const
export type UnitKind = keyof typeof unitBodies
export type UnitBody<Kind extends UnitKind> = Readonly<Type.Static<(typeof unitBodies)[Kind]>>

/** What a unit has settled: the fold of its events. */
export type UnitState = {
  readonly absences: Absences
  readonly handOvers: readonly HandOver[]
  /** Every version of every letter template, as they came. */
  readonly templates: readonly SavedTemplate[]
}

export const emptyUnitState: UnitState = { absences: {}, handOvers: [], templates: [] }

const streamPrefix = 'unit/'
export const unitStream = (unit: string): string => `${streamPrefix}${unit}`

/** Code of the unit whose matters a stream holds; null for any other stream. */
export function unitOfStream(stream: string): string | null {
  return stream.startsWith(streamPrefix) ? stream.slice(streamPrefix.length) : null
}

/** Folds a unit's matters from their events, whatever order they came in. */
export function foldUnitMatters(events: readonly EventEnvelope[]): UnitState {
  return orderEvents(events).reduce(applyUnitMatter, emptyUnitState)
}

function applyUnitMatter(state: UnitState, event: EventEnvelope): UnitState {
  switch (event.kind) {
    case 'absence-noted':
      return { ...state, absences: applyAbsenceNoted(state.absences, event) }
    case 'absence-ended':
      return { ...state, absences: applyAbsenceEnded(state.absences, event) }
    case 'work-handed-over':
      return { ...state, handOvers: applyWorkHandedOver(state.handOvers, event) }
    case 'hand-over-confirmed':
      return { ...state, handOvers: applyHandOverConfirmed(state.handOvers, event) }
    case 'letter-template-saved':
      return { ...state, templates: applyTemplateSaved(state.templates, event) }
    default:
      // An event kind of a newer version is kept in the store and changes nothing here.
      return state
  }
}

const staffActions = ['note-absence', 'end-absence', 'hand-over-work', 'confirm-hand-over'] as const
export type StaffAction = (typeof staffActions)[number]

/** What is done to the unit's own papers, not to a member of staff. */
export type UnitAction = StaffAction | 'save-letter-template'

/** Which action an event of each kind is. */
export const unitKindActions = {
  'absence-noted': 'note-absence',
  'absence-ended': 'end-absence',
  'work-handed-over': 'hand-over-work',
  'hand-over-confirmed': 'confirm-hand-over',
  'letter-template-saved': 'save-letter-template',
} as const satisfies Record<UnitKind, UnitAction>

/** How one member of staff stands to another of the same unit. */
const relations = ['self', 'partner', 'liaison', 'administrator', 'colleague'] as const
export type Relation = (typeof relations)[number]

/** Relation → actions: the one table behind the buttons, core's check and the endpoint's. */
const staffTable = {
  self: ['note-absence', 'end-absence', 'hand-over-work', 'confirm-hand-over'],
  // A who fell ill cannot say so: B does, or the liaison. An administrator sees no work, so hands none over.
  partner: ['note-absence', 'end-absence', 'hand-over-work'],
  liaison: ['note-absence', 'end-absence', 'hand-over-work'],
  administrator: ['note-absence', 'end-absence'],
  colleague: [],
} as const satisfies Record<Relation, readonly StaffAction[]>

function relationTo(actor: Pick<Staff, 'id' | 'roles' | 'partner'>, other: string): Relation {
  if (actor.id === other) return 'self'
  if (actor.partner === other) return 'partner'
  if (actor.roles.includes('liaison')) return 'liaison'
  return actor.roles.includes('administrator') ? 'administrator' : 'colleague'
}

/** What `actor` may do about `other` of the same unit, whose work or absence it is. */
export function availableStaffActions(
  actor: Pick<Staff, 'id' | 'roles' | 'partner' | 'active'>,
  other: string,
): readonly StaffAction[] {
  return actor.active ? staffTable[relationTo(actor, other)] : []
}

/** The staff an act names: whose absence or work it is first, the receiver last. */
export function staffNamed(event: Pick<EventEnvelope, 'kind' | 'body'>): readonly string[] {
  const { staff, from, to } = event.body as Readonly<Record<string, unknown>>
  if (event.kind === 'work-handed-over') return [String(from), String(to)]
  return typeof staff === 'string' && event.kind in unitBodies ? [staff] : []
}

/** Whether the act was open to `staff` in what its window knew of the unit's matters. */
export function unitActWasOpen(event: EventEnvelope, known: readonly EventEnvelope[], staff: Staff): boolean {
  if (unitOfStream(event.stream) !== staff.unit || !Object.hasOwn(unitKindActions, event.kind)) return false
  const action: UnitAction = unitKindActions[event.kind as UnitKind]
  if (action === 'save-letter-template') return mayEditTemplates(staff)
  if (action === 'confirm-hand-over') {
    const { handOver } = event.body as UnitBody<'hand-over-confirmed'>
    const one = foldUnitMatters(known).handOvers.find(({ event: id }) => id === handOver)
    return one?.to === staff.id && one.confirmedAt === null && staff.active
  }
  const [whose = '', to] = staffNamed(event)
  return to !== whose && (availableStaffActions(staff, whose) as readonly StaffAction[]).includes(action)
}
