// Stores what the endpoint says of the list, and lets the search know.
import type { ListEntry } from '../../../src-shared/domain/exemption-list.ts'
import type { DeskContext } from '../desk/desk-context.ts'

export async function storeEntries(
  context: DeskContext,
  put: readonly ListEntry[],
  remove: readonly string[],
): Promise<void> {
  await context.store.entries.bulkUpsert(put.map((entry) => ({ id: entry.id, entry })))
  await context.store.entries.bulkRemove([...remove])
  context.search.apply({ put, remove })
  context.signals.changed('list')
}
