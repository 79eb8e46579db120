// What the pages are told of the store's health: backups, room on the disk, and what a recovery found and lost.
import type { ErrorCode } from '../errors.ts'

/** How a database was found. */
const damageKinds = [
  /** It is gone, though there was one. */
  'missing',
  /** Its first page cannot be read, or it is another kind of file. */
  'header',
  /** Some of its pages cannot be read, or disagree with each other. */
  'pages',
  /** It is whole and knows less than was acknowledged: its log was lost or cut, or an old copy was put in its place. */
  'behind',
] as const
export type DamageKind = (typeof damageKinds)[number]

/** What one recovery did. Counts only: no person's data. Kept in `report.json` beside the files that were set aside. */
export type RecoveryReport = {
  readonly form: 1
  /** ISO, by this machine's clock. */
  readonly at: string
  readonly damage: DamageKind
  /** What the check said, in SQLite's words. */
  readonly detail: string
  /** Folder below `set-aside/` that holds the damaged files, whole. */
  readonly folder: string
  /** The backup everything else was put on, or null where none could be used. */
  readonly backup: { readonly madeAt: string; readonly events: number } | null
  /** What was read from the damaged file itself, beyond the backup. */
  readonly salvaged: {
    readonly events: number
    /** Of them, acts of this window that the endpoint had not acknowledged. */
    readonly unsent: number
    readonly entries: number
    readonly reference: number
    /** Names of local documents: enrolment, mail queue and so on. */
    readonly local: readonly string[]
    /** Events that were found and could not be proven whole. */
    readonly unproven: number
  }
  /** Acts of this window that had been acknowledged and were found in neither; null where nothing tells. */
  readonly notFound: number | null
  /** Of those, how many the endpoint had; null until it was asked. */
  readonly fromEndpoint: number | null
  /** True where not even the enrolment was found: the window must be enrolled again. */
  readonly enrolmentLost: boolean
  /** When a person said they know of it, ISO. */
  readonly acknowledgedAt: string | null
}

export type StoreCareView = {
  readonly backups: {
    /** The newest one that was opened and read through. */
    readonly lastGood: {
      readonly madeAt: string
      readonly verifiedAt: string | null
      readonly bytes: number
      readonly documents: Readonly<Record<string, number>>
    } | null
    readonly kept: number
    readonly bytes: number
    /** When the next is due, ISO; null while nothing changed since the last. */
    readonly nextAt: string | null
    readonly running: boolean
    readonly last:
      | { readonly at: string; readonly result: 'made' | 'nothing-new' | 'no-room' | 'busy' }
      | { readonly at: string; readonly result: 'failed'; readonly code: ErrorCode }
      | null
  }
  /** When every page was last read and found whole, ISO; '' where never. */
  readonly readThroughAt: string
  /** True where damage was seen while the window worked: it is repaired at the next start. */
  readonly suspected: boolean
  readonly room: { readonly state: 'enough' | 'little' | 'none'; readonly freeBytes: number | null }
  /** Newest first. */
  readonly recoveries: readonly RecoveryReport[]
}
