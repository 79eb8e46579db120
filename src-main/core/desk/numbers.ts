// Case and letter numbers that are unique without a network: each window counts in its own block.
import { formatLetterNumber } from '../../../src-shared/domain/letter.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { type DeskContext, enrolledIdentity, rightNow } from './desk-context.ts'

/** Year in China Standard Time, which has no summer time. */
function yearNow(context: DeskContext): number {
  return new Date(rightNow(context) + 8 * 3_600_000).getUTCFullYear()
}

/** `BS-2026-3-00042`: region's letters, year, window, count of this window's cases in the year. */
export async function nextCaseNumber(context: DeskContext): Promise<string> {
  const { windowNumber } = enrolledIdentity(context).enrolment
  const prefix = `BS-${yearNow(context)}-${windowNumber}-`
  return `${prefix}${String(1 + (await highestSerial(context, prefix))).padStart(5, '0')}`
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
  const prefix = `verification/${unit.code}-${year}-`
  const highest = await highestStream(context, prefix, enrolment.letterBlock)
  const serial = Math.max(enrolment.letterBlock.from, highest + 1)
  if (serial > enrolment.letterBlock.to)
    throw new CodedFailure('number-block-used-up', { to: enrolment.letterBlock.to })
  return {
    letterNumber: formatLetterNumber({ unitShortName: unit.shortName, year, serial }),
    stream: `${prefix}${serial}`,
  }
}

/** Above every digit and letter, below the surrogates: the store compares it as RxDB does. */
const end = '\ud7ff'

async function highestSerial(context: DeskContext, prefix: string): Promise<number> {
  const [last] = await context.store.streams
    .find({ selector: { number: { $gt: prefix, $lt: prefix + end } }, sort: [{ number: 'desc' }], limit: 1 })
    .exec()
  return last === undefined ? 0 : Number(last.number.slice(prefix.length))
}

/** Highest serial of this block; serials of one block have the same number of digits, so text order is number order. */
async function highestStream(
  context: DeskContext,
  prefix: string,
  block: { from: number; to: number },
): Promise<number> {
  const [last] = await context.store.streams
    .find({
      selector: { id: { $gte: `${prefix}${block.from}`, $lte: `${prefix}${block.to}` } },
      sort: [{ id: 'desc' }],
      limit: 1,
    })
    .exec()
  return last === undefined ? 0 : Number(last.id.slice(prefix.length))
}
