// Matches one word of a query against characters: as written, by full pinyin, by initials, or any mixture of them.
import { isHan, type ReadingsOf } from './pinyin-readings.ts'

/** Numbers the distinct characters of all names, so that what is known of a character is known by its number. */
export type Alphabet = {
  /** Number of a folded unit, given on first sight. */
  number(unit: number): number
  readonly units: readonly number[]
}

/** Names keep one bit of a character's number for themselves; no list has so many characters. */
const mostCharacters = 0x7fff

export function createAlphabet(): Alphabet {
  const numbers = new Uint16Array(65_536)
  const units: number[] = []
  return {
    units,
    number(unit) {
      const known = numbers[unit] ?? 0
      if (known !== 0) return known - 1
      if (units.length > mostCharacters) return mostCharacters
      units.push(unit)
      numbers[unit] = units.length
      return units.length - 1
    },
  }
}

/** Stands in a word for any one character (a forgiven mistake). */
export const anyUnit = 0xfffe

export type WordMatcher = {
  readonly word: string
  /** By character number: 1 where the word may begin with it. */
  readonly first: Uint8Array
  /** Where the word ends when it begins at `from` of `text`, which ends at `end`; -1 where it does not fit. */
  endOf(text: Uint16Array, from: number, end: number): number
  /** Whether this character is what stands at `at` of the word, or has it as its initial. */
  isInitial(character: number, at: number): boolean
}

const computed = 0x80

/** `homophones`: a character of the word also stands for any that sounds the same (户口注消 for 户口注销). */
export function createWordMatcher(
  alphabet: Alphabet,
  readingsOf: ReadingsOf,
  word: string,
  homophones = false,
): WordMatcher {
  const length = word.length
  const { units } = alphabet
  // Bit k-1: the character may take k units of the word from here. A reading has at most six letters.
  const known = new Uint8Array(units.length * length)

  function compute(character: number, at: number): number {
    const unit = units[character] ?? 0
    const asked = word.charCodeAt(at)
    let taken = unit === asked || asked === anyUnit ? 1 : 0
    if (asked >= 0x61 && asked <= 0x7a) {
      for (const reading of readingsOf(unit)) {
        if (reading.charCodeAt(0) !== asked) continue
        taken |= 1
        if (word.charCodeAt(at + 1) === 0x68 && reading.charCodeAt(1) === 0x68) taken |= 2
        if (word.startsWith(reading, at)) taken |= 1 << (reading.length - 1)
        const left = length - at
        if (left < reading.length && reading.startsWith(word.slice(at))) taken |= 1 << (left - 1)
      }
    } else if (homophones && taken === 0 && isHan(asked)) {
      const sounds = readingsOf(asked)
      if (readingsOf(unit).some((reading) => sounds.includes(reading))) taken = 1
    }
    return taken
  }

  function step(character: number, at: number): number {
    const place = character * length + at
    const held = known[place] ?? 0
    if (held !== 0) return held
    const taken = compute(character, at) | computed
    known[place] = taken
    return taken
  }

  const first = new Uint8Array(units.length)
  for (let character = 0; character < units.length; character += 1)
    first[character] = step(character, 0) === computed ? 0 : 1

  // Dead ends of the name being read, so that a word of many readings is never tried twice at one place.
  let deadEnds = new Int32Array(64 * length)
  let stamp = 0
  let origin = 0

  function walk(text: Uint16Array, from: number, end: number, start: number): number {
    let position = from
    let at = start
    while (at < length) {
      if (position === end) return -1
      const taken = step((text[position] ?? 0) & 0x7fff, at) & 0x7f
      if (taken === 0) return -1
      position += 1
      if ((taken & (taken - 1)) === 0) {
        at += 32 - Math.clz32(taken)
        continue
      }
      const place = (position - origin) * length + at
      if (deadEnds[place] === stamp) return -1
      for (let count = 6; count > 0; count -= 1) {
        if ((taken & (1 << (count - 1))) === 0) continue
        const found = walk(text, position, end, at + count)
        if (found >= 0) return found
      }
      deadEnds[place] = stamp
      return -1
    }
    return position
  }

  return {
    word,
    first,
    endOf(text, from, end) {
      if (length === 0) return -1
      stamp += 1
      origin = from
      const needed = (end - from + 2) * length
      if (needed > deadEnds.length) deadEnds = new Int32Array(needed * 2)
      return walk(text, from, end, 0)
    },
    isInitial: (character, at) => (step(character, at) & 1) === 1,
  }
}
