// Searches the local list as the clerk types: a short pause, and only the last answer counts.
import { useEffect, useRef, useState } from 'react'
import type { SearchAnswer } from '../../../src-shared/contract/search-view.ts'
import { call } from '../../desk/desk.ts'

/** Pause after a keystroke before the search, milliseconds. */
const pause = 60
/** Most hits of each group. */
const mostHits = 60

export type ListSearch = {
  /** What was searched for; '' while the field is empty. */
  readonly text: string
  readonly answer: SearchAnswer | null
}
const nothing: ListSearch = { text: '', answer: null }

/** `edition` makes the search run again when another list came in. */
export function useListSearch(text: string, edition: string): ListSearch {
  const [found, setFound] = useState<ListSearch>(nothing)
  const turn = useRef(0)
  const wanted = text.trim()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new edition is a reason to search again
  useEffect(() => {
    turn.current += 1
    const mine = turn.current
    if (wanted === '') {
      setFound(nothing)
      return
    }
    const timer = setTimeout(() => {
      call('searchList', { text: wanted, limit: mostHits }).then(
        (answer) => mine === turn.current && setFound({ text: wanted, answer }),
        () => mine === turn.current && setFound({ text: wanted, answer: null }),
      )
    }, pause)
    return () => clearTimeout(timer)
  }, [wanted, edition])
  return found
}
