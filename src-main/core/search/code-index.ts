// All distinct item codes as one text; a code is found by its beginning or by any part that has a digit.
import { foldCode } from './fold-text.ts'

/** How a query fits a code. */
export const codeFits = { none: 0, exact: 1, prefix: 2, part: 3 } as const

export type CodeIndex = ReturnType<typeof createCodeIndex>

export function createCodeIndex(codes: readonly string[]) {
  const folded = codes.map(foldCode)
  const text = `\n${folded.join('\n')}\n`
  const starts = new Uint32Array(codes.length + 1)
  let length = 1
  for (let index = 0; index < codes.length; index += 1) {
    starts[index] = length
    length += (folded[index] ?? '').length + 1
  }
  starts[codes.length] = length

  function indexAt(position: number): number {
    let low = 0
    let high = codes.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= position) low = middle
      else high = middle - 1
    }
    return low
  }

  return {
    /** The fit of each code, or null where the query is no part of a code (letters alone count only as a beginning). */
    find(query: string): Uint8Array | null {
      if (!/^[!-~]+$/.test(query)) return null
      const anywhere = /\d/.test(query)
      const sought = anywhere ? query : `\n${query}`
      let fit: Uint8Array | null = null
      let position = text.indexOf(sought)
      while (position >= 0) {
        const at = anywhere ? position : position + 1
        const index = indexAt(at)
        const start = starts[index] ?? 0
        const next = starts[index + 1] ?? 0
        fit ??= new Uint8Array(codes.length)
        fit[index] =
          at !== start ? codeFits.part : next - start - 1 === query.length ? codeFits.exact : codeFits.prefix
        // From the line break on, since a beginning is sought with the break before it.
        position = text.indexOf(sought, next - 1)
      }
      return fit
    },
  }
}
