// What a search of the list finds, a service item whole, and the preview of an import.
import type { ExemptionMethod, ListEntry, ListEntryContent } from '../domain/exemption-list.ts'

/** Marks the matched part of a name: [start, end) in UTF-16 units. */
export type Highlight = readonly [number, number]

export type ServiceItemHit = {
  readonly serviceItem: string
  readonly name: string
  readonly code: string
  readonly demandingUnit: string
  readonly proofs: number
  readonly highlights: readonly Highlight[]
}

export type ProofHit = {
  readonly serviceItem: string
  readonly serviceItemName: string
  readonly code: string
  readonly demandingUnit: string
  readonly proofName: string
  readonly method: ExemptionMethod
  readonly highlights: readonly Highlight[]
}

export type SearchAnswer = {
  readonly items: readonly ServiceItemHit[]
  readonly byProof: readonly ProofHit[]
  readonly milliseconds: number
}

export type ServiceItemView = {
  readonly serviceItem: string
  readonly name: string
  readonly code: string
  readonly codeScheme: string
  readonly demandingUnit: string
  /** Whether this window's unit is the one that demands. */
  readonly ours: boolean
  /** Working days promised when this window last opened a case of it; null where none were. */
  readonly limitDays: number | null
  readonly entries: readonly ListEntry[]
}

export type ImportPreview = {
  /** Names this preview when it is published. */
  readonly preview: string
  readonly rows: number
  readonly entries: readonly ListEntryContent[]
  readonly rejected: readonly {
    readonly rowNumber: number
    readonly cells: readonly string[]
    readonly reasons: readonly { readonly code: string; readonly params: Readonly<Record<string, unknown>> }[]
  }[]
  readonly columns: readonly { readonly header: string; readonly field: string | null }[]
  readonly warnings: readonly { readonly code: string; readonly params: Readonly<Record<string, unknown>> }[]
}
