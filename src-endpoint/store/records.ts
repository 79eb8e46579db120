// What a backup is made of: one record after the other, the same from either store, so that one can be put back into the other.
import type { EntryRow, FeedRow, RefusedEvent } from './rows.ts'

/** In the order in which they are written; events in the order of their commit within each stream. */
export type StoreRecord =
  | { readonly record: 'setting'; readonly name: string; readonly value: string }
  | { readonly record: 'counter'; readonly name: string; readonly position: number }
  | {
      readonly record: 'window'
      readonly window: string
      readonly number: number
      readonly name: string
      readonly unit: string
      readonly publicKey: string
      /** JSON. */
      readonly pastKeys: string
      readonly revoked: boolean
      readonly tipSequence: number
      readonly tipHash: string
      readonly enrolledAt: string
    }
  | { readonly record: 'document'; readonly id: string; readonly row: FeedRow }
  | { readonly record: 'past'; readonly id: string; readonly until: number; readonly json: string }
  | { readonly record: 'entry'; readonly row: EntryRow & { readonly position: number } }
  /** The event's whole text. */
  | { readonly record: 'event'; readonly json: string }
  | { readonly record: 'refused'; readonly row: RefusedEvent & { readonly window: string } }
  | {
      readonly record: 'party'
      readonly stream: string
      readonly unit: string
      readonly closedAt: number | null
    }
  | { readonly record: 'place'; readonly unit: string; readonly position: number; readonly event: string }

/**
 * How far every feed's counter jumps when a backup is put back. What was committed after the backup had positions that are not
 * known any more; new ones must not be mistaken for them by a window that has read on so far.
 */
export const restoredJump = 1_000_000_000

/** Records written in one statement or transaction. */
export const recordsAtOnce = 1_000
