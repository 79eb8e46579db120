// The view of official mail that came in: beside its inquiry, or in the tray with the reason why it waits there.
import type { DeskQueryInput } from '../../../src-shared/contract/desk.ts'
import type { IncomingMail, IncomingMailsView } from '../../../src-shared/contract/outbox-view.ts'
import type { MailMatch } from '../../../src-shared/domain/incoming-mail.ts'
import type { Jobs } from '../channels/jobs.ts'
import type { IncomingMails } from '../channels/mail-in/incoming-mail.ts'
import type { KeptMail } from '../channels/mail-in/mail-tray.ts'
import type { StreamDocument } from '../store/open-store.ts'
import type { DeskContext } from './desk-context.ts'
import { letterOf, matchesOf, takenMails } from './incoming-mail-verbs.ts'
import { unitName } from './marks.ts'
import { verificationStateOf } from './projection.ts'

export async function incomingMailsView(
  context: DeskContext,
  incoming: IncomingMails,
  jobs: Jobs,
  input: DeskQueryInput<'incomingMails'>,
): Promise<IncomingMailsView> {
  const kept = incoming.tray.list().filter((mail) => mail.done === null)
  const taken = await takenMails(context, kept)
  const waiting = kept.filter((mail) => !taken.has(mail.id))
  const matches = await matchesOf(context, incoming, jobs, waiting)
  const tied = new Map(waiting.map((mail) => [mail.id, letterOf(mail, matches)]))
  const wanted = waiting.filter(
    (mail) => input.verification === null || tied.get(mail.id) === input.verification,
  )
  const streams = wanted.flatMap((mail) => [tied.get(mail.id) ?? [], named(matches.get(mail.id))].flat())
  const found = await context.store.streams.findByIds([...new Set(streams)]).exec()
  const letters = new Map([...found].map(([id, one]) => [id, one.toJSON() as unknown as StreamDocument]))
  const mails = wanted.map((mail) =>
    shownMail(context, mail, matches.get(mail.id), letters.get(tied.get(mail.id) ?? '') ?? null, letters),
  )
  const settings = await incoming.settings()
  return {
    mailbox: settings === null ? null : incoming.state(),
    mails,
  }
}

/** Letters a mail in the tray names all the same. */
const named = (match: MailMatch | undefined) => (match !== undefined && 'tray' in match ? match.letters : [])

/** How many wait for a person. */
export function waitingMails(incoming: IncomingMails): number {
  return incoming.tray.list().filter((mail) => mail.done === null).length
}

function shownMail(
  context: DeskContext,
  mail: KeptMail,
  match: MailMatch | undefined,
  document: StreamDocument | null,
  letters: ReadonlyMap<string, StreamDocument>,
): IncomingMail {
  const { id, from, fromName, subject, sentAt, receivedAt, bytes, text, attachments } = mail
  const asked = context.reference.units.get(document?.issuingUnit ?? '')
  return {
    id,
    from,
    fromName,
    subject,
    sentAt,
    receivedAt,
    bytes,
    text,
    attachments,
    letter:
      document === null
        ? null
        : {
            ...letterWords(document),
            by: mail.assigned === null && match !== undefined && 'letter' in match ? match.by : null,
            issuingUnitName: unitName(context, document.issuingUnit),
          },
    tray: document === null && match !== undefined && 'tray' in match ? match.tray : null,
    mayAnswer:
      document === null
        ? named(match)
            .flatMap((one) => letters.get(one) ?? [])
            .map(letterWords)
        : [],
    senderIsAsked: asked !== undefined && asked.mail !== '' && asked.mail.toLowerCase() === from,
  }
}

function letterWords(document: StreamDocument) {
  return {
    verification: document.id,
    case: document.parent,
    letterNumber: document.number,
    proofName: verificationStateOf(document).request?.proofName ?? '',
  }
}
