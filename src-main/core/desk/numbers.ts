// Case and letter numbers that are unique without a network: each window counts in its own block.
import { formatLetterNumber } from '../../../src-shared/domain/letter.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import {
  casePrefix,
  highestCaseSerial,
  highestLetterSerial,
  letterPrefix,
  type NumberFloors,
} from '../store/given-numbers.ts'
import type { Store } from '../store/open-store.ts'
import { type DeskContext, enrolledIdentity, today } from './desk-context.ts'

const yearNow = (context: DeskContext): number => Number(today(context).slice(0, 4))

async function floorOf(store: Store, year: number) {
  const floors = await store.readLocal<NumberFloors>('number-floors')
  return floors?.[year] ?? { cases: 0, letters: 0 }
}

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
