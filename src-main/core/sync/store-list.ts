// Stores what the endpoint says of the list, and lets the search know.
import type { DeskContext } from '../desk/desk-context.ts'
import { appendParts, type ListChange, packPart } from '../store/stored-list.ts'
import type { PackedPage } from './endpoint-client.ts'

/** Pages of an edition, kept as they came. */
export async function storePages(context: DeskContext, pages: readonly PackedPage[]): Promise<void> {
  await appendParts(
    context.store,
    pages.map(({ packed }) => packed),
  )
  for (const { items } of pages) context.search.apply({ put: items, remove: [] })
  context.signals.changed('list')
}

export async function storeChange(context: DeskContext, change: ListChange): Promise<void> {
  await appendParts(context.store, [packPart(change.put, change.remove)])
  context.search.apply(change)
  context.signals.changed('list')
}
