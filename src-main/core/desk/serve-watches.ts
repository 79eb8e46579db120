// Live queries: reads a watched view again when a topic it depends on changed, and sends it only when it differs.
import type { BridgeAnswer } from '../../../src-shared/contract/bridge.ts'
import { toCodedError } from '../../../src-shared/errors.ts'
import type { Desk } from './open-desk.ts'
import type { Topic } from './signals.ts'

type Watch = {
  readonly client: string
  readonly id: number
  readonly query: string
  readonly input: unknown
  topics: readonly Topic[]
  sent: string
  running: boolean
  /** Something changed while the view was being read. */
  again: boolean
}

export function serveWatches(desk: Desk, answer: (client: string, answer: BridgeAnswer) => void) {
  const watches = new Map<string, Watch>()
  const key = (client: string, id: number) => `${client}\n${id}`

  async function refresh(watch: Watch): Promise<void> {
    if (watch.running) {
      watch.again = true
      return
    }
    watch.running = true
    do {
      watch.again = false
      try {
        const { value, topics } = await desk.read(watch.query, watch.input)
        watch.topics = topics
        const text = JSON.stringify(value)
        if (text !== watch.sent && watches.has(key(watch.client, watch.id))) {
          watch.sent = text
          answer(watch.client, { type: 'update', id: watch.id, value })
        }
      } catch (thrown) {
        // Signing in makes it readable: until then it waits for that.
        watch.topics = ['session', 'streams', 'reference']
        watch.sent = ''
        answer(watch.client, { type: 'error', id: watch.id, error: toCodedError(thrown) })
      }
    } while (watch.again && watches.has(key(watch.client, watch.id)))
    watch.running = false
  }

  desk.context.signals.listen((changed) => {
    for (const watch of watches.values()) {
      if (watch.topics.some((topic) => changed.has(topic))) void refresh(watch)
    }
  })

  return {
    watch(client: string, id: number, query: string, input: unknown): void {
      const watch: Watch = { client, id, query, input, topics: [], sent: '', running: false, again: false }
      watches.set(key(client, id), watch)
      void refresh(watch)
    },
    unwatch(client: string, id: number): void {
      watches.delete(key(client, id))
    },
    clientGone(client: string): void {
      for (const [name, watch] of watches) if (watch.client === client) watches.delete(name)
    },
  }
}
