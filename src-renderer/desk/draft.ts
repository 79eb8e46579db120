// Drafts: what is being written stays through Esc, page changes and core restarts, and goes when the act is done or the seat is left.
import { useCallback, useRef } from 'react'
import { create } from 'zustand'

type Drafts = {
  readonly drafts: Readonly<Record<string, unknown>>
  put(key: string, draft: unknown): void
  drop(key: string): void
  dropAll(): void
}

export const useDrafts = create<Drafts>()((set) => ({
  drafts: {},
  put: (key, draft) => set((state) => ({ drafts: { ...state.drafts, [key]: draft } })),
  drop: (key) =>
    set((state) => ({
      drafts: Object.fromEntries(Object.entries(state.drafts).filter(([one]) => one !== key)),
    })),
  dropAll: () => set({ drafts: {} }),
}))

export type Draft<Value> = {
  readonly value: Value
  readonly set: (part: Partial<Value>) => void
  readonly drop: () => void
}

/** The draft named `key`, `initial` while nothing is written. One key always holds one shape. */
export function useDraft<Value extends object>(key: string, initial: Value): Draft<Value> {
  const kept = useDrafts((state) => state.drafts[key]) as Value | undefined
  const value = kept ?? initial
  const empty = useRef(initial)
  empty.current = initial
  const set = useCallback(
    (part: Partial<Value>) => {
      const { drafts, put } = useDrafts.getState()
      put(key, { ...empty.current, ...((drafts[key] as Value | undefined) ?? {}), ...part })
    },
    [key],
  )
  const drop = useCallback(() => useDrafts.getState().drop(key), [key])
  return { value, set, drop }
}
