// What is taken for the beginning of a match, by example and against the expressions themselves.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { regexPrefix } from './regex-prefix.ts'

describe('what every match of an expression begins with', () => {
  it.each([
    ['^证明', '', '证明'],
    ['^证明\\(一\\)', '', '证明(一)'],
    ['^a.c', '', 'a'],
    ['^ab?', '', 'a'],
    ['^ab*c', '', 'a'],
    ['^ab{0,2}', '', 'a'],
    ['^ab+', '', 'ab'],
    ['^a\\d', '', 'a'],
    ['^(ab)', '', ''],
    ['^ab|c', '', ''],
    ['ab', '', ''],
    ['^ab', 'i', ''],
    ['^ab', 'm', ''],
    ['^ab', 's', 'ab'],
  ])('%s with flags "%s" is "%s"', (source, flags, prefix) => {
    expect(regexPrefix(source, flags)).toBe(prefix)
  })

  it('is the beginning of every text the expression matches', () => {
    const part = fc.constantFrom(
      'a',
      'b',
      '王',
      '\\.',
      '.',
      '?',
      '*',
      '+',
      '{0,1}',
      '(a)',
      '[ab]',
      '$',
      '\\w',
      '|',
      '\\/',
    )
    const source = fc.array(part, { maxLength: 5 }).map((parts) => `^${parts.join('')}`)
    const subject = fc
      .array(fc.constantFrom('a', 'b', '王', '.', '/'), { maxLength: 5 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(source, fc.array(subject, { maxLength: 8 }), (expression, subjects) => {
        let regex: RegExp
        try {
          regex = new RegExp(expression)
        } catch {
          return
        }
        for (const text of subjects)
          if (regex.test(text)) expect(text.startsWith(regexPrefix(expression, ''))).toBe(true)
      }),
      { numRuns: 3_000, seed: 20_261_014 },
    )
  })
})
