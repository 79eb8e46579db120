// The reference documents in memory: units, staff, calendar, policy, edition, as views and rules need them.
import type { ListEdition } from '../../../src-shared/domain/exemption-list.ts'
import { defaultPolicy, type Policy, type ReferenceDocument } from '../../../src-shared/domain/reference.ts'
import type { Staff, Unit } from '../../../src-shared/domain/staff.ts'
import type { Absences } from '../../../src-shared/domain/unit-matters/absence.ts'
import type { HandOver } from '../../../src-shared/domain/unit-matters/hand-over.ts'
import type { SavedTemplate } from '../../../src-shared/domain/unit-matters/letter-template.ts'
import { emptyUnitState, type UnitState } from '../../../src-shared/domain/unit-matters.ts'
import type { WorkingCalendar } from '../../../src-shared/domain/working-calendar.ts'
import type { Store } from '../store/open-store.ts'
import { unitStateOf } from './projection.ts'

export type Reference = {
  readonly units: ReadonlyMap<string, Unit>
  readonly unitsByName: ReadonlyMap<string, Unit>
  /** With the absences that this window's own unit noted. */
  readonly staff: ReadonlyMap<string, Staff>
  /** Work handed over between colleagues of this unit, oldest first. */
  readonly handOvers: readonly HandOver[]
  /** Every version of this unit's letter templates. */
  readonly templates: readonly SavedTemplate[]
  readonly calendar: WorkingCalendar
  readonly policy: Policy
  readonly edition: ListEdition | null
  /** Recipient (`age1…`) of the administrator's recovery key, or null. */
  readonly recovery: string | null
}

export const emptyReference: Reference = {
  units: new Map(),
  unitsByName: new Map(),
  staff: new Map(),
  handOvers: [],
  templates: [],
  calendar: { years: {} },
  policy: defaultPolicy,
  edition: null,
  recovery: null,
}

/** What this window's own unit settled for itself. */
async function readMatters(store: Store): Promise<UnitState> {
  const [found] = await store.streams.find({ selector: { type: 'unit' }, limit: 1 }).exec()
  return found === undefined ? emptyUnitState : unitStateOf({ state: found.state })
}

/** What the unit itself noted last counts before what the endpoint was told. */
function withAbsence(staff: Staff, absences: Absences): Staff {
  const noted = absences[staff.id]
  if (noted === undefined) return staff
  return { ...staff, absentFrom: noted?.from ?? null, absentUntil: noted?.until ?? null }
}

/** Reads the reference collection whole: some hundreds of documents. */
export async function readReference(store: Store): Promise<Reference> {
  const documents = (await store.reference.find().exec()).map((one) => one.document as ReferenceDocument)
  const units = documents.filter((one) => one.type === 'unit').map((one) => one.body)
  const matters = await readMatters(store)
  const staff = documents
    .filter((one) => one.type === 'staff')
    .map((one) => one.body)
    .map((one) => withAbsence(one, matters.absences))
  return {
    units: new Map(units.map((unit) => [unit.code, unit])),
    unitsByName: new Map(units.map((unit) => [unit.name, unit])),
    staff: new Map(staff.map((one) => [one.id, one])),
    handOvers: matters.handOvers,
    templates: matters.templates,
    calendar: documents.find((one) => one.type === 'calendar')?.body ?? emptyReference.calendar,
    policy: documents.find((one) => one.type === 'policy')?.body ?? defaultPolicy,
    edition: documents.find((one) => one.type === 'edition')?.body ?? null,
    recovery: documents.find((one) => one.type === 'recovery')?.body.recipient ?? null,
  }
}
