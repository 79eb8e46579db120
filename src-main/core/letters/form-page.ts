// The sheet of forms a person signs at the window (告知承诺书, 授权委托书): title, parts with numbered lines, places to sign.
import pdfmake from 'pdfmake'
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js'
import { letterFamily } from './letter-fonts.ts'
import { flowing, type LetterRow, letterTable, mm } from './letter-page.ts'

export type FormPart = {
  /** Such as 行政机关告知; numbered 一、二、三. */
  readonly heading: string
  readonly rows?: readonly LetterRow[]
  /** Numbered （一）（二）. */
  readonly lines?: readonly string[]
  readonly note?: string
}

export type Form = {
  readonly title: string
  readonly fromUnit: string
  readonly caseNumber: string
  /** `YYYY-MM-DD`, of the file's own properties: who signs writes the date by hand. */
  readonly date: string
  readonly parts: readonly FormPart[]
  /** Who signs: at the left and at the right. */
  readonly signed: readonly [string, string]
}

const numerals = '一二三四五六七八九十'
const size = 12
const lineHeight = 1.08

/** The form as PDF bytes. The same form gives the same bytes. */
export async function drawForm(form: Form): Promise<Uint8Array> {
  const small = { fontSize: 10.5, lineHeight: 1 }
  const definition = {
    pageSize: 'A4',
    // GB/T 9704 §5.2: type area 156 × 225 mm, 37 mm from the top, 28 mm from the binding edge.
    pageMargins: [mm(28), mm(37), mm(26), mm(35)],
    version: '1.7',
    language: 'zh-CN',
    info: {
      title: form.title,
      author: form.fromUnit,
      subject: form.caseNumber,
      creationDate: new Date(`${form.date}T00:00:00Z`),
    },
    defaultStyle: { font: letterFamily, fontSize: size, lineHeight, color: '#111111' },
    header: {
      margin: [mm(28), mm(26), mm(26), 0],
      ...small,
      columns: [
        { width: '*', text: form.fromUnit },
        { width: 'auto', text: `办件编号 ${form.caseNumber}` },
      ],
    },
    footer: (page: number, pages: number) => ({
      margin: [0, mm(8), mm(26), 0],
      ...small,
      text: `第 ${page}/${pages} 页`,
      alignment: 'right' as const,
    }),
    content: [
      { text: form.title, bold: true, fontSize: 22, alignment: 'center', margin: [0, 0, 0, 6] },
      ...form.parts.flatMap((part, at) => partOf(part, at)),
      signatures(form.signed),
    ],
  } satisfies TDocumentDefinitions
  return new Uint8Array(await pdfmake.createPdf(definition).getBuffer())
}

function partOf(part: FormPart, at: number): readonly Content[] {
  const lines = (part.lines ?? []).map(
    (text, line): Content => ({
      ...flowing(`（${numerals[line] ?? line + 1}）${text}`),
      alignment: 'justify',
      leadingIndent: size * 2,
    }),
  )
  return [
    { text: `${numerals[at] ?? at + 1}、${part.heading}`, bold: true, margin: [0, 8, 0, 2] },
    ...(part.rows === undefined ? [] : [letterTable(part.rows)]),
    ...lines,
    ...(part.note === undefined
      ? []
      : [{ ...flowing(part.note), leadingIndent: size * 2, margin: [0, 2, 0, 0] } as Content]),
  ]
}

/** Two places side by side, each with room for a name or a seal and the date; they stay together. */
function signatures(signed: readonly [string, string]): Content {
  return {
    unbreakable: true,
    margin: [0, mm(6), 0, 0],
    columns: signed.map((label) => ({
      width: '*',
      stack: [{ text: label }, { text: '　　　　年　　月　　日', margin: [0, mm(14), 0, 0] }],
    })),
  }
}
