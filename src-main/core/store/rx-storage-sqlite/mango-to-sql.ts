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
import { regexPrefix } from './regex-prefix.ts'

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
type Comparison = {
  readonly operator: string
  readonly value: unknown
  /** `$options` beside a `$regex`. */
  readonly options?: unknown
}
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
  /** The SQL only narrows: what it leaves must still be matched. */
  readonly narrows?: true
}

const always: Condition = { sql: '1', params: [], exact: true }
const never: Condition = { sql: '0', params: [], exact: true }
const unsaid: Condition = { sql: '1', params: [], exact: false }

/** Longest list written out as it is. Longer ones of text travel as one JSON parameter, others are filled up to a power of two. */
const longestList = 100
/** Longest list written out at all: SQLite takes 32,766 parameters. */
const longestFilledList = 16_384

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

/** Every value as a scalar, or null where one is none. */
function scalarsOf(values: unknown): readonly Scalar[] | null {
  if (!Array.isArray(values)) return null
  const scalars = values.map(scalarOf)
  return scalars.every((one) => one !== null) ? scalars : null
}

function listOf(scalars: readonly Scalar[]): { sql: string; params: readonly (string | number)[] } | null {
  if (scalars.length <= longestList)
    return {
      sql: `(${scalars.map((one) => one.sql).join(', ')})`,
      params: scalars.flatMap((one) => one.params),
    }
  const texts = scalars.flatMap((one) => (one.type === 'text' ? one.params : []))
  if (texts.length === scalars.length && !texts.some((one) => String(one).includes('\0')))
    return { sql: '(SELECT value FROM json_each(?))', params: [JSON.stringify(texts)] }
  if (scalars.length > longestFilledList) return null
  // So that lists of all lengths share few prepared statements. JSON would not do: SQLite reads some decimals by an ulp off.
  const length = 2 ** Math.ceil(Math.log2(scalars.length))
  const last = scalars.slice(-1)
  const filled = [...scalars, ...Array.from({ length: length - scalars.length }, () => last).flat()]
  // As rows, whose number SQLite does not weigh against its fixed statistics.
  return {
    sql: `(VALUES ${filled.map((one) => `(${one.sql})`).join(', ')})`,
    params: filled.flatMap((one) => one.params),
  }
}

const rangeOperators: Readonly<Record<string, { readonly sql: string; readonly side: 'lower' | 'upper' }>> = {
  $gt: { sql: '>', side: 'lower' },
  $gte: { sql: '>=', side: 'lower' },
  $lt: { sql: '<', side: 'upper' },
  $lte: { sql: '<=', side: 'upper' },
}

/** Beyond every text that begins as the one before it: ordered text ends at U+2FFFF. */
const lastCharacter = '\u{10ffff}'

/** Rows a regular expression may match: text, and where the expression says how it begins, text that begins so. */
function regexSql(sql: string, regex: unknown, options: unknown): Part | null {
  const source = regex instanceof RegExp ? regex.source : regex
  if (typeof source !== 'string') return null
  const flags = typeof options === 'string' ? options : regex instanceof RegExp ? regex.flags : ''
  const prefix = orderedText(regexPrefix(source, flags))
  const isText = `${sql} >= '' AND ${sql} < x''`
  if (prefix === '') return { sql: isText, params: [], narrows: true }
  return { sql: `${sql} >= ? AND ${sql} < ?`, params: [prefix, `${prefix}${lastCharacter}`], narrows: true }
}

/** A type by its name, where a column tells it from all others. */
function typeSql(sql: string, type: unknown): Part | null {
  switch (type) {
    case 'string':
      return { sql: `${sql} >= '' AND ${sql} < x''`, params: [] }
    case 'number':
    case 'double':
    case 'decimal':
      return { sql: `${sql} > ${nullLiteral} AND ${sql} < ''`, params: [] }
    case 'bool':
    case 'boolean':
      return { sql: `${sql} >= ${falseLiteral}`, params: [] }
    case 'null':
      return { sql: `${sql} = ${nullLiteral}`, params: [] }
    default:
      return null
  }
}

/** One comparison as SQL over a column without arrays, or null where SQL says nothing of it. */
function comparisonSql(column: Column, { operator, value, options }: Comparison): Part | null {
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
      if (scalars.length === 0) return { sql: operator === '$in' ? '0' : '1', params: [] }
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
    case '$type':
      return typeSql(sql, value)
    case '$regex':
      return regexSql(sql, value, options)
    case '$size':
    case '$elemMatch':
      return { sql: `${sql} = ${arrayLiteral}`, params: [], narrows: true }
    default:
      return null
  }
}

function all(conditions: readonly Condition[]): Condition {
  if (conditions.includes(never)) return never
  const narrowing = conditions.filter((one) => one.sql !== '1')
  return {
    sql: narrowing.length === 0 ? '1' : narrowing.map((one) => one.sql).join(' AND '),
    params: narrowing.flatMap((one) => one.params),
    exact: conditions.every((one) => one.exact),
  }
}

/** What `condition` leaves out, rows with nothing in its columns included; a superset cannot be turned around. */
function not(condition: Condition): Condition {
  if (!condition.exact) return unsaid
  return { sql: `(${condition.sql}) IS NOT TRUE`, params: condition.params, exact: true }
}

function any(all: readonly Condition[]): Condition {
  const conditions = all.filter((one) => one !== never)
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
  const parts = comparisons.map((one) => comparisonSql(column, one))
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
  if (said.some((part) => part.sql === '0')) return never
  // Mango looks into arrays; whether one matches is RxDB's to say.
  if ((column.irregular & holdsArray) !== 0)
    return { sql: `((${sql}) OR ${column.sql} = ${arrayLiteral})`, params, exact: false }
  return { sql, params, exact: parts.every((part) => part !== null && part.narrows === undefined) }
}

const isOperators = (value: object): boolean => {
  const names = Object.keys(value)
  return names.length > 0 && names.every((name) => name.startsWith('$'))
}

/** What is asked of each path, and every other condition, of a selector whose parts must all hold. */
type Asked = { readonly ofPath: Map<string, Comparison[]>; readonly others: Condition[] }

function askOfPath(asked: Asked, path: string, operators: Selector, columnOf: ColumnOf): void {
  const known = asked.ofPath.get(path) ?? []
  for (const [operator, value] of Object.entries(operators)) {
    if (operator === '$not') asked.others.push(not(conditionOf({ [path]: value }, columnOf)))
    else if (operator === '$regex') known.push({ operator, value, options: operators.$options })
    else if (operator !== '$options' || !('$regex' in operators)) known.push({ operator, value })
  }
  if (known.length > 0) asked.ofPath.set(path, known)
}

function ask(asked: Asked, selector: Selector, columnOf: ColumnOf): void {
  for (const [key, value] of Object.entries(selector)) {
    const parts = Array.isArray(value) ? (value as Selector[]) : null
    if (key === '$and' && parts !== null) for (const part of parts) ask(asked, part, columnOf)
    else if (key === '$or' && parts !== null)
      asked.others.push(any(parts.map((part) => conditionOf(part, columnOf))))
    else if (key === '$nor' && parts !== null)
      asked.others.push(...parts.map((part) => not(conditionOf(part, columnOf))))
    else if (key.startsWith('$')) asked.others.push(unsaid)
    else if (typeof value !== 'object' || value === null) askOfPath(asked, key, { $eq: value }, columnOf)
    else if (value instanceof RegExp) askOfPath(asked, key, { $regex: value }, columnOf)
    else if (isOperators(value)) askOfPath(asked, key, value as Selector, columnOf)
    else asked.others.push(unsaid)
  }
}

/** The SQL condition of a selector. */
export function conditionOf(selector: Selector, columnOf: ColumnOf): Condition {
  const asked: Asked = { ofPath: new Map(), others: [] }
  ask(asked, selector, columnOf)
  for (const [path, comparisons] of asked.ofPath) {
    const column = columnOf(path)
    asked.others.push(column === null ? unsaid : pathCondition(column, comparisons))
  }
  return all(asked.others)
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
