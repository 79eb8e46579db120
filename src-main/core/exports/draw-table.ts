// Draws a table on A4, landscape: head with what it is of, every row with its events in small print, page n/N.
import pdfmake from 'pdfmake'
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js'
import { letterFamily, loadLetterFonts } from '../letters/letter-fonts.ts'
import { flowing, mm } from '../letters/letter-page.ts'
import type { ExportedTable, TableRow } from './exported-table.ts'

const size = 8.5
const small = 5.5
const left = mm(12)
const width = mm(297) - 2 * left

/** The same table gives the same pages. Rows are held in memory: a caller bounds them. */
export async function drawTable(table: ExportedTable, fontsFolder: string): Promise<Uint8Array> {
  const { printable } = await loadLetterFonts(fontsFolder)
  const words = table.columns.reduce((sum, column) => sum + column.width, 4)
  const number = (4 / words) * width
  const rows: TableCell[][] = []
  let count = 0
  for await (const row of table.rows()) {
    count += 1
    rows.push([String(count), ...row.cells.map((cell) => flowing(printable(String(cell))))])
    if (row.events.length > 0) rows.push(eventsRow(row, table.columns.length))
  }
  const head = ['行', ...table.columns.map((column) => column.head)].map((text) => ({ text, bold: true }))
  const definition = {
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: [left, mm(14), left, mm(14)],
    version: '1.7',
    language: 'zh-CN',
    info: { title: table.title },
    defaultStyle: { font: letterFamily, fontSize: size, lineHeight: 1.05 },
    footer: (page: number, pages: number): Content => ({
      margin: [left, mm(4), left, 0],
      fontSize: 8,
      columns: [
        {
          width: '*',
          text: `${table.title}　${table.facts.map(([label, value]) => `${label} ${printable(value)}`).join('　')}`,
        },
        { width: 'auto', text: `第 ${page}/${pages} 页`, noWrap: true },
      ],
    }),
    content: [
      { text: table.title, bold: true, fontSize: 17, alignment: 'center', margin: [0, 0, 0, 5] },
      {
        columns: table.facts.map(([label, value]) => ({
          width: 'auto',
          text: [{ text: `${label}　`, color: '#555555' }, printable(value)],
        })),
        columnGap: 16,
        margin: [0, 0, 0, 3],
      },
      { text: table.note, fontSize: 7.5, color: '#555555', margin: [0, 0, 0, 5] },
      count === 0
        ? { text: '这一期间没有记录。', margin: [0, 12, 0, 0] }
        : {
            table: {
              headerRows: 1,
              dontBreakRows: true,
              // The padding between columns takes its own room.
              widths: [number - 6, ...table.columns.map((column) => (column.width / words) * width - 6)],
              body: [head, ...rows],
            },
            layout: {
              hLineWidth: () => 0.4,
              vLineWidth: () => 0,
              hLineColor: () => '#999999',
              paddingLeft: () => 3,
              paddingRight: () => 3,
              paddingTop: () => 2,
              paddingBottom: () => 2,
            },
          },
    ],
  } satisfies TDocumentDefinitions
  return new Uint8Array(await pdfmake.createPdf(definition).getBuffer())
}

function eventsRow(row: TableRow, columns: number): TableCell[] {
  const text = row.events
    .map(({ id, hash, window, sequence }) => `${id}　${hash}　${window} #${sequence}`)
    .join('\n')
  const empty = Array.from({ length: columns - 1 }, () => ({}))
  return [
    { text: '', border: [false, false, false, true] },
    { text, colSpan: columns, fontSize: small, color: '#666666', border: [false, false, false, true] },
    ...empty,
  ]
}
