// The list as the store keeps it: parts in the order they came, packed as they travelled. Nobody asks the store for one entry: all of
// them are held in memory by the search, which is filled from here.
import { gzipSync } from 'node:zlib'
import { entriesOfPage } from '../../../src-shared/contract/replication.ts'
import type { ListEntry } from '../../../src-shared/domain/exemption-list.ts'
import { type Packed, unpack } from '../packed.ts'
import type { ListPart, Store } from './open-store.ts'

type ListParts = Pick<Store, 'listParts'>

/** What a part says; without `removed` it is a page of an edition as the endpoint made it. */
type PartContent = { readonly items: readonly ListEntry[]; readonly removed?: readonly string[] }
export type ListChange = { readonly put: readonly ListEntry[]; readonly remove: readonly string[] }

/** Parts read in one go, so that no reading holds core up for long. */
const partsAtOnce = 4

/** Entries in as few parts as they need. */
export function packList(entries: readonly ListEntry[]): readonly Packed[] {
  const parts: Packed[] = []
  for (let at = 0; at < entries.length; at += entriesOfPage)
    parts.push(packPart(entries.slice(at, at + entriesOfPage)))
  return parts
}

export const packPart = (items: readonly ListEntry[], removed: readonly string[] = []): Packed => ({
  packing: 'gzip',
  bytes: gzipSync(JSON.stringify({ items, removed } satisfies PartContent)),
})

/** @throws where it is not what it says */
export async function unpackPart({
  packing,
  bytes,
}: Pick<ListPart, 'packing' | 'bytes'>): Promise<ListChange> {
  const text = await unpack({ packing, bytes: Buffer.from(bytes, 'base64') })
  const { items, removed = [] } = JSON.parse(text.toString()) as PartContent
  return { put: items, remove: removed }
}

const idOf = (number: number): string => String(number).padStart(12, '0')
const partOf = (number: number, { packing, bytes }: Packed): ListPart => ({
  id: idOf(number),
  packing,
  bytes: bytes.toString('base64'),
})

/** Number of the last part; 0 where there is none. */
export async function lastPart({ listParts }: ListParts): Promise<number> {
  const [last] = await listParts.find({ sort: [{ id: 'desc' }], limit: 1 }).exec()
  return Number(last?.id ?? 0)
}

/** Puts parts behind those that are there, in one transaction. One caller at a time. */
export async function appendParts(store: ListParts, parts: readonly Packed[]): Promise<void> {
  const last = await lastPart(store)
  const { error } = await store.listParts.bulkInsert(
    parts.map((part, index) => partOf(last + 1 + index, part)),
  )
  if (error[0] !== undefined) throw new Error(`part ${error[0].documentId} of the list is there already`)
}

/** What the parts say, one after the other, up to the part `upTo`. */
export async function* readParts(
  { listParts }: ListParts,
  upTo = Number.POSITIVE_INFINITY,
): AsyncGenerator<ListChange> {
  let after = ''
  for (;;) {
    const found = await listParts
      .find({ selector: { id: { $gt: after } }, sort: [{ id: 'asc' }], limit: partsAtOnce })
      .exec()
    for (const part of found) {
      if (Number(part.id) > upTo) return
      yield await unpackPart(part)
    }
    after = found.at(-1)?.id ?? ''
    if (found.length < partsAtOnce) return
  }
}

/**
 * Writes the list anew in as few parts as it needs. Parts that come meanwhile stay behind it. A stop in the middle leaves the first
 * parts new and the last ones old, which say again what the new ones have.
 */
export async function compactList(store: ListParts): Promise<void> {
  const last = await lastPart(store)
  const entries = new Map<string, ListEntry>()
  for await (const { put, remove } of readParts(store, last)) {
    for (const id of remove) entries.delete(id)
    for (const entry of put) entries.set(entry.id, entry)
  }
  const parts = packList([...entries.values()]).map((part, index) => partOf(index + 1, part))
  await store.listParts.bulkUpsert(parts)
  const behind = Array.from({ length: last - parts.length }, (_, at) => idOf(parts.length + 1 + at))
  await store.listParts.bulkRemove(behind)
}
