// Lists with misleading columns, lost commas, broken quotes, other encodings and full workbooks: nothing by halves.
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { Check } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { listEntryContentSchema } from '../../../src-shared/domain/exemption-list.ts'
import { longestCell } from './read-cells.ts'
import { type ListPreview, readListFile } from './read-list-file.ts'

const text = (content: string) => new TextEncoder().encode(content)
const read = async (...lines: readonly string[]) => readListFile(text(lines.join('\n')), 'list.csv')
const codesOf = (preview: ListPreview) =>
  preview.rejected.map((row) => [row.rowNumber, ...row.reasons.map((reason) => reason.code)])

describe('columns that mislead', () => {
  it('a type beside the item is no item, and where there is no item column the purpose is', async () => {
    const preview = await read(
      '序号,证明名称,证明用途,设定依据,索要单位,开具单位,行使层级,事项类型,办理方式',
      '1,经济困难证明,申请法律援助,《条例》,司法局,街道办,市级,行政给付,告知承诺',
    )
    expect(preview.rows).toMatchObject([{ serviceItemName: '申请法律援助', proofPurpose: '', level: '市级' }])
    expect(preview.warnings.map(({ code }) => code)).toContain('purpose-as-service-item')
  })

  it('of two columns for one field the surer is read', async () => {
    const preview = await read(
      '序号,清单编号,证明名称,事项名称,索要单位,联系方式,办理方式',
      '7,示例-007,甲证明,乙事项,丙局,内线 12,部门核验',
    )
    expect(preview.rows).toMatchObject([{ entryNumber: '示例-007', method: 'verification' }])
  })

  it('a header of two rows in text: a title over several columns stands over the first only', async () => {
    const preview = await read(
      '填报单位：某某局,,,填报日期：某日,,',
      '政务服务事项,,证明,,索要单位,免提交方式',
      '名称,编码,名称,用途,,',
      '乙事项,3703,甲证明,申领补助,丙局,数据共享',
    )
    expect(preview.rejected).toEqual([])
    expect(preview.rows).toMatchObject([
      { serviceItemName: '乙事项', serviceItemCode: '3703', proofName: '甲证明', proofPurpose: '申领补助' },
    ])
  })

  it('a line of particulars above the header is no part of it', async () => {
    const preview = await read(
      '填报单位：某某局,,填报日期：某日,',
      '证明名称,事项名称,索要单位,免提交方式',
      '甲证明,乙事项,丙局,数据共享',
    )
    expect(preview.columns.map(({ header }) => header)).toEqual([
      '证明名称',
      '事项名称',
      '索要单位',
      '免提交方式',
    ])
    expect(preview.rows).toHaveLength(1)
  })
})

describe('rows that cannot be read whole', () => {
  const header = '证明名称,事项名称,设定依据,索要单位,免提交方式'

  it('a comma too many, or cells under the wrong headers: shifted', async () => {
    const preview = await read(
      header,
      '甲证明,乙,一类,《某条例》第三条,丙局,告知承诺',
      '甲证明,乙事项,丙局,《某条例》第三条,告知承诺',
      '12,甲证明,乙事项,丙局,部门核验',
      '甲证明,乙事项,,部门核验,丙局',
      '甲证明,乙事项,《某条例》第三条,丙局,告知承诺',
    )
    expect(codesOf(preview)).toEqual([2, 3, 4, 5].map((number) => [number, 'columns-shifted']))
    expect(preview.rows).toHaveLength(1)
  })

  it('a text too long is refused with its column, never cut', async () => {
    const preview = await read(
      header,
      `甲证明,${'乙'.repeat(401)},,丙局,告知承诺`,
      `甲证明,乙事项,${'据'.repeat(longestCell + 1)},丙局,告知承诺`,
      `甲证明,乙事项,${'据'.repeat(longestCell)},丙局,告知承诺`,
    )
    expect(preview.rejected.map((row) => row.reasons)).toEqual([
      [{ code: 'cell-too-long', params: { column: '事项名称', longest: 400 } }],
      [{ code: 'cell-too-long', params: { column: '设定依据', longest: longestCell } }],
    ])
    expect(preview.rows[0]?.legalBasis).toHaveLength(longestCell)
  })

  it('quotation marks that do not close take no row along in silence', async () => {
    const preview = await read(
      header,
      '甲证明,乙事项,,丙局,告知承诺',
      '"丁证明,戊事项,,己局,告知承诺',
      '庚证明,辛事项,,壬局,告知承诺',
    )
    expect(preview.rows.map((entry) => entry.proofName)).toEqual(['甲证明'])
    expect(codesOf(preview)).toEqual([[3, 'quotes-broken']])
  })

  it('the first entry is no part of the header, and a proof that begins like a note is none', async () => {
    const first = await read(header, ',乙事项,,某部门,', '甲证明,乙事项,,丙局,告知承诺')
    expect(codesOf(first)).toEqual([[2, 'no-proof-name', 'no-method']])
    expect(first.rows).toHaveLength(1)
    const alone = ['注销户口证明', '共同居住证明', '说明材料', '联系不上的证明', '合同证明']
    const preview = await read(
      header,
      ...alone.map((proof) => `${proof},,,,`),
      '注销户口证明,注销户口证明,,,',
    )
    expect(preview.rejected.map(({ rowNumber }) => rowNumber)).toEqual([2, 3, 4, 5, 6, 7])
  })

  it('notes, headings over the whole width and the header again are left out', async () => {
    const preview = await read(
      header,
      '甲证明,乙事项,,丙局,告知承诺',
      '一、民政,一、民政,一、民政,一、民政,一、民政',
      header,
      '合计：1 项,,,,',
      '共 1 项,,,,',
      '填报单位：某某局,,,,',
      '备注: 以上,,,,',
    )
    expect(preview.rejected).toEqual([])
    expect(preview.rows).toHaveLength(1)
  })

  it('every row with a proof, an item, a unit and a method is an entry; every other filled row is reported', async () => {
    const cell = (...texts: readonly string[]) => fc.constantFrom('', ...texts)
    const row = fc.tuple(
      cell('甲证明', '一张"甲"证明', '注销证明', '共同居住证明'),
      cell('乙事项', '乙\n事项', '注销'),
      cell('《条例》第一条'),
      cell('丙局', '丁,戊局', '某部门'),
      cell('部门核验', '某某'),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
        const lines = rows.map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
        const preview = await read(header, ...lines)
        const whole = rows.filter(
          ([proof, item, , unit, method]) => proof && item && unit && method === '部门核验',
        )
        expect(preview.rows).toHaveLength(whole.length)
        expect(preview.rows.every((entry) => Check(listEntryContentSchema, entry))).toBe(true)
        const reported = new Set(preview.rejected.map(({ rowNumber }) => rowNumber))
        expect(reported.size).toBe(
          rows.filter((cells) => cells.some((one) => one !== '')).length - whole.length,
        )
      }),
      { numRuns: 300 },
    )
  })
})

describe('text in other encodings', () => {
  const content = '证明名称,事项名称,索要单位,方式\n甲证明,乙事项,丙局,告知承诺'

  it.each([
    ['utf-8', text(content)],
    ['utf-8', text(`\ufeff${content}`)],
    ['utf-16le', Buffer.from(`\ufeff${content}`, 'utf16le')],
    ['utf-16be', Buffer.from(`\ufeff${content}`, 'utf16le').swap16()],
  ])('%s', async (encoding, bytes) => {
    const preview = await readListFile(bytes, 'list.csv')
    expect(preview).toMatchObject({ encoding, rows: [{ proofName: '甲证明' }] })
    expect(preview.sheetName).toBeUndefined()
  })

  it('tabs and semicolons part columns too', async () => {
    for (const mark of ['\t', ';']) {
      const preview = await readListFile(text(content.replaceAll(',', mark)), 'list.csv')
      expect(preview.rows).toHaveLength(1)
    }
  })
})

describe('workbooks', () => {
  const listWorkbook = () => {
    const workbook = new ExcelJS.Workbook()
    const sheet = workbook.addWorksheet('清单')
    sheet.addRow(['证明名称', '事项名称', '索要单位', '免提交方式', '备注'])
    sheet.addRow(['甲证明', '乙事项', '丙局', '部门核验', ''])
    return { workbook, sheet }
  }
  const bytesOf = async (workbook: ExcelJS.Workbook) => new Uint8Array(await workbook.xlsx.writeBuffer())

  it('a formatted cell far below the list changes nothing', async () => {
    const { workbook, sheet } = listWorkbook()
    sheet.getCell('A300000').font = { bold: true }
    const preview = await readListFile(await bytesOf(workbook), 'list.xlsx')
    expect(preview).toMatchObject({ sheetName: '清单', rejected: [], rows: [{ proofName: '甲证明' }] })
    expect(preview.encoding).toBeUndefined()
  })

  it('rich text, links, dates and formulas are read as a person sees them', async () => {
    const { workbook, sheet } = listWorkbook()
    sheet.addRow([
      { richText: [{ text: '甲' }, { text: '证明', font: { bold: true } }] },
      { text: '乙事项', hyperlink: 'https://example.invalid' },
      { formula: 'A1', result: '丙局' },
      '告知承诺',
      new Date('2026-03-01T00:00:00Z'),
    ])
    const preview = await readListFile(await bytesOf(workbook), 'list.xlsx')
    expect(preview.rows[1]).toMatchObject({
      proofName: '甲证明',
      serviceItemName: '乙事项',
      demandingUnit: '丙局',
      note: '2026-03-01',
    })
  })

  it('other sheets that hold rows are said to be unread', async () => {
    const { workbook, sheet } = listWorkbook()
    sheet.addRow(['丁证明', '乙事项', '丙局', '部门核验'])
    workbook.addWorksheet('民政局').addRows([['证明名称'], ['戊证明']])
    workbook.addWorksheet('说明').addRow(['填表说明'])
    const { warnings } = await readListFile(await bytesOf(workbook), 'list.xlsx')
    expect(warnings).toContainEqual({ code: 'other-sheets', params: { sheet: '清单', others: 1 } })
  })

  it('row numbers are those of the sheet, blank rows counted', async () => {
    const { workbook, sheet } = listWorkbook()
    sheet.getRow(9).values = ['丁证明', '乙事项', '', '部门核验']
    const preview = await readListFile(await bytesOf(workbook), 'list.xlsx')
    expect(codesOf(preview)).toEqual([[9, 'no-demanding-unit']])
  })
})
