// Writes a table as a workbook, row by row: the table on the first sheet, the events, or what its numbers count, on the second.
import { Writable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import ExcelJS from 'exceljs'
import { exportWords } from './export-words.ts'
import { type ExportedTable, guardedCell, type TableRow } from './exported-table.ts'

/** Widths of the columns of the events' sheet. */
const eventWidths = [7, 38, 26, 44, 26, 38, 9, 66, 66]

/** Rows written before others have their turn. */
const rowsOfTurn = 100

const cellsOf = (row: TableRow): readonly (string | number)[] =>
  row.cells.map((cell) => (typeof cell === 'number' ? cell : guardedCell(cell)))

export async function writeWorkbook(table: ExportedTable): Promise<Uint8Array> {
  const words = exportWords[table.language]
  const parts: Buffer[] = []
  const stream = new Writable({
    write(part: Buffer, _encoding, done) {
      parts.push(Buffer.from(part))
      done()
    },
  })
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useStyles: true })
  const page = {
    paperSize: 9,
    orientation: 'landscape',
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
  } as const
  // The head of each sheet stays while one scrolls.
  const frozen = (ySplit: number) => ({ pageSetup: page, views: [{ state: 'frozen' as const, ySplit }] })
  const sheet = book.addWorksheet(table.title.slice(0, 31), frozen(table.facts.length + 3))
  const events = table.ofEvents ? book.addWorksheet(words.events.title, frozen(1)) : null
  sheet.columns = [{ width: 7 }, ...table.columns.map(({ width }) => ({ width }))]
  if (events !== null) events.columns = eventWidths.map((width) => ({ width }))

  const title = sheet.addRow([table.title])
  title.font = { bold: true, size: 16 }
  title.commit()
  for (const [label, value] of table.facts) sheet.addRow([label, '', guardedCell(value)]).commit()
  sheet.addRow([table.note]).commit()
  const heads = [
    sheet.addRow([words.row, ...table.columns.map((column) => column.head)]),
    ...(events === null ? [] : [events.addRow([...words.events.columns])]),
  ]
  for (const row of heads) {
    row.font = { bold: true }
    row.commit()
  }
  let number = 0
  for await (const row of table.rows()) {
    number += 1
    // Lets the rows written so far leave memory, and core answer meanwhile.
    if (number % rowsOfTurn === 0) await nextTurn()
    sheet.addRow([number, ...cellsOf(row)]).commit()
    for (const { id, kind, stream: name, at, window, sequence, hash, previousHash } of row.events)
      events?.addRow([number, id, kind, guardedCell(name), at, window, sequence, hash, previousHash]).commit()
  }
  sheet.commit()
  events?.commit()
  if (table.behind !== undefined) await writeBehind(table.behind)
  await book.commit()
  return Buffer.concat(parts)

  async function writeBehind({ title, columns, rows }: NonNullable<ExportedTable['behind']>): Promise<void> {
    const list = book.addWorksheet(title.slice(0, 31), frozen(1))
    list.columns = [{ width: 7 }, ...columns.map(({ width }) => ({ width }))]
    list.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: columns.length + 1 } }
    const head = list.addRow([words.row, ...columns.map((column) => column.head)])
    head.font = { bold: true }
    head.commit()
    let count = 0
    for await (const row of rows()) {
      count += 1
      if (count % rowsOfTurn === 0) await nextTurn()
      list.addRow([count, ...cellsOf(row)]).commit()
    }
    list.commit()
  }
}
