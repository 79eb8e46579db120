// The number beside the window's picture on the taskbar can be told from any other.
import { expect, it } from 'vitest'
import { numberPicture } from './number-picture.ts'

it('is 16 by 16 points, and another picture for every number up to 99', () => {
  const pictures = Array.from({ length: 100 }, (_, count) => numberPicture(count))
  expect(new Set(pictures.map((one) => one.length))).toEqual(new Set([16 * 16 * 4]))
  expect(new Set(pictures.map((one) => one.toString('base64'))).size).toBe(100)
  expect(numberPicture(1_000)).toEqual(pictures[99])
})
