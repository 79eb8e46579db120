// Watches one mailbox over IMAP (RFC 9051) and hands over each new mail once, in order. It opens the mailbox read-only: nothing there is
// marked, moved or deleted.

import { ImapFlow } from 'imapflow'
import type { MailboxView } from '../../../../src-shared/contract/outbox-view.ts'
import { type RetryPolicy, retryDelay } from '../../../../src-shared/domain/retry.ts'
import { largestMail } from './mail.ts'

export type MailboxSettings = {
  readonly host: string
  readonly port: number
  /** True for TLS from the first byte; false for STARTTLS, which then must be had except on this machine itself. */
  readonly secure: boolean
  readonly user: string
  readonly password: string
  /** Such as INBOX. */
  readonly mailbox: string
  /** PEM of the authority that signed the server's certificate, beside the system's own. */
  readonly tlsCa?: string
}

/** How far a mailbox is read. UIDs count for one UIDVALIDITY only (RFC 9051 §2.3.1.1). */
export type MailboxPosition = { readonly uidValidity: string; readonly lastUid: number }

export type ArrivedMail = {
  readonly position: MailboxPosition
  /** The whole mail, or its head alone where it is larger than what is read. */
  readonly raw: Uint8Array
  readonly headOnly: boolean
  /** Bytes of the whole mail. */
  readonly size: number
  /** When the server took it, ISO. */
  readonly receivedAt: string
}

export type MailboxReader = {
  position(): MailboxPosition | null
  /** Resolves once the mail and the new position are on disk, both or neither. */
  receive(mail: ArrivedMail): Promise<void>
  /** Nothing new stands before this position. */
  advance(position: MailboxPosition): Promise<void>
  /** False while the tray is full: the mails wait on the server. */
  hasRoom(): boolean
  changed(state: MailboxView): void
}

/** Milliseconds. `poll`: the longest a new mail is not asked for where the server does not say by itself (IDLE). */
export type MailboxTimes = { readonly connect: number; readonly silence: number; readonly poll: number }
const ordinaryTimes: MailboxTimes = { connect: 15_000, silence: 120_000, poll: 60_000 }

const mailboxRetry: RetryPolicy = { first: 5_000, longest: 5 * 60_000 }
/** A wrong password is not tried often: servers lock accounts. */
const refusedRetry = 10 * 60_000
/** Mails older than this are not fetched when a mailbox is first looked at, days. */
const firstDays = 14

export type Mailbox = ReturnType<typeof watchMailbox>

export function watchMailbox(settings: MailboxSettings, reader: MailboxReader, times = ordinaryTimes) {
  let closed = false
  let failures = 0
  let client: ImapFlow | null = null
  // What is heard while the mailbox is being read counts too: it is looked at again instead of waited.
  let woken = false
  let endPause: () => void = () => undefined
  function wake(): void {
    woken = true
    endPause()
  }

  let said: MailboxView['state'] | null = null

  function say(state: MailboxView['state'], detail = '', wait: number | null = null): void {
    // Looking again and finding nothing is no news.
    if (state === said && wait === null) return
    said = state
    reader.changed({
      state,
      since: new Date().toISOString(),
      detail: detail.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300),
      nextAttemptAt: wait === null ? null : new Date(Date.now() + wait).toISOString(),
    })
  }

  /** Until the time is over, or someone wakes this up. */
  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, woken ? 0 : milliseconds)
      endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async function session(): Promise<void> {
    const loopback =
      settings.host === 'localhost' || settings.host === '::1' || settings.host.startsWith('127.')
    const connection = new ImapFlow({
      host: settings.host,
      port: settings.port,
      secure: settings.secure,
      // A password never crosses the wire in the clear.
      ...(settings.secure || loopback ? {} : { doSTARTTLS: true }),
      auth: { user: settings.user, pass: settings.password },
      ...(settings.tlsCa === undefined ? {} : { tls: { ca: settings.tlsCa } }),
      logger: false,
      disableAutoIdle: true,
      maxIdleTime: times.poll,
      connectionTimeout: times.connect,
      greetingTimeout: times.connect,
      socketTimeout: times.silence,
      maxLiteralSize: largestMail + 1024,
      maxResponseSize: largestMail + 1024 * 1024,
      maxLineLength: 4 * 1024 * 1024,
    })
    client = connection
    const lost = new Promise<never>((_, reject) => {
      connection.on('error', reject)
      connection.on('close', () => reject(new Error('the line was closed')))
    })
    lost.catch(() => undefined)
    connection.on('exists', wake)
    try {
      await Promise.race([connection.connect(), lost])
      const lock = await connection.getMailboxLock(settings.mailbox, { readOnly: true })
      failures = 0
      try {
        while (!closed) {
          await Promise.race([takeNew(connection), lost])
          if (closed) break
          const waiting = pause(times.poll)
          connection.idle().catch(() => undefined)
          await Promise.race([waiting, lost])
        }
      } finally {
        lock.release()
      }
    } finally {
      connection.close()
      client = null
    }
  }

  /** Every mail after the last position, oldest first. */
  async function takeNew(connection: ImapFlow): Promise<void> {
    woken = false
    const { mailbox } = connection
    if (mailbox === false) throw new Error('no mailbox is open')
    const uidValidity = String(mailbox.uidValidity)
    const last = reader.position()
    const known = last !== null && last.uidValidity === uidValidity ? last.lastUid : null
    const since = new Date(Date.now() - firstDays * 86_400_000)
    const found = await connection.search(known === null ? { since } : { uid: `${known + 1}:*` }, {
      uid: true,
    })
    // `n:*` names the last mail even where it stands before n (RFC 9051 §9).
    const uids = (found === false || found === undefined ? [] : found)
      .filter((uid) => uid > (known ?? 0))
      .sort((left, right) => left - right)
    if (known === null && uids.length === 0) {
      await reader.advance({ uidValidity, lastUid: Math.max(0, (mailbox.uidNext ?? 1) - 1) })
    }
    say(reader.hasRoom() ? 'listening' : 'full')
    for (const uid of uids) {
      if (closed) return
      if (!reader.hasRoom()) {
        say('full')
        return
      }
      await take(connection, uid, { uidValidity, lastUid: uid })
    }
  }

  async function take(connection: ImapFlow, uid: number, position: MailboxPosition): Promise<void> {
    const facts = await connection.fetchOne(String(uid), { size: true, internalDate: true }, { uid: true })
    // Deleted by somebody meanwhile.
    if (facts === false || facts === undefined) return reader.advance(position)
    const size = facts.size ?? 0
    const headOnly = size > largestMail
    const fetched = await connection.fetchOne(String(uid), headOnly ? { headers: true } : { source: true }, {
      uid: true,
    })
    const raw =
      fetched === false || fetched === undefined ? undefined : headOnly ? fetched.headers : fetched.source
    if (raw === undefined) return reader.advance(position)
    const received = new Date(facts.internalDate ?? Date.now())
    await reader.receive({
      position,
      raw,
      headOnly,
      size,
      receivedAt: (Number.isNaN(received.getTime()) ? new Date() : received).toISOString(),
    })
  }

  async function run(): Promise<void> {
    while (!closed) {
      woken = false
      say('connecting')
      try {
        await session()
      } catch (thrown) {
        if (closed) return
        const { state, detail } = failureOf(thrown)
        const wait =
          state === 'unreachable' ? retryDelay(failures, Math.random, mailboxRetry) + 500 : refusedRetry
        failures += 1
        say(state, detail, wait)
        await pause(wait)
      }
    }
  }
  const running = run()

  return {
    /** Looks now: at once where the line is up, else it is tried at once. */
    lookNow: wake,
    async close(): Promise<void> {
      closed = true
      wake()
      client?.close()
      await running
    },
  }
}

function failureOf(thrown: unknown): { state: 'unreachable' | 'refused' | 'no-mailbox'; detail: string } {
  const parts: Readonly<Record<string, unknown>> =
    typeof thrown === 'object' && thrown !== null ? { ...thrown } : {}
  const said = typeof parts.responseText === 'string' ? parts.responseText : ''
  const detail = said !== '' ? said : thrown instanceof Error ? thrown.message : ''
  if (parts.authenticationFailed === true) return { state: 'refused', detail }
  if (parts.serverResponseCode === 'NONEXISTENT' || parts.mailboxMissing === true)
    return { state: 'no-mailbox', detail }
  return { state: 'unreachable', detail }
}
