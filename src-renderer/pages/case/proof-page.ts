// What one proof of a case needs of the page around it, and what is remembered of a letter on its way.
import type { DeskResult } from '../../../src-shared/contract/desk.ts'
import type { DeskAct } from './acts.ts'
import type { ChannelName } from './channel-choice.tsx'

export type LetterKind = 'inquiry' | 'reply' | 'commitment' | 'authorisation'
export type Letter = DeskResult<'drawInquiryLetter'> & {
  readonly kind: LetterKind
  /** Null for what is signed at the window. */
  readonly verification: string | null
  /** The way its foot cites; left out for what leaves no desk. */
  readonly channel?: ChannelName
}

/** What is remembered of a dispatch under way. */
export type DispatchDraft = {
  readonly channel: ChannelName | null
  readonly drawn: boolean
  /** Pages of the letter that was drawn; 1 before. */
  readonly pages: number
  /** Another way is chosen although a letter is on its way. */
  readonly another: boolean
  /** The letter goes out by hand although this window could send it. */
  readonly byHand: boolean
}

export type ProofPage = {
  readonly caseStream: string
  readonly staffName: string
  /** Roles allow asking (A2§5). */
  readonly mayAsk: boolean
  readonly policy: string
  readonly letter: Letter | null
  /** Channel that was refused for this proof, or null. */
  readonly refused: ChannelName | null
  /** Act chosen in place of the next one, or null. */
  readonly chosen: DeskAct | null
  readonly onAct: (act: DeskAct | null) => void
  readonly onLetter: (letter: Letter) => void
  readonly onRefuse: (channel: ChannelName) => void
  readonly onRefusalRead: () => void
  /** Something was done: go to what is next, or stay and show `stay`. */
  readonly onDone: (stay: DeskAct | null) => void
}
