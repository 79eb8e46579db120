// Official mail as a channel: one SMTP hand-over, whose answer is the proof; the Message-ID is the same for every attempt.
import type { DeskContext } from '../desk/desk-context.ts'
import type { Channel, Handed, OutgoingLetter } from './channel.ts'
import type { MailSettings } from './mail.ts'

/** The mail server as an administrator set it, or the demo's. */
export async function mailSettings(context: DeskContext): Promise<MailSettings | null> {
  const own = await context.store.readLocal<MailSettings>('mail-settings')
  if (own !== null) return own
  const { demo } = context.settings
  const unit =
    context.identity === null ? undefined : context.reference.units.get(context.identity.enrolment.unit)
  if (demo?.mail == null || unit === undefined) return null
  const [host = '', port = ''] = demo.mail.split(':')
  return { host, port: Number(port), secure: false, from: unit.mail }
}

/** Message-ID a letter goes out under by mail; null where no server is set. */
export async function messageIdOf(context: DeskContext, letter: OutgoingLetter): Promise<string | null> {
  const server = await mailSettings(context)
  if (server === null) return null
  const { mailMessageId } = await import('./mail.ts')
  return mailMessageId(letter.verification, letter.job, server.from)
}

/** Hands a letter to the mail server for `to`. */
export async function handToMail(context: DeskContext, letter: OutgoingLetter, to: string): Promise<Handed> {
  const server = await mailSettings(context)
  if (server === null) return { kind: 'failed', permanent: false, response: '' }
  // Loaded with the first letter: the mail library is no part of a start.
  const { createMailChannel, mailMessageId } = await import('./mail.ts')
  const messageId = mailMessageId(letter.verification, letter.job, server.from)
  const receipt = await createMailChannel(server).send({
    to,
    subject: `${letter.letterNumber} 关于协查核验${letter.proofName}的函`,
    text: `请查收附件 ${letter.letterNumber}。回复时请保留函号。`,
    attachments: [{ fileName: letter.fileName, bytes: Buffer.from(letter.pdf, 'base64') }],
    messageId,
  })
  const { response } = receipt
  if (!receipt.accepted) return { kind: 'failed', permanent: receipt.permanent, response }
  return { kind: 'sent', sentAt: receipt.at, address: to, proof: response, pages: null, messageId }
}

export function createMail(context: DeskContext): Channel {
  return {
    ready: async () => (await mailSettings(context)) !== null,
    dispatch: (letter) => handToMail(context, letter, letter.to),
    // The server's answer to the hand-over is all it ever says; nothing is asked of it later.
    hearBack: async () => ({ kind: 'failed', permanent: true, response: '' }),
    lookUp: async () => 'unknown',
    takeBack: async () => false,
  }
}
