// Turns a Mango selector into SQL: exact where SQL can say the same, otherwise a superset that RxDB's matcher finishes.

/** A JSON schema as far as it is needed here. */
type SchemaPart = {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, SchemaPart>>
}

/** Kinds of column that compare in SQLite as they do in RxDB. */
type Scalar = 'string' | 'number' | 'boolean'

export type Column = { readonly sql: string; readonly scalar: Scalar; readonly required: boolean }

export type Condition = {
  /** SQL without parameters inlined; '1' holds for every row. */
  readonly sql: string
  readonly params: readonly (string | number)[]
  /** Whether the SQL says all of the selector; otherwise rows must still be matched. */
  readonly exact: boolean
}

const everything: Condition = { sql: '1', params: [], exact: false }

const scalarOf = (part: SchemaPart | undefined): Scalar | null => {
  if (part?.type === 'string' || part?.type === 'boolean') return part.type
  return part?.type === 'number' || part?.type === 'integer' ? 'number' : null
}

/** The SQL expression of a path, or null where the schema does not say that it holds one kind of scalar. */
export function columnOf(path: string, schema: SchemaPart, primaryPath: string): Column | null {
  if (path === '_deleted') return { sql: 'deleted', scalar: 'boolean', required: true }
  if (path === primaryPath) return { sql: 'id', scalar: 'string', required: true }
  let part: SchemaPart | undefined = schema
  for (const name of path.split('.')) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return null
    if (part?.type !== undefined && part.type !== 'object') return null
    part = part?.properties?.[name]
  }
  const scalar = scalarOf(part)
  if (scalar === null) return null
  return { sql: `json_extract(data, '$.${path}')`, scalar, required: false }
}

/** SQLite orders text by code point, RxDB by UTF-16 unit: the same for a bound below the surrogates. */
const isPlain = (text: string): boolean => !/[\ud800-\uffff]/.test(text)

/** Whether text of this value could sort differently in SQLite and RxDB. */
export const isWideText = (value: unknown): boolean =>
  typeof value === 'string' && /[\ud800-\udfff]/.test(value)

function asParameter(value: unknown, scalar: Scalar): string | number | null {
  if (scalar === 'string' && typeof value === 'string') return value
  if (scalar === 'number' && typeof value === 'number') return value
  if (scalar === 'boolean' && typeof value === 'boolean') return value ? 1 : 0
  return null
}

const comparisons: Readonly<Record<string, string>> = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' }

function operatorCondition(column: Column, operator: string, value: unknown): Condition {
  if (operator === '$eq' || operator === '$ne') {
    if (value === null || value === undefined) return everything
    const parameter = asParameter(value, column.scalar)
    if (parameter === null) return everything
    const sql = operator === '$eq' ? `${column.sql} = ?` : `${column.sql} IS NOT ?`
    return { sql, params: [parameter], exact: true }
  }
  const comparison = comparisons[operator]
  if (comparison !== undefined) {
    const parameter = asParameter(value, column.scalar)
    if (parameter === null || column.scalar === 'boolean') return everything
    if (typeof parameter === 'string' && !isPlain(parameter)) return everything
    return { sql: `${column.sql} ${comparison} ?`, params: [parameter], exact: true }
  }
  if (operator === '$in' && Array.isArray(value) && value.length > 0 && value.length <= 5_000) {
    const parameters = value.map((one) => asParameter(one, column.scalar))
    if (parameters.includes(null)) return everything
    return {
      sql: `${column.sql} IN (${parameters.map(() => '?').join(',')})`,
      params: parameters as (string | number)[],
      exact: true,
    }
  }
  return everything
}

const isOperators = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RegExp)

function all(conditions: readonly Condition[]): Condition {
  const useful = conditions.filter((one) => one.sql !== '1')
  return {
    sql: useful.length === 0 ? '1' : useful.map((one) => `(${one.sql})`).join(' AND '),
    params: useful.flatMap((one) => one.params),
    exact: conditions.every((one) => one.exact),
  }
}

function any(conditions: readonly Condition[]): Condition {
  // One branch that is not narrowed lets every row through.
  if (conditions.length === 0 || conditions.some((one) => one.sql === '1')) return everything
  return {
    sql: conditions.map((one) => `(${one.sql})`).join(' OR '),
    params: conditions.flatMap((one) => one.params),
    exact: conditions.every((one) => one.exact),
  }
}

/** The WHERE condition of a selector. */
export function conditionOf(
  selector: Readonly<Record<string, unknown>>,
  column: (path: string) => Column | null,
): Condition {
  return all(
    Object.entries(selector).map(([key, value]): Condition => {
      if ((key === '$and' || key === '$or') && Array.isArray(value)) {
        const parts = (value as Readonly<Record<string, unknown>>[]).map((one) => conditionOf(one, column))
        return key === '$and' ? all(parts) : any(parts)
      }
      const found = key.startsWith('$') ? null : column(key)
      if (found === null) return everything
      if (!isOperators(value)) return operatorCondition(found, '$eq', value)
      return all(Object.entries(value).map(([operator, one]) => operatorCondition(found, operator, one)))
    }),
  )
}
