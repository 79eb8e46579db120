// Case and letter numbers that are unique without a network: each window counts in its own block.
import type { Enrolment } from '../../../src-shared/contract/replication.ts'
import { formatLetterNumber } from '../../../src-shared/domain/letter.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { Store } from '../store/open-store.ts'
import { type DeskContext, enrolledIdentity, rightNow } from './desk-context.ts'

/** Year in China Standard Time, which has no summer time. */
function yearNow(context: DeskContext): number {
  return new Date(rightNow(context) + 8 * 3_600_000).getUTCFullYear()
}

/** What numbers are made of, of an enrolment. */
export type Enrolled = Pick<Enrolment, 'unit' | 'windowNumber' | 'letterBlock'>

/** Highest serials of each year that a recovered window must not give again, whatever its store knows. */
export type NumberFloors = Readonly<Record<string, { readonly cases: number; readonly letters: number }>>

async function floorOf(store: Store, year: number) {
  const floors = await store.readLocal<NumberFloors>('number-floors')
  return floors?.[year] ?? { cases: 0, letters: 0 }
}

const casePrefix = ({ windowNumber }: Enrolled, year: number) => `BS-${year}-${windowNumber}-`
const letterPrefix = ({ unit }: Enrolled, year: number) => `verification/${unit}-${year}-`

/** `BS-2026-3-00042`: region's letters, year, window, count of this window's cases in the year. */
export async function nextCaseNumber(context: DeskContext): Promise<string> {
  const { enrolment } = enrolledIdentity(context)
  const year = yearNow(context)
  const { cases } = await floorOf(context.store, year)
  const serial = 1 + Math.max(cases, await highestCaseSerial(context.store, enrolment, year))
  return `${casePrefix(enrolment, year)}${String(serial).padStart(5, '0')}`
}

/**
 * The next letter number of this window and the stream it names: one number is one request, however often it arrives.
 * @throws number-block-used-up
 */
export async function nextLetterNumber(context: DeskContext) {
  const { enrolment } = enrolledIdentity(context)
  const unit = context.reference.units.get(enrolment.unit)
  if (unit === undefined) throw new CodedFailure('not-found', { unit: enrolment.unit })
  const year = yearNow(context)
  const { letters } = await floorOf(context.store, year)
  const highest = Math.max(letters, await highestLetterSerial(context.store, enrolment, year))
  const serial = Math.max(enrolment.letterBlock.from, highest + 1)
  if (serial > enrolment.letterBlock.to)
    throw new CodedFailure('number-block-used-up', { to: enrolment.letterBlock.to })
  return {
    letterNumber: formatLetterNumber({ unitShortName: unit.shortName, year, serial }),
    stream: `${letterPrefix(enrolment, year)}${serial}`,
  }
}

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
