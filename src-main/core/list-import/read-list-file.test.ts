// Lists as they are published: read whole, or every row that cannot be read shown with its number and reason.
import { readFileSync } from 'node:fs'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { Check } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { listEntryContentSchema } from '../../../src-shared/domain/exemption-list.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { largestFile } from './read-cells.ts'
import { readListFile } from './read-list-file.ts'

const file = (path: string) => readFileSync(new URL(path, import.meta.url))
const text = (content: string) => new TextEncoder().encode(content)

describe('the composed sample list', () => {
  it('is read whole: 257 entries, methods and secrecy as composed', async () => {
    const preview = await readListFile(file('../../../resources/sample/exemption-list.csv'), 'sample.csv')
    expect(preview.rejected).toEqual([])
    expect(preview.rows).toHaveLength(257)
    expect(preview.rows.every((entry) => Check(listEntryContentSchema, entry))).toBe(true)
    const count = (key: 'method' | 'secrecy' | 'archiveClass') =>
      Object.fromEntries(
        [...Map.groupBy(preview.rows, (entry) => entry[key])].map(([name, rows]) => [name, rows.length]),
      )
    expect(count('method')).toEqual({
      verification: 106,
      'data-sharing': 58,
      commitment: 58,
      abolished: 23,
      agency: 8,
      other: 4,
    })
    expect(count('secrecy')).toEqual({ none: 246, 'work-secret': 5, unknown: 4, 'state-secret': 2 })
    expect(count('archiveClass')).toMatchObject({ electronic: 59, paper: 42, incomplete: 5 })
    expect(
      new Set(preview.rows.map((entry) => `${entry.serviceItemName}${entry.demandingUnit}`)).size,
    ).toBeGreaterThan(130)
    expect(preview.rows[1]?.questions).toEqual([
      '申请人与被收养人是否已办理收养登记？',
      '收养登记日期是否与申报一致？',
    ])
  })
})

describe('rows as authorities publish them', () => {
  it('each of 224 is an entry or rejected with number, cells and reason', async () => {
    const preview = await readListFile(file('published-rows.fixture.csv'), 'published.csv')
    expect(preview.rows.length + preview.rejected.length).toBe(224)
    expect(
      preview.rejected.every((row) => row.reasons.length > 0 && row.rowNumber > 1 && row.cells.length > 0),
    ).toBe(true)
    expect(preview.rows.every((entry) => entry.secrecy === 'unknown')).toBe(true)
    // Most sources do not say who asks for the proof; what they do say whole is read.
    expect(preview.rows).toHaveLength(22)
    const numbers = preview.rejected.map((row) => row.rowNumber)
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  it('finds the header under a title, joins the basis of several columns, and leaves notes and blanks out', async () => {
    const csv = [
      '某某市证明事项免提交清单,,,,,,',
      ',,,,,,',
      '序号,证明名称,设定依据,条文,索要单位,事项名称,免提交方式',
      '1,婚姻状况证明,《婚姻登记条例》,第八条,某某局,住房保障,部门核验',
      ',,,,,,',
      '2,收入证明,,,某某局,住房保障,',
      '注：本清单自发布之日起施行,,,,,,',
    ].join('\n')
    const preview = await readListFile(text(csv), 'list.csv')
    expect(preview.rows.map((entry) => [entry.proofName, entry.legalBasis])).toEqual([
      ['婚姻状况证明', '《婚姻登记条例》 第八条'],
    ])
    expect(preview.rejected).toMatchObject([{ rowNumber: 6, reasons: [{ code: 'no-method' }] }])
  })

  it('reads GB18030', async () => {
    // 证明名称,事项名称,索要单位,方式 / 甲证明,乙事项,丙局,告知承诺
    const bytes = Buffer.from(
      'd6a4c3f7c3fbb3c62ccac2cfeec3fbb3c62ccbf7d2aab5a5cebb2cb7bdcabd0abcd7d6a4c3f72cd2d2cac2cfee2cb1fbbed62cb8e6d6aab3d0c5b5',
      'hex',
    )
    const preview = await readListFile(bytes, 'list.csv').catch((thrown: unknown) => thrown)
    expect(preview).toMatchObject({ rows: [{ proofName: '甲证明', method: 'commitment' }] })
  })

  it('reads a workbook with a merged title, a header of two merged rows, and cells merged downward', async () => {
    const workbook = new ExcelJS.Workbook()
    workbook.addWorksheet('说明').addRow(['填表说明'])
    const sheet = workbook.addWorksheet('清单')
    sheet.addRow(['某某市证明事项清单'])
    sheet.mergeCells('A1:F1')
    sheet.addRow(['事项名称', '证明名称', '设定依据', '', '索要单位', '免提交方式'])
    sheet.addRow(['', '', '依据名称', '条文', '', ''])
    for (const column of ['A', 'B', 'E', 'F']) sheet.mergeCells(`${column}2:${column}3`)
    sheet.mergeCells('C2:D2')
    sheet.addRow(['住房保障', '婚姻状况证明', '《条例》', '第一条', '住建局', '部门核验'])
    sheet.addRow(['', '收入证明', '《条例》', '第二条', '住建局', '告知承诺'])
    sheet.mergeCells('A4:A5')
    const preview = await readListFile(new Uint8Array(await workbook.xlsx.writeBuffer()), 'list.xlsx')
    expect(preview.rejected).toEqual([])
    expect(
      preview.rows.map((entry) => [entry.serviceItemName, entry.proofName, entry.legalBasis, entry.method]),
    ).toEqual([
      ['住房保障', '婚姻状况证明', '《条例》 第一条', 'verification'],
      ['住房保障', '收入证明', '《条例》 第二条', 'commitment'],
    ])
  })
})

describe('bad input', () => {
  it('a file that is no list, too large, or torn is refused with its reason', async () => {
    await expect(readListFile(text('a,b,c\n1,2,3'), 'x.csv')).rejects.toMatchObject({
      coded: { code: 'list-no-header' },
    })
    await expect(readListFile(new Uint8Array(largestFile + 1), 'x.csv')).rejects.toMatchObject({
      coded: { code: 'list-file-too-large' },
    })
    await expect(readListFile(text('PK torn'), 'x.xlsx')).rejects.toMatchObject({
      coded: { code: 'list-file-unreadable' },
    })
  })

  it('garbage never ends in anything but a coded refusal', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom('a.csv', 'a.xlsx', 'a'),
        async (bytes, name) => {
          const read = await readListFile(bytes, name).catch((thrown: unknown) => thrown)
          expect(
            read instanceof CodedFailure || (typeof read === 'object' && read !== null && 'rows' in read),
          ).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })
})
