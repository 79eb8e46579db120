// Composes the statement of a query, and says what of the query is left to RxDB's matcher and comparator.
import type { FilledMangoQuery } from 'rxdb'
import { type ColumnOf, conditionOf, orderOf } from './mango-to-sql.ts'

type Selector = Readonly<Record<string, unknown>>
type Sort = readonly Readonly<Record<string, string>>[]

export type PlannedQuery = {
  /** All behind `WHERE`. */
  readonly sql: string
  readonly params: readonly (string | number)[]
  /** Whether each row must still be matched. */
  readonly isMatched: boolean
  /** Whether the rows come in the query's order. */
  readonly isOrdered: boolean
  /** Whether the rows are already the page that was asked for. */
  readonly isPage: boolean
}

/** The statement of a query on a table with these columns. */
export function planQuery<RxDocType>(query: FilledMangoQuery<RxDocType>, columnOf: ColumnOf): PlannedQuery {
  const condition = conditionOf(query.selector as Selector, columnOf)
  const order = orderOf(query.sort as unknown as Sort, columnOf)
  const isOrdered = order !== null
  const sql = isOrdered ? `${condition.sql} ORDER BY ${order}` : condition.sql
  const { skip = 0, limit } = query
  const isPage = condition.exact && isOrdered
  const plan = { sql, params: condition.params, isMatched: !condition.exact, isOrdered, isPage }
  if (!isPage || (skip === 0 && limit === undefined)) return plan
  return { ...plan, sql: `${sql} LIMIT ? OFFSET ?`, params: [...condition.params, limit ?? -1, skip] }
}
