// Mails that came in, as this window keeps them: durable, each once, bounded in size, until a person has said what becomes of them.
import { createHash } from 'node:crypto'
import type { TrayReason } from '../../../../src-shared/domain/incoming-mail.ts'
import type { Store } from '../../store/open-store.ts'
import type { NotRead, ReadMail } from './mail.ts'
import type { ArrivedMail, MailboxPosition } from './mailbox.ts'
import type { MailDirectory, MailSigns } from './match-mail.ts'
import { signsOf } from './match-mail.ts'

export type KeptAttachment = {
  readonly name: string
  readonly type: string
  /** Size. */
  readonly bytes: number
  readonly notRead: NotRead | null
  /** Whether its bytes are kept here; else it is in the mailbox only. */
  readonly kept: boolean
}

export type KeptMail = {
  /** Digest of what stands in it: the same mail is the same at every window, whatever number it has on the server. */
  readonly id: string
  readonly messageId: string
  readonly from: string
  readonly fromName: string
  readonly subject: string
  /** ISO; by the sender's clock, or null. */
  readonly sentAt: string | null
  readonly receivedAt: string
  readonly bytes: number
  /** Beginning of its text. */
  readonly text: string
  readonly attachments: readonly KeptAttachment[]
  readonly signs: MailSigns
  /** Why it was not read whole; null where it was. */
  readonly notRead: Extract<TrayReason, 'too-large' | 'unreadable'> | null
  /** A letter a person said it answers. */
  readonly assigned: { readonly letter: string; readonly staff: string; readonly at: string } | null
  readonly done: {
    readonly how: 'accepted' | 'dismissed'
    /** The person's reason where it was dismissed. */
    readonly reason: string
    readonly staff: string
    readonly at: string
  } | null
}

type KeptTray = {
  /** Mailbox the position counts for. */
  readonly account: string
  readonly position: MailboxPosition | null
  readonly mails: readonly KeptMail[]
  /** Ids of mails that were here, so that they do not come back when a server numbers its mails anew. */
  readonly seen: readonly string[]
}
type KeptFiles = { readonly files: readonly (string | null)[] }

/** Mails that wait for a person; with as many the mailbox is left alone. */
const mostWaiting = 200
/** Mails that are done stay for this many, and this long, milliseconds. */
const mostDone = 100
const keepDone = 30 * 86_400_000
const mostSeen = 5_000
/** Characters of text kept; bytes of one mail's attachments, and of all. */
const keptText = 4_000
const keptBytes = 8 * 1024 * 1024
const keptBytesOfAll = 256 * 1024 * 1024
const keptKinds = ['application/pdf', 'image/png', 'image/jpeg']

export type MailTray = Awaited<ReturnType<typeof openMailTray>>

export async function openMailTray(store: Store, changed: () => void) {
  let tray: KeptTray = (await store.readLocal<KeptTray>('mail-in')) ?? {
    account: '',
    position: null,
    mails: [],
    seen: [],
  }
  let turn: Promise<unknown> = Promise.resolve()

  /** One change after the other; each is on disk before it counts. */
  function change(next: (now: KeptTray) => KeptTray): Promise<void> {
    const run = turn.then(async () => {
      const wanted = next(tray)
      if (wanted === tray) return
      await store.writeLocal('mail-in', wanted)
      const gone = tray.mails.filter((mail) => !wanted.mails.some((one) => one.id === mail.id))
      tray = wanted
      changed()
      // A stop before this leaves files nobody names, a few of them at most; the next mail of that id overwrites them.
      for (const mail of gone) await store.removeLocal(`mail-in/${mail.id}`)
    })
    turn = run.catch(() => undefined)
    return run
  }

  function edit(id: string, next: (mail: KeptMail) => KeptMail): Promise<void> {
    return change((now) => ({ ...now, mails: now.mails.map((mail) => (mail.id === id ? next(mail) : mail)) }))
  }

  return {
    list: (): readonly KeptMail[] => tray.mails,
    find: (id: string): KeptMail | undefined => tray.mails.find((mail) => mail.id === id),
    position: () => tray.position,
    hasRoom: () => tray.mails.filter((mail) => mail.done === null).length < mostWaiting,

    /** The position counts for this mailbox; for another one than before it begins anew. */
    async belongTo(account: string): Promise<void> {
      await change((now) => (now.account === account ? now : { ...now, account, position: null }))
    },
    advance: (position: MailboxPosition) => change((now) => ({ ...now, position })),

    /** Keeps a mail and the new position in one write; a mail that was here before only moves the position. */
    async keep(arrived: ArrivedMail, read: ReadMail | null, directory: MailDirectory): Promise<void> {
      const filled = tray.mails
        .flatMap((one) => one.attachments)
        .reduce((sum, { kept, bytes }) => sum + (kept ? bytes : 0), 0)
      const mail = keptMail(arrived, read, directory, Math.min(keptBytes, keptBytesOfAll - filled))
      const here = () => tray.seen.includes(mail.id)
      if (read !== null && !here() && mail.attachments.some((attachment) => attachment.kept)) {
        const files = read.attachments.map((attachment, index) =>
          mail.attachments[index]?.kept === true ? Buffer.from(attachment.bytes).toString('base64') : null,
        )
        await store.writeLocal<KeptFiles>(`mail-in/${mail.id}`, { files })
      }
      await change((now) =>
        here()
          ? { ...now, position: arrived.position }
          : {
              ...now,
              position: arrived.position,
              mails: [...withoutOldest(now.mails), mail],
              seen: [...now.seen, mail.id].slice(-mostSeen),
            },
      )
    },
    assign: (id: string, letter: string, staff: string) =>
      edit(id, (mail) => ({ ...mail, assigned: { letter, staff, at: new Date().toISOString() } })),
    finish: (id: string, how: 'accepted' | 'dismissed', staff: string, reason = '') =>
      edit(id, (mail) => ({ ...mail, done: { how, reason, staff, at: new Date().toISOString() } })),
    /** Base64 of one attachment; null where it is not kept. */
    async file(id: string, index: number): Promise<string | null> {
      return (await store.readLocal<KeptFiles>(`mail-in/${id}`))?.files[index] ?? null
    },
    async close(): Promise<void> {
      await turn
    },
  }
}

/** The waiting ones and the newest of those that are done. */
function withoutOldest(mails: readonly KeptMail[]): readonly KeptMail[] {
  const since = new Date(Date.now() - keepDone).toISOString()
  const done = mails.filter((mail) => mail.done !== null && mail.done.at >= since).slice(-mostDone)
  return mails.filter((mail) => mail.done === null || done.includes(mail))
}

/** `room` for its attachments, bytes; what does not fit is in the mailbox only. */
function keptMail(
  arrived: ArrivedMail,
  read: ReadMail | null,
  directory: MailDirectory,
  room: number,
): KeptMail {
  let left = room
  const common = {
    receivedAt: arrived.receivedAt,
    bytes: arrived.size,
    assigned: null,
    done: null,
  }
  if (read === null) {
    return {
      ...common,
      id: digest(Buffer.from(arrived.raw).toString('latin1')),
      messageId: '',
      from: '',
      fromName: '',
      subject: '',
      sentAt: null,
      text: '',
      attachments: [],
      signs: { from: '', automatic: false, references: [], codes: [], numbers: [] },
      notRead: 'unreadable',
    }
  }
  const attachments = read.attachments.map(({ name, type, bytes, notRead }): KeptAttachment => {
    const kept = keptKinds.includes(type) && bytes.byteLength > 0 && bytes.byteLength <= left
    if (kept) left -= bytes.byteLength
    return { name: name.slice(0, 200), type, bytes: bytes.byteLength, notRead, kept }
  })
  const { messageId, from, fromName, subject, sentAt } = read
  return {
    ...common,
    id: digest(
      JSON.stringify([messageId, from, subject, sentAt, read.text]),
      ...read.attachments.map((one) => one.bytes),
    ),
    messageId,
    from,
    fromName,
    subject,
    sentAt,
    text: read.text.trim().slice(0, keptText),
    attachments,
    signs: signsOf(read, directory),
    notRead: arrived.headOnly ? 'too-large' : null,
  }
}

function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex').slice(0, 32)
}
