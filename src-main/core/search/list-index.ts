// What a query runs over, made from the holdings: distinct names, codes and proofs, and which item has which.
import { type CodeIndex, createCodeIndex } from './code-index.ts'
import {
  type HeldEntry,
  type HeldItem,
  type HeldProof,
  type ListHoldings,
  serviceItemKey,
} from './list-holdings.ts'
import { createNameIndex, type NameIndex } from './name-index.ts'
import type { Alphabet } from './word-matcher.ts'

export type ListIndex = {
  readonly alphabet: Alphabet
  readonly items: readonly HeldItem[]
  readonly names: NameIndex
  /** By item: its name among `names`. */
  readonly nameOf: Uint32Array
  readonly codes: CodeIndex
  /** By item: its code among `codes`. */
  readonly codeOf: Uint32Array
  readonly proofs: readonly HeldProof[]
  /** The proofs' names, in the same order. */
  readonly proofNames: NameIndex
  keyOf(entry: HeldEntry): string
  /** Place of the entry's item among `items`. */
  placeOf(entry: HeldEntry): number
}

/** Numbers the distinct texts. */
function numberTexts(texts: readonly string[]): {
  readonly distinct: readonly string[]
  readonly numbers: Uint32Array
} {
  const known = new Map<string, number>()
  const numbers = new Uint32Array(texts.length)
  for (let at = 0; at < texts.length; at += 1) {
    const text = texts[at] ?? ''
    let number = known.get(text)
    if (number === undefined) {
      number = known.size
      known.set(text, number)
    }
    numbers[at] = number
  }
  return { distinct: [...known.keys()], numbers }
}

export function buildListIndex(alphabet: Alphabet, holdings: ListHoldings): ListIndex {
  const items = [...holdings.items.values()]
  const proofs = [...holdings.proofs.values()]
  const names = numberTexts(items.map((item) => item.name))
  const codes = numberTexts(items.map((item) => item.code))
  let places: Map<HeldItem, number> | null = null
  return {
    alphabet,
    items,
    names: createNameIndex(alphabet, names.distinct),
    nameOf: names.numbers,
    codes: createCodeIndex(codes.distinct),
    codeOf: codes.numbers,
    proofs,
    proofNames: createNameIndex(
      alphabet,
      proofs.map((proof) => proof.name),
    ),
    keyOf: serviceItemKey,
    placeOf(entry) {
      places ??= new Map(items.map((item, place) => [item, place]))
      const item = holdings.itemOf(entry)
      return (item === null ? undefined : places.get(item)) ?? 0
    },
  }
}
