// Which of this unit's letters a mail answers. It never guesses: whatever speaks against the one letter sends the mail to the tray.
import type { MailEvidence, MailMatch, TrayReason } from '../../../../src-shared/domain/incoming-mail.ts'
import { parseLetterCode } from '../../../../src-shared/domain/letter.ts'
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

type Evidence = {
  /** By stream. */
  readonly letters: ReadonlyMap<string, ReadonlySet<MailEvidence>>
  /** What names a letter that is none of these. */
  readonly against: readonly TrayReason[]
}

/** The letter this mail answers, or why it waits in the tray. Pure: the same mail and letters give the same word. */
export function matchMail(
  mail: ReadMail,
  letters: ReadonlyMap<string, SentLetter>,
  directory: MailDirectory,
): MailMatch {
  const evidence = readEvidence(mail, letters, directory)
  const named = [...evidence.letters.keys()]
  const tray = (reason: TrayReason): MailMatch => ({ tray: reason, letters: named })
  if (mail.automatic) return tray('automatic')
  if (directory.ownAddresses.includes(mail.from)) return tray('from-ourselves')
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
  if (onlyNumber && isElsewhere(mail.from, letter, directory)) return tray('sender-elsewhere')
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

function readEvidence(
  mail: ReadMail,
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

  const references = new Set(mail.references)
  for (const letter of letters.values()) {
    if (letter.messageIds.some((id) => references.has(id))) claim(letter.stream, 'message-id')
  }
  for (const code of mail.attachments.flatMap((attachment) => attachment.codes)) {
    const stream = parseLetterCode(code)
    if (stream !== null) weigh(stream, 'code')
  }
  const unclear: FoundNumber[] = []
  for (const number of numbersIn(mail, directory)) {
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

function numbersIn(mail: ReadMail, directory: MailDirectory): readonly FoundNumber[] {
  const names = directory.units.map((unit) => unit.shortName)
  return [
    mail.subject,
    mail.text,
    ...mail.attachments.flatMap((attachment) => [attachment.name, attachment.text]),
  ].flatMap((text) => findLetterNumbers(text, names))
}

function isOwn(stream: string, directory: MailDirectory): boolean {
  return stream.startsWith(`verification/${directory.ownUnit}-`)
}
