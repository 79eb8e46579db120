// Cuts a name into the parts that matched a search and the parts between them.
import type { Highlight } from '../../../src-shared/contract/search-view.ts'

export type MarkedPart = { readonly from: number; readonly text: string; readonly marked: boolean }

/** Ranges are `[start, end)`; those that overlap or leave the text are taken as far as they go. No character is lost. */
export function markedParts(text: string, highlights: readonly Highlight[]): readonly MarkedPart[] {
  const parts: MarkedPart[] = []
  let at = 0
  for (const [start, end] of [...highlights].sort((left, right) => left[0] - right[0])) {
    const from = Math.max(at, start)
    const to = Math.min(end, text.length)
    if (to <= from) continue
    if (from > at) parts.push({ from: at, text: text.slice(at, from), marked: false })
    parts.push({ from, text: text.slice(from, to), marked: true })
    at = to
  }
  if (at < text.length) parts.push({ from: at, text: text.slice(at), marked: false })
  return parts
}
