// Turns a Mango selector into SQL: exact where SQL can say the same, otherwise a superset that RxDB's matcher finishes.
import {
  arrayLiteral,
  falseLiteral,
  holdsArray,
  holdsObject,
  nullLiteral,
  orderedText,
  trueLiteral,
} from './ordered-value.ts'

/** A column that holds the ordered values of one path. */
export type Column = {
  readonly sql: string
  /** `flag` is 0 or 1 and never missing; `ordered` holds ordered values. */
  readonly kind: 'flag' | 'ordered'
  /** Bits of what else than scalars was ever written there. */
  readonly irregular: number
}

/** The column of a path, or null where no column holds it. */
export type ColumnOf = (path: string) => Column | null

export type Condition = {
  /** `1` where nothing is narrowed. */
  readonly sql: string
  readonly params: readonly (string | number)[]
  /** Whether the SQL says all of the selector; otherwise its rows must still be matched. */
  readonly exact: boolean
}

type Selector = Readonly<Record<string, unknown>>
type Comparison = { readonly path: string; readonly operator: string; readonly value: unknown }
type ScalarType = 'null' | 'number' | 'text' | 'boolean'
type Scalar = {
  readonly type: ScalarType
  readonly sql: string
  readonly params: readonly (string | number)[]
}
type Part = {
  readonly sql: string
  readonly params: readonly (string | number)[]
  readonly lower?: ScalarType
  readonly upper?: ScalarType
}

const always: Condition = { sql: '1', params: [], exact: true }
const never: Condition = { sql: '0', params: [], exact: true }
const unsaid: Condition = { sql: '1', params: [], exact: false }

/** Longest list written out; longer ones travel as one JSON parameter. */
const longestList = 100

/** Ends of each type's stretch of the order, so that a bound on a number never lets text through. */
const lowerEnd: Readonly<Record<ScalarType, string>> = {
  null: `>= ${nullLiteral}`,
  number: `> ${nullLiteral}`,
  text: `>= ''`,
  boolean: `>= ${falseLiteral}`,
}
const upperEnd: Readonly<Record<ScalarType, string>> = {
  null: `<= ${nullLiteral}`,
  number: `< ''`,
  text: `< x''`,
  boolean: `<= ${trueLiteral}`,
}

function scalarOf(value: unknown): Scalar | null {
  if (value === null) return { type: 'null', sql: nullLiteral, params: [] }
  if (typeof value === 'string') return { type: 'text', sql: '?', params: [orderedText(value)] }
  if (typeof value === 'boolean')
    return { type: 'boolean', sql: value ? trueLiteral : falseLiteral, params: [] }
  if (typeof value === 'number' && Number.isFinite(value))
    return { type: 'number', sql: '?', params: [value] }
  return null
}

/** Every value as a scalar, or null where one is none. Mango's `$in` tells -0 from 0, SQLite does not. */
function scalarsOf(values: unknown): readonly Scalar[] | null {
  if (!Array.isArray(values)) return null
  const scalars = values.map((one) => (Object.is(one, -0) ? null : scalarOf(one)))
  return scalars.every((one) => one !== null) ? scalars : null
}

function listOf(scalars: readonly Scalar[]): { sql: string; params: readonly (string | number)[] } | null {
  const params = scalars.flatMap((one) => one.params)
  if (scalars.length <= longestList) return { sql: `(${scalars.map((one) => one.sql).join(', ')})`, params }
  const allText = scalars.every((one) => one.type === 'text' && !String(one.params[0]).includes('\0'))
  return allText ? { sql: '(SELECT value FROM json_each(?))', params: [JSON.stringify(params)] } : null
}

const rangeOperators: Readonly<Record<string, { readonly sql: string; readonly side: 'lower' | 'upper' }>> = {
  $gt: { sql: '>', side: 'lower' },
  $gte: { sql: '>=', side: 'lower' },
  $lt: { sql: '<', side: 'upper' },
  $lte: { sql: '<=', side: 'upper' },
}

/** One comparison as exact SQL over a column without arrays, or null where SQL cannot say it. */
function comparisonSql(column: Column, operator: string, value: unknown): Part | null {
  const { sql } = column
  const isNull = `${sql} IS NULL OR ${sql} = ${nullLiteral}`
  const range = rangeOperators[operator]
  if (range !== undefined) {
    const scalar = scalarOf(value)
    if (scalar === null) return null
    return { sql: `${sql} ${range.sql} ${scalar.sql}`, params: scalar.params, [range.side]: scalar.type }
  }
  switch (operator) {
    case '$eq': {
      const scalar = scalarOf(value)
      if (scalar === null) return null
      if (scalar.type === 'null') return { sql: `(${isNull})`, params: [] }
      return { sql: `${sql} = ${scalar.sql}`, params: scalar.params }
    }
    case '$ne': {
      const scalar = scalarOf(value)
      if (scalar === null) return null
      if (scalar.type === 'null') return { sql: `${sql} > ${nullLiteral}`, params: [] }
      return { sql: `${sql} IS NOT ${scalar.sql}`, params: scalar.params }
    }
    case '$in':
    case '$nin': {
      const scalars = scalarsOf(value)
      if (scalars === null) return null
      const list = listOf(scalars.filter((one) => one.type !== 'null'))
      if (list === null) return null
      const { params } = list
      const withNull = scalars.some((one) => one.type === 'null')
      if (operator === '$in')
        return { sql: withNull ? `(${isNull} OR ${sql} IN ${list.sql})` : `${sql} IN ${list.sql}`, params }
      if (withNull) return { sql: `(${sql} > ${nullLiteral} AND ${sql} NOT IN ${list.sql})`, params }
      return { sql: `(${sql} IS NULL OR ${sql} NOT IN ${list.sql})`, params }
    }
    case '$exists':
      if (typeof value !== 'boolean') return null
      return { sql: `${sql} IS ${value ? 'NOT ' : ''}NULL`, params: [] }
    default:
      return null
  }
}

function all(conditions: readonly Condition[]): Condition {
  const narrowing = conditions.filter((one) => one.sql !== '1')
  return {
    sql: narrowing.length === 0 ? '1' : narrowing.map((one) => one.sql).join(' AND '),
    params: narrowing.flatMap((one) => one.params),
    exact: conditions.every((one) => one.exact),
  }
}

function any(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return never
  // One branch that is not narrowed lets every row through.
  const open = conditions.filter((one) => one.sql === '1')
  if (open.length > 0) return open.some((one) => one.exact) ? always : unsaid
  return {
    sql: `(${conditions.map((one) => `(${one.sql})`).join(' OR ')})`,
    params: conditions.flatMap((one) => one.params),
    exact: conditions.every((one) => one.exact),
  }
}

/** All that is asked of one path. Both ends of a range are seen together: a bound needs its type's end only where no other bound is. */
function pathCondition(column: Column, comparisons: readonly Comparison[]): Condition {
  if (column.kind === 'flag') {
    return all(
      comparisons.map(({ operator, value }) =>
        typeof value === 'boolean' && (operator === '$eq' || operator === '$ne')
          ? { sql: `${column.sql} = ${value === (operator === '$eq') ? 1 : 0}`, params: [], exact: true }
          : unsaid,
      ),
    )
  }
  const parts = comparisons.map(({ operator, value }) => comparisonSql(column, operator, value))
  const said = parts.filter((part) => part !== null)
  const lowers = new Set(said.map((part) => part.lower).filter((type) => type !== undefined))
  const uppers = new Set(said.map((part) => part.upper).filter((type) => type !== undefined))
  const ends = [
    ...[...lowers].filter((type) => !uppers.has(type)).map((type) => `${column.sql} ${upperEnd[type]}`),
    ...[...uppers].filter((type) => !lowers.has(type)).map((type) => `${column.sql} ${lowerEnd[type]}`),
  ]
  const sql = [...said.map((part) => part.sql), ...ends].join(' AND ')
  const params = said.flatMap((part) => part.params)
  if (sql === '') return unsaid
  // Mango looks into arrays; whether one matches is RxDB's to say.
  if ((column.irregular & holdsArray) !== 0)
    return { sql: `((${sql}) OR ${column.sql} = ${arrayLiteral})`, params, exact: false }
  return { sql, params, exact: said.length === parts.length }
}

const isOperators = (value: object): boolean => {
  const names = Object.keys(value)
  return names.length > 0 && names.every((name) => name.startsWith('$'))
}

/** The SQL condition of a selector. */
export function conditionOf(selector: Selector, columnOf: ColumnOf): Condition {
  const comparisons = new Map<string, Comparison[]>()
  const others: Condition[] = []
  const compare = (path: string, operator: string, value: unknown): void => {
    const known = comparisons.get(path)
    if (known === undefined) comparisons.set(path, [{ path, operator, value }])
    else known.push({ path, operator, value })
  }
  const collect = (part: Selector): void => {
    for (const [key, value] of Object.entries(part)) {
      if (key === '$and' && Array.isArray(value)) for (const one of value as Selector[]) collect(one)
      else if (key === '$or' && Array.isArray(value))
        others.push(any((value as Selector[]).map((one) => conditionOf(one, columnOf))))
      else if (key.startsWith('$')) others.push(unsaid)
      else if (typeof value !== 'object' || value === null) compare(key, '$eq', value)
      else if (isOperators(value))
        for (const [operator, one] of Object.entries(value)) compare(key, operator, one)
      else others.push(unsaid)
    }
  }
  collect(selector)
  for (const [path, asked] of comparisons) {
    const column = columnOf(path)
    others.push(column === null ? unsaid : pathCondition(column, asked))
  }
  return all(others)
}

/** SQL that orders as the query's sort does, or null where only RxDB's comparator can. */
export function orderOf(
  sort: readonly Readonly<Record<string, string>>[],
  columnOf: ColumnOf,
): string | null {
  const parts: string[] = []
  for (const part of sort) {
    // RxDB reads the first name of each part.
    const [path, direction] = Object.entries(part)[0] ?? ['', '']
    const column = columnOf(path)
    if (column === null || (column.irregular & (holdsArray | holdsObject)) !== 0) return null
    parts.push(`${column.sql} ${direction === 'asc' ? 'ASC' : 'DESC'}`)
  }
  return parts.length === 0 ? null : parts.join(', ')
}
