// What changed in core, so that a watched view is computed again only when something it shows may have changed.

/** Topics a view can depend on; `stream:<id>` names one case or verification. */
export type Topic =
  | 'session'
  | 'link'
  | 'list'
  | 'reference'
  | 'outbox'
  | 'mail'
  | 'mail-in'
  | 'streams'
  | 'notices'
  | 'frames'
  | 'minute'
  | 'keys'
  | 'store'
  | `stream:${string}`

/** Tells listeners which topics changed; several changes in one turn are told once. */
export function createSignals() {
  const listeners = new Set<(topics: ReadonlySet<Topic>) => void>()
  let pending = new Set<Topic>()
  const tell = () => {
    const topics = pending
    pending = new Set()
    for (const listener of [...listeners]) listener(topics)
  }
  return {
    changed(...topics: readonly Topic[]) {
      if (pending.size === 0) setImmediate(tell)
      for (const topic of topics) pending.add(topic)
    },
    listen(listener: (topics: ReadonlySet<Topic>) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
export type Signals = ReturnType<typeof createSignals>
