// What every way out has in common (A2§3): hand a letter over, prove it, hear how it ended. One queue (`jobs.ts`) drives them all.
import type { FallbackChannel } from '../../../src-shared/domain/verification.ts'

/** A letter to be sent by one channel. */
export type OutgoingLetter = {
  /** A random UUID, the same for every attempt. */
  readonly job: string
  readonly channel: FallbackChannel
  readonly verification: string
  readonly letterNumber: string
  readonly proofName: string
  /** Fax number, mail address, or the receiving unit's name. */
  readonly to: string
  /** Who gave the order; the dispatch is recorded in this name. */
  readonly staff: string
  /** The policy that allows this use, as cited on the letter. */
  readonly policy: string
  readonly fileName: string
  /** Base64; dropped once the letter has gone out. */
  readonly pdf: string
}

/** What became of a hand-over. `response` is what the other side said, in its own words. */
export type Handed =
  /** Gone out; `proof` is kept in the event, `sentAt` is ISO. */
  | {
      readonly kind: 'sent'
      readonly sentAt: string
      readonly address: string
      readonly proof: string
      readonly pages: number | null
      readonly messageId?: string
    }
  /** A server took it under `request` and will send it: asked again until it says how that ended. */
  | { readonly kind: 'taken'; readonly request: string; readonly response: string }
  /** `permanent`: trying again is no use. */
  | { readonly kind: 'failed'; readonly permanent: boolean; readonly response: string }

/** None of these throws for what a server, a program or the line does. */
export type Channel = {
  /** Whether this window has what it needs for the channel. */
  ready(): Promise<boolean>
  dispatch(letter: OutgoingLetter): Promise<Handed>
  /** How what a server took stands now. */
  hearBack(letter: OutgoingLetter, request: string): Promise<Handed>
  /**
   * After a stop in the middle of a hand-over: what the other side has of this letter. `unknown` where nobody could say; it goes out
   * again then under the same id, and the job says that it may have gone twice.
   */
  lookUp(letter: OutgoingLetter): Promise<Handed | 'not-there' | 'unknown'>
  /** Takes back what has not gone out yet; false where the other side did not let it go. */
  takeBack(letter: OutgoingLetter, request: string): Promise<boolean>
}
