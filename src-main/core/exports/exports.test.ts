// What is handed out as a file: no cell is a formula, every event stands behind its row, pages are counted.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { drawTable } from './draw-table.ts'
import { exportWords } from './export-words.ts'
import { type ExportedTable, guardedCell, type TableRow } from './exported-table.ts'
import { writeWorkbook } from './write-workbook.ts'

const folder = mkdtempSync(join(tmpdir(), 'exports-'))
const fonts = new URL('../../../node_modules/@expo-google-fonts/noto-serif-sc', import.meta.url).pathname
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const row = (index: number, text: string): TableRow => ({
  cells: [`2026-10-14 10:${String(index % 60).padStart(2, '0')}`, text, index],
  events: [
    {
      id: `0190a000-0000-7000-8000-${String(index).padStart(12, '0')}`,
      kind: 'supplement-asked',
      stream: 'case/1',
      at: '2026-10-14T02:32:00.000Z',
      window: 'window-1',
      sequence: index,
      previousHash: 'a'.repeat(64),
      hash: 'b'.repeat(64),
    },
  ],
})
const table = (rows: readonly TableRow[], over: Partial<ExportedTable> = {}): ExportedTable => ({
  language: 'zh-CN',
  period: '2026-10-01 至 2026-10-31',
  title: '补充材料台账',
  facts: [
    ['单位', '博山区民政局'],
    ['期间', '2026-10-01 至 2026-10-31'],
    ['清单', '2026-2'],
  ],
  note: '姓名已遮盖。',
  ofEvents: true,
  columns: [
    { head: '时间', width: 16 },
    { head: '内容', width: 40 },
    { head: '数', width: 8 },
  ],
  async *rows() {
    yield* rows
  },
  ...over,
})
const hostile = ['=HYPERLINK("http://x.example","y")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', ' =1', '＝1']

async function readBack(rows: readonly TableRow[]): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(new Uint8Array(await writeWorkbook(table(rows))).buffer)
  return book
}

it('writes no cell a spreadsheet would take for a formula', async () => {
  const book = await readBack(hostile.map((text, index) => row(index, text)))
  const cells: unknown[] = []
  for (const sheet of book.worksheets) sheet.eachRow((one) => one.eachCell((cell) => cells.push(cell.value)))
  for (const value of cells) {
    expect(typeof value === 'string' || typeof value === 'number').toBe(true)
    expect(String(value)).not.toMatch(/^\s*[=+@＝]/u)
  }
  for (const text of hostile) expect(cells).toContain(`'${text}`)
})

it('guards any text, and only adds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(guardedCell(text)).not.toMatch(/^\s*[=+\-@]/)
      expect([text, `'${text}`]).toContain(guardedCell(text))
    }),
  )
})

it('puts the event with hash, window and sequence on the second sheet', async () => {
  const book = await readBack([row(7, '请补充 结婚证')])
  const events = book.getWorksheet('事件')
  expect(events?.getRow(2).values).toEqual(
    expect.arrayContaining([1, '0190a000-0000-7000-8000-000000000007', 'b'.repeat(64), 'window-1', 7]),
  )
  expect(book.worksheets[0]?.name).toBe('补充材料台账')
})

it('draws landscape pages with head, small print under each row, and page n/N', async () => {
  const file = join(folder, 'ledger.pdf')
  const rows = Array.from({ length: 60 }, (_, index) => row(index, `请补充第 ${index} 份材料，核对申报情况`))
  writeFileSync(file, await drawTable(table(rows), fonts))
  const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' })
  expect(info).toMatch(/Page size: +841\.89 x 595\.28/)
  const pages = Number(/Pages: +(\d+)/.exec(info)?.[1])
  expect(pages).toBeGreaterThan(1)
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
  for (const words of [
    '补充材料台账',
    '博山区民政局',
    '2026-10-01 至 2026-10-31',
    '第 59 份材料',
    'b'.repeat(64),
  ])
    expect(text).toContain(words)
  for (let page = 1; page <= pages; page += 1) expect(text).toContain(`第 ${page}/${pages} 页`)
})

const cases = {
  title: 'Each verification',
  columns: [{ head: 'Letter', width: 26 }],
  async *rows() {
    yield { cells: ['博审批协函〔2026〕10001号'], events: [] }
  },
}

it('speaks English where the screen does, and lists what its numbers count', async () => {
  const said = table([row(1, 'x')], { language: 'en', ofEvents: false, behind: cases })
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(new Uint8Array(await writeWorkbook(said)).buffer)
  expect(book.worksheets.map((sheet) => sheet.name)).toEqual(['补充材料台账', 'Each verification'])
  expect(book.getWorksheet('Each verification')?.getRow(1).values).toEqual([undefined, 'Row', 'Letter'])
  expect(book.getWorksheet('Each verification')?.getRow(2).values).toEqual([
    undefined,
    1,
    '博审批协函〔2026〕10001号',
  ])
  const file = join(folder, 'figures.pdf')
  writeFileSync(file, await drawTable(said, fonts))
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
  expect(text).toContain('Page 2/2')
  expect(text).toContain('博审批协函〔2026〕10001号')
  expect(text).not.toMatch(/[页行]/)
})

it('has a word for everything in both languages', () => {
  const keysOf = (value: unknown, path = ''): readonly string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
      : [typeof value === 'string' && value === '' ? `${path} is empty` : path]
  expect(keysOf(exportWords.en)).toEqual(keysOf(exportWords['zh-CN']))
})
