// Letters drawn, printed and scanned in black and white at 200 dpi, grainy and 3° askew: the code on them must read back.
import { drawInquiryLetter } from '../../src-main/core/letters/draw-inquiry-letter.ts'
import { drawReplyLetter } from '../../src-main/core/letters/draw-reply-letter.ts'
import { countPages } from '../../src-main/core/letters/letter-page.ts'
import { readLetterCode } from '../../src-main/core/letters/read-letter-code.ts'
import { parseLetterCode } from '../../src-shared/domain/letter.ts'
import { composeLetter } from '../letter-pages/compose-letter.ts'
import { drawPage, toPng } from '../letter-pages/pixels.ts'
import { type ScanFaults, scanned } from '../letter-pages/scan.ts'
import { seeded } from './schedules.ts'

/** Share of the scans that must be read; what is read wrong may never happen. */
export const leastRead = 0.99
const dotsPerInch = 200
const skew = 3

export type LetterScansResult = {
  readonly tried: number
  /** Read wrong, and not read where that is more than may be. */
  readonly failed: number
  readonly first_failing_seed: number | null
  readonly wrong: number
  readonly read: number
  readonly read_share: number
  readonly unread_seeds: readonly number[]
}

export function scanFaults(random: () => number): ScanFaults {
  return {
    degrees: random() < 0.5 ? skew : -skew,
    grain: 40 + random() * 60,
    wrong: 0.005 + random() * 0.015,
    specks: 200 + Math.floor(random() * 400),
    streaks: Math.floor(random() * 4),
    threshold: 108 + random() * 40,
  }
}

/** The page that bears the code, as the scanner of a seed hands it on. */
export async function scanOf(seed: number): Promise<{ readonly stream: string; readonly png: Buffer }> {
  const random = seeded(seed)
  const { kind, letter } = composeLetter(random)
  const pdf = kind === 'inquiry' ? await drawInquiryLetter(letter) : await drawReplyLetter(letter)
  // The code stands beside the seal.
  const page = drawPage(pdf, countPages(pdf), dotsPerInch, false)
  return { stream: letter.streamId, png: toPng(scanned(page, scanFaults(random), random), 1) }
}

export async function run(count = 300, firstSeed = 1): Promise<LetterScansResult> {
  const wrong: number[] = []
  const unread: number[] = []
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const { stream, png } = await scanOf(seed)
    const found = (await readLetterCode(png)).map(parseLetterCode)
    if (found.some((one) => one !== null && one !== stream)) wrong.push(seed)
    else if (!found.includes(stream)) unread.push(seed)
  }
  const read = count - wrong.length - unread.length
  const failing = [...wrong, ...(read < leastRead * count ? unread : [])]
  return {
    tried: count,
    failed: failing.length,
    first_failing_seed: failing.length === 0 ? null : Math.min(...failing),
    wrong: wrong.length,
    read,
    read_share: Math.round((read / count) * 10_000) / 10_000,
    unread_seeds: unread,
  }
}
