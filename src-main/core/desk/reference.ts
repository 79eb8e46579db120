// The reference documents in memory: units, staff, calendar, policy, edition, as views and rules need them.
import type { ListEdition } from '../../../src-shared/domain/exemption-list.ts'
import { defaultPolicy, type Policy, type ReferenceDocument } from '../../../src-shared/domain/reference.ts'
import type { Staff, Unit } from '../../../src-shared/domain/staff.ts'
import type { WorkingCalendar } from '../../../src-shared/domain/working-calendar.ts'
import type { Store } from '../store/open-store.ts'

export type Reference = {
  readonly units: ReadonlyMap<string, Unit>
  readonly unitsByName: ReadonlyMap<string, Unit>
  readonly staff: ReadonlyMap<string, Staff>
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
  calendar: { years: {} },
  policy: defaultPolicy,
  edition: null,
  recovery: null,
}

/** Reads the reference collection whole: some hundreds of documents. */
export async function readReference(store: Store): Promise<Reference> {
  const documents = (await store.reference.find().exec()).map((one) => one.document as ReferenceDocument)
  const units = documents.filter((one) => one.type === 'unit').map((one) => one.body)
  const staff = documents.filter((one) => one.type === 'staff').map((one) => one.body)
  return {
    units: new Map(units.map((unit) => [unit.code, unit])),
    unitsByName: new Map(units.map((unit) => [unit.name, unit])),
    staff: new Map(staff.map((one) => [one.id, one])),
    calendar: documents.find((one) => one.type === 'calendar')?.body ?? emptyReference.calendar,
    policy: documents.find((one) => one.type === 'policy')?.body ?? defaultPolicy,
    edition: documents.find((one) => one.type === 'edition')?.body ?? null,
    recovery: documents.find((one) => one.type === 'recovery')?.body.recipient ?? null,
  }
}
