// The search of the exemption list as the desk asks it: filled from the store, kept as editions come, answered from memory.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SearchAnswer, ServiceItemView } from '../../../src-shared/contract/search-view.ts'
import type { ListEntry } from '../../../src-shared/domain/exemption-list.ts'
import type { ListChange } from '../store/stored-list.ts'
import { byEntryNumber, createListHoldings, isWhole, type ListHoldings, showable } from './list-holdings.ts'
import { buildListIndex, type ListIndex } from './list-index.ts'
import { needsPinyin, queryList } from './list-query.ts'
import { readSnapshot, writeSnapshot } from './list-snapshot.ts'
import { loadReadings, noReadings, type ReadingsOf } from './pinyin-readings.ts'
import { createAlphabet } from './word-matcher.ts'

/** Entries all at once, on their way, or as the store has them. */
export type ListSource = Iterable<ListEntry> | Promise<Iterable<ListEntry>> | AsyncIterable<ListChange>
export type ListSearch = ReturnType<typeof createListSearch>

/** Entries taken in before other work of core gets its turn. */
const stepSize = 1_000
/** Milliseconds after a load in which the window comes up; then the pinyin dictionary is read ahead of the first need. */
const warmUpDelay = 1_500

async function* inSteps(source: ListSource): AsyncGenerator<ListChange> {
  if (Symbol.asyncIterator in source) {
    yield* source
    return
  }
  let step: ListEntry[] = []
  for (const entry of await source) {
    step.push(entry)
    if (step.length < stepSize) continue
    yield { put: step, remove: [] }
    step = []
  }
  yield { put: step, remove: [] }
}

export function createListSearch() {
  const alphabet = createAlphabet()
  let holdings = createListHoldings()
  let index: ListIndex | null = null
  let readingsOf: ReadingsOf = noReadings
  /** The load under way, and what changed since it began. */
  let loading: Promise<void> | null = null
  let changesWhileLoading: ListChange[] = []
  let restored = false
  let warmUp: NodeJS.Timeout | null = null

  const built = (): ListIndex => {
    index ??= buildListIndex(alphabet, holdings)
    return index
  }

  function hold(next: ListHoldings): void {
    holdings = next
    index = null
  }

  function change(target: ListHoldings, { put, remove }: ListChange): void {
    for (const id of remove) target.remove(id)
    for (const entry of put) target.put(entry)
  }

  /** Reads the pinyin dictionary and the readings of every character of the list, in steps. */
  async function preparePinyin(): Promise<void> {
    readingsOf = await loadReadings()
    const { units } = built().alphabet
    for (let at = 0; at < units.length; at += 1) {
      readingsOf(units[at] ?? 0)
      if (at % 200 === 199) await nextTurn()
    }
  }

  function warmUpLater(): void {
    if (warmUp !== null) return
    warmUp = setTimeout(() => void preparePinyin(), warmUpDelay)
    warmUp.unref()
  }

  async function fill(source: ListSource): Promise<void> {
    const next = createListHoldings()
    for await (const step of inSteps(source)) {
      change(next, step)
      await nextTurn()
    }
    for (const missed of changesWhileLoading) change(next, missed)
    hold(next)
    restored = false
    built()
    warmUpLater()
  }

  async function whenLoaded(): Promise<void> {
    while (loading !== null) await loading.catch(() => undefined)
  }

  return {
    /** Entries held. */
    get size(): number {
      return holdings.size
    },

    /** Holds exactly these entries. */
    load(entries: Iterable<ListEntry>): void {
      const next = createListHoldings()
      for (const entry of entries) next.put(entry)
      hold(next)
      restored = false
      warmUpLater()
    },

    /**
     * Like `load`, letting core answer other calls between steps. A search asked meanwhile waits for the end, unless a
     * snapshot can answer it; changes applied meanwhile are kept.
     * @throws what the source throws; what was held before is then held on
     */
    async loadInSteps(source: ListSource): Promise<void> {
      await whenLoaded()
      changesWhileLoading = []
      loading = fill(source).finally(() => {
        loading = null
      })
      await loading
    },

    /** Resolves when no load is under way: then items can be read whole. */
    whenLoaded,

    /** Entries held that a unit of this name demands or issues, by their number in the list. */
    entriesOf: (unit: string): readonly ListEntry[] =>
      [...holdings.all()]
        .filter(isWhole)
        .filter((one) => one.demandingUnit === unit || one.issuingUnit === unit)
        .sort(byEntryNumber),

    /** What a search needs of the entries held, for `restore` at the next start. */
    snapshot: (): Uint8Array => writeSnapshot(holdings.all()),

    /** Answers searches from a snapshot until a load ends. False where it cannot be read. */
    restore(bytes: Uint8Array): boolean {
      const entries = readSnapshot(bytes)
      if (entries === null) return false
      const next = createListHoldings()
      for (const entry of entries) next.put(entry)
      hold(next)
      restored = true
      return true
    },

    /** An edition's changes; the next search makes its index anew. */
    apply(changed: ListChange): void {
      if (changed.put.length === 0 && changed.remove.length === 0) return
      if (loading !== null) changesWhileLoading.push(changed)
      change(holdings, changed)
      index = null
    },

    preparePinyin,

    /**
     * Service items whose name or code has all words, and items that ask for a proof whose name has them; at most
     * `limit` of each, among equals those that `ownUnit` demands first. Waits for the pinyin dictionary only where letters
     * ask for it.
     */
    async search(text: string, limit: number, ownUnit = ''): Promise<SearchAnswer> {
      const wanted = { limit, ownUnit }
      if (!restored) await whenLoaded()
      const started = performance.now()
      if (readingsOf === noReadings && needsPinyin(text)) readingsOf = await loadReadings()
      let hits = queryList(built(), readingsOf, text, wanted)
      if (readingsOf === noReadings && hits.items.length + hits.byProof.length === 0) {
        readingsOf = await loadReadings()
        hits = queryList(built(), readingsOf, text, wanted)
      }
      return { ...hits, milliseconds: Math.round((performance.now() - started) * 10) / 10 }
    },

    /**
     * The item with its entries as the list numbers them; a state secret shows only that it exists. Null where there
     * is no such item, or where only a snapshot knows it yet (`whenLoaded`).
     */
    readServiceItem(serviceItem: string): Omit<ServiceItemView, 'ours' | 'limitDays'> | null {
      const item = holdings.items.get(serviceItem)
      if (item === undefined) return null
      const entries = [...item.entries].filter(isWhole).sort(byEntryNumber).map(showable)
      if (entries.length < item.entries.size) return null
      const { name, code, demandingUnit } = item
      return { serviceItem, name, code, codeScheme: entries[0]?.codeScheme ?? '', demandingUnit, entries }
    },
  }
}
