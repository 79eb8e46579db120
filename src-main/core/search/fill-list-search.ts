// Fills the search at core's start: from the snapshot beside the store at once, then from the store batch by batch.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ListEntry } from '../../../src-shared/domain/exemption-list.ts'
import type { Store } from '../store/open-store.ts'
import type { ListSearch } from './list-search.ts'

const batchSize = 1_000
/** Milliseconds of quiet after a change before the snapshot is written again. */
const quietByDefault = 2_000

/** The stored entries in batches, by id, so that no reading holds core up for long. */
async function* readStoredEntries(store: Pick<Store, 'entries'>): AsyncGenerator<readonly ListEntry[]> {
  let after = ''
  for (;;) {
    const batch = await store.entries
      .find({ selector: { id: { $gt: after } }, sort: [{ id: 'asc' }], limit: batchSize })
      .exec()
    yield batch.map((one) => one.toJSON().entry as ListEntry)
    after = batch.at(-1)?.id ?? ''
    if (batch.length < batchSize) return
  }
}

export type ListFilling = {
  /** Resolves when every stored entry is held. */
  readonly loaded: Promise<void>
  /** To be called after the search was given a change: the snapshot follows when it is quiet. */
  changed(): void
  /** Ends the writing of snapshots. */
  close(): Promise<void>
}

/**
 * Restores the search from the snapshot in `folder` and loads it from the store. When this resolves, a snapshot, where
 * there is one, answers; else a search waits for `loaded`. A snapshot that cannot be read or written is only slower.
 */
export async function fillListSearch(
  search: ListSearch,
  store: Pick<Store, 'entries'>,
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

  const loaded = search.loadInSteps(readStoredEntries(store)).then(changed)
  return {
    loaded,
    changed,
    async close() {
      if (timer !== null) clearTimeout(timer)
      await writing
    },
  }
}
