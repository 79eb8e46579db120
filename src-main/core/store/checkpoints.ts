// Moves the write-ahead log into the database when the window is idle, never inside an act.
//
// SQLite's own checkpoint runs inside the commit that fills the log and would make that act wait for a thousand scattered
// writes of an old disk. Here it is off: a checkpoint runs after some quiet, or after so much was written that the log would
// grow without end, and then between two acts.
import type { Database } from 'better-sqlite3'

/** Milliseconds without a commit before the log is moved. */
const quietByDefault = 2_000
/** Documents after which it is moved without waiting for quiet: some twenty megabytes of log. */
const mostDocuments = 10_000

export type Checkpoints = {
  /** To be called after each commit with how many documents it wrote. */
  committed(documents: number): void
  /**
   * Moves all of the log into the database and lets nothing change that file until the returned function is called: what
   * the file is then can be copied or read by others while acts go on into the log. Null where another reading is under way.
   */
  hold(): (() => void) | null
  close(): void
}

export function keepCheckpoints(database: Database, quiet = quietByDefault): Checkpoints {
  database.pragma('wal_autocheckpoint = 0')
  let documents = 0
  let holders = 0
  let soon: NodeJS.Timeout | null = null
  let overdue = false

  /** @returns whether the whole log is in the database */
  function move(how: 'PASSIVE' | 'TRUNCATE'): boolean {
    if (!database.open) return false
    try {
      const [found] = database.pragma(`wal_checkpoint(${how})`) as { busy: number }[]
      documents = 0
      overdue = false
      return found?.busy === 0
    } catch {
      // A disk that is full: the log stays, and is whole.
      return false
    }
  }
  function later(milliseconds: number): void {
    if (soon !== null) clearTimeout(soon)
    soon = setTimeout(() => {
      soon = null
      overdue = false
      if (holders === 0) move('PASSIVE')
    }, milliseconds)
    soon.unref()
  }
  return {
    committed(more) {
      documents += more
      // A checkpoint that is due is not put off by the commits that come meanwhile.
      if (holders > 0 || overdue) return
      overdue = documents >= mostDocuments
      later(overdue ? 0 : quiet)
    },
    hold() {
      if (holders === 0 && !move('TRUNCATE')) return null
      holders += 1
      let held = true
      return () => {
        if (!held) return
        held = false
        holders -= 1
        if (holders === 0 && documents > 0) later(quiet)
      }
    },
    close() {
      if (soon !== null) clearTimeout(soon)
      soon = null
    },
  }
}
