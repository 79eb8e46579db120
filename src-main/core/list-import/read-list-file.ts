// Import of an exemption list as published: what can be read becomes entries, every other row is shown with its reason.
import type { ListEntryContent } from '../../../src-shared/domain/exemption-list.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { ImportField } from './columns.ts'
import { findHeader, type Header } from './find-header.ts'
import { longestCell, readCells } from './read-cells.ts'
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
  /** Where the file is a workbook. */
  readonly sheetName?: string
  /** Where the file is text. */
  readonly encoding?: string
  readonly warnings: readonly ImportReason[]
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
    else if (field === 'legalBasis' && before !== text) fields.set(field, `${before} ${text}`)
  }
  return fields
}

/** Characters a field holds; a longer text is refused, never cut: a cut legal basis is none. */
const longest = {
  entryNumber: 64,
  serviceItemName: 400,
  serviceItemCode: 128,
  codeScheme: 64,
  proofName: 400,
  proofPurpose: 2_000,
  legalBasis: longestCell,
  basisRank: 64,
  demandingUnit: 200,
  issuingUnit: 400,
  level: 64,
  method: 2_000,
  archiveClass: longestCell,
  secrecy: longestCell,
  commitmentExcluded: 1_000,
  followUp: 2_000,
  questions: longestCell,
  note: 2_000,
  methodCode: longestCell,
} as const satisfies Record<ImportField, number>

const mostQuestions = 20
const longestQuestion = 500

const isCitation = (text: string) => /《[^》]+》.*第.+条|^第.+条/u.test(text)
const isNumber = (text: string) => /^[\d.]+$/.test(text)
const isPlainMethod = (text: string) => /^(直接取消|数据共享|告知承诺(制)?|部门核验|干部代办)$/u.test(text)

/** Whether a row's cells stand under the wrong headers, as they do where a comma or a merged cell was lost. */
function isShifted(cells: readonly string[], fields: Fields, header: Header): boolean {
  const text = (field: ImportField) => fields.get(field) ?? ''
  if (cells.slice(header.titles.length).some((cell) => cell !== '')) return true
  if (isNumber(text('proofName')) || isNumber(text('serviceItemName')) || isNumber(text('demandingUnit')))
    return true
  if (isCitation(text('demandingUnit')) || isCitation(text('issuingUnit'))) return true
  const stray = cells.some((cell, index) => isPlainMethod(cell) && header.fields[index] !== 'method')
  return stray && methodOf(text('method')) === null && methodOf(text('methodCode')) === null
}

function readEntry(
  cells: readonly string[],
  header: Header,
  broken: boolean,
): ListEntryContent | readonly ImportReason[] {
  if (broken) return [{ code: 'quotes-broken', params: {} }]
  const fields = readFields(cells, header)
  if (isShifted(cells, fields, header)) return [{ code: 'columns-shifted', params: {} }]
  const text = (field: ImportField) => fields.get(field) ?? ''
  const reasons: ImportReason[] = []
  const need = (field: ImportField, code: string) => {
    if (!fields.has(field)) reasons.push({ code, params: {} })
  }
  need('proofName', 'no-proof-name')
  need('serviceItemName', 'no-service-item')
  need('demandingUnit', 'no-demanding-unit')
  const wording = text('method')
  const method = methodOf(text('methodCode')) ?? methodOf(wording)
  if (method === null) {
    const params = { wording: wording.slice(0, 100) }
    reasons.push({ code: wording === '' ? 'no-method' : 'method-unreadable', params })
  }
  for (const [field, value] of fields) {
    if (value.length <= longest[field]) continue
    const column = header.titles[header.fields.indexOf(field)] ?? ''
    reasons.push({ code: 'cell-too-long', params: { column, longest: longest[field] } })
  }
  const questions = text('questions')
    .split(/[|｜\n]/u)
    .map((question) => question.trim())
    .filter((question) => question !== '')
  if (questions.length > mostQuestions || questions.some((question) => question.length > longestQuestion))
    reasons.push({ code: 'questions-too-many', params: { most: mostQuestions, longest: longestQuestion } })
  if (reasons.length > 0 || method === null) return reasons
  const excluded = text('commitmentExcluded')
  return {
    entryNumber: text('entryNumber'),
    proofName: text('proofName'),
    proofPurpose: text('proofPurpose'),
    serviceItemName: text('serviceItemName'),
    serviceItemCode: text('serviceItemCode'),
    codeScheme: text('codeScheme'),
    legalBasis: text('legalBasis'),
    basisRank: text('basisRank'),
    demandingUnit: text('demandingUnit'),
    issuingUnit: text('issuingUnit'),
    level: text('level'),
    method,
    methodWording: wording,
    archiveClass: archiveClassOf(text('archiveClass')),
    secrecy: header.fields.includes('secrecy') ? secrecyOf(text('secrecy')) : 'unknown',
    commitmentExcluded: /^(|no|否|无|适用)$/u.test(excluded) ? null : excluded.replace(/^yes[：:]\s*/u, ''),
    followUp: text('followUp') || null,
    questions,
    note: text('note'),
  }
}

const note =
  /^((备?注|说明|填报[人单位日期时间]*|制表人?|审核人?|联系(人|电话|方式))\s*[:：]|合计|共\s*[\d一二三四五六七八九十百千]+\s*[项条])/u

/**
 * A row that is no entry and no mistake: blank, a heading over the whole width, the header again, a note under the
 * table. All else is reported: 注销户口证明 is a proof, no note.
 */
function isBesideTheTable(cells: readonly string[], header: Header): boolean {
  const filled = cells.filter((cell) => cell !== '')
  const [first] = filled
  if (first === undefined) return true
  if (filled.length > 1 && filled.length >= header.titles.length && filled.every((cell) => cell === first))
    return true
  if (note.test(first) && filled.every((cell) => cell === first)) return true
  return filled.length > 1 && cells.every((cell, index) => cell === '' || cell === header.titles[index])
}

/**
 * Reads a list file.
 * @throws list-file-too-large, list-file-unreadable, list-no-header
 */
export async function readListFile(bytes: Uint8Array, fileName: string): Promise<ListPreview> {
  const { rows, broken, encoding, sheet } = await readCells(bytes, fileName)
  const header = findHeader(rows)
  if (header === null) throw new CodedFailure('list-no-header')
  const entries: ListEntryContent[] = []
  const rejected: RejectedRow[] = []
  for (const [index, cells] of rows.entries()) {
    if (index <= header.row) continue
    if (!broken.has(index) && isBesideTheTable(cells, header)) continue
    const read = readEntry(cells, header, broken.has(index))
    if (isReasons(read)) rejected.push({ rowNumber: index + 1, cells, reasons: read })
    else entries.push(read)
  }
  const missing = (field: ImportField) => !header.fields.includes(field)
  const warning = (holds: boolean, code: string, params: ImportReason['params'] = {}) =>
    holds ? [{ code, params }] : []
  return {
    rows: entries,
    rejected,
    columns: header.titles.map((title, index) => ({ header: title, field: header.fields[index] ?? null })),
    ...(sheet === null ? {} : { sheetName: sheet.name }),
    ...(encoding === null ? {} : { encoding }),
    warnings: [
      ...warning(encoding === 'gb18030', 'encoding-gb18030'),
      ...warning((sheet?.others ?? 0) > 0, 'other-sheets', { sheet: sheet?.name, others: sheet?.others }),
      ...warning(header.purposeIsItem, 'purpose-as-service-item'),
      ...warning(missing('secrecy'), 'no-secrecy-column'),
      ...warning(missing('serviceItemCode'), 'no-code-column'),
    ],
  }
}

const isReasons = (read: ListEntryContent | readonly ImportReason[]): read is readonly ImportReason[] =>
  Array.isArray(read)
