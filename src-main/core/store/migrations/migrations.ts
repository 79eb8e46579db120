// The layouts this version knows how to bring up to its own, and the way there: one transaction each, or none of it.
import type { Database } from 'better-sqlite3'
import { CodedFailure } from '../../../../src-shared/errors.ts'
import { storeVersion } from '../rx-storage-sqlite/index.ts'
import { listInParts } from './0002-list-in-parts.ts'

/** Brings layout `from` to `from + 1`. `run` is inside a transaction and neither commits nor waits. */
export type Migration = {
  readonly from: number
  /** As its file is called, without the number. */
  readonly name: string
  readonly run: (database: Database) => void
}

/** Oldest layout that is brought up; earlier ones were never released. */
export const oldestLayout = 2

/** One for each layout from the oldest to the last but one. */
export const migrations: readonly Migration[] = [{ from: 2, name: 'list-in-parts', run: listInParts }]

export const layoutOf = (database: Database): number =>
  Number(database.pragma('user_version', { simple: true }))

/**
 * Brings the database to `target`, step by step; each step is there whole or not at all, and says so in the file.
 * @throws store-migration-failed: the file is at the last layout that was reached, whole
 */
export function migrate(
  database: Database,
  known: readonly Migration[] = migrations,
  target = storeVersion,
): void {
  for (let layout = layoutOf(database); layout < target; layout += 1) {
    const step = known.find((one) => one.from === layout)
    if (step === undefined) throw new CodedFailure('store-migration-failed', { layout, target })
    try {
      database
        .transaction(() => {
          step.run(database)
          database.pragma(`user_version = ${layout + 1}`)
        })
        .immediate()
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code === 'SQLITE_FULL') throw thrown
      throw new CodedFailure('store-migration-failed', { layout, target, migration: step.name })
    }
  }
}
