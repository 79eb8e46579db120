// A signature's path is drawn from whatever strokes a hand makes, fits its schema, and lets nothing else through.
import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { longestSignature, type Point, signaturePath, signatureSchema } from './visit.ts'

const schema = Compile(signatureSchema)
const fits = (path: string) => schema.Check({ signer: '程安', path })

describe('the path of a signature', () => {
  it('fits its schema, whatever the strokes', () => {
    const point = fc.tuple(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    )
    const stroke = fc.array<Point>(point, { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(fc.array(stroke, { minLength: 1, maxLength: 20 }), (strokes) => {
        expect(fits(signaturePath(strokes))).toBe(true)
      }),
    )
  })

  it('draws a tap as a dot: a stroke that goes nowhere would not be seen', () => {
    expect(signaturePath([[[10, 20]]])).toBe('M10 20L10 20')
    const strokes: Point[][] = [
      [
        [1, 1],
        [9, 9],
      ],
      [[30, 40]],
    ]
    expect(signaturePath(strokes)).toBe('M1 1L9 9M30 40L30 40')
    expect(fits(signaturePath(strokes))).toBe(true)
  })

  it('is cut where it would grow too long, and still fits', () => {
    const endless = [Array.from({ length: 10_000 }, (_, index): Point => [index % 600, index % 180])]
    const path = signaturePath(endless)
    expect(path.length).toBeLessThanOrEqual(longestSignature)
    expect(fits(path)).toBe(true)
  })

  it('says nothing but strokes', () => {
    for (const path of [
      '',
      'L1 1',
      'M1 1Z',
      'M1 1 L2 2',
      'M1 1"/><script>',
      'M1000 1',
      'm1 1',
      'M1 1A1 1 0 0 1 2 2',
      'M-1 1',
    ])
      expect(fits(path), path).toBe(false)
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        if (fits(text)) expect(text).toMatch(/^[ML\d ]+$/)
      }),
    )
  })
})
