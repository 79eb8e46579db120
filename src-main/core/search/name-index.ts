// All distinct names as one run of character numbers that a word is looked for in; small and made in milliseconds.
import { foldedUnit, longestText, writtenSpan } from './fold-text.ts'
import type { Alphabet, WordMatcher } from './word-matcher.ts'

/** How a word fits a name, best first. 0 means it does not. */
export const fits = {
  none: 0,
  exact: 1,
  prefix: 2,
  wordStart: 3,
  part: 4,
  soundExact: 5,
  soundPrefix: 6,
  soundWordStart: 7,
  soundPart: 8,
} as const

/** One word over all names: its best fit in each, and the folded units [start, end) it covers there. */
export type NameFits = {
  readonly fit: Uint8Array
  readonly start: Uint16Array
  readonly end: Uint16Array
  readonly any: boolean
}

export type NameFit = { readonly fit: number; readonly start: number; readonly end: number }

/** Set on a character that begins a part of its name: the first, or one after a bracket, blank or other mark. */
const partStart = 0x8000

export type NameIndex = ReturnType<typeof createNameIndex>

export function createNameIndex(alphabet: Alphabet, names: readonly string[]) {
  let space = 0
  for (const name of names) space += Math.min(name.length, longestText)
  const text = new Uint16Array(space)
  const starts = new Uint32Array(names.length + 1)
  let length = 0
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? ''
    starts[index] = length
    let mark = partStart
    for (let at = 0; at < name.length && at < longestText; at += 1) {
      const unit = foldedUnit(name.charCodeAt(at))
      if (unit === 0) {
        mark = partStart
        continue
      }
      text[length] = alphabet.number(unit) | mark
      length += 1
      mark = 0
    }
  }
  starts[names.length] = length

  /** Whether the name has the word as it is written, not by its sound. */
  function written(word: string, from: number, end: number): boolean {
    if (end - from !== word.length) return false
    for (let at = from; at < end; at += 1)
      if (alphabet.units[(text[at] ?? 0) & 0x7fff] !== word.charCodeAt(at - from)) return false
    return true
  }

  let bestStart = 0
  let bestEnd = 0
  function bestFit(matcher: WordMatcher, index: number): number {
    const { first, word } = matcher
    const from = starts[index] ?? 0
    const end = starts[index + 1] ?? 0
    let best: number = fits.none
    for (let at = from; at < end; at += 1) {
      const mark = text[at] ?? 0
      if (first[mark & 0x7fff] === 0) continue
      const stop = matcher.endOf(text, at, end)
      if (stop < 0) continue
      const place =
        at === from
          ? stop === end
            ? fits.exact
            : fits.prefix
          : (mark & partStart) !== 0
            ? fits.wordStart
            : fits.part
      const fit = written(word, at, stop) ? place : place + 4
      if (best !== fits.none && fit >= best) continue
      best = fit
      bestStart = at - from
      bestEnd = stop - from
      if (fit <= fits.prefix) break
    }
    return best
  }

  return {
    names,
    /** Looks for the word in every name. */
    find(matcher: WordMatcher): NameFits {
      const fit = new Uint8Array(names.length)
      const start = new Uint16Array(names.length)
      const end = new Uint16Array(names.length)
      let any = false
      for (let index = 0; index < names.length; index += 1) {
        const found = bestFit(matcher, index)
        if (found === fits.none) continue
        any = true
        fit[index] = found
        start[index] = bestStart
        end[index] = bestEnd
      }
      return { fit, start, end, any }
    },
    /** Looks for the word in one name. */
    findIn(matcher: WordMatcher, index: number): NameFit | null {
      const fit = bestFit(matcher, index)
      return fit === fits.none ? null : { fit, start: bestStart, end: bestEnd }
    },
    /**
     * Looks for the word's characters or initials in order with gaps between (低保 in 最低生活保障). From the name's
     * first character only where `anywhere` is false. Answers with the folded places, or null.
     */
    findScattered(matcher: WordMatcher, index: number, anywhere: boolean): readonly number[] | null {
      const from = starts[index] ?? 0
      const end = starts[index + 1] ?? 0
      const { word, first } = matcher
      if (end - from <= word.length) return null
      if (!anywhere && first[(text[from] ?? 0) & 0x7fff] === 0) return null
      const places: number[] = []
      for (let at = from; at < end && places.length < word.length; at += 1) {
        if (matcher.isInitial((text[at] ?? 0) & 0x7fff, places.length)) places.push(at - from)
        else if (!anywhere && at === from) return null
      }
      return places.length === word.length ? places : null
    },
    /** Folded places of a name as a mark on the name as written. */
    mark: (index: number, start: number, end: number) => writtenSpan(names[index] ?? '', start, end),
  }
}
