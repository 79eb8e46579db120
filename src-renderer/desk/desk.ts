// How a page talks to core: typed calls, shared watches that survive a core restart, and core's health.
import { useCallback, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { CoreHealth, DeskBridge } from '../../src-shared/contract/bridge.ts'
import type {
  DeskCall,
  DeskInput,
  DeskQuery,
  DeskQueryInput,
  DeskResult,
  DeskViews,
} from '../../src-shared/contract/desk.ts'
import type { LockCall, LockInput } from '../../src-shared/contract/keys.ts'
import { type CodedError, CodedFailure, toCodedError } from '../../src-shared/errors.ts'

declare global {
  interface Window {
    readonly desk: DeskBridge
  }
}

/** Asks core for one act. Rejects with `CodedFailure`; `toCodedError` gives its code. */
export async function call<Call extends DeskCall>(
  verb: Call,
  input: DeskInput<Call>,
): Promise<DeskResult<Call>> {
  const answer = await window.desk.call(verb, input)
  if ('error' in answer) throw new CodedFailure(answer.error.code, answer.error.params)
  return answer.value as DeskResult<Call>
}

// Core's health ---------------------------------------------------------------------------------------------------

let core: CoreHealth = { state: 'starting' }
const coreListeners = new Set<() => void>()
let coreHeard = false

function hearCore(): void {
  if (coreHeard) return
  coreHeard = true
  window.desk.onCore((next) => {
    const cameBack = next.state === 'ready' && core.state !== 'ready'
    core = next
    // A watch ends with the core it was made in: made again, its last view stays on screen meanwhile.
    if (cameBack) for (const watch of watches.values()) watch.begin()
    for (const listener of coreListeners) listener()
  })
}

/** Core's health as the host sees it. */
export function useCore(): CoreHealth {
  return useSyncExternalStore(
    (listener) => {
      hearCore()
      coreListeners.add(listener)
      return () => coreListeners.delete(listener)
    },
    () => core,
  )
}

// Watches ---------------------------------------------------------------------------------------------------------

/** The last view core sent, and the last refusal; a refusal does not take the view away. */
export type Watched<View> = { readonly view: View | null; readonly error: CodedError | null }
type Watch = {
  snapshot: Watched<unknown>
  readonly listeners: Set<() => void>
  begin(): void
  end(): void
}
const watches = new Map<string, Watch>()
const nothing: Watched<never> = { view: null, error: null }

function openWatch(query: DeskQuery, input: unknown): Watch {
  let stop: (() => void) | null = null
  const tell = (snapshot: Watched<unknown>) => {
    watch.snapshot = snapshot
    for (const listener of watch.listeners) listener()
  }
  const watch: Watch = {
    snapshot: nothing,
    listeners: new Set(),
    begin() {
      stop?.()
      stop = window.desk.watch(
        query,
        input,
        (view) => tell({ view, error: null }),
        (error) => tell({ ...watch.snapshot, error }),
      )
    },
    end() {
      stop?.()
      stop = null
    },
  }
  return watch
}

/** Watches a view of core. Pages that watch the same thing share one watch. */
export function useView<Query extends DeskQuery>(
  query: Query,
  input: DeskQueryInput<Query>,
): Watched<DeskViews[Query]> {
  const key = `${query} ${JSON.stringify(input)}`
  const wanted = useRef(input)
  wanted.current = input
  const subscribe = useCallback(
    (listener: () => void) => {
      hearCore()
      let watch = watches.get(key)
      if (watch === undefined) {
        watch = openWatch(query, wanted.current)
        watches.set(key, watch)
        watch.begin()
      }
      const joined = watch
      joined.listeners.add(listener)
      return () => {
        joined.listeners.delete(listener)
        // Next turn, so that a page which swaps one part for another keeps the watch.
        setTimeout(() => {
          if (joined.listeners.size > 0 || watches.get(key) !== joined) return
          joined.end()
          watches.delete(key)
        }, 0)
      }
    },
    [key, query],
  )
  return useSyncExternalStore(subscribe, () => watches.get(key)?.snapshot ?? nothing) as Watched<
    DeskViews[Query]
  >
}

// Acts ------------------------------------------------------------------------------------------------------------

/** What an act came to; a refusal is in `error`. */
export type Outcome<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false }

/** Acts one at a time, with pending state and the last refusal. A second press while pending is not sent. */
export function useActing() {
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<CodedError | null>(null)
  const running = useRef(false)
  const run = useCallback(async <Value>(act: () => Promise<Value>): Promise<Outcome<Value>> => {
    if (running.current) return { ok: false }
    running.current = true
    setPending(true)
    setError(null)
    try {
      return { ok: true, value: await act() }
    } catch (thrown) {
      setError(toCodedError(thrown))
      return { ok: false }
    } finally {
      running.current = false
      setPending(false)
    }
  }, [])
  const clear = useCallback(() => setError(null), [])
  return useMemo(() => ({ run, pending, error, clear }), [run, pending, error, clear])
}
export type Acting = ReturnType<typeof useActing>

/** One verb as an act. */
export function useCall<Call extends DeskCall>(verb: Call) {
  const { run, pending, error, clear } = useActing()
  const act = useCallback((input: DeskInput<Call>) => run(() => call(verb, input)), [run, verb])
  return useMemo(() => ({ act, pending, error, clear }), [act, pending, error, clear])
}

/** One verb of a locked store as an act; what is typed is sent and not kept. */
export function useLockCall<Call extends LockCall>(verb: Call) {
  const { run, pending, error } = useActing()
  const act = useCallback(
    (input: LockInput<Call>) =>
      run(async () => {
        const answer = await window.desk.call(verb, input)
        if ('error' in answer) throw new CodedFailure(answer.error.code, answer.error.params)
      }),
    [run, verb],
  )
  return useMemo(() => ({ act, pending, error }), [act, pending, error])
}
