// Finds a few hundred names as a clerk types them: part of the name, pinyin, initials, or a mixture; best fit first.
import { foldName, wordsOf } from './fold-text.ts'
import { needsPinyin } from './list-query.ts'
import { createNameIndex, fits } from './name-index.ts'
import { loadReadings, noReadings, type ReadingsOf } from './pinyin-readings.ts'
import { createAlphabet, createWordMatcher } from './word-matcher.ts'

let readings: ReadingsOf = noReadings

/**
 * Which of `names` hold every word of `text`, as positions, best first; all of them where nothing is asked.
 * The pinyin dictionary is read when letters are first typed.
 */
export async function searchNames(names: readonly string[], text: string): Promise<readonly number[]> {
  const words = wordsOf(text)
    .map(foldName)
    .filter((word) => word !== '')
  if (words.length === 0) return names.map((_, at) => at)
  if (readings === noReadings && needsPinyin(text)) readings = await loadReadings()
  const alphabet = createAlphabet()
  const index = createNameIndex(alphabet, names)
  const found = words.map((word) => index.find(createWordMatcher(alphabet, readings, word)))
  const worst = (at: number) => Math.max(...found.map(({ fit }) => fit[at] ?? fits.none))
  return names
    .map((_, at) => at)
    .filter((at) => found.every(({ fit }) => (fit[at] ?? fits.none) !== fits.none))
    .sort((one, other) => worst(one) - worst(other) || one - other)
}
