// Which of this unit's letters a mail answers. It never guesses: whatever speaks against the one letter sends the mail to the tray.
import type { MailEvidence, MailMatch, TrayReason } from '../../../../src-shared/domain/incoming-mail.ts'
import { parseLetterCode } from '../../../../src-shared/domain/letter.ts'
import { streamOfMessageId } from '../message-id.ts'
import { type FoundNumber, findLetterNumbers } from './find-letter-numbers.ts'
import type { ReadMail } from './mail.ts'

/** A letter this unit sent, as far as matching needs it. */
export type SentLetter = {
  readonly stream: string
  /** Unit that was asked. */
  readonly issuingUnit: string
  /** Message-IDs of the mails that carried it, with their angle brackets. */
  readonly messageIds: readonly string[]
  /** Why no answer to it can be taken from a mail by itself; null where one can. */
  readonly closed: Extract<TrayReason, 'withdrawn' | 'case-closed' | 'secret'> | null
}

export type MailDirectory = {
  /** Code of this unit. */
  readonly ownUnit: string
  /** Addresses this window sends from, lower case. */
  readonly ownAddresses: readonly string[]
  readonly units: readonly { readonly code: string; readonly shortName: string; readonly mail: string }[]
}

/** All of a mail that matching looks at: little enough to be kept, so that the word is said anew when letters change. */
export type MailSigns = {
  /** Plain address, lower case. */
  readonly from: string
  readonly automatic: boolean
  /** Message-IDs it refers to that a letter may have gone out under. */
  readonly references: readonly string[]
  /** Streams its codes name. */
  readonly codes: readonly string[]
  readonly numbers: readonly FoundNumber[]
}

/** Most signs of a kind that are kept; nobody can say which letter a mail with more of them answers. */
const mostSigns = 50

export function signsOf(mail: ReadMail, directory: Pick<MailDirectory, 'units'>): MailSigns {
  const names = directory.units.map((unit) => unit.shortName)
  const texts = [
    mail.subject,
    mail.text,
    ...mail.attachments.flatMap((attachment) => [attachment.name, attachment.text]),
  ]
  const codes = mail.attachments.flatMap((attachment) => attachment.codes).map(parseLetterCode)
  const numbers = texts.flatMap((text) => findLetterNumbers(text, names))
  const different = new Map(numbers.map((number) => [JSON.stringify({ ...number, text: '' }), number]))
  return {
    from: mail.from,
    automatic: mail.automatic,
    references: mail.references.filter((id) => streamOfMessageId(id) !== null).slice(-mostSigns),
    codes: [...new Set(codes.filter((stream) => stream !== null))].slice(0, mostSigns),
    numbers: [...different.values()].slice(0, mostSigns),
  }
}

/** Streams the signs name, whoever's they are: the letters that matching must be given where they exist. */
export function streamsNamed(signs: MailSigns, directory: Pick<MailDirectory, 'units'>): readonly string[] {
  const byNumber = signs.numbers.flatMap((number) =>
    directory.units
      .filter((unit) => unit.shortName === number.unitShortName)
      .map((unit) => `verification/${unit.code}-${number.year}-${number.serial}`),
  )
  const byReference = signs.references.map(streamOfMessageId).filter((stream) => stream !== null)
  return [...new Set([...byReference, ...signs.codes, ...byNumber])]
}

/** The letter this mail answers, or why it waits in the tray. Pure: the same mail and letters give the same word. */
export function matchMail(
  signs: MailSigns,
  letters: ReadonlyMap<string, SentLetter>,
  directory: MailDirectory,
): MailMatch {
  const evidence = weighSigns(signs, letters, directory)
  const named = [...evidence.letters.keys()]
  const tray = (reason: TrayReason): MailMatch => ({ tray: reason, letters: named })
  if (signs.automatic) return tray('automatic')
  if (directory.ownAddresses.includes(signs.from)) return tray('from-ourselves')
  const [stream] = named
  if (stream === undefined) return tray(mostTelling(evidence.against))
  if (named.length > 1) return tray('several-letters')
  if (evidence.against.length > 0) {
    return tray(evidence.against.includes('several-letters') ? 'several-letters' : 'contradiction')
  }
  const letter = letters.get(stream)
  if (letter === undefined) return tray('letter-unknown')
  if (letter.closed !== null) return tray(letter.closed)
  const by = [...(evidence.letters.get(stream) ?? [])]
  const onlyNumber = by.every((one) => one === 'number')
  if (onlyNumber && isElsewhere(signs.from, letter, directory)) return tray('sender-elsewhere')
  return { letter: stream, by }
}

function mostTelling(against: readonly TrayReason[]): TrayReason {
  const order = ['several-letters', 'letter-unknown', 'another-unit', 'number-unclear'] as const
  return order.find((reason) => against.includes(reason)) ?? 'no-letter'
}

/** Whether the sender is a unit of the directory other than the one asked. */
function isElsewhere(from: string, letter: SentLetter, directory: MailDirectory): boolean {
  const senders = directory.units.filter((unit) => unit.mail !== '' && unit.mail.toLowerCase() === from)
  return senders.length > 0 && !senders.some((unit) => unit.code === letter.issuingUnit)
}

type Evidence = {
  /** By stream. */
  readonly letters: ReadonlyMap<string, ReadonlySet<MailEvidence>>
  /** What names a letter that is none of these. */
  readonly against: readonly TrayReason[]
}

function weighSigns(
  signs: MailSigns,
  letters: ReadonlyMap<string, SentLetter>,
  directory: MailDirectory,
): Evidence {
  const found = new Map<string, Set<MailEvidence>>()
  const against = new Set<TrayReason>()
  const claim = (stream: string, by: MailEvidence) => {
    found.set(stream, (found.get(stream) ?? new Set()).add(by))
  }
  const weigh = (stream: string, by: MailEvidence) => {
    if (letters.has(stream)) claim(stream, by)
    else against.add(isOwn(stream, directory) ? 'letter-unknown' : 'another-unit')
  }

  for (const letter of letters.values()) {
    if (letter.messageIds.some((id) => signs.references.includes(id))) claim(letter.stream, 'message-id')
  }
  for (const stream of signs.codes) weigh(stream, 'code')
  const unclear: FoundNumber[] = []
  for (const number of signs.numbers) {
    const named = directory.units.filter((one) => one.shortName === number.unitShortName)
    const [unit] = named
    if (unit === undefined || named.length > 1 || !number.certain) unclear.push(number)
    else if (number.several) against.add('several-letters')
    else weigh(`verification/${unit.code}-${number.year}-${number.serial}`, 'number')
  }
  // Where the mail or its code names the letter already, an unclear number that may well mean it says nothing against it.
  const ownName = directory.units.find((unit) => unit.code === directory.ownUnit)?.shortName
  const meant = (number: FoundNumber) => {
    const by = found.get(`verification/${directory.ownUnit}-${number.year}-${number.serial}`)
    return number.unitShortName === ownName && !number.several && (by?.has('message-id') || by?.has('code'))
  }
  if (unclear.some((number) => !meant(number))) against.add('number-unclear')
  return { letters: found, against: [...against] }
}

function isOwn(stream: string, directory: MailDirectory): boolean {
  return stream.startsWith(`verification/${directory.ownUnit}-`)
}
