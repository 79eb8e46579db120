// Draws a table on A4, landscape: head with what it is of, every row with its events in small print, page n/N.
import pdfmake from 'pdfmake'
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js'
import { letterFamily, loadLetterFonts } from '../letters/letter-fonts.ts'
import { flowing, mm } from '../letters/letter-page.ts'
import { type ExportWords, exportWords } from './export-words.ts'
import type { ExportedTable, TableRow } from './exported-table.ts'

const size = 8.5
const small = 5.5
const left = mm(12)
const width = mm(297) - 2 * left

/** The same table gives the same pages. Rows are held in memory: a caller bounds them. */
export async function drawTable(table: ExportedTable, fontsFolder: string): Promise<Uint8Array> {
  const { printable } = await loadLetterFonts(fontsFolder)
  const words = exportWords[table.language]
  const { behind } = table
  const definition = {
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: [left, mm(14), left, mm(14)],
    version: '1.7',
    language: table.language,
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
        { width: 'auto', text: words.page(page, pages), noWrap: true },
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
      await gridOf(table, words, printable),
      ...(behind === undefined ? [] : [headOf(behind.title), await gridOf(behind, words, printable)]),
    ],
  } satisfies TDocumentDefinitions
  return new Uint8Array(await pdfmake.createPdf(definition).getBuffer())
}

const headOf = (text: string): Content => ({
  text,
  bold: true,
  fontSize: 13,
  pageBreak: 'before',
  margin: [0, 0, 0, 5],
})

/** The rows under their heads; words where there are none. */
async function gridOf(
  { columns, rows }: Pick<ExportedTable, 'columns' | 'rows'>,
  words: ExportWords,
  printable: (text: string) => string,
): Promise<Content> {
  const wide = columns.reduce((sum, column) => sum + column.width, 4)
  const body: TableCell[][] = []
  let count = 0
  for await (const row of rows()) {
    count += 1
    body.push([String(count), ...row.cells.map((cell) => flowing(printable(String(cell))))])
    if (row.events.length > 0) body.push(eventsRow(row, columns.length))
  }
  if (count === 0) return { text: words.nothing, margin: [0, 12, 0, 0] }
  const head = [words.row, ...columns.map((column) => column.head)].map((text) => ({ text, bold: true }))
  return {
    table: {
      headerRows: 1,
      dontBreakRows: true,
      // The padding between columns takes its own room.
      widths: [(4 / wide) * width - 6, ...columns.map((column) => (column.width / wide) * width - 6)],
      body: [head, ...body],
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
  }
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
