// Turns a JSON value into a SQLite value that compares, under SQLite's own rules, as RxDB's comparator says.
//
//   RxDB's order   missing  <  null       <  number  <  text         <  object  <  array  <  false  <  true
//   in SQLite      NULL        -Infinity     REAL       TEXT            x'01'      x'02'     x'03'     x'04'
//
// JSON knows no infinity, so null may take its place; a blob sorts after every text.

/** What a column may hold. */
export type OrderedValue = null | number | string | Buffer

/** The literals of the values above, for SQL. */
export const nullLiteral = '-9e999'
export const arrayLiteral = "x'02'"
export const falseLiteral = "x'03'"
export const trueLiteral = "x'04'"

const object = Buffer.from([1])
const array = Buffer.from([2])
const no = Buffer.from([3])
const yes = Buffer.from([4])

/** What a path was ever seen to hold beside scalars; bits that are only ever added. */
export const holdsObject = 1
export const holdsArray = 2

const atOrAboveSurrogates = /[\ud800-\uffff]/
const everyUnitAboveSurrogates = /[\ud800-\uffff]/g

/**
 * Text whose UTF-8 bytes sort as the UTF-16 code units of `text` do. SQLite compares bytes, RxDB code units, and the two differ
 * above U+FFFF (rare characters in names) and for halves of such characters. Text below the surrogates stays as it is; every
 * unit above moves to a code point of the higher planes, in the same order. No two texts become one.
 */
export function orderedText(text: string): string {
  if (!atOrAboveSurrogates.test(text)) return text
  return text.replace(everyUnitAboveSurrogates, (unit) => {
    const code = unit.charCodeAt(0)
    return String.fromCodePoint(code + (code < 0xe000 ? 0x10000 : 0x20000))
  })
}

/** The ordered value of a JSON value. What JSON.stringify would write as null counts as null. */
function orderedValue(value: unknown): OrderedValue {
  switch (typeof value) {
    case 'string':
      return orderedText(value)
    case 'number':
      return Number.isFinite(value) ? value : Number.NEGATIVE_INFINITY
    case 'boolean':
      return value ? yes : no
    case 'object':
      if (value === null) return Number.NEGATIVE_INFINITY
      return Array.isArray(value) ? array : object
    default:
      return null
  }
}

/** The bits of `holdsObject` and `holdsArray` that an ordered value stands for. */
export function irregularityOf(value: OrderedValue): number {
  if (value === object) return holdsObject
  return value === array ? holdsArray : 0
}

/**
 * Reads the ordered value at a dotted path. Behind an array, where Mango looks into every element, it answers as for an array:
 * such rows are left to RxDB's matcher and comparator.
 */
export function orderedValueReader(path: string): (document: unknown) => OrderedValue {
  const names = path.split('.')
  return (document) => {
    let value = document
    for (const name of names) {
      if (value === undefined || value === null) return null
      if (Array.isArray(value)) return array
      // A property of a text or number (its length, say) is seen by RxDB's comparator, not by its matcher.
      if (typeof value !== 'object')
        return (value as Record<string, unknown>)[name] === undefined ? null : array
      value = (value as Record<string, unknown>)[name]
    }
    return orderedValue(value)
  }
}
