// Whole RxCollections, as an application asks them: this storage beside RxDB's memory storage, and what live queries cost a write.
import type { Database } from 'better-sqlite3'
import { createRxDatabase, getChangedDocumentsSince, type RxStorage } from 'rxdb'
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory'
import { getRxStorageSqlite } from '../../../src-main/core/store/rx-storage-sqlite/index.ts'
import { act, pageLength, pageSelector, pageSort, plainSchema, waitingSelector, windows } from './acts.ts'
import { names, type Subject } from './subjects.ts'

export async function openCollection(storage: RxStorage<unknown, object>) {
  const database = await createRxDatabase({
    name: names.databaseName,
    storage,
    multiInstance: false,
    eventReduce: true,
  })
  const { acts } = await database.addCollections({ acts: { schema: plainSchema } })
  if (acts === undefined) throw new Error('no collection')
  return { acts, close: () => database.close(), remove: () => database.remove() }
}
type Opened = Awaited<ReturnType<typeof openCollection>>

export const onSqlite = (database: Database) =>
  openCollection(getRxStorageSqlite({ database }) as RxStorage<unknown, object>)
export const inMemory = () => openCollection(getRxStorageMemory() as RxStorage<unknown, object>)

/** A collection in the measure's terms. Inserts go to its storage, so that RxDB's own cache answers nothing later. */
export function collectionSubject({ acts }: Opened): Subject {
  return {
    async insert(some) {
      const rows = some.map((document) => ({ document }))
      const { error } = await acts.storageInstance.bulkWrite(rows as never, 'bench')
      return some.length - error.length
    },
    findByIds: async (ids) => (await acts.findByIds([...ids]).exec()).size,
    page: (below) => async () => {
      const query = { selector: pageSelector(below), sort: pageSort, limit: pageLength }
      return (await acts.find(query as never).exec()).length
    },
    count: (from) => () => acts.count({ selector: waitingSelector(from) } as never).exec(),
    async scan() {
      let found = 0
      let checkpoint: unknown
      for (;;) {
        const page = await getChangedDocumentsSince(acts.storageInstance, 1_000, checkpoint)
        if (page.documents.length === 0) return found
        found += page.documents.length
        checkpoint = page.checkpoint
      }
    },
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0

/**
 * Microseconds that each of `queries` live queries on other windows adds to the insert of one act: medians of single inserts with
 * and without them, in turn. Every query shows a page of a window that the act does not belong to.
 */
export async function costOfLiveQuery({ acts }: Opened, queries: number): Promise<number> {
  const inserts = 20
  let next = 10_000_000
  async function insertsTimed(): Promise<readonly number[]> {
    const times: number[] = []
    for (let done = 0; done < inserts; done += 1) {
      next += 1
      const { _deleted, _meta, _rev, _attachments, ...plain } = act(next, 1_000)
      const start = performance.now()
      await acts.insert({ ...plain, window: 'elsewhere' })
      times.push(performance.now() - start)
    }
    return times
  }
  const without: number[] = []
  const beside: number[] = []
  for (let round = 0; round < 20; round += 1) {
    without.push(...(await insertsTimed()))
    const shown = Array.from({ length: queries }, (_, index) => {
      const selector = { window: `w${index % windows}`, sequence: { $lt: 1_000 + index + round * queries } }
      const query = acts.find({ selector, sort: pageSort, limit: pageLength } as never)
      return new Promise<{ unsubscribe(): void }>((resolve) => {
        const subscription = query.$.subscribe(() => queueMicrotask(() => resolve(subscription)))
      })
    })
    const subscriptions = await Promise.all(shown)
    beside.push(...(await insertsTimed()))
    for (const one of subscriptions) one.unsubscribe()
  }
  return ((median(beside) - median(without)) * 1_000) / queries
}
