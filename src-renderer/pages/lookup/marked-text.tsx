// A name with the part that matched the search marked.
import type { Highlight } from '../../../src-shared/contract/search-view.ts'
import { markedParts } from './marked-parts.ts'

export function MarkedText({
  text,
  highlights,
}: {
  readonly text: string
  readonly highlights: readonly Highlight[]
}) {
  return markedParts(text, highlights).map((part) =>
    part.marked ? <mark key={part.from}>{part.text}</mark> : <span key={part.from}>{part.text}</span>,
  )
}
