// A page's side of the bridge, whichever way its requests travel: numbers them, and brings each answer to who asked.
import type { CodedError } from '../errors.ts'
import type { Announcement, BridgeAnswer, BridgeRequest, CoreHealth, DeskBridge } from './bridge.ts'

type Watch = { readonly onUpdate: (value: unknown) => void; readonly onError: (error: CodedError) => void }

const stopped: CodedError = { code: 'core-stopped', params: {} }

/**
 * @param host - how the page's core runs
 * @param say - sends a request; false where it cannot be sent now
 * @param announce - shows what waits as this host can
 */
export function createDeskClient(
  host: DeskBridge['host'],
  say: (request: BridgeRequest) => boolean,
  announce: (announcement: Announcement) => void,
) {
  const calls = new Map<number, (answer: BridgeAnswer) => void>()
  const watches = new Map<number, Watch>()
  const healthListeners = new Set<(health: CoreHealth) => void>()
  let health: CoreHealth = { state: 'starting' }
  let lastId = 0

  const desk: DeskBridge = {
    host,
    announce,
    call(verb, input) {
      lastId += 1
      const id = lastId
      return new Promise((resolve) => {
        calls.set(id, (answer) => {
          if (answer.type === 'error') resolve({ error: answer.error })
          else resolve({ value: answer.value })
        })
        if (say({ type: 'call', id, verb: String(verb), input })) return
        calls.delete(id)
        resolve({ error: stopped })
      })
    },
    watch(query, input, onUpdate, onError) {
      lastId += 1
      const id = lastId
      watches.set(id, { onUpdate, onError })
      say({ type: 'watch', id, query: String(query), input })
      return () => {
        watches.delete(id)
        say({ type: 'unwatch', id })
      }
    },
    onCore(listener) {
      healthListeners.add(listener)
      listener(health)
      return () => healthListeners.delete(listener)
    },
  }
  return {
    desk,
    onAnswer(answer: BridgeAnswer): void {
      const call = calls.get(answer.id)
      calls.delete(answer.id)
      call?.(answer)
      const watch = watches.get(answer.id)
      if (answer.type === 'update') watch?.onUpdate(answer.value)
      if (answer.type === 'error') watch?.onError(answer.error)
    },
    /** A core that is not ready holds no watch: pages watch again when it is. */
    onHealth(next: CoreHealth): void {
      health = next
      if (next.state !== 'ready') watches.clear()
      for (const listener of healthListeners) listener(next)
    },
    /** The way to core is gone: every call is answered. */
    onLost(): void {
      for (const [id, answer] of calls) answer({ type: 'error', id, error: stopped })
      calls.clear()
      watches.clear()
    },
  }
}
