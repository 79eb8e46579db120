// Sends a letter over official mail (公务邮箱, A2§3) and keeps the server's own answer as the proof.
import { createTransport } from 'nodemailer'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { letterMessageId } from './message-id.ts'

export type MailSettings = {
  readonly host: string
  readonly port: number
  /** True for TLS from the first byte; false for STARTTLS where the server offers it. */
  readonly secure: boolean
  readonly user?: string
  readonly password?: string
  readonly from: string
  /** PEM of the authority that signed the server's certificate, beside the system's own. */
  readonly tlsCa?: string
}

export type OutgoingMail = {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly attachments: readonly { readonly fileName: string; readonly bytes: Uint8Array }[]
  /** From `mailMessageId`: the same for every attempt at the same letter. */
  readonly messageId: string
}

export type MailErrorCode =
  | 'mail-unreachable'
  | 'mail-refused'
  | 'mail-recipient-refused'
  | 'mail-full'
  | 'mail-auth'

/**
 * What became of one attempt. Accepted is the server's word that it took the message, not that anyone received it.
 * `response` is what the server said, `at` the ISO time it was said. `permanent` means that trying again is no use.
 */
export type MailReceipt =
  | { readonly accepted: true; readonly response: string; readonly messageId: string; readonly at: string }
  | {
      readonly accepted: false
      readonly permanent: boolean
      readonly code: MailErrorCode
      readonly response: string
      readonly at: string
    }

export type MailChannel = {
  /** Never throws for what the server or the line does; fails with `input-invalid` for a mail that must not be sent. */
  send(mail: OutgoingMail): Promise<MailReceipt>
}

/** Milliseconds. An attempt that hangs ends as `mail-unreachable` and is made again with the same Message-ID. */
export type MailTimeouts = { readonly connect: number; readonly silence: number }
const ordinaryTimeouts: MailTimeouts = { connect: 15_000, silence: 60_000 }

/** As `letterMessageId`, under the sender's domain. @throws input-invalid for a sender that could not be answered */
export function mailMessageId(stream: string, job: string, from: string): string {
  return letterMessageId(stream, job, checkedAddress('from', from).split('@')[1] ?? '')
}

/** A channel to one mail server. Fails with `input-invalid` when the settings cannot be right. */
export function createMailChannel(
  settings: MailSettings,
  timeouts: MailTimeouts = ordinaryTimeouts,
): MailChannel {
  const from = checkedAddress('from', settings.from)
  const { user, password } = settings
  const transport = createTransport({
    host: checkedLine('host', settings.host),
    port: settings.port,
    secure: settings.secure,
    // A password never crosses the wire in the clear.
    requireTLS: !settings.secure && user !== undefined && !isLoopback(settings.host),
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    ...(settings.tlsCa === undefined ? {} : { tls: { ca: settings.tlsCa } }),
    connectionTimeout: timeouts.connect,
    greetingTimeout: timeouts.connect,
    dnsTimeout: timeouts.connect,
    socketTimeout: timeouts.silence,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(mail) {
      const message = {
        from,
        to: checkedAddress('to', mail.to),
        subject: checkedLine('subject', mail.subject),
        text: mail.text,
        messageId: checkedMessageId(mail.messageId),
        attachments: mail.attachments.map(({ fileName, bytes }) => ({
          filename: checkedFileName(fileName),
          content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        })),
        xMailer: false as const,
      }
      try {
        const { response } = await transport.sendMail(message)
        return { accepted: true, response: oneLine(response), messageId: message.messageId, at: now() }
      } catch (thrown) {
        return { accepted: false, ...refusal(readFailure(thrown)), at: now() }
      }
    },
  }
}

function now(): string {
  return new Date().toISOString()
}

type Failure = {
  readonly code: string
  readonly responseCode: number | null
  readonly command: string
  readonly text: string
}

function readFailure(thrown: unknown): Failure {
  const parts: Readonly<Record<string, unknown>> =
    typeof thrown === 'object' && thrown !== null ? { ...thrown } : {}
  const message = thrown instanceof Error ? thrown.message : ''
  return {
    code: typeof parts.code === 'string' ? parts.code : '',
    responseCode: typeof parts.responseCode === 'number' ? parts.responseCode : null,
    command: typeof parts.command === 'string' ? parts.command : '',
    text: oneLine(typeof parts.response === 'string' ? parts.response : message),
  }
}

type Refusal = { readonly permanent: boolean; readonly code: MailErrorCode; readonly response: string }

/** Which of our codes a failure is, by the server's reply code (RFC 5321 §4.2) and enhanced code (RFC 3463). */
function refusal(failure: Failure): Refusal {
  const { responseCode, text: response } = failure
  if (failure.code === 'EAUTH' || failure.code === 'ENOAUTH') {
    return { code: 'mail-auth', permanent: responseCode === null || responseCode >= 500, response }
  }
  // 421: the server is closing, whatever it was asked.
  if (responseCode === null || responseCode === 421) {
    return { code: 'mail-unreachable', permanent: false, response }
  }
  const permanent = responseCode >= 500
  if ([530, 534, 535, 538].includes(responseCode)) return { code: 'mail-auth', permanent, response }
  if ([422, 452, 552].includes(responseCode) || /\b[45]\.(2\.2|3\.1)\b/.test(response)) {
    return { code: 'mail-full', permanent, response }
  }
  if (failure.command === 'RCPT TO') return { code: 'mail-recipient-refused', permanent, response }
  return { code: 'mail-refused', permanent, response }
}

const controlCharacter = /[\p{Cc}\p{Zl}\p{Zp}]/u

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 500)
}

function checkedLine(field: string, text: string): string {
  if (controlCharacter.test(text) || text.length === 0 || text.length > 300) throw invalid(field)
  return text
}

// One plain ASCII address: no name, no list, no comment, so that what was typed is what is dialled.
const plainAddress =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/

function checkedAddress(field: string, address: string): string {
  if (address.length > 254 || !plainAddress.test(address)) throw invalid(field)
  return address
}

function checkedMessageId(messageId: string): string {
  if (messageId.length > 200 || !/^<[A-Za-z0-9._-]+@[A-Za-z0-9.-]+>$/.test(messageId))
    throw invalid('messageId')
  return messageId
}

function checkedFileName(fileName: string): string {
  if (/[/\\:]/.test(fileName)) throw invalid('fileName')
  return checkedLine('fileName', fileName)
}

function invalid(field: string): CodedFailure {
  return new CodedFailure('input-invalid', { field })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
