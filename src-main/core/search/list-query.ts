// Answers one query over a built index: which service items and which proofs, in which order, marked where.
import type {
  Highlight,
  ProofHit,
  SearchAnswer,
  ServiceItemHit,
} from '../../../src-shared/contract/search-view.ts'
import { bestOf } from './best-of.ts'
import { codeFits } from './code-index.ts'
import { foldCode, foldName, wordsOf } from './fold-text.ts'
import type { HeldEntry } from './list-holdings.ts'
import type { ListIndex } from './list-index.ts'
import { fits, type NameFits, type NameIndex } from './name-index.ts'
import { isHan, type ReadingsOf } from './pinyin-readings.ts'
import { anyUnit, createWordMatcher, type WordMatcher } from './word-matcher.ts'

export type Hits = Pick<SearchAnswer, 'items' | 'byProof'>

/** Rank of a hit, smaller first: as written before by code before by sound; words apart and gaps last. */
const rankOfFit = [0, 0, 1, 2, 3, 5, 6, 7, 8] as const
const rankOfCode = [0, 0, 4, 9] as const
const apartRank = 10
const gapRank = 11
/** Fewer service items than this, and looser matches are added behind them. */
const fewItems = 10

type Word = {
  readonly matcher: WordMatcher
  readonly names: NameFits
  readonly codes: Uint8Array | null
  readonly proofs: NameFits
}

const hasHan = (word: string): boolean => [...word].some((unit) => isHan(unit.charCodeAt(0)))

/** Whether a query can only be answered with pinyin at hand. */
export const needsPinyin = (text: string): boolean =>
  wordsOf(text).some((word) => /[a-z]/.test(foldName(word)))

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** At most `limit` of each group; among equals what `ownUnit` (the window's unit by name, '' for none) demands comes first. */
export type Wanted = { readonly limit: number; readonly ownUnit: string }

/** Every word must be found. */
export function queryList(index: ListIndex, readingsOf: ReadingsOf, text: string, wanted: Wanted): Hits {
  const asked = new Map(wordsOf(text).map((word) => [foldName(word), foldCode(word)]))
  asked.delete('')
  if (asked.size === 0) return { items: [], byProof: [] }
  const found = hitsOf(index, readingsOf, asked, wanted, false)
  if (found.items.length + found.byProof.length > 0) return found
  const sounding = [...asked.keys()].some(hasHan) ? hitsOf(index, readingsOf, asked, wanted, true) : found
  if (sounding.items.length + sounding.byProof.length > 0 || asked.size > 1) return sounding
  for (const forgiven of forgivenWords([...asked.keys()][0] ?? '')) {
    const near = hitsOf(index, readingsOf, new Map([[forgiven, '']]), wanted, true)
    if (near.items.length + near.byProof.length > 0) return near
  }
  return found
}

function hitsOf(
  index: ListIndex,
  readingsOf: ReadingsOf,
  asked: ReadonlyMap<string, string>,
  wanted: Wanted,
  homophones: boolean,
): Hits {
  const words: Word[] = []
  for (const [name, code] of asked) {
    const matcher = createWordMatcher(index.alphabet, readingsOf, name, homophones)
    const word = {
      matcher,
      names: index.names.find(matcher),
      codes: code === '' ? null : index.codes.find(code),
      proofs: index.proofNames.find(matcher),
    }
    const gaps = asked.size === 1 && !homophones
    if (!gaps && !word.names.any && word.codes === null && !word.proofs.any) return { items: [], byProof: [] }
    words.push(word)
  }
  const whole =
    words.length === 1
      ? null
      : createWordMatcher(index.alphabet, readingsOf, [...asked.keys()].join(''), homophones)
  return { items: itemHits(index, words, whole, wanted), byProof: proofHits(index, words, whole, wanted) }
}

/** Rank of a name that has several words: that of the words written together, else last but for gaps. */
function rankTogether(names: NameIndex, whole: WordMatcher | null, at: number): number {
  const together = whole === null ? null : names.findIn(whole, at)
  return together === null ? apartRank : (rankOfFit[together.fit] ?? apartRank)
}

/** Marks of the words in one name that need not have them all; `whole` is the words written together. */
function marksOf(
  names: NameIndex,
  words: readonly NameFits[],
  whole: WordMatcher | null,
  at: number,
): readonly Highlight[] {
  const together = whole === null ? null : names.findIn(whole, at)
  if (together !== null) return [names.mark(at, together.start, together.end)]
  return mergeMarks(
    words
      .filter((word) => word.fit[at] !== fits.none)
      .map((word) => names.mark(at, word.start[at] ?? 0, word.end[at] ?? 0)),
  )
}

/** Marks in order, overlapping and touching ones made one. */
function mergeMarks(marks: readonly Highlight[]): readonly Highlight[] {
  const merged: Highlight[] = []
  for (const mark of [...marks].sort((one, other) => one[0] - other[0])) {
    const last = merged.at(-1)
    if (last === undefined || mark[0] > last[1]) merged.push(mark)
    else merged[merged.length - 1] = [last[0], Math.max(last[1], mark[1])]
  }
  return merged
}

type Ranked = { readonly item: number; readonly score: number; readonly places: readonly number[] | null }

function itemHits(
  index: ListIndex,
  words: readonly Word[],
  whole: WordMatcher | null,
  { limit, ownUnit }: Wanted,
): readonly ServiceItemHit[] {
  const { items, nameOf, codeOf, names } = index
  const best = bestOf<Ranked>(limit, (one, other) => {
    if (one.score !== other.score) return one.score - other.score
    const [left, right] = [items[one.item], items[other.item]]
    if (left === undefined || right === undefined) return 0
    return compareText(left.name, right.name) || compareText(left.key, right.key)
  })
  const fitsOfWords = words.map((word) => word.names)
  const alone = words.length === 1 ? words[0] : undefined
  const hit = new Uint8Array(items.length)
  let hits = 0
  /** Among equals the own unit's items come first, then those with more proofs. */
  const scoreOf = (rank: number, item: number) => {
    const held = items[item]
    const own = ownUnit !== '' && held?.demandingUnit === ownUnit ? 500_000 : 0
    return rank * 1_000_000 - own - (held?.entries.size ?? 0)
  }
  for (let item = 0; item < items.length; item += 1) {
    const name = nameOf[item] ?? 0
    const code = codeOf[item] ?? 0
    let rank: number = apartRank
    let all = true
    for (const word of words) {
      const fit = word.names.fit[name] ?? fits.none
      const codeFit = word.codes?.[code] ?? codeFits.none
      if (fit === fits.none && codeFit === codeFits.none) {
        all = false
        break
      }
      if (alone === undefined) continue
      const byName = fit === fits.none ? apartRank : (rankOfFit[fit] ?? apartRank)
      const byCode = codeFit === codeFits.none ? apartRank : (rankOfCode[codeFit] ?? apartRank)
      rank = Math.min(byName, byCode)
    }
    if (!all) continue
    if (alone === undefined) rank = rankTogether(names, whole, name)
    hit[item] = 1
    hits += 1
    best.offer({ item, score: scoreOf(rank, item), places: null })
  }
  if (alone !== undefined && hits < fewItems)
    offerScattered(index, alone.matcher, hit, best.offer, scoreOf, fewItems - hits)
  return best.inOrder().flatMap(({ item, places }) => {
    const held = items[item]
    if (held === undefined) return []
    const name = nameOf[item] ?? 0
    const highlights =
      places === null
        ? marksOf(names, fitsOfWords, whole, name)
        : mergeMarks(places.map((place) => names.mark(name, place, place + 1)))
    const { key: serviceItem, code, demandingUnit } = held
    return [{ serviceItem, name: held.name, code, demandingUnit, proofs: held.entries.size, highlights }]
  })
}

/** Adds names that have the word's characters or initials in order with gaps: 低保 for 最低生活保障. */
function offerScattered(
  index: ListIndex,
  matcher: WordMatcher,
  hit: Uint8Array,
  offer: (ranked: Ranked) => void,
  scoreOf: (rank: number, item: number) => number,
  most: number,
): void {
  const { word } = matcher
  const letters = /^[a-z]{3,8}$/.test(word)
  if (
    !letters &&
    !(word.length >= 2 && word.length <= 8 && [...word].every((unit) => isHan(unit.charCodeAt(0))))
  )
    return
  const nearest = bestOf<Ranked>(most, (one, other) => {
    const [left, right] = [index.items[one.item], index.items[other.item]]
    if (one.score !== other.score || left === undefined || right === undefined) return one.score - other.score
    return compareText(left.name, right.name) || compareText(left.key, right.key)
  })
  const known = new Map<number, readonly number[] | null>()
  for (let item = 0; item < index.items.length; item += 1) {
    if (hit[item] === 1) continue
    const name = index.nameOf[item] ?? 0
    let places = known.get(name)
    if (places === undefined) {
      places = index.names.findScattered(matcher, name, !letters)
      known.set(name, places)
    }
    if (places === null) continue
    const span = (places.at(-1) ?? 0) - (places[0] ?? 0)
    nearest.offer({ item, score: scoreOf(gapRank + span, item), places })
  }
  for (const ranked of nearest.inOrder()) offer(ranked)
}

function proofHits(
  index: ListIndex,
  words: readonly Word[],
  whole: WordMatcher | null,
  { limit, ownUnit }: Wanted,
): readonly ProofHit[] {
  const { proofs, proofNames } = index
  const fitsOfWords = words.map((word) => word.proofs)
  const alone = words.length === 1 ? words[0] : undefined
  const found: {
    readonly proof: number
    readonly rank: number
    readonly uses: number
    readonly name: string
  }[] = []
  for (let proof = 0; proof < proofs.length; proof += 1) {
    if (!fitsOfWords.some((word) => (word.fit[proof] ?? 0) !== fits.none)) continue
    const held = proofs[proof]
    if (held === undefined) continue
    const rank =
      alone === undefined
        ? rankTogether(proofNames, whole, proof)
        : (rankOfFit[alone.proofs.fit[proof] ?? 0] ?? apartRank)
    found.push({ proof, rank, uses: held.entries.size, name: held.name })
  }
  found.sort(
    (one, other) => one.rank - other.rank || other.uses - one.uses || compareText(one.name, other.name),
  )

  const hits: ProofHit[] = []
  for (const { proof } of found) {
    if (hits.length >= limit) break
    const highlights = marksOf(proofNames, fitsOfWords, whole, proof)
    const best = bestOf<HeldEntry>(
      limit - hits.length,
      (one, other) =>
        Number(other.demandingUnit === ownUnit) - Number(one.demandingUnit === ownUnit) ||
        compareText(one.serviceItemName, other.serviceItemName) ||
        compareText(one.demandingUnit, other.demandingUnit) ||
        compareText(one.serviceItemCode, other.serviceItemCode) ||
        compareText(one.method, other.method),
      // An item that asks for the same proof twice in the same way is one hit.
      true,
    )
    for (const entry of proofs[proof]?.entries ?? [])
      if (alone !== undefined || words.every((word) => fitsEntry(index, word, proof, entry)))
        best.offer(entry)
    for (const entry of best.inOrder())
      hits.push({
        serviceItem: index.keyOf(entry),
        serviceItemName: entry.serviceItemName,
        code: entry.serviceItemCode,
        demandingUnit: entry.demandingUnit,
        proofName: entry.proofName,
        method: entry.method,
        highlights,
      })
  }
  return hits
}

/** A word beside the one that names the proof may as well name the service item. */
function fitsEntry(index: ListIndex, word: Word, proof: number, entry: HeldEntry): boolean {
  if ((word.proofs.fit[proof] ?? 0) !== fits.none) return true
  const item = index.placeOf(entry)
  return (
    (word.names.fit[index.nameOf[item] ?? 0] ?? 0) !== fits.none ||
    (word.codes?.[index.codeOf[item] ?? 0] ?? 0) !== codeFits.none
  )
}

/** The word with one mistake undone, likeliest first: a wrong character, two changed over, one too many, one too few. */
function forgivenWords(word: string): readonly string[] {
  const any = String.fromCharCode(anyUnit)
  const han = hasHan(word)
  if (han ? word.length < 3 || word.length > 12 : word.length < 5 || word.length > 16) return []
  const places = Array.from({ length: word.length }, (_, at) => at)
  const cut = (at: number, count: number, by = '') => word.slice(0, at) + by + word.slice(at + count)
  const missing = places.filter((at) => han || at > 0).map((at) => cut(at, 1))
  if (!han) {
    const swapped = places.slice(1, -1).map((at) => cut(at, 2, `${word[at + 1]}${word[at]}`))
    return [...swapped, ...missing]
  }
  return [...places.map((at) => cut(at, 1, any)), ...missing, ...places.slice(1).map((at) => cut(at, 0, any))]
}
