// One region of a PostgreSQL, as every part of the store works on it: statements, its counters, and commits that are told.
import type { Growth } from '../endpoint-store.ts'
import type { Connections, Sql, Statements } from './connections.ts'
import type { News } from './news.ts'

export type Region = ReturnType<typeof openRegion>

export function openRegion(connections: Connections, region: string, news: News) {
  const { sql } = connections

  /** One transaction; what grew is told once it is committed. */
  async function commit<Value>(
    work: (statements: Statements) => Promise<{ readonly value: Value; readonly growth: readonly Growth[] }>,
  ): Promise<Value> {
    const { value, growth } = await connections.commit(work)
    if (growth.length > 0) news.say({ change: 'grown', growth })
    return value
  }

  const counterOf = async (name: string): Promise<number> => {
    const [row] = await sql<{ position: number }>`
      SELECT position FROM counters WHERE region = ${region} AND name = ${name}`
    return row?.position ?? 0
  }

  /** Takes the next positions of these counters, in the order of their names, and keeps them from others until the commit. */
  async function take(sql: Sql, wanted: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
    const names = [...wanted.keys()].sort()
    const counts = names.map((name) => wanted.get(name) ?? 0)
    const rows = await sql<{ name: string; position: number }>`
      INSERT INTO counters (region, name, position)
      SELECT ${region}, name, position FROM unnest(${names}::text[], ${counts}::bigint[]) AS taken (name, position)
      ORDER BY name
      ON CONFLICT (region, name) DO UPDATE SET position = counters.position + excluded.position
      RETURNING name, position`
    return new Map(rows.map((row) => [row.name, row.position]))
  }

  const takeOne = async (sql: Sql, name: string, count: number): Promise<number> =>
    (await take(sql, new Map([[name, count]]))).get(name) ?? 0

  return { region, sql, news, commit, counterOf, take, takeOne }
}
