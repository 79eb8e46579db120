// What waits to go out, and the mail that came in.
import type { MailEvidence, TrayReason } from '../domain/incoming-mail.ts'
import type { FallbackChannel } from '../domain/verification.ts'
import type { CodedError } from '../errors.ts'
import type { LinkView } from './session-view.ts'

export type OutboxItem = {
  readonly event: string
  readonly stream: string
  readonly kind: string
  readonly at: string
  readonly attempts: number
  readonly error: CodedError | null
  readonly title: string
  readonly subtitle: string
}

/** A letter on its way by fax, mail or OA, or one that stopped. */
export type ChannelJob = {
  readonly job: string
  readonly channel: FallbackChannel
  readonly verification: string
  readonly letterNumber: string
  readonly to: string
  readonly queuedAt: string
  readonly attempts: number
  readonly state: 'waiting' | 'sent' | 'given-up'
  /** Id a server gave it when it took it; it is asked until it says how that ended. */
  readonly request: string | null
  /** After a sudden stop it went out again and nobody could say whether it had before; the id is the same. */
  readonly doubtful: boolean
  /** Why it may not go out (any more). */
  readonly stopped: 'secret' | 'not-open' | 'policy' | null
  /** What the other side said last, in its own words. */
  readonly response: string
  readonly nextAttemptAt: string | null
}

/** How the mailbox that official mail comes into stands. */
export type MailboxView = {
  readonly state: 'connecting' | 'listening' | 'full' | 'unreachable' | 'refused' | 'no-mailbox'
  /** ISO time since when. */
  readonly since: string
  /** In the server's or the system's own words. */
  readonly detail: string
  readonly nextAttemptAt: string | null
}

export type LetterWords = {
  readonly verification: string
  readonly case: string
  readonly letterNumber: string
  readonly proofName: string
}

export type IncomingMail = {
  readonly id: string
  readonly from: string
  readonly fromName: string
  readonly subject: string
  /** ISO; by the sender's clock, or null. */
  readonly sentAt: string | null
  readonly receivedAt: string
  readonly bytes: number
  /** Beginning of its text. */
  readonly text: string
  readonly attachments: readonly {
    readonly name: string
    readonly type: string
    readonly bytes: number
    readonly notRead: string | null
    /** Kept here; else it is in the mailbox only. */
    readonly kept: boolean
  }[]
  /** The inquiry it answers; `by` is null where a person said so. */
  readonly letter:
    | (LetterWords & { readonly by: readonly MailEvidence[] | null; readonly issuingUnitName: string })
    | null
  /** Why it is tied to none. */
  readonly tray: TrayReason | null
  /** Letters it names all the same. */
  readonly mayAnswer: readonly LetterWords[]
  /** Whether it came from the asked unit's address of the directory. */
  readonly senderIsAsked: boolean
}

export type IncomingMailsView = {
  /** Null where none is set. */
  readonly mailbox: MailboxView | null
  readonly mails: readonly IncomingMail[]
}

export type OutboxView = {
  readonly waiting: readonly OutboxItem[]
  readonly refused: readonly OutboxItem[]
  readonly jobs: readonly ChannelJob[]
  readonly link: LinkView
}
