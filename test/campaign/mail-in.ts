// Generated mails through the real reader into the matching: none may be tied to a wrong letter, and hardly any true answer missed.
import type { ReadMail } from '../../src-main/core/channels/mail-in/mail.ts'
import { createMailReader } from '../../src-main/core/channels/mail-in/mail-reader.ts'
import { matchMail, signsOf, streamsNamed } from '../../src-main/core/channels/mail-in/match-mail.ts'
import type { MailMatch } from '../../src-shared/domain/incoming-mail.ts'
import { diceOf, generateMail, type Office, openOffice } from '../mail-samples/generate-mail.ts'
import { seeded } from './schedules.ts'

/** Share of the true answers that must be matched. */
export const leastMatched = 0.95

export type MailInResult = {
  readonly tried: number
  /** Wrong matches, and true answers missed where they are more than may be. */
  readonly failed: number
  readonly first_failing_seed: number | null
  readonly wrong: number
  readonly answers: number
  readonly matched: number
  readonly matched_share: number
  /** True answers that wait in the tray, by kind and reason. */
  readonly missed: Readonly<Record<string, number>>
  /** What waits in the tray and should, by reason. */
  readonly tray: Readonly<Record<string, number>>
}

/** `withPages`: letters whose pages are drawn and scanned. */
export async function run(count = 500, firstSeed = 1, withPages = 6): Promise<MailInResult> {
  const office = await openOffice(withPages)
  const reader = createMailReader()
  try {
    return await tryMails(office, reader, count, firstSeed)
  } finally {
    await reader.close()
  }
}

/** As the desk does it: given only the letters the mail names. */
function matchOf(office: Office, mail: ReadMail): MailMatch {
  const signs = signsOf(mail, office.directory)
  const named = streamsNamed(signs, office.directory)
  const letters = office.letters.filter((letter) => named.includes(letter.stream))
  return matchMail(signs, new Map(letters.map((letter) => [letter.stream, letter])), office.directory)
}

async function tryMails(
  office: Office,
  reader: ReturnType<typeof createMailReader>,
  count: number,
  firstSeed: number,
): Promise<MailInResult> {
  const [missed, tray]: [Record<string, number>, Record<string, number>] = [{}, {}]
  const wrongSeeds: number[] = []
  const missedSeeds: number[] = []
  let answers = 0
  let matched = 0
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const generated = generateMail(office, diceOf(seeded(seed)))
    const mail = await reader.read(generated.raw)
    const match = mail === null ? { tray: 'unreadable' as const, letters: [] } : matchOf(office, mail)
    if (generated.answers !== null) answers += 1
    if ('letter' in match) {
      if (match.letter === generated.answers) matched += 1
      else {
        wrongSeeds.push(seed)
        console.error(
          `seed ${seed}: ${generated.kind} was tied to ${match.letter}, it answers ${generated.answers}`,
        )
      }
    } else if (generated.answers === null) tray[match.tray] = (tray[match.tray] ?? 0) + 1
    else {
      missedSeeds.push(seed)
      const name = `${generated.kind}: ${match.tray}`
      missed[name] = (missed[name] ?? 0) + 1
    }
  }
  const share = answers === 0 ? 1 : matched / answers
  const failing = [...wrongSeeds, ...(share < leastMatched ? missedSeeds : [])]
  return {
    tried: count,
    failed: failing.length,
    first_failing_seed: failing.length === 0 ? null : Math.min(...failing),
    wrong: wrongSeeds.length,
    answers,
    matched,
    matched_share: Math.round(share * 10_000) / 10_000,
    missed,
    tray,
  }
}
