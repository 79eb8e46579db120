// Identity numbers and credit codes: check digits that warn and never block, and masks for every screen and letter.

/** What a checker found; a warning for the clerk, never a refusal: real records contain malformed numbers. */
export type NumberCheck = 'ok' | 'length' | 'characters' | 'birth-date' | 'check-digit'

const identityWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Nobody at a window was born before; GB 11643 itself sets no first year. */
const firstBirthDate = '1880-01-01'

/**
 * Resident identity number (GB 11643-1999): 18 characters, birth date, ISO 7064 MOD 11-2.
 * With `today` (`YYYY-MM-DD` in China) a birth date still to come is a warning too.
 */
export function checkIdentityNumber(text: string, today = '9999-12-31'): NumberCheck {
  const number = text.trim().toUpperCase()
  if (number.length !== 18) return 'length'
  if (!/^\d{17}[\dX]$/.test(number)) return 'characters'
  const date = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  const parsed = new Date(`${date}T00:00:00.000Z`)
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date) return 'birth-date'
  if (date < firstBirthDate || date > today) return 'birth-date'
  const sum = identityWeights.reduce((total, weight, index) => total + weight * Number(number[index]), 0)
  return '10X98765432'[sum % 11] === number[17] ? 'ok' : 'check-digit'
}

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** Unified social credit code (GB 32100-2015): 18 characters, MOD 31; a sum of 0 gives the check character 0. */
export function checkCreditCode(text: string): NumberCheck {
  const code = text.trim()
  if (code.length !== 18) return 'length'
  const values = [...code].map((one) => creditAlphabet.indexOf(one))
  if (values.includes(-1)) return 'characters'
  const sum = values.slice(0, 17).reduce((total, value, index) => total + value * (3 ** index % 31), 0)
  return (31 - (sum % 31)) % 31 === values[17] ? 'ok' : 'check-digit'
}

/** The number of whoever applies: an enterprise's credit code is as good as a person's identity number. */
export function checkApplicantNumber(text: string, today?: string): NumberCheck {
  return checkCreditCode(text) === 'ok' ? 'ok' : checkIdentityNumber(text, today)
}

/** `138****5502`; what is shorter than a mobile number keeps its last two characters only. */
export function maskTelephone(text: string): string {
  const number = text.trim()
  if (number.length < 11) return number.replace(/.(?=..)/gu, '*')
  return `${number.slice(0, 3)}${'*'.repeat(number.length - 7)}${number.slice(-4)}`
}

/** `邵*帆`, `林*`: as a name may stand on a screen turned to the hall. The dot inside a name stays. */
export function maskName(text: string): string {
  const characters = [...text.trim()]
  const last = characters.length > 2 ? characters.length - 1 : 0
  return characters
    .map((character, index) => (index === 0 || index === last || character === '·' ? character : '*'))
    .join('')
}
