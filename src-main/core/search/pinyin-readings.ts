// Pinyin readings of single characters: all of them, so that a polyphone is found by whichever reading a clerk types.

/** Readings of a character without tones, ü as v and as u; empty where it has none. */
export type ReadingsOf = (unit: number) => readonly string[]

const none: readonly string[] = []
export const noReadings: ReadingsOf = () => none

const known = new Map<number, readonly string[]>()
let loaded: Promise<ReadingsOf> | null = null

export const isHan = (unit: number): boolean =>
  (unit >= 0x3400 && unit <= 0x9fff) || (unit >= 0xf900 && unit <= 0xfaff) || unit === 0x3007

/**
 * Loads the dictionary once, apart from core's start: its module alone costs as much as reading a list.
 * Readings are looked up once a character for the life of the process.
 */
export function loadReadings(): Promise<ReadingsOf> {
  loaded ??= import('pinyin-pro').then(({ pinyin }) => (unit: number) => {
    if (!isHan(unit)) return none
    const held = known.get(unit)
    if (held !== undefined) return held
    const found = pinyin(String.fromCharCode(unit), {
      multiple: true,
      toneType: 'none',
      type: 'array',
      v: true,
    })
    const readings = new Set<string>()
    for (const reading of found) {
      const letters = reading.toLowerCase().replaceAll('ü', 'v')
      if (!/^[a-z]{1,6}$/.test(letters)) continue
      readings.add(letters)
      if (letters.includes('v')) readings.add(letters.replaceAll('v', 'u'))
    }
    const kept = [...readings]
    known.set(unit, kept)
    return kept
  })
  return loaded
}
