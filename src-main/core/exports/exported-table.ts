// A table that leaves the house as a file: its head, its columns, and its rows as they are read.
import type { ExportLanguage } from '../../../src-shared/contract/ledger.ts'
import type { EventEnvelope } from '../../../src-shared/domain/event.ts'

export type TableRow = {
  readonly cells: readonly (string | number)[]
  /** The events this row was made of. */
  readonly events: readonly Pick<
    EventEnvelope,
    'id' | 'kind' | 'stream' | 'at' | 'window' | 'sequence' | 'previousHash' | 'hash'
  >[]
}

export type ExportedColumns = readonly { readonly head: string; readonly width: number }[]

export type ExportedTable = {
  readonly language: ExportLanguage
  readonly title: string
  /** Label and value: unit, period, edition, when it was made. */
  readonly facts: readonly (readonly [label: string, value: string])[]
  readonly note: string
  /** Whether rows are made of events, which then stand on a sheet of their own. */
  readonly ofEvents: boolean
  /** For the name of the file. */
  readonly period: string
  /** `width` in Chinese characters' halves, about. */
  readonly columns: ExportedColumns
  rows(): AsyncIterable<TableRow>
  /** What the rows count, one by one: a sheet, or pages, of its own. */
  readonly behind?: {
    readonly title: string
    readonly columns: ExportedColumns
    rows(): AsyncIterable<TableRow>
  }
}

/** A cell a spreadsheet would take for a formula is text for every one of them, also when it is saved as CSV. */
export function guardedCell(cell: string): string {
  return /^[\s\0]*[=+\-@＝＋－＠]/u.test(cell) || /^[\t\r\n]/.test(cell) ? `'${cell}` : cell
}
