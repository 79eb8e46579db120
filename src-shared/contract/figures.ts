// Figures on the bridge (A2§13): what to count, and the cases behind a number.
import Type from 'typebox'
import { archiveClasses } from '../domain/exemption-list.ts'
import { dimensions, type Figures, type Outcome, outcomes } from '../domain/figures.ts'
import { channels } from '../domain/verification.ts'
import type { VerificationFrame } from '../domain/verification-frame.ts'
import { exportFormats, exportLanguage } from './ledger.ts'

const exact = { additionalProperties: false } as const
const month = Type.String({ pattern: '^(\\d{4}-\\d\\d)?$', maxLength: 7 })
const filter = Type.Object(
  {
    from: month,
    to: month,
    unit: Type.String({ maxLength: 64 }),
    class: Type.Enum(['', ...archiveClasses]),
    channel: Type.Enum(['', ...channels]),
  },
  exact,
)
const behind = Type.Object(
  {
    outcome: Type.Union([Type.Enum([...outcomes]), Type.Null()]),
    dimension: Type.Union([Type.Enum([...dimensions]), Type.Null()]),
    part: Type.String({ maxLength: 200 }),
  },
  exact,
)

/** Most cases listed behind a number; the number itself says how many there are. */
export const mostFigureCases = 1_000

export const figuresQueries = {
  figures: Type.Object({ filter }, exact),
  figureCases: Type.Object({ filter, behind }, exact),
} as const satisfies Record<string, Type.TSchema>
export const exportFiguresInput = Type.Object(
  { filter, format: Type.Enum([...exportFormats]), language: exportLanguage },
  exact,
)

export type FiguresView = {
  readonly figures: Figures
  /** Code → name of the units in it. */
  readonly unitNames: Readonly<Record<string, string>>
  /** `own`: what this unit asks and is asked; `all`: every unit's, for the joint office. */
  readonly scope: 'own' | 'all'
  /** When the endpoint last told the joint office of all units, ISO; null before. */
  readonly toldAt: string | null
}
export type FigureCase = VerificationFrame & {
  readonly outcome: Outcome
  readonly demandingUnitName: string
  readonly issuingUnitName: string
  /** The case where it is this unit's own; '' elsewhere. */
  readonly case: string
}
export type FigureCasesView = { readonly rows: readonly FigureCase[]; readonly total: number }
