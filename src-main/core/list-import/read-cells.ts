// Reads a CSV or XLSX file into plain cells: encodings guessed, merged cells filled, sizes bounded.
import ExcelJS from 'exceljs'
import Papa from 'papaparse'
import { CodedFailure } from '../../../src-shared/errors.ts'

export const largestFile = 20 * 1024 * 1024
export const mostRows = 200_000
const mostColumns = 200
const longestCell = 4_000
/** A workbook may unpack to this many times its size before it is taken for a bomb. */
const mostUnpacked = 200 * 1024 * 1024

export type Cells = {
  readonly rows: readonly (readonly string[])[]
  readonly encoding: string
  readonly sheetName: string
}

const nothing = String.fromCharCode(0)
const clean = (text: string): string => text.replaceAll(nothing, '').trim().slice(0, longestCell)

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
  const parsed = Papa.parse<string[]>(text, { skipEmptyLines: false })
  const rows = parsed.data.map((row) => row.slice(0, mostColumns).map(clean))
  return { rows, encoding, sheetName: '' }
}

function decode(bytes: Uint8Array): { text: string; encoding: string } {
  const encodings = bytes[0] === 0xff && bytes[1] === 0xfe ? ['utf-16le'] : ['utf-8', 'gb18030']
  for (const encoding of encodings) {
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding }
    } catch {
      // Not this one.
    }
  }
  throw new CodedFailure('list-file-unreadable', { reason: 'encoding' })
}

/** Sum of the sizes a ZIP's directory promises; a promise too large is refused before anything is unpacked. */
function unpackedSize(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let total = 0
  for (let at = 0; at + 46 <= bytes.length; at += 1) {
    if (bytes[at] === 0x50 && view.getUint32(at, true) === 0x02014b50) total += view.getUint32(at + 24, true)
  }
  return total
}

async function readWorkbook(bytes: Uint8Array): Promise<Cells> {
  if (unpackedSize(bytes) > mostUnpacked) throw new CodedFailure('list-file-too-large', { reason: 'zip' })
  const workbook = new ExcelJS.Workbook()
  try {
    await workbook.xlsx.load(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    )
  } catch {
    throw new CodedFailure('list-file-unreadable', { reason: 'workbook' })
  }
  const sheet = workbook.worksheets.reduce<ExcelJS.Worksheet | null>(
    (most, one) => (most === null || one.actualRowCount > most.actualRowCount ? one : most),
    null,
  )
  if (sheet === null) throw new CodedFailure('list-file-unreadable', { reason: 'no-sheet' })
  const rows: string[][] = []
  const columns = Math.min(mostColumns, sheet.columnCount)
  for (let number = 1; number <= Math.min(sheet.rowCount, mostRows + 1); number += 1) {
    const row = sheet.getRow(number)
    // A merged cell answers with its master's value, which carries it downward and across.
    rows.push(Array.from({ length: columns }, (_, index) => clean(row.getCell(index + 1).text ?? '')))
  }
  return { rows, encoding: 'xlsx', sheetName: sheet.name }
}
