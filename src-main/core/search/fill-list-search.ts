// Fills the search at core's start: from the snapshot beside the store at once, then from the store part by part.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '../store/open-store.ts'
import { compactList, readParts } from '../store/stored-list.ts'
import type { ListSearch } from './list-search.ts'

/** Milliseconds of quiet after a change before the snapshot is written again. */
const quietByDefault = 2_000
/** The stored list is written anew where it says this many times what it comes to, beside what a small one may. */
const worthCompacting = 2
const smallList = 1_000

export type ListFilling = {
  /** Resolves when every stored entry is held. */
  readonly loaded: Promise<void>
  /** To be called after the search was given a change: the snapshot follows when it is quiet. */
  changed(): void
  /** Ends the writing of snapshots, and waits for the list that is being written anew. */
  close(): Promise<void>
}

/**
 * Restores the search from the snapshot in `folder` and loads it from the store. When this resolves, a snapshot, where
 * there is one, answers; else a search waits for `loaded`. A snapshot that cannot be read or written is only slower.
 */
export async function fillListSearch(
  search: ListSearch,
  store: Pick<Store, 'listParts'>,
  folder: string,
  quiet = quietByDefault,
): Promise<ListFilling> {
  const file = join(folder, 'list-search.json')
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()
  let held: Uint8Array | null = await readFile(file).catch(() => null)
  if (held !== null && !search.restore(held)) held = null

  async function write(): Promise<void> {
    const bytes = search.snapshot()
    if (held !== null && Buffer.compare(held, bytes) === 0) return
    await writeFile(`${file}.new`, bytes)
    await rename(`${file}.new`, file)
    held = bytes
  }
  function changed(): void {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => {
      timer = null
      writing = writing.then(write).catch(() => undefined)
    }, quiet)
    timer.unref()
  }

  let said = 0
  async function* parts() {
    for await (const part of readParts(store)) {
      said += part.put.length + part.remove.length
      yield part
    }
  }
  const loaded = search.loadInSteps(parts()).then(() => {
    changed()
    if (said > worthCompacting * search.size + smallList)
      writing = writing.then(() => compactList(store)).catch(() => undefined)
  })
  return {
    loaded,
    changed,
    async close() {
      if (timer !== null) clearTimeout(timer)
      await writing
    },
  }
}
