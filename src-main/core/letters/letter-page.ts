// The sheet both letters share, after the letter form of GB/T 9704 §10: A4, red name, double red lines, number, seal, foot.
import pdfmake from 'pdfmake'
import type { Column, Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js'
import QRCode from 'qrcode'
import { letterCode } from '../../../src-shared/domain/letter.ts'
import { letterFamily } from './letter-fonts.ts'

/** Millimetres in points. */
export const mm = (millimetres: number): number => (millimetres * 72) / 25.4

const red = '#c8161d'
const ink = '#111111'
// GB/T 9704 §5.2: type area 156 mm wide, top edge 37 mm, binding edge 28 mm; §10: the name 30 mm from the top, lines 170 mm, the
// lower one 20 mm from the bottom edge.
const top = mm(37)
const left = mm(28)
const right = mm(26)
/** The face leaves 1 mm above its characters. */
const nameTop = mm(29)
const typeWidth = mm(156)
const lineWidth = mm(170)
/** Height kept for the foot: the lower double line lies 20 mm from the bottom edge, with air above it. */
const footHeight = mm(25)
const lineShift = -(lineWidth - typeWidth) / 2

const bodySize = 16
const tableSize = 13
/** 28 pt from line to line for 16 pt type: the face's own line is 1.437 high. */
const bodyLine = 1.22

export type LetterSheet = {
  readonly title: string
  readonly fromUnit: string
  readonly toUnit: string
  /** Number as printed at the right under the first line. */
  readonly numberText: string
  readonly streamId: string
  readonly date: string
  readonly offline: boolean
  /** Text at the left of the foot. */
  readonly footText: string
  readonly codeText: readonly string[]
  /** What stands between 主送 and the closing text. */
  readonly body: readonly Content[]
  readonly attachments: readonly string[]
  /** Version of the unit's template, printed at the foot; null without one. */
  readonly templateVersion: number | null
  /** Last paragraph; it never parts from the seal. */
  readonly closingText: string
}

/** Pages of a PDF that `drawSheet` made: the count stands in its page tree, which is never packed. */
export function countPages(pdf: Uint8Array): number {
  const count = /\/Type \/Pages\s+\/Count (\d+)/.exec(Buffer.from(pdf).toString('latin1'))?.[1]
  if (count === undefined) throw new Error('not a PDF of ours')
  return Number(count)
}

/** The sheet as PDF bytes. The same sheet gives the same bytes. */
export async function drawSheet(sheet: LetterSheet): Promise<Uint8Array> {
  const day = new Date(`${sheet.date}T00:00:00Z`)
  const definition = {
    pageSize: 'A4',
    pageMargins: [left, top, right, footHeight],
    version: '1.7',
    language: 'zh-CN',
    info: { title: sheet.title, author: sheet.fromUnit, subject: sheet.numberText, creationDate: day },
    defaultStyle: { font: letterFamily, fontSize: bodySize, lineHeight: bodyLine, color: ink },
    header: (page: number) => (page === 1 ? null : runningHead(sheet)),
    footer: (page: number, pages: number) => foot(sheet, page, pages),
    content: [
      unitName(sheet.fromUnit),
      doubleLine('thick-first'),
      numberLine(sheet),
      {
        text: sheet.title,
        bold: true,
        fontSize: 20,
        alignment: 'center',
        lineHeight: 1.15,
        margin: [0, 8, 0, 6],
      },
      { ...flowing(`${sheet.toUnit}：`), margin: [0, 0, 0, 0] },
      ...sheet.body,
      ...closing(sheet),
    ],
  } satisfies TDocumentDefinitions
  return new Uint8Array(await pdfmake.createPdf(definition).getBuffer())
}

/** 附件说明: two characters in, below the text (GB/T 9704 §7.3.4). */
function attachments(sheet: LetterSheet): readonly Content[] {
  const many = sheet.attachments.length > 1
  return sheet.attachments.map((name, at) => ({
    margin: [bodySize * 2, at === 0 ? 4 : 0, 0, 0],
    columns: [
      {
        width: bodySize * (many ? 5 : 3),
        noWrap: true,
        text: `${at === 0 ? '附件：' : '　　　'}${many ? `${at + 1}．` : ''}`,
      },
      { width: '*', ...flowing(name) },
    ],
  }))
}

/** The last paragraph does not part from the seal, unless it is longer than fits beside it. */
function closing(sheet: LetterSheet): readonly Content[] {
  const last: Content = { stack: [paragraph(sheet.closingText, [0, 6, 0, 0]), ...attachments(sheet)] }
  const sealed = signature(sheet)
  return sheet.closingText.length <= mostKeptWhole / 2
    ? [{ unbreakable: true, stack: [last, sealed] }]
    : [last, { unbreakable: true, stack: [sealed] }]
}

/** Text that stays on the sheet: where a word is too long for a line it breaks anywhere, elsewhere by the rules. */
export function flowing(text: string): { readonly text: string; readonly wordBreak: 'normal' | 'break-all' } {
  return { text, wordBreak: /[\u0021-\u024f]{26,}/u.test(text) ? 'break-all' : 'normal' }
}

/** A body paragraph: two characters in, set to both edges. */
export function paragraph(text: string, margin: [number, number, number, number] = [0, 0, 0, 0]): Content {
  return { ...flowing(text), alignment: 'justify', leadingIndent: bodySize * 2, margin }
}

export type LetterRow = {
  readonly label: string
  readonly content: Content
  /** Characters of the content, about. */
  readonly characters: number
}

// What is kept whole must fit on a page, or it would not be drawn at all: 600 characters take half of one.
const mostKeptWhole = 600

/** The ruled table of a letter. Rows pass to the next page whole, unless one is too long for that. */
export function letterTable(rows: readonly LetterRow[]): Content {
  const body = rows.map((row): TableCell[] => [spread(row.label), { stack: [row.content] }])
  return {
    margin: [0, 6, 0, 0],
    fontSize: tableSize,
    lineHeight: 1.08,
    table: {
      widths: [tableSize * 5.2, '*'],
      dontBreakRows: rows.every((row) => row.characters <= mostKeptWhole),
      body,
    },
    layout: {
      hLineWidth: () => 0.75,
      vLineWidth: () => 0.75,
      hLineColor: () => ink,
      vLineColor: () => ink,
      paddingLeft: () => 6,
      paddingRight: () => 6,
      paddingTop: () => 4,
      paddingBottom: () => 3,
    },
  }
}

/** A row of plain text. */
export function textRow(label: string, text: string): LetterRow {
  return { label, content: flowing(text), characters: text.length }
}

/** Labels of three characters are spread to the width of four, as forms do. */
function spread(label: string): TableCell {
  return { text: label, noWrap: true, characterSpacing: [...label].length === 3 ? tableSize / 2 : 0 }
}

function unitName(name: string): Content {
  const length = [...name].length
  // As large as the line allows; beyond 24 characters it takes two lines.
  const size = Math.max(20, Math.min(33, Math.floor(lineWidth / (length * 1.06))))
  return {
    text: name,
    bold: true,
    color: red,
    fontSize: size,
    characterSpacing: length <= 14 ? size * 0.06 : 0,
    lineHeight: 1,
    alignment: 'center',
    margin: [lineShift, nameTop - top, lineShift, 0],
  }
}

/** 上粗下细 under the name, 上细下粗 at the foot (GB/T 9704 §10). */
function doubleLine(order: 'thick-first' | 'thin-first'): Content {
  const widths = order === 'thick-first' ? [2.4, 0.8] : [0.8, 2.4]
  const [first = 0, second = 0] = widths
  const line = (y: number, width: number) => ({
    type: 'line' as const,
    x1: lineShift,
    x2: lineShift + lineWidth,
    y1: y,
    y2: y,
    lineWidth: width,
    lineColor: red,
  })
  return { canvas: [line(first / 2, first), line(first + 1.8 + second / 2, second)], margin: [0, 4, 0, 0] }
}

function numberLine(sheet: LetterSheet): Content {
  const mark: Column = sheet.offline
    ? {
        width: 'auto',
        fontSize: 10.5,
        lineHeight: 1,
        table: { body: [[{ text: '离线出具 · 尚未同步', noWrap: true }]] },
        layout: {
          hLineWidth: () => 0.75,
          vLineWidth: () => 0.75,
          paddingTop: () => 0.5,
          paddingBottom: () => 0.5,
          paddingLeft: () => 5,
          paddingRight: () => 5,
        },
        margin: [0, 3, 0, 0],
      }
    : { width: 'auto', text: '' }
  return {
    margin: [0, 12, 0, 0],
    columns: [mark, { width: '*', text: sheet.numberText, alignment: 'right' }],
  }
}

function runningHead(sheet: LetterSheet): Content {
  const mark = sheet.offline ? '　离线出具 · 尚未同步' : ''
  return {
    margin: [left, mm(18), right, 0],
    fontSize: 10.5,
    lineHeight: 1,
    columns: [
      { width: '*', text: `${sheet.title}${mark}` },
      { width: 'auto', text: sheet.numberText, noWrap: true, margin: [12, 0, 0, 0] },
    ],
  }
}

const templateText = ({ templateVersion }: LetterSheet): string =>
  templateVersion === null ? '' : `范本第${templateVersion}版`

function foot(sheet: LetterSheet, page: number, pages: number): Content {
  // The lower double line belongs to the first page only.
  const line: Content[] = page === 1 ? [doubleLine('thin-first')] : []
  return {
    margin: [left, footHeight - mm(20) - 9, right, 0],
    stack: [
      ...line,
      {
        fontSize: 10.5,
        lineHeight: 1,
        margin: [lineShift, page === 1 ? 5 : 14, lineShift, 0],
        columns: [
          {
            width: '*',
            text: [sheet.footText, templateText(sheet)].filter((text) => text !== '').join('　'),
          },
          { width: 'auto', text: `第 ${page}/${pages} 页`, noWrap: true, margin: [12, 0, 0, 0] },
        ],
      },
    ],
  }
}

/** Room for a round seal of 42 mm, stamped by hand. */
const sealDiameter = mm(42)
const codeSide = mm(26)

/** QR code at the left; at the right unit and date, with the place for the seal around them. */
function signature(sheet: LetterSheet): Content {
  const [year, month, day] = sheet.date.split('-').map(Number)
  const radius = sealDiameter / 2
  const width = mm(80)
  // The name stands on the seal's middle whether it takes one line or three.
  const nameLines = Math.ceil(([...sheet.fromUnit].length * bodySize) / width)
  const signedTop = radius - 8 - nameLines * 11
  return {
    columns: [
      {
        width: '*',
        margin: [0, sealDiameter - codeSide, 0, 0],
        columns: [
          { width: codeSide, svg: codeDrawing(letterCode(sheet.streamId)), fit: [codeSide, codeSide] },
          {
            width: '*',
            fontSize: 9.5,
            lineHeight: 1,
            margin: [7, codeSide - sheet.codeText.length * 13.7 - 1, 0, 0],
            stack: sheet.codeText.map((text) => ({ text })),
          },
        ],
      },
      {
        width,
        stack: [
          {
            canvas: [
              {
                type: 'ellipse',
                x: width / 2,
                y: radius,
                r1: radius,
                r2: radius,
                lineWidth: 0.7,
                lineColor: '#d98a8d',
                dash: { length: 3, space: 3 },
              },
            ],
          },
          {
            relativePosition: { x: 0, y: -sealDiameter + 7 },
            text: '盖章处',
            fontSize: 9.5,
            lineHeight: 1,
            color: '#b5484c',
            alignment: 'center',
          },
          {
            relativePosition: { x: 0, y: -sealDiameter + signedTop },
            stack: [
              { text: sheet.fromUnit, alignment: 'center', lineHeight: 1.1 },
              { text: `${year}年${month}月${day}日`, alignment: 'center' },
            ],
          },
        ],
      },
    ],
  }
}

/** The code as one vector path, runs of dark modules row by row, on the white of the sheet that gives it its quiet zone. */
function codeDrawing(text: string): string {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const quiet = 1
  const side = modules.size + 2 * quiet
  const runs: string[] = []
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      let length = 0
      while (column + length < modules.size && modules.get(row, column + length)) length += 1
      if (length > 0) runs.push(`M${column + quiet} ${row + quiet}h${length}v1h-${length}z`)
      column += length
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}"><path d="${runs.join('')}" fill="#000"/></svg>`
}
