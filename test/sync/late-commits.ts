// Loaded before an endpoint on SQLite: every transaction waits a random while before it commits, up to LATE_COMMIT milliseconds.
import Database from 'better-sqlite3'

const longest = Number(process.env.LATE_COMMIT ?? '0')
const clock = new Int32Array(new SharedArrayBuffer(4))
const begin = Database.prototype.transaction

Database.prototype.transaction = function late(
  this: Database.Database,
  work: (...given: never[]) => unknown,
) {
  return begin.call(this, (...given: never[]) => {
    const value = work(...given)
    // The process stands still, as one that is swapped out would: others must not pass it.
    Atomics.wait(clock, 0, 0, Math.random() * longest)
    return value
  })
} as typeof begin
