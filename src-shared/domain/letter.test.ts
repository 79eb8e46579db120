// Letter numbers survive being typed by hand, and a letter's code is either read right or not at all.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatLetterNumber,
  inquiryBodyText,
  letterCode,
  maskIdentityNumber,
  parseLetterCode,
  parseLetterNumber,
} from './letter.ts'

const chinese = fc.string({
  unit: fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((point) => String.fromCodePoint(point)),
  minLength: 1,
  maxLength: 12,
})
const letterNumber = fc.record({
  unitShortName: chinese,
  year: fc.integer({ min: 1949, max: 9999 }),
  serial: fc.integer({ min: 1, max: 999_999_999 }),
})
const streamId = fc
  .tuple(fc.constantFrom('verification', 'case'), fc.stringMatching(/^[A-Z0-9][A-Za-z0-9-]{0,39}$/))
  .map(([kind, id]) => `${kind}/${id}`)

describe('letter number', () => {
  it('is written as on paper', () => {
    expect(formatLetterNumber({ unitShortName: '博审批', year: 2026, serial: 3047 })).toBe(
      '博审批协函〔2026〕3047号',
    )
  })

  it('is read back from what was written', () => {
    fc.assert(
      fc.property(letterNumber, (number) => {
        expect(parseLetterNumber(formatLetterNumber(number))).toEqual(number)
      }),
    )
  })

  it('is read back whatever brackets, spaces and digits it was typed with, and without 号', () => {
    const brackets = fc.constantFrom('〔〕', '［］', '[]', '【】', '（）', '()', '〖〗', '「」', '{}')
    const space = fc.constantFrom('', ' ', '　', '\u00a0', '\t')
    fc.assert(
      fc.property(
        letterNumber,
        brackets,
        space,
        fc.boolean(),
        fc.boolean(),
        (number, pair, gap, wide, bare) => {
          const digits = (value: number) =>
            wide
              ? String(value).replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))
              : String(value)
          const typed = `${gap}${number.unitShortName}${gap}协函${gap}${pair[0]}${digits(number.year)}${gap}${pair[1]}${gap}${digits(number.serial)}${bare ? '' : `${gap}号`}${gap}`
          expect(parseLetterNumber(typed)).toEqual(number)
        },
      ),
    )
  })

  it.each([
    '',
    '协函〔2026〕1号',
    '博审批函〔2026〕1号',
    '博审批协函〔26〕1号',
    '博审批协函〔2026〕0号',
    '博审批协函〔2026〕1号附件',
  ])('is not found in %j', (text) => {
    expect(parseLetterNumber(text)).toBeNull()
  })

  it('answers any text without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseLetterNumber(text)))
  })
})

describe('letter code', () => {
  it('names the stream and nothing else', () => {
    expect(letterCode('verification/370304-SPJ-2026-3047')).toMatch(
      /^PFW1:verification\/370304-SPJ-2026-3047:[0-9a-f]{8}$/,
    )
  })

  it('is read back', () => {
    fc.assert(
      fc.property(streamId, (id) => {
        expect(parseLetterCode(` ${letterCode(id)}\n`)).toBe(id)
      }),
    )
  })

  it('is refused with one character changed', () => {
    fc.assert(
      fc.property(streamId, fc.nat(), fc.stringMatching(/^[ -~]$/), (id, where, other) => {
        const code = letterCode(id)
        const at = where % code.length
        fc.pre(code[at]?.toLowerCase() !== other.toLowerCase())
        expect(parseLetterCode(code.slice(0, at) + other + code.slice(at + 1))).toBeNull()
      }),
    )
  })

  it('is refused when it is the code of something else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => {
        expect(parseLetterCode(text)).toBeNull()
      }),
    )
  })

  it('is not made of a stream that is none', () => {
    expect(() => letterCode('verification/张三:1')).toThrow('input-invalid')
  })
})

describe('masked identity number', () => {
  it('shows region and the last four of an identity card', () => {
    expect(maskIdentityNumber('370304199001012817')).toBe('370304********2817')
  })
  it('stays as it is when masked already', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const masked = maskIdentityNumber(text)
        expect(maskIdentityNumber(masked)).toBe(masked)
      }),
    )
  })
  it('hides a short number', () => {
    expect(maskIdentityNumber('E1234567')).toBe('E1****67')
    expect(maskIdentityNumber('12345')).toBe('*****')
  })
})

it('leaves out the row where the entry has none', () => {
  const text = inquiryBodyText({
    serviceItemName: '临时救助',
    proofName: '残疾状况证明',
    edition: '2026年第2期',
    entryNumber: '',
  })
  expect(text).toContain('（2026年第2期）')
})
