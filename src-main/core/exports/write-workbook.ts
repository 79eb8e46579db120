// Writes a table as a workbook, row by row: the table on the first sheet, the events behind it on the second.
import { Writable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import ExcelJS from 'exceljs'
import { type ExportedTable, guardedCell, type TableRow } from './exported-table.ts'

const eventColumns = [
  { head: '行', width: 7 },
  { head: '事件号', width: 38 },
  { head: '种类', width: 26 },
  { head: '流', width: 44 },
  { head: '时间（UTC）', width: 26 },
  { head: '窗口', width: 38 },
  { head: '序号', width: 9 },
  { head: '哈希', width: 66 },
  { head: '前一事件的哈希', width: 66 },
] as const

/** Rows written before others have their turn. */
const rowsOfTurn = 100

const cellsOf = (row: TableRow): readonly (string | number)[] =>
  row.cells.map((cell) => (typeof cell === 'number' ? cell : guardedCell(cell)))

export async function writeWorkbook(table: ExportedTable): Promise<Uint8Array> {
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
  const events = table.ofEvents ? book.addWorksheet('事件', frozen(1)) : null
  sheet.columns = [{ width: 7 }, ...table.columns.map(({ width }) => ({ width }))]
  if (events !== null) events.columns = eventColumns.map(({ width }) => ({ width }))

  const title = sheet.addRow([table.title])
  title.font = { bold: true, size: 16 }
  title.commit()
  for (const [label, value] of table.facts) sheet.addRow([label, '', guardedCell(value)]).commit()
  sheet.addRow([table.note]).commit()
  const heads = [
    sheet.addRow(['行', ...table.columns.map((column) => column.head)]),
    ...(events === null ? [] : [events.addRow(eventColumns.map((column) => column.head))]),
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
  await book.commit()
  return Buffer.concat(parts)
}
