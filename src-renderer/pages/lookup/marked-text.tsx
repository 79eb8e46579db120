// A name with the part that matched the search marked.
import type { Highlight } from '../../../src-shared/contract/desk.ts'

/** Marks `[start, end)` ranges of `text`; ranges that overlap or leave the text are taken as far as they go. */
export function MarkedText({
  text,
  highlights,
}: {
  readonly text: string
  readonly highlights: readonly Highlight[]
}) {
  const parts: { readonly key: number; readonly text: string; readonly marked: boolean }[] = []
  let at = 0
  for (const [start, end] of [...highlights].sort((left, right) => left[0] - right[0])) {
    const from = Math.max(at, start)
    if (end <= from) continue
    if (from > at) parts.push({ key: at, text: text.slice(at, from), marked: false })
    parts.push({ key: from, text: text.slice(from, end), marked: true })
    at = end
  }
  if (at < text.length) parts.push({ key: at, text: text.slice(at), marked: false })
  return parts.map((part) =>
    part.marked ? <mark key={part.key}>{part.text}</mark> : <span key={part.key}>{part.text}</span>,
  )
}
