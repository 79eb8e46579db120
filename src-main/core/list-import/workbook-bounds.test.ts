// Workbooks made to fill a machine are refused before they are opened: by what they hold, not by what they say.
import { deflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { readListFile } from './read-list-file.ts'
import { checkWorkbookBounds, mostCells } from './workbook-bounds.ts'

type Part = { readonly name: string; readonly content: Buffer; readonly saidSize?: number }

/** A ZIP of these parts, each saying of its size what it likes. */
function zipOf(...parts: readonly Part[]): Uint8Array {
  const local: Buffer[] = []
  const directory: Buffer[] = []
  let place = 0
  for (const { name, content, saidSize = content.length } of parts) {
    const packed = deflateRawSync(content)
    const sizes = Buffer.alloc(12)
    sizes.writeUInt32LE(packed.length, 4)
    sizes.writeUInt32LE(saidSize, 8)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(8, 8)
    sizes.copy(head, 14)
    head.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    sizes.copy(entry, 16)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(place, 42)
    local.push(head, Buffer.from(name), packed)
    directory.push(entry, Buffer.from(name))
    place += 30 + name.length + packed.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(place, 16)
  return new Uint8Array(Buffer.concat([...local, ...directory, end]))
}

const sheetOf = (xml: string) => zipOf({ name: 'xl/worksheets/sheet1.xml', content: Buffer.from(xml) })
const refusal = async (bytes: Uint8Array) => {
  const thrown = await readListFile(bytes, 'list.xlsx').catch((one: unknown) => one)
  return thrown instanceof CodedFailure ? thrown.coded : thrown
}

describe('a workbook', () => {
  it('that unpacks to more than it says is refused', async () => {
    const bomb = zipOf({
      name: 'xl/sharedStrings.xml',
      content: Buffer.alloc(210 * 1024 * 1024),
      saidSize: 10,
    })
    expect(bomb.length).toBeLessThan(1024 * 1024)
    expect(await refusal(bomb)).toEqual({ code: 'list-file-too-large', params: { reason: 'unpacked' } })
  })

  it('whose parts together are too much is refused', async () => {
    const half = { content: Buffer.alloc(110 * 1024 * 1024) }
    const bomb = zipOf({ name: 'a', ...half }, { name: 'b', ...half })
    expect(await refusal(bomb)).toEqual({ code: 'list-file-too-large', params: { reason: 'unpacked' } })
  })

  it('that merges or names whole sheets is refused', async () => {
    const reason = { code: 'list-file-too-large', params: { reason: 'range' } }
    expect(
      await refusal(sheetOf('<worksheet><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
    ).toEqual(reason)
    expect(await refusal(sheetOf('<x:mergeCell foo="1" ref="XFD1048576:A1"/>'))).toEqual(reason)
    const named = Buffer.from(
      '<workbook><definedName name="a">清单!$A$1:$XFD$1048576</definedName></workbook>',
    )
    expect(await refusal(zipOf({ name: 'xl/workbook.xml', content: named }))).toEqual(reason)
  })

  it('of more cells than a list has is refused', async () => {
    const cells = '<c r="A1"/>'.repeat(mostCells + 1)
    expect(await refusal(sheetOf(cells))).toEqual({
      code: 'list-file-too-large',
      params: { reason: 'cells' },
    })
  })

  it('with more parts than a workbook has is refused', async () => {
    const parts = Array.from({ length: 2_001 }, (_, index) => ({
      name: `p${index}`,
      content: Buffer.alloc(1),
    }))
    expect(await refusal(zipOf(...parts))).toEqual({
      code: 'list-file-too-large',
      params: { reason: 'parts' },
    })
  })

  it('torn or changed anywhere ends in a list or a coded refusal', async () => {
    const workbook = new ExcelJS.Workbook()
    workbook.addWorksheet('清单').addRows([
      ['证明名称', '事项名称', '索要单位', '免提交方式'],
      ['甲证明', '乙事项', '丙局', '部门核验'],
    ])
    const whole = new Uint8Array(await workbook.xlsx.writeBuffer())
    expect(() => checkWorkbookBounds(whole)).not.toThrow()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, change, cut) => {
          const bytes = whole.slice(0, cut ? at : whole.length)
          if (!cut) bytes[at] = (bytes[at] ?? 0) ^ change
          const read = await readListFile(bytes, 'list.xlsx').catch((thrown: unknown) => thrown)
          const isList = typeof read === 'object' && read !== null && 'rows' in read
          expect(read instanceof CodedFailure || isList).toBe(true)
        },
      ),
      { numRuns: 150 },
    )
  })
})
