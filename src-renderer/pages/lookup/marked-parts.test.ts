// Marking a hit never loses or doubles a character, whatever ranges come.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { markedParts } from './marked-parts.ts'

it('marks the matched part and keeps the rest', () => {
  expect(markedParts('户口注销（死亡）', [[0, 4]])).toEqual([
    { from: 0, text: '户口注销', marked: true },
    { from: 4, text: '（死亡）', marked: false },
  ])
})

it('gives the whole text back for any ranges', () => {
  const range = fc.tuple(fc.integer({ min: -3, max: 30 }), fc.integer({ min: -3, max: 30 }))
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.array(range, { maxLength: 6 }), (text, ranges) => {
      const parts = markedParts(text, ranges)
      expect(parts.map((part) => part.text).join('')).toBe(text)
      expect(new Set(parts.map((part) => part.from)).size).toBe(parts.length)
    }),
  )
})
