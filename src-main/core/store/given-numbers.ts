// The case and letter numbers this window has given, as its store knows them.
import type { Enrolment } from '../../../src-shared/contract/replication.ts'
import type { Store } from './open-store.ts'

/** What numbers are made of, of an enrolment. */
export type Enrolled = Pick<Enrolment, 'unit' | 'windowNumber' | 'letterBlock'>

/** Highest serials of each year that a recovered window must not give again, whatever its store knows. */
export type NumberFloors = Readonly<Record<string, { readonly cases: number; readonly letters: number }>>

export const casePrefix = ({ windowNumber }: Enrolled, year: number) => `BS-${year}-${windowNumber}-`
export const letterPrefix = ({ unit }: Enrolled, year: number) => `verification/${unit}-${year}-`

/** Above every digit and letter, below the surrogates: the store compares it as RxDB does. */
const end = '\ud7ff'

/** Highest serial of this window's cases of a year; 0 before the first. */
export async function highestCaseSerial(store: Store, enrolment: Enrolled, year: number): Promise<number> {
  const prefix = casePrefix(enrolment, year)
  const [last] = await store.streams
    .find({ selector: { number: { $gt: prefix, $lt: prefix + end } }, sort: [{ number: 'desc' }], limit: 1 })
    .exec()
  return last === undefined ? 0 : Number(last.number.slice(prefix.length))
}

/** Highest serial of this window's block; serials of one block have the same number of digits, so text order is number order. */
export async function highestLetterSerial(store: Store, enrolment: Enrolled, year: number): Promise<number> {
  const prefix = letterPrefix(enrolment, year)
  const { from, to } = enrolment.letterBlock
  const [last] = await store.streams
    .find({
      selector: { id: { $gte: `${prefix}${from}`, $lte: `${prefix}${to}` } },
      sort: [{ id: 'desc' }],
      limit: 1,
    })
    .exec()
  return last === undefined ? 0 : Number(last.id.slice(prefix.length))
}
