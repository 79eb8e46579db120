// The search of the exemption list as the desk asks it: filled from the store, kept as editions come, answered from memory.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SearchAnswer, ServiceItemView } from '../../../src-shared/contract/desk.ts'
import type { ListEntry } from '../../../src-shared/domain/exemption-list.ts'
import { byEntryNumber, createListHoldings, showable } from './list-holdings.ts'
import { buildListIndex, type ListIndex } from './list-index.ts'
import { needsPinyin, queryList } from './list-query.ts'
import { loadReadings, noReadings, type ReadingsOf } from './pinyin-readings.ts'
import { createAlphabet } from './word-matcher.ts'

export type ListChange = { readonly put: readonly ListEntry[]; readonly remove: readonly string[] }
export type ListSearch = ReturnType<typeof createListSearch>

/** Entries taken in before other work of core gets its turn. */
const stepSize = 1_000
/** Milliseconds after a load in which the window comes up; then the pinyin dictionary is read ahead of the first need. */
const warmUpDelay = 1_500

export function createListSearch() {
  const holdings = createListHoldings()
  const alphabet = createAlphabet()
  let index: ListIndex | null = null
  let readingsOf: ReadingsOf = noReadings
  let loading: Promise<void> | null = null
  let changesWhileLoading: ListChange[] = []
  let warmUp: NodeJS.Timeout | null = null

  const built = (): ListIndex => {
    index ??= buildListIndex(alphabet, holdings)
    return index
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

  function apply(change: ListChange): void {
    if (loading !== null) {
      changesWhileLoading.push(change)
      return
    }
    if (change.put.length === 0 && change.remove.length === 0) return
    for (const id of change.remove) holdings.remove(id)
    for (const entry of change.put) holdings.put(entry)
    index = null
  }

  return {
    /** Entries held. */
    get size(): number {
      return holdings.size
    },

    /** Holds exactly these entries. */
    load(entries: Iterable<ListEntry>): void {
      holdings.clear()
      for (const entry of entries) holdings.put(entry)
      index = null
      warmUpLater()
    },

    /**
     * Like `load`, letting core answer other calls between steps; the entries may still be on their way from the
     * store. A search asked meanwhile waits for the end; changes applied meanwhile count after it.
     */
    async loadInSteps(entries: Iterable<ListEntry> | Promise<Iterable<ListEntry>>): Promise<void> {
      while (loading !== null) await loading.catch(() => undefined)
      const work = async () => {
        const arrived = await entries
        holdings.clear()
        let taken = 0
        for (const entry of arrived) {
          holdings.put(entry)
          taken += 1
          if (taken % stepSize === 0) await nextTurn()
        }
      }
      loading = work()
      try {
        await loading
      } finally {
        loading = null
        index = null
        const changes = changesWhileLoading
        changesWhileLoading = []
        for (const change of changes) apply(change)
      }
      await nextTurn()
      built()
      warmUpLater()
    },

    /** An edition's changes; the next search makes its index anew. */
    apply,

    preparePinyin,

    /**
     * Service items whose name or code has all words, and items that ask for a proof whose name has them; at most
     * `limit` of each. Waits only for a load under way, and for the pinyin dictionary where letters ask for it.
     */
    async search(text: string, limit: number): Promise<SearchAnswer> {
      while (loading !== null) await loading.catch(() => undefined)
      const started = performance.now()
      if (readingsOf === noReadings && needsPinyin(text)) readingsOf = await loadReadings()
      let hits = queryList(built(), readingsOf, text, limit)
      if (readingsOf === noReadings && hits.items.length + hits.byProof.length === 0) {
        readingsOf = await loadReadings()
        hits = queryList(built(), readingsOf, text, limit)
      }
      return { ...hits, milliseconds: Math.round((performance.now() - started) * 10) / 10 }
    },

    /** The item with its entries as the list numbers them, or null; a state secret shows only that it exists. */
    readServiceItem(serviceItem: string): Omit<ServiceItemView, 'ours'> | null {
      const item = holdings.items.get(serviceItem)
      if (item === undefined) return null
      const entries = [...item.entries].sort(byEntryNumber).map(showable)
      const { name, code, demandingUnit } = item
      return { serviceItem, name, code, codeScheme: entries[0]?.codeScheme ?? '', demandingUnit, entries }
    },
  }
}
