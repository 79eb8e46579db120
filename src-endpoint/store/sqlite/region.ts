// One region in a SQLite file, as every part of the store works on it: statements, its counters, and commits that are told.
import type Database from 'better-sqlite3'
import type { Change, Growth } from '../endpoint-store.ts'

export type Region = ReturnType<typeof openRegion>

export function openRegion(database: Database.Database, region: string, tell: (change: Change) => void) {
  const prepared = new Map<string, Database.Statement>()
  /** Each statement is prepared once. */
  const sql = (text: string): Database.Statement => {
    const known = prepared.get(text)
    if (known !== undefined) return known
    const made = database.prepare(text)
    prepared.set(text, made)
    return made
  }

  const counterOf = (name: string): number => {
    const row = sql('SELECT position FROM counters WHERE region = ? AND name = ?').get(region, name)
    return (row as { position: number } | undefined)?.position ?? 0
  }

  /** Takes the next `count` positions; to be called in the transaction that uses them. @returns the last one */
  const take = (name: string, count: number): number =>
    (
      sql(
        `INSERT INTO counters (region, name, position) VALUES (?, ?, ?)
         ON CONFLICT (region, name) DO UPDATE SET position = position + excluded.position RETURNING position`,
      ).get(region, name, count) as { position: number }
    ).position

  /** One writing transaction; what grew is told once it is committed. */
  function commit<Value>(work: () => { readonly value: Value; readonly growth: readonly Growth[] }): Value {
    const { value, growth } = database.transaction(work).immediate()
    if (growth.length > 0) tell({ change: 'grown', growth })
    return value
  }

  return { database, region, sql, tell, commit, counterOf, take }
}
