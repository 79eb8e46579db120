// Reads a CSV or XLSX file into plain cells: encodings guessed, merged cells filled, sizes bounded.
import ExcelJS from 'exceljs'
import Papa from 'papaparse'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { checkWorkbookBounds } from './workbook-bounds.ts'

/** Bytes. */
export const largestFile = 20 * 1024 * 1024
const mostRows = 200_000
const mostColumns = 200
/** Characters. What is longer is kept one character longer, so that its row can be refused instead of cut. */
export const longestCell = 4_000

export type Cells = {
  readonly rows: readonly (readonly string[])[]
  /** Rows (from 0) whose quotation marks do not close: they may have swallowed the rows below. */
  readonly broken: ReadonlySet<number>
  /** How the text is encoded; null for a workbook. */
  readonly encoding: string | null
  /** The sheet read, and how many others hold rows; null for text. */
  readonly sheet: { readonly name: string; readonly others: number } | null
}

const nothing = String.fromCharCode(0)
const clean = (text: string): string =>
  text
    .replaceAll(nothing, '')
    .trim()
    .slice(0, longestCell + 1)

/** @throws list-file-too-large, list-file-unreadable */
export async function readCells(bytes: Uint8Array, fileName: string): Promise<Cells> {
  if (bytes.length > largestFile)
    throw new CodedFailure('list-file-too-large', { megabytes: largestFile / 1024 / 1024 })
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b
  const cells = isZip || /\.xlsx$/i.test(fileName) ? await readWorkbook(bytes) : readText(bytes)
  if (cells.rows.length > mostRows) throw new CodedFailure('list-file-too-large', { rows: mostRows })
  return cells
}

function readText(bytes: Uint8Array): Cells {
  const { text, encoding } = decode(bytes)
  if (text.includes(nothing)) throw new CodedFailure('list-file-unreadable', { reason: 'binary' })
  const parsed = Papa.parse<string[]>(text, {
    skipEmptyLines: false,
    delimitersToGuess: [',', '\t', ';'],
    preview: mostRows + 1,
  })
  return {
    rows: parsed.data.map((row) => row.slice(0, mostColumns).map(clean)),
    broken: new Set(
      parsed.errors.flatMap((error) =>
        error.type === 'Quotes' && error.row !== undefined ? [error.row] : [],
      ),
    ),
    encoding,
    sheet: null,
  }
}

function decode(bytes: Uint8Array): { text: string; encoding: string } {
  const starts = (first: number, second: number) => bytes[0] === first && bytes[1] === second
  const encodings = starts(0xff, 0xfe)
    ? ['utf-16le']
    : starts(0xfe, 0xff)
      ? ['utf-16be']
      : ['utf-8', 'gb18030']
  for (const encoding of encodings) {
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding }
    } catch {
      // Not this one.
    }
  }
  throw new CodedFailure('list-file-unreadable', { reason: 'encoding' })
}

/** Parts of a sheet a list does not need; some of them make the reader walk whole columns. */
const ignoredParts = [
  'cols',
  'autoFilter',
  'rowBreaks',
  'dataValidations',
  'conditionalFormatting',
  'drawing',
  'picture',
  'extLst',
]

async function readWorkbook(bytes: Uint8Array): Promise<Cells> {
  checkWorkbookBounds(bytes)
  const workbook = new ExcelJS.Workbook()
  try {
    await workbook.xlsx.load(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
      { ignoreNodes: ignoredParts },
    )
  } catch {
    throw new CodedFailure('list-file-unreadable', { reason: 'workbook' })
  }
  const sheets = workbook.worksheets.map((sheet) => ({ sheet, rows: rowsOf(sheet) }))
  const filled = (rows: readonly (readonly string[])[]) => rows.filter((row) => row.length > 0).length
  const [most, ...others] = sheets.sort((one, other) => filled(other.rows) - filled(one.rows))
  if (most === undefined) throw new CodedFailure('list-file-unreadable', { reason: 'no-sheet' })
  return {
    rows: most.rows,
    broken: new Set(),
    encoding: null,
    // A sheet of one row explains the others; two rows may be a list.
    sheet: { name: most.sheet.name, others: others.filter(({ rows }) => filled(rows) > 1).length },
  }
}

/** The rows of a sheet by their place in it; a row that is merely formatted, as below many a list, ends nothing. */
function rowsOf(sheet: ExcelJS.Worksheet): readonly (readonly string[])[] {
  const rows: string[][] = []
  sheet.eachRow((row, number) => {
    const cells = Array.from({ length: Math.min(mostColumns, row.cellCount) }, (_, index) =>
      // A merged cell answers with its master's value, which carries it downward and across.
      clean(textOf(row.getCell(index + 1).value)),
    )
    if (cells.every((cell) => cell === '')) return
    if (number > mostRows) throw new CodedFailure('list-file-too-large', { rows: mostRows })
    while (rows.length < number - 1) rows.push([])
    rows.push(cells)
  })
  return rows
}

function textOf(value: ExcelJS.CellValue | undefined): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10)
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map((run) => run.text).join('')
  if ('text' in value) return textOf(value.text)
  if ('result' in value) return textOf(value.result)
  return ''
}
