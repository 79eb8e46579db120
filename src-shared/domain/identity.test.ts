// Check digits against the standards' own examples and real codes, and masks that leave no more than they promise.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkApplicantNumber,
  checkCreditCode,
  checkIdentityNumber,
  maskName,
  maskTelephone,
} from './identity.ts'
import vectors from './identity-vectors.fixture.json' with { type: 'json' }

const identityCharacters = '0123456789X'
const creditCharacters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
/** The only number with this beginning that passes. */
const completed = (body: string, characters: string, check: (text: string) => string) =>
  [...characters].map((last) => `${body}${last}`).filter((text) => check(text) === 'ok')
const replaced = (text: string, at: number, character: string) =>
  `${text.slice(0, at)}${character}${text.slice(at + 1)}`

/** Seventeen digits of a made-up person. */
const identityBody = fc
  .tuple(
    fc.integer({ min: 110000, max: 659999 }),
    fc.date({ min: new Date('1900-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(
    ([place, born, order]) =>
      `${place}${born.toISOString().slice(0, 10).replaceAll('-', '')}${String(order).padStart(3, '0')}`,
  )

describe('resident identity number (GB 11643)', () => {
  it('passes the example of the standard, with a small x and blanks around it', () => {
    expect(checkIdentityNumber(vectors.rid_standard_example)).toBe('ok')
    expect(checkIdentityNumber(` ${vectors.rid_standard_example.toLowerCase()}\n`)).toBe('ok')
  })

  it.each([
    ['', 'length'],
    ['370304900101281', 'length'],
    ['11010519491231002', 'length'],
    ['11010519491231002X0', 'length'],
    ['1101051949123100２X', 'characters'],
    ['11010519491231002Y', 'characters'],
    ['X10105194912310021', 'characters'],
    ['110105 19491231002', 'characters'],
    ['110105194913310020', 'birth-date'],
    ['110105194900310020', 'birth-date'],
    ['110105194904310020', 'birth-date'],
    ['110105190002290020', 'birth-date'],
    ['110105202302290020', 'birth-date'],
    ['110105000001010020', 'birth-date'],
    ['110105187912310020', 'birth-date'],
    ['110105194912310021', 'check-digit'],
  ])('%s warns: %s', (text, warning) => {
    expect(checkIdentityNumber(text)).toBe(warning)
  })

  it('knows leap days, and birth dates still to come where today is told', () => {
    const of = (born: string) =>
      completed(`370304${born}281`, identityCharacters, checkIdentityNumber)[0] ?? 'none passes'
    expect(checkIdentityNumber(of('20000229'))).toBe('ok')
    expect(checkIdentityNumber(of('20240229'))).toBe('ok')
    expect(checkIdentityNumber(of('20261124'))).toBe('ok')
    expect(checkIdentityNumber(of('20261124'), '2026-11-24')).toBe('ok')
    expect(checkIdentityNumber(of('20261124'), '2026-11-23')).toBe('birth-date')
  })

  it('has one check digit, and no single wrong digit and no two swapped ones pass', () => {
    fc.assert(
      fc.property(identityBody, (body) => {
        const [number = '', ...others] = completed(body, identityCharacters, checkIdentityNumber)
        expect(others).toEqual([])
        for (let at = 0; at < 17; at += 1) {
          for (const digit of '0123456789') {
            if (digit !== number[at]) expect(checkIdentityNumber(replaced(number, at, digit))).not.toBe('ok')
          }
          const swapped = `${number.slice(0, at)}${number[at + 1]}${number[at]}${number.slice(at + 2)}`
          if (swapped !== number) expect(checkIdentityNumber(swapped)).not.toBe('ok')
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('unified social credit code (GB 32100)', () => {
  it.each(vectors.uscc_valid_from_real_item_codes)('%s passes', (code) => {
    expect(checkCreditCode(code)).toBe('ok')
    expect(checkApplicantNumber(code)).toBe('ok')
  })

  it.each(vectors.uscc_valid_where_sum_mod_31_is_0)(
    '%s passes: its sum is 0 modulo 31, so it ends with 0',
    (code) => {
      expect(code.at(-1)).toBe('0')
      expect(checkCreditCode(code)).toBe('ok')
    },
  )

  it.each<readonly [string | undefined, RegExp]>([
    ...vectors.uscc_18char_real_but_not_valid.map((code): readonly [string, RegExp] => [
      code,
      /characters|check-digit/,
    ]),
    ...vectors.dept_codes_real_but_malformed.map((code): readonly [string | undefined, RegExp] => [
      code.split(' ')[0],
      /length|characters/,
    ]),
    [vectors.gd_31_digit_impl_code, /length/],
    ['11511301MB0T66997O', /characters/],
    ['11511301MB0T669971', /check-digit/],
  ])('%s warns', (code, warning) => {
    expect(checkCreditCode(String(code))).toMatch(warning)
  })

  it('has one check character, and no single wrong character passes', () => {
    const body = fc
      .array(fc.constantFrom(...creditCharacters), { minLength: 17, maxLength: 17 })
      .map((characters) => characters.join(''))
    fc.assert(
      fc.property(body, fc.nat(16), fc.constantFrom(...creditCharacters), (beginning, at, wrong) => {
        const [code = '', ...others] = completed(beginning, creditCharacters, checkCreditCode)
        expect(others).toEqual([])
        if (code[at] !== wrong) expect(checkCreditCode(replaced(code, at, wrong))).toBe('check-digit')
      }),
      { numRuns: 200 },
    )
  })
})

describe('any text', () => {
  it('gets an answer and never blocks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const check of [checkIdentityNumber, checkCreditCode, checkApplicantNumber]) {
          expect(['ok', 'length', 'characters', 'birth-date', 'check-digit']).toContain(check(text))
        }
      }),
    )
  })

  it('a number that is neither gets the warning of an identity number', () => {
    expect(checkApplicantNumber('110105194913310020')).toBe('birth-date')
    expect(checkApplicantNumber('110105194912310021')).toBe('check-digit')
  })
})

describe('masks', () => {
  it.each([
    ['13855505502', '138****5502'],
    ['0533-4000303', '053*****0303'],
    ['40003030', '******30'],
    ['4000303', '*****03'],
    ['110', '*10'],
    ['', ''],
  ])('telephone %s → %s', (text, masked) => {
    expect(maskTelephone(text)).toBe(masked)
  })

  it.each([
    ['邵一帆', '邵*帆'],
    ['林沐', '林*'],
    ['欧阳知远', '欧**远'],
    ['阿依·古丽', '阿*·*丽'],
    ['𠮷田', '𠮷*'],
    ['沐', '沐'],
    ['', ''],
  ])('name %s → %s', (text, masked) => {
    expect(maskName(text)).toBe(masked)
  })

  it('keep the length and hide something of everything that is long enough', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{3,20}$/), (digits) => {
        expect(maskTelephone(digits)).toHaveLength(digits.length)
        expect(maskTelephone(digits)).toContain('*')
        expect(maskName(digits)).toContain('*')
      }),
    )
  })
})
