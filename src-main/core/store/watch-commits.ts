// Hears of every commit of an RxStorage before its writer is answered.
import type { RxStorage, RxStorageInstanceCreationParams } from 'rxdb'
import type { Checkpoint } from './rx-storage-sqlite/index.ts'

/** One commit: its place in the store's sequence, and the documents it wrote. */
export type Commit = {
  readonly collection: string
  readonly sequence: number
  readonly documents: readonly unknown[]
}

/** The same storage; `onCommit` is called after each commit and before `bulkWrite` resolves. */
export function watchCommits<Internals, Options>(
  storage: RxStorage<Internals, Options>,
  onCommit: (commit: Commit) => void,
): RxStorage<Internals, Options> {
  return {
    ...storage,
    async createStorageInstance<RxDocType>(params: RxStorageInstanceCreationParams<RxDocType, Options>) {
      const instance = await storage.createStorageInstance<RxDocType>(params)
      instance.changeStream().subscribe((bulk) =>
        onCommit({
          collection: params.collectionName,
          sequence: (bulk.checkpoint as Checkpoint).sequence,
          documents: bulk.events.map((event) => event.documentData),
        }),
      )
      return instance
    },
  }
}
