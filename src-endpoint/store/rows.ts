// What a store keeps, row by row, as it goes in and comes out and as a backup writes it down.
import type { CodedError } from '../../src-shared/errors.ts'

/** One thing in a feed, as JSON text where it stands. */
export type FeedRow = { readonly position: number; readonly json: string }

/** An event in a feed; `json` null where the window that asks wrote it. */
export type EventRow = {
  readonly position: number
  readonly id: string
  readonly hash: string
  readonly json: string | null
}

/** An entry of the list: its content as JSON text and the edition that last carried it. */
export type EntryRow = {
  readonly id: string
  readonly withdrawn: boolean
  readonly edition: string
  readonly content: string
}

export type RefusedEvent = {
  readonly digest: string
  readonly id: string
  readonly hash: string
  readonly placed: boolean
  readonly error: CodedError
  readonly json: string
  readonly refusedAt: string
}
