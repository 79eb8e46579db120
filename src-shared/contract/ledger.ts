// The ledgers on the bridge: what to show, and what to hand out as a file.
import Type from 'typebox'
import { type Ledger, ledgers } from '../domain/ledger.ts'
import type { TimelineItem } from './marks.ts'

/** `YYYY-MM-DD` in China, or '' for an open end. */
const day = Type.String({ pattern: '^(\\d{4}-\\d\\d-\\d\\d)?$', maxLength: 10 })
const filter = {
  ledger: Type.Enum(['all', ...ledgers] as ['all', ...Ledger[]]),
  from: day,
  to: day,
  /** Code of a unit and id of a member of staff; '' for any. */
  unit: Type.String({ maxLength: 64 }),
  staff: Type.String({ maxLength: 64 }),
}

/** Most rows a page of the desk shows. */
export const mostLedgerRows = 2_000
/** Most rows a file holds: a PDF of more is no paper anybody reads. */
export const mostExported = { xlsx: 100_000, pdf: 2_000 } as const

/** A file speaks the language of the screen it was asked from. */
export const exportLanguages = ['zh-CN', 'en'] as const
export type ExportLanguage = (typeof exportLanguages)[number]
/** Chinese where nothing is said. */
export const exportLanguage = Type.Optional(Type.Enum([...exportLanguages]))

export const exportFormats = ['xlsx', 'pdf'] as const
export type ExportFormat = (typeof exportFormats)[number]
const ledgerFilterSchema = Type.Object(filter, { additionalProperties: false })
export type LedgerFilter = Readonly<Type.Static<typeof ledgerFilterSchema>>

export const ledgerQuery = Type.Object(
  { ...filter, limit: Type.Integer({ minimum: 1, maximum: mostLedgerRows }) },
  { additionalProperties: false },
)
export const exportLedgerInput = Type.Object(
  { ...filter, format: Type.Enum([...exportFormats]), language: exportLanguage },
  { additionalProperties: false },
)

/** A file made in core. `content` is base64. */
export type ExportedFile = {
  readonly fileName: string
  readonly type: string
  readonly content: string
}

export type LedgerRow = TimelineItem & {
  readonly ledger: Ledger
  /** The case it belongs to; '' where it is not here. */
  readonly case: string
  /** Case number, or letter number where there is no case here. */
  readonly number: string
  readonly applicantName: string
}
export type LedgerView = {
  readonly rows: readonly LedgerRow[]
  /** Of the period, of every unit and staff. */
  readonly counts: Readonly<Record<Ledger, number>>
  /** Whether there are more rows than were asked for. */
  readonly more: boolean
}
