// Verbs on official mail that came in: setting the mailbox, accepting an answer, tying a mail to a letter by hand, dismissing it.
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import { fallbackForbidden } from '../../../src-shared/domain/exemption-list.ts'
import type { MailMatch } from '../../../src-shared/domain/incoming-mail.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { Jobs } from '../channels/jobs.ts'
import { messageIdOf } from '../channels/mail-channel.ts'
import type { IncomingMails } from '../channels/mail-in/incoming-mail.ts'
import type { KeptMail } from '../channels/mail-in/mail-tray.ts'
import { matchMail, type SentLetter, streamsNamed } from '../channels/mail-in/match-mail.ts'
import type { StreamDocument } from '../store/open-store.ts'
import { append } from './append.ts'
import { type DeskContext, servingStaff, signedInStaff } from './desk-context.ts'
import { verificationStateOf } from './projection.ts'
import { readVerification, requireNotSecret } from './verification-verbs.ts'

/** What an answer taken from this mail gives as its evidence. */
function evidenceOf(mail: KeptMail): string {
  return `${mail.messageId} sha256:${mail.id}`.trim()
}

/**
 * Which of these mails an answer was taken from, at this window or another of the unit, whatever letter it was tied to there.
 * Answers written before the oldest of them came are not looked at; a day is left for clocks that differ.
 */
export async function takenMails(
  context: DeskContext,
  mails: readonly KeptMail[],
): Promise<ReadonlySet<string>> {
  if (mails.length === 0) return new Set()
  const oldest = Math.min(...mails.map((mail) => Date.parse(mail.receivedAt))) - 86_400_000
  const answers = await context.store.events
    .find({ selector: { kind: 'verification-answered', at: { $gte: new Date(oldest).toISOString() } } })
    .exec()
  const evidence = new Set(answers.map((event) => (event.body as { evidence?: string }).evidence))
  return new Set(mails.filter((mail) => evidence.has(evidenceOf(mail))).map((mail) => mail.id))
}

/** Letters of this unit among the named streams, as matching needs them. */
async function sentLetters(
  context: DeskContext,
  jobs: Jobs,
  streams: readonly string[],
): Promise<ReadonlyMap<string, SentLetter>> {
  const own = context.identity?.enrolment.unit
  const found = await context.store.streams.findByIds([...streams]).exec()
  const documents = [...found.values()]
    .map((one) => one.toJSON() as unknown as StreamDocument)
    .filter((one) => one.type === 'verification' && one.unit === own)
  const parents = await context.store.streams.findByIds(documents.map((one) => one.parent)).exec()
  const letters = await Promise.all(
    documents.map(async (document): Promise<readonly [string, SentLetter]> => {
      const state = verificationStateOf(document)
      const dispatched = state.dispatches.flatMap(({ body }) => body.messageId ?? [])
      const secret = fallbackForbidden(state.request?.secrecy ?? 'unknown')
      const parent = parents.get(document.parent)?.status
      const underWay = await Promise.all(
        jobs.ofVerification(document.id).map((job) => messageIdOf(context, job)),
      )
      return [
        document.id,
        {
          stream: document.id,
          issuingUnit: document.issuingUnit,
          messageIds: [...dispatched, ...underWay.flatMap((id) => id ?? [])],
          closed: secret
            ? 'secret'
            : state.status === 'withdrawn'
              ? 'withdrawn'
              : parent === 'closed' || parent === 'withdrawn'
                ? 'case-closed'
                : null,
        },
      ]
    }),
  )
  return new Map(letters)
}

/** What each mail is, by the letters of this moment: one that comes in late or is closed meanwhile changes the word. */
export async function matchesOf(
  context: DeskContext,
  incoming: IncomingMails,
  jobs: Jobs,
  mails: readonly KeptMail[],
): Promise<ReadonlyMap<string, MailMatch>> {
  const directory = await incoming.directory()
  const named = new Map(mails.map((mail) => [mail.id, streamsNamed(mail.signs, directory)]))
  // Read once for all mails: this is asked after every act while a case is open.
  const letters = await sentLetters(context, jobs, [...new Set([...named.values()].flat())])
  return new Map(
    mails.map((mail) => {
      const own = (named.get(mail.id) ?? []).flatMap((stream) => letters.get(stream) ?? [])
      const match = matchMail(mail.signs, new Map(own.map((letter) => [letter.stream, letter])), directory)
      if (mail.notRead === null) return [mail.id, match]
      return [mail.id, { tray: mail.notRead, letters: 'letter' in match ? [match.letter] : match.letters }]
    }),
  )
}

/** The letter a mail answers: what a person said, else what the mail says; null in the tray. */
export function letterOf(mail: KeptMail, matches: ReadonlyMap<string, MailMatch>): string | null {
  const match = matches.get(mail.id)
  return mail.assigned?.letter ?? (match !== undefined && 'letter' in match ? match.letter : null)
}

/** Puts away the mails an answer was taken from: at another window of the unit, or right before this one was stopped. */
export function finishTakenMails(context: DeskContext, incoming: IncomingMails): void {
  let turn: Promise<void> = Promise.resolve()
  async function finish(): Promise<void> {
    const waiting = incoming.tray.list().filter((one) => one.done === null)
    for (const id of await takenMails(context, waiting)) await incoming.tray.finish(id, 'accepted', '')
  }
  const soon = () => {
    turn = turn.then(finish).catch(() => undefined)
  }
  context.signals.listen((topics) => topics.has('streams') && soon())
  soon()
}

function waitingMail(incoming: IncomingMails, id: string): KeptMail {
  const mail = incoming.tray.find(id)
  if (mail === undefined) throw new CodedFailure('not-found', { mail: id })
  if (mail.done !== null) throw new CodedFailure('action-not-available', { action: 'mail-done' })
  return mail
}

/**
 * Takes the answer a person read in a mail, with the mail as its evidence; the mail is done with it. Taken twice it is one answer.
 * @throws not-found, action-not-available
 */
export async function acceptMail(
  context: DeskContext,
  incoming: IncomingMails,
  jobs: Jobs,
  input: DeskInput<'acceptMail'>,
) {
  const staff = servingStaff(context)
  const mail = waitingMail(incoming, input.mail)
  const verification = letterOf(mail, await matchesOf(context, incoming, jobs, [mail]))
  if (verification === null) throw new CodedFailure('action-not-available', { action: 'accept-mail' })
  await requireNotSecret(context, await readVerification(context, verification), 'mail')
  const { mail: _, ...answer } = input
  const body = { ...answer, channel: 'mail', evidence: evidenceOf(mail) }
  const [event] = await append(context, async () => {
    if ((await takenMails(context, [mail])).size > 0)
      throw new CodedFailure('action-not-available', { action: 'accept-mail' })
    return [{ stream: verification, kind: 'verification-answered', body }]
  })
  await incoming.tray.finish(mail.id, 'accepted', staff.id)
  return { event: event ?? '' }
}

/** Says by hand which of this unit's letters a mail answers; it is then shown beside that inquiry. @throws not-found */
export async function assignMail(
  context: DeskContext,
  incoming: IncomingMails,
  input: DeskInput<'assignMail'>,
): Promise<null> {
  const staff = servingStaff(context)
  const mail = waitingMail(incoming, input.mail)
  const state = await readVerification(context, input.verification)
  if (state.request === null || state.request.demandingUnit !== staff.unit)
    throw new CodedFailure('not-found', { stream: input.verification })
  await requireNotSecret(context, state, 'mail')
  await incoming.tray.assign(mail.id, input.verification, staff.id)
  return null
}

export async function dismissMail(
  context: DeskContext,
  incoming: IncomingMails,
  input: DeskInput<'dismissMail'>,
): Promise<null> {
  const staff = servingStaff(context)
  await incoming.tray.finish(waitingMail(incoming, input.mail).id, 'dismissed', staff.id, input.reason)
  return null
}

export async function readMailFile(incoming: IncomingMails, input: DeskInput<'readMailFile'>) {
  const attachment = incoming.tray.find(input.mail)?.attachments[input.index]
  const content = attachment === undefined ? null : await incoming.tray.file(input.mail, input.index)
  if (attachment === undefined || content === null) throw new CodedFailure('not-found', { mail: input.mail })
  return { fileName: attachment.name, type: attachment.type, content }
}

function administrator(context: DeskContext): void {
  if (!signedInStaff(context).roles.includes('administrator'))
    throw new CodedFailure('action-not-available', { action: 'set-mail-settings' })
}

export async function setMailbox(
  context: DeskContext,
  incoming: IncomingMails,
  input: DeskInput<'setMailbox'>,
): Promise<null> {
  administrator(context)
  await incoming.set(input)
  return null
}

export async function removeMailbox(context: DeskContext, incoming: IncomingMails): Promise<null> {
  administrator(context)
  await incoming.set(null)
  return null
}
