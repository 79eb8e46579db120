// Finds the header of a list: one row or two merged ones, under whatever titles stand above.
import { fieldsOf, type ImportField, isLowerHeader, matchHeader } from './columns.ts'

/** Rows looked at for the header: titles and notes stand above it. */
const headerSearch = 30
/** A header names at least this many fields. */
const fewestFields = 3

export type Header = {
  /** The last row of the header, from 0. */
  readonly row: number
  readonly titles: readonly string[]
  readonly fields: readonly (ImportField | null)[]
  /** Whether the service item is read from the proof's purpose, for want of a column of its own. */
  readonly purposeIsItem: boolean
}

type Row = readonly string[]

function headerOf(row: number, titles: Row, matches: Parameters<typeof fieldsOf>[0]): Header {
  const fields = fieldsOf(matches)
  const purposeIsItem = matches.some(
    (match, index) => match?.field === 'proofPurpose' && fields[index] === 'serviceItemName',
  )
  return { row, titles, fields, purposeIsItem }
}

/** Whether the title of a column stands over several: merged in a workbook, blank to its right in text. */
function isOverSeveral(titles: Row, index: number): boolean {
  const own = titles[index] ?? ''
  return own === '' || own === titles[index - 1] || own === titles[index + 1] || titles[index + 1] === ''
}

/**
 * Two rows are one header where the lower one says nothing but column names, each under a title that stands over
 * several columns. Anything less would take the first entry of a list for a part of its header.
 */
function isTwoRows(upper: Row, lower: Row): boolean {
  const own = [...lower.entries()].filter(([index, cell]) => cell !== '' && cell !== upper[index])
  return (
    new Set(upper.filter((title) => title !== '')).size > 1 &&
    own.length > 1 &&
    own.every(([index, cell]) => isLowerHeader(cell) && isOverSeveral(upper, index))
  )
}

function twoRows(row: number, upper: Row, lower: Row): Header {
  // In text a title over several columns stands over the first of them only.
  let over = ''
  const parts = Array.from({ length: Math.max(upper.length, lower.length) }, (_, index) => {
    const own = upper[index] ?? ''
    const below = lower[index] ?? ''
    if (own !== '' || below === '') over = own
    return { title: over, below: below === over ? '' : below }
  })
  const titles = parts.map(({ title, below }) => `${title}${below}`)
  const matches = parts.map(({ below }, index) => {
    const whole = matchHeader(titles[index] ?? '')
    const lowerAlone = matchHeader(below)
    return (lowerAlone?.weight ?? 0) > (whole?.weight ?? 0) ? lowerAlone : whole
  })
  return headerOf(row + 1, titles, matches)
}

const known = (header: Header | null) => new Set(header?.fields.filter((field) => field !== null) ?? []).size

/** The row, or two, that names the most fields; null where none names enough. */
export function findHeader(rows: readonly Row[]): Header | null {
  let best: Header | null = null
  for (const [row, titles] of rows.slice(0, headerSearch).entries()) {
    const below = rows[row + 1] ?? []
    const found = isTwoRows(titles, below)
      ? twoRows(row, titles, below)
      : headerOf(row, titles, titles.map(matchHeader))
    if (known(found) < fewestFields) continue
    // The same last row read alone says as much: what stood above it was a title, no header.
    const sameRow = best?.row === found.row && known(found) === known(best)
    if (sameRow || known(found) > known(best)) best = found
  }
  return best
}
