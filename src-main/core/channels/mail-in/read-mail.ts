// Reads a raw mail (RFC 5322, MIME): head, text, attachments and the codes on them. Runs in the reading thread; see mail-reader.ts.
import PostalMime, { type Attachment, type Email } from 'postal-mime'
import { readLetterCode } from '../../letters/read-letter-code.ts'
import { htmlText } from './html-text.ts'
import { mostText, type ReadAttachment, type ReadMail } from './mail.ts'
import { readPdf } from './read-pdf.ts'
import { readWinmail } from './read-winmail.ts'

/** Attachments looked into; more are only named. */
const mostAttachments = 20
const mostReferences = 200
/** Attachments kept at all. */
const mostKept = 100

/** @throws whatever a mail that cannot be read makes its readers throw */
export async function readMail(raw: Uint8Array): Promise<ReadMail> {
  const mail = await parse(raw)
  let { subject = '' } = mail
  let text = longer(mail.text ?? '', htmlText(mail.html ?? ''))
  const attachments: ReadAttachment[] = []
  for (const attachment of mail.attachments.slice(0, mostKept)) {
    const bytes = bytesOf(attachment)
    const winmail = isWinmail(attachment) ? readWinmail(bytes) : null
    if (winmail === null) {
      attachments.push(await look(attachment.filename ?? '', attachment.mimeType, bytes, attachments.length))
      continue
    }
    subject ||= winmail.subject
    text = [text, winmail.text].filter((one) => one.trim() !== '').join('\n')
    for (const part of winmail.attachments.slice(0, mostAttachments)) {
      attachments.push(await look(part.name, '', part.bytes, attachments.length))
    }
  }
  const header = (key: string) => mail.headers.find((one) => one.key === key)?.value ?? ''
  return {
    messageId: messageIds(mail.messageId ?? '')[0] ?? '',
    references: messageIds(`${mail.inReplyTo ?? ''} ${mail.references ?? ''}`).slice(-mostReferences),
    subject: oneLine(subject),
    from: (mail.from?.address ?? '').trim().toLowerCase().slice(0, 254),
    fromName: oneLine(mail.from?.name ?? ''),
    sentAt: isoTime(mail.date),
    text: text.slice(0, mostText),
    attachments,
    automatic: isAutomatic(header, mail),
  }
}

/** Head alone of a mail that is too large to be read whole. */
export async function readHead(head: Uint8Array): Promise<ReadMail> {
  return { ...(await readMail(head)), text: '', attachments: [] }
}

// Parsing ---------------------------------------------------------------------------------------------------------

/** Many mails say no character set and mean GB18030: what is no UTF-8 then is read again as that. */
async function parse(raw: Uint8Array): Promise<Email> {
  const withHead = asUtf8Head(raw)
  const mail = await PostalMime.parse(withHead)
  const damage = spoiled(mail)
  if (damage === 0) return mail
  const again = await PostalMime.parse(sayCharset(withHead))
  return spoiled(again) < damage ? again : mail
}

const spoiled = (mail: Email) => `${mail.text ?? ''}${mail.html ?? ''}`.split('\ufffd').length - 1

/** Heads written in bare GB18030 become UTF-8, which is what a bare head may be (RFC 6532). */
function asUtf8Head(raw: Uint8Array): Uint8Array {
  const end = headEnd(raw)
  const head = raw.subarray(0, end)
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head)
    return raw
  } catch {
    return Buffer.concat([Buffer.from(new TextDecoder('gb18030').decode(head)), raw.subarray(end)])
  }
}

function headEnd(raw: Uint8Array): number {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const ends = ['\r\n\r\n', '\n\n'].map((mark) => bytes.indexOf(mark)).filter((at) => at >= 0)
  return ends.length === 0 ? raw.byteLength : Math.min(...ends)
}

/** Says GB18030 where a text part says no character set, in the head of the mail and of its parts. */
function sayCharset(raw: Uint8Array): Uint8Array {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1')
  const said = text.replace(
    /^(content-type:[ \t]*text\/(?:plain|html))((?:[^\r\n]|\r?\n[ \t])*)/gim,
    (whole, type: string, rest: string) =>
      /charset/i.test(rest) ? whole : `${type}; charset=gb18030${rest}`,
  )
  const typed = /^content-type:/im.test(text.slice(0, headEnd(raw)))
  return Buffer.from(typed ? said : `Content-Type: text/plain; charset=gb18030\r\n${said}`, 'latin1')
}

function bytesOf(attachment: Attachment): Uint8Array {
  const { content } = attachment
  if (typeof content === 'string') return Buffer.from(content)
  return content instanceof Uint8Array ? content : new Uint8Array(content)
}

const longer = (one: string, other: string) => (one.trim().length >= other.trim().length ? one : other)

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 500)
}

function messageIds(text: string): readonly string[] {
  return text.slice(0, 100_000).match(/<[^<>\s]{1,250}>/gu) ?? []
}

function isoTime(date: string | undefined): string | null {
  const time = Date.parse(date ?? '')
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

function isAutomatic(header: (key: string) => string, mail: Email): boolean {
  const type = header('content-type').toLowerCase()
  const from = mail.from?.address ?? ''
  return (
    !/^(no\b.*)?$/i.test(header('auto-submitted').trim()) ||
    (type.startsWith('multipart/report') && /report-type/.test(type)) ||
    /^(mailer-daemon|postmaster)@/i.test(from) ||
    header('return-path').trim() === '<>' ||
    header('x-autoreply') !== '' ||
    header('x-autorespond') !== '' ||
    /^auto[_-]?reply$/i.test(header('precedence').trim())
  )
}

// Attachments -----------------------------------------------------------------------------------------------------

function isWinmail(attachment: Attachment): boolean {
  return (
    /^application\/(vnd\.)?ms-tnef$/.test(attachment.mimeType) ||
    (attachment.filename ?? '').toLowerCase() === 'winmail.dat'
  )
}

/** What a file is, by its own first bytes: mail programs often name it `application/octet-stream`. */
function kindOf(name: string, type: string, bytes: Uint8Array): 'pdf' | 'picture' | 'text' | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString(
    'latin1',
  )
  if (head.includes('%PDF-')) return 'pdf'
  if (head.startsWith('\x89PNG') || head.startsWith('\xff\xd8\xff')) return 'picture'
  return type.startsWith('text/') || /\.txt$/i.test(name) ? 'text' : null
}

async function look(name: string, type: string, bytes: Uint8Array, index: number): Promise<ReadAttachment> {
  const attachment = {
    name: oneLine(name),
    type: type.slice(0, 100),
    bytes,
    text: '',
    codes: [],
    notRead: null,
  }
  if (index >= mostAttachments) return { ...attachment, notRead: 'too-many' }
  const kind = kindOf(name, type, bytes)
  if (kind === 'pdf') return { ...attachment, type: 'application/pdf', ...(await readPdf(bytes)) }
  if (kind === 'picture') return { ...attachment, ...(await readPicture(bytes)) }
  if (kind === 'text') return { ...attachment, text: plainText(bytes).slice(0, mostText) }
  return { ...attachment, notRead: 'kind' }
}

async function readPicture(bytes: Uint8Array) {
  const type = bytes[0] === 0xff ? 'image/jpeg' : 'image/png'
  try {
    return { type, codes: await readLetterCode(bytes) }
  } catch (thrown) {
    const tooLarge = String(thrown).includes('image-too-large')
    return { type, notRead: tooLarge ? ('too-large' as const) : ('damaged' as const) }
  }
}

function plainText(bytes: Uint8Array): string {
  const some = bytes.subarray(0, mostText * 4)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(some)
  } catch {
    return new TextDecoder('gb18030').decode(some)
  }
}
