// Checks the transmission report of a fax as a person typed it in: what cannot be is refused, what is odd is said.
import Value from 'typebox/value'
import { type TransmissionReport, transmissionReportSchema } from '../../../src-shared/domain/dispatch.ts'

export type ReportContext = {
  /** ISO times: when the letter was made, and now by the window's clock. */
  readonly letterMadeAt: string
  readonly now: string
  /** Pages the letter has. */
  readonly letterPages: number
  /** Fax number of the unit asked as the directory has it; '' where it has none. */
  readonly directoryFaxNumber: string
}

/** What keeps a report from being a proof. `field` is the field to correct. */
export type ReportProblem = {
  readonly field: keyof TransmissionReport
  readonly problem: 'malformed' | 'before-letter' | 'in-future' | 'no-pages'
}

/** What a person should look at again; the report is recorded all the same. */
export type ReportWarning =
  | 'fewer-pages-than-letter'
  | 'more-pages-than-letter'
  | 'other-number-than-directory'

export type ReportCheck =
  | { readonly valid: true; readonly report: TransmissionReport; readonly warnings: readonly ReportWarning[] }
  | { readonly valid: false; readonly problems: readonly ReportProblem[] }

/** Fax machines keep time to the minute and are set by hand: this much ahead of the window is let pass. Milliseconds. */
const clockTolerance = 10 * 60_000

/** Checks a typed-in report against its schema, the letter and the clock. A failed transmission is a valid report too. */
export function checkTransmissionReport(typed: unknown, context: ReportContext): ReportCheck {
  const report = trimmed(typed)
  if (!Value.Check(transmissionReportSchema, report)) return { valid: false, problems: malformed(report) }
  const sentAt = Date.parse(report.sentAt)
  const problems: ReportProblem[] = []
  if (Number.isNaN(sentAt)) problems.push({ field: 'sentAt', problem: 'malformed' })
  if (sentAt < Date.parse(context.letterMadeAt) - clockTolerance) {
    problems.push({ field: 'sentAt', problem: 'before-letter' })
  }
  if (sentAt > Date.parse(context.now) + clockTolerance)
    problems.push({ field: 'sentAt', problem: 'in-future' })
  if (report.result === 'ok' && report.pages === 0) problems.push({ field: 'pages', problem: 'no-pages' })
  return problems.length > 0
    ? { valid: false, problems }
    : { valid: true, report, warnings: warningsOf(report, context) }
}

function warningsOf(report: TransmissionReport, context: ReportContext): readonly ReportWarning[] {
  const warnings: ReportWarning[] = []
  if (report.result === 'ok' && report.pages < context.letterPages) warnings.push('fewer-pages-than-letter')
  if (report.pages > context.letterPages) warnings.push('more-pages-than-letter')
  const known = localDigits(context.directoryFaxNumber)
  // An outside line's prefix or a missing area code does not make it another number.
  const dialled = localDigits(report.faxNumber)
  if (known !== '' && dialled !== known) warnings.push('other-number-than-directory')
  return warnings
}

/** The subscriber's own digits: the last seven of what was dialled, whatever prefix stands before them. */
function localDigits(number: string): string {
  return number.replace(/\D/g, '').slice(-7)
}

/** Spaces around what was typed are nobody's meaning; an empty optional field was left out. */
function trimmed(typed: unknown): unknown {
  if (typeof typed !== 'object' || typed === null || Array.isArray(typed)) return typed
  return Object.fromEntries(
    Object.entries(typed)
      .map(([field, value]) => [field, typeof value === 'string' ? value.trim() : value] as const)
      .filter(([field, value]) => !(field === 'reportNumber' && value === '')),
  )
}

function malformed(report: unknown): readonly ReportProblem[] {
  const given: Readonly<Record<string, unknown>> =
    typeof report === 'object' && report !== null && !Array.isArray(report) ? { ...report } : {}
  const { required, properties } = transmissionReportSchema
  const fields = Object.keys(properties) as (keyof TransmissionReport)[]
  const problems = fields
    .filter((field) => {
      const value = given[field]
      if (value === undefined) return (required as readonly string[]).includes(field)
      return !Value.Check(properties[field], value)
    })
    .map((field) => ({ field, problem: 'malformed' }) as const)
  // Something that is no report at all has no field of its own to point at.
  return problems.length > 0 ? problems : [{ field: 'faxNumber', problem: 'malformed' }]
}
