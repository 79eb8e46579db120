// Import of an exemption list as published: what can be read becomes entries, every other row is shown with its reason.
import type { ListEntryContent } from '../../../src-shared/domain/exemption-list.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { fieldOf, type ImportField } from './columns.ts'
import { readCells } from './read-cells.ts'
import { archiveClassOf, methodOf, secrecyOf } from './wording.ts'

export type ImportReason = { readonly code: string; readonly params: Readonly<Record<string, unknown>> }
export type RejectedRow = {
  /** As the file counts them, from 1. */
  readonly rowNumber: number
  readonly cells: readonly string[]
  readonly reasons: readonly ImportReason[]
}
/** A value, not a change: storing it is another step, so nothing is imported by halves. */
export type ListPreview = {
  readonly rows: readonly ListEntryContent[]
  readonly rejected: readonly RejectedRow[]
  readonly columns: readonly { readonly header: string; readonly field: string | null }[]
  readonly warnings: readonly ImportReason[]
}

/** Rows looked at for the header: titles and notes stand above it. */
const headerSearch = 30
/** A header names at least this many fields. */
const fewestFields = 3

type Header = {
  readonly row: number
  readonly titles: readonly string[]
  readonly fields: readonly (ImportField | null)[]
}

const fieldsOf = (titles: readonly string[]) => titles.map(fieldOf)
const known = (fields: readonly (ImportField | null)[]) =>
  new Set(fields.filter((field) => field !== null)).size

/** Finds the header: the row, or two merged rows, that names the most fields. */
function findHeader(rows: readonly (readonly string[])[]): Header | null {
  let best: Header | null = null
  for (let row = 0; row < Math.min(rows.length, headerSearch); row += 1) {
    const titles = rows[row] ?? []
    const below = rows[row + 1] ?? []
    const single: Header = { row, titles, fields: fieldsOf(titles) }
    const joined = titles.map((title, index) =>
      below[index] && below[index] !== title ? `${title}${below[index]}` : title,
    )
    const belowFields = fieldsOf(below)
    const double: Header = {
      row: row + 1,
      titles: joined,
      fields: titles.map((title, index) => belowFields[index] ?? fieldOf(title)),
    }
    // Two rows are one header only where the lower one says nothing but column names.
    const isHeaderBelow =
      new Set(titles.filter((title) => title !== '')).size > 1 &&
      below.some((cell, index) => cell !== '' && cell !== titles[index]) &&
      below.every((cell, index) => cell === '' || cell === titles[index] || belowFields[index] !== null)
    const candidates = isHeaderBelow ? [double] : [single]
    for (const candidate of candidates) {
      if (
        known(candidate.fields) >= fewestFields &&
        (best === null || known(candidate.fields) > known(best.fields))
      ) {
        best = candidate
      }
    }
  }
  return best
}

type Fields = ReadonlyMap<ImportField, string>

function readFields(cells: readonly string[], header: Header): Fields {
  const fields = new Map<ImportField, string>()
  for (const [index, field] of header.fields.entries()) {
    const text = cells[index] ?? ''
    if (field === null || text === '') continue
    const before = fields.get(field)
    // Basis stands in several columns (name, number, article); they are read as one.
    if (before === undefined) fields.set(field, text)
    else if (field === 'legalBasis' && before !== text) fields.set(field, `${before} ${text}`.slice(0, 4_000))
  }
  return fields
}

function readEntry(fields: Fields, header: Header): ListEntryContent | readonly ImportReason[] {
  const text = (field: ImportField, longest: number) => (fields.get(field) ?? '').slice(0, longest)
  const reasons: ImportReason[] = []
  const need = (field: ImportField, code: string) => {
    if (!fields.has(field)) reasons.push({ code, params: {} })
  }
  need('proofName', 'no-proof-name')
  need('serviceItemName', 'no-service-item')
  need('demandingUnit', 'no-demanding-unit')
  const wording = text('method', 2_000)
  const method = methodOf(text('methodCode', 100)) ?? methodOf(wording)
  if (method === null)
    reasons.push({ code: wording === '' ? 'no-method' : 'method-unreadable', params: { wording } })
  if (text('proofName', 4_000).length > 400) reasons.push({ code: 'columns-shifted', params: {} })
  if (reasons.length > 0 || method === null) return reasons
  const excluded = text('commitmentExcluded', 1_000)
  const secret = header.fields.includes('secrecy') ? secrecyOf(text('secrecy', 64)) : 'unknown'
  return {
    entryNumber: text('entryNumber', 64),
    proofName: text('proofName', 400),
    proofPurpose: text('proofPurpose', 2_000),
    serviceItemName: text('serviceItemName', 400),
    serviceItemCode: text('serviceItemCode', 128),
    codeScheme: text('codeScheme', 64),
    legalBasis: text('legalBasis', 4_000),
    basisRank: text('basisRank', 64),
    demandingUnit: text('demandingUnit', 200),
    issuingUnit: text('issuingUnit', 400),
    level: text('level', 64),
    method,
    methodWording: wording,
    archiveClass: archiveClassOf(text('archiveClass', 100)),
    secrecy: secret,
    commitmentExcluded: /^(|no|否|无|适用)$/u.test(excluded) ? null : excluded.replace(/^yes[：:]\s*/u, ''),
    followUp: text('followUp', 2_000) || null,
    questions: text('questions', 4_000)
      .split(/[|｜\n]/u)
      .map((question) => question.trim().slice(0, 500))
      .filter((question) => question !== '')
      .slice(0, 20),
    note: text('note', 2_000),
  }
}

/** A row that is no entry and no mistake: blank, the header again, a note or a signature under the table. */
function isBesideTheTable(cells: readonly string[], header: Header): boolean {
  const filled = cells.filter((cell) => cell !== '')
  if (filled.length === 0) return true
  if (filled.every((cell) => cell === filled[0]) && filled.length !== 1) return true
  if (filled.length === 1 && /^(注|备注|说明|填报|联系|合计|共)/u.test(filled[0] ?? '')) return true
  return cells.every((cell, index) => cell === '' || cell === header.titles[index])
}

/**
 * Reads a list file.
 * @throws list-file-too-large, list-file-unreadable, list-no-header
 */
export async function readListFile(bytes: Uint8Array, fileName: string): Promise<ListPreview> {
  const { rows, encoding } = await readCells(bytes, fileName)
  const header = findHeader(rows)
  if (header === null) throw new CodedFailure('list-no-header')
  const entries: ListEntryContent[] = []
  const rejected: RejectedRow[] = []
  for (const [index, cells] of rows.entries()) {
    if (index <= header.row || isBesideTheTable(cells, header)) continue
    const read = readEntry(readFields(cells, header), header)
    if (Array.isArray(read)) rejected.push({ rowNumber: index + 1, cells, reasons: read })
    else entries.push(read as ListEntryContent)
  }
  return {
    rows: entries,
    rejected,
    columns: header.titles.map((title, index) => ({ header: title, field: header.fields[index] ?? null })),
    warnings: [
      ...(encoding === 'gb18030' ? [{ code: 'encoding-gb18030', params: {} }] : []),
      ...(header.fields.includes('secrecy') ? [] : [{ code: 'no-secrecy-column', params: {} }]),
      ...(header.fields.includes('serviceItemCode') ? [] : [{ code: 'no-code-column', params: {} }]),
    ],
  }
}
