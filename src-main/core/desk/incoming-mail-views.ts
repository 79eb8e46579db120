// The view of official mail that came in: beside its inquiry, or in the tray with the reason why it waits there.
import type { DeskQueryInput, IncomingMail, IncomingMailsView } from '../../../src-shared/contract/desk.ts'
import type { IncomingMails } from '../channels/mail-in/incoming-mail.ts'
import type { KeptMail } from '../channels/mail-in/mail-tray.ts'
import type { MailQueue } from '../channels/mail-queue.ts'
import type { StreamDocument } from '../store/open-store.ts'
import type { DeskContext } from './desk-context.ts'
import { isTaken, matchOf } from './incoming-mail-verbs.ts'
import { unitName } from './marks.ts'
import { verificationStateOf } from './projection.ts'

export async function incomingMailsView(
  context: DeskContext,
  incoming: IncomingMails,
  queue: MailQueue,
  input: DeskQueryInput<'incomingMails'>,
): Promise<IncomingMailsView> {
  const waiting = incoming.tray.list().filter((mail) => mail.done === null)
  const shown = await Promise.all(waiting.map((mail) => shownMail(context, incoming, queue, mail)))
  const settings = await incoming.settings()
  return {
    mailbox: settings === null ? null : (incoming.state() ?? null),
    mails: shown.filter(
      (mail) =>
        mail !== null && (input.verification === null || mail.letter?.verification === input.verification),
    ) as readonly IncomingMail[],
  }
}

/** How many wait for a person. */
export function waitingMails(incoming: IncomingMails): number {
  return incoming.tray.list().filter((mail) => mail.done === null).length
}

/** Null where an answer was taken from it already: at another window, or right before this one was stopped. */
async function shownMail(
  context: DeskContext,
  incoming: IncomingMails,
  queue: MailQueue,
  mail: KeptMail,
): Promise<IncomingMail | null> {
  const match = await matchOf(context, incoming, queue, mail)
  const tied = mail.assigned?.letter ?? ('letter' in match ? match.letter : null)
  const document = tied === null ? null : await letterDocument(context, tied)
  const state = document === null ? null : verificationStateOf(document)
  if (state !== null && isTaken(state, mail)) return null
  const { id, from, fromName, subject, sentAt, receivedAt, bytes, text, attachments } = mail
  const asked = context.reference.units.get(document?.issuingUnit ?? '')
  const candidates = 'tray' in match && tied === null ? match.letters : []
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
            by: mail.assigned === null && 'letter' in match ? match.by : null,
            issuingUnitName: unitName(context, document.issuingUnit),
          },
    tray: document === null && 'tray' in match ? match.tray : null,
    mayAnswer: (await Promise.all(candidates.map((one) => letterDocument(context, one))))
      .filter((one) => one !== null)
      .map(letterWords),
    senderIsAsked: asked !== undefined && asked.mail !== '' && asked.mail.toLowerCase() === from,
  }
}

async function letterDocument(context: DeskContext, stream: string): Promise<StreamDocument | null> {
  const found = await context.store.streams.findOne(stream).exec()
  return found === null ? null : (found.toJSON() as unknown as StreamDocument)
}

function letterWords(document: StreamDocument) {
  return {
    verification: document.id,
    case: document.parent,
    letterNumber: document.number,
    proofName: verificationStateOf(document).request?.proofName ?? '',
  }
}
