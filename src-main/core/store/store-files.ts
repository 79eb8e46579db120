// The files of one window's store, by name; everything beside the database can be made again from it.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type StoreFiles = ReturnType<typeof storeFiles>

/** Where a store in `folder` keeps what. */
export const storeFiles = (folder: string) => ({
  folder,
  database: join(folder, 'window.sqlite'),
  /** How far the store had come (`witness.ts`). */
  witness: join(folder, 'window.witness.json'),
  /** How it was left, and which key it has (`store-note.ts`). */
  note: join(folder, 'window.note.json'),
  backups: join(folder, 'backups'),
  /** Damaged files, whole, each time in a folder of its own with its report. */
  setAside: join(folder, 'set-aside'),
  /** A store being put together from what was saved; never the window's own until it is complete. */
  recovering: join(folder, 'recovering'),
})

/** Ends of a database's own files; they belong together. */
export const databaseEnds = ['', '-wal', '-shm', '-journal'] as const

/** Bytes of a file; 0 where there is none. */
export const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** Whether any file of the database is there. */
export const databaseIsThere = (path: string): boolean => databaseEnds.some((end) => existsSync(path + end))
