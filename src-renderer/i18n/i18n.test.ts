// Both languages have the same keys and placeholders, every error code has words, and no text is empty.
import { expect, it } from 'vitest'
import { errorCodes } from '../../src-shared/errors.ts'
import { english } from './en/resources.ts'
import { chinese } from './zh-cn/resources.ts'

function flatten(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path.slice(1), value]]
  if (typeof value !== 'object' || value === null) throw new Error(`not words: ${path}`)
  return Object.entries(value).flatMap(([key, one]) => flatten(one, `${path}.${key}`))
}
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()
const words = { chinese: new Map(flatten(chinese)), english: new Map(flatten(english)) }

it('has the same keys in both languages', () => {
  expect([...words.english.keys()].sort()).toEqual([...words.chinese.keys()].sort())
})
it('fills the same placeholders in both languages', () => {
  for (const [key, text] of words.chinese)
    expect([key, placeholders(words.english.get(key) ?? '')]).toEqual([key, placeholders(text)])
})
it('leaves no text empty', () => {
  for (const [key, text] of [...words.chinese, ...words.english])
    expect([key, text.trim()]).not.toEqual([key, ''])
})
it('has words for every error code', () => {
  for (const code of errorCodes) {
    expect(words.chinese.get(`errors.${code}`)).toBeTruthy()
    expect(words.english.get(`errors.${code}`)).toBeTruthy()
  }
})
