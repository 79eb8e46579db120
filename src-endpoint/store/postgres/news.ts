// What the endpoint processes on one PostgreSQL tell each other.
import { randomUUID } from 'node:crypto'
import type { Change } from '../endpoint-store.ts'
import type { Connections } from './connections.ts'

const channel = 'proof_free_changes'
/** What this process committed is told to the others together, at most this much later, milliseconds. */
const tellEvery = 20
/** A message lost with its sender or its connection is made good by looking, milliseconds. */
const lookEvery = 5_000
/** Longest message PostgreSQL carries, bytes; longer news are told as "look anew". */
const longestMessage = 7_000

export type News = Awaited<ReturnType<typeof openNews>>

/**
 * News between the processes on one database. Told after the commit and not in it: a notification in a transaction makes every
 * commit wait for the one before. What gets lost that way is found by looking at the counters.
 */
export async function openNews({ sql, listen }: Connections, region: string, tell: (change: Change) => void) {
  const self = randomUUID()
  const waiting: Change[] = []
  let timer: NodeJS.Timeout | null = null
  let sending: Promise<unknown> = Promise.resolve()

  function send(): void {
    timer = null
    const changes = waiting.splice(0)
    if (changes.length === 0) return
    const whole = JSON.stringify({ from: self, region, changes })
    const message =
      Buffer.byteLength(whole) <= longestMessage
        ? whole
        : JSON.stringify({ from: self, region, changes: [{ change: 'anything' }] satisfies Change[] })
    sending = sending.then(() => sql`SELECT pg_notify(${channel}, ${message})`).catch(() => undefined)
  }
  const listening = await listen(
    channel,
    (text) => {
      const message = JSON.parse(text) as { from: string; region: string; changes: readonly Change[] }
      if (message.from === self || message.region !== region) return
      for (const change of message.changes) tell(change)
    },
    // Also after the connection was lost: what was said meanwhile was not heard.
    () => tell({ change: 'anything' }),
  )
  let seen = ''
  const look = setInterval(() => {
    sql<{ state: string }>`SELECT (SELECT coalesce(sum(position), 0) FROM counters WHERE region = ${region})
        || '/' || (SELECT count(*) FILTER (WHERE revoked) || '/' || coalesce(sum(length(past_keys)), 0)
          FROM windows WHERE region = ${region}) AS state`
      .then(([row]) => {
        if (row === undefined || row.state === seen) return
        seen = row.state
        tell({ change: 'anything' })
      })
      .catch(() => undefined)
  }, lookEvery)
  look.unref()

  return {
    /** Here at once, to the others within milliseconds. */
    say(change: Change): void {
      tell(change)
      waiting.push(change)
      timer ??= setTimeout(send, tellEvery)
    },
    async told(): Promise<void> {
      if (timer !== null) clearTimeout(timer)
      send()
      await sending
    },
    async close(): Promise<void> {
      clearInterval(look)
      await this.told()
      await listening.close()
    },
  }
}
