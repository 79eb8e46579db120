// Asks an endpoint as thousands of windows do: signed requests over kept connections, streams that are followed, 429 obeyed.
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Feed, ListChanges, StreamPosition } from '../../../src-shared/contract/replication.ts'
import type { BenchWindow } from './bench-window.ts'

/** `body` as it travelled; `read` is what it says. */
export type Answer = {
  readonly status: number
  readonly retryAfter: number
  readonly body: Buffer
  read(): unknown
}
/** What is sent, as core sends it: compressed where that is worth it. */
export type Packed = { readonly text: string; readonly bytes: Buffer; readonly encoding: 'gzip' | null }
export function pack(value: unknown): Packed {
  const text = JSON.stringify(value)
  return text.length < 1_024
    ? { text, bytes: Buffer.from(text), encoding: null }
    : { text, bytes: gzipSync(text), encoding: 'gzip' }
}

export type Load = ReturnType<typeof createLoad>

/** @param sockets - connections the windows share for what they ask; each stream has one of its own */
export function createLoad(url: string, sockets: number) {
  const { hostname, port } = new URL(url)
  const agent = new Agent({ keepAlive: true, maxSockets: sockets })
  const streams = new Set<ClientRequest>()
  /** Answers that a window would have had to show: all but those that ask it to come back. */
  let errors = 0
  let askedToWait = 0

  function once(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: Packed,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const length: Record<string, string> =
        body === undefined
          ? {}
          : {
              'content-type': 'application/json',
              'content-length': String(body.bytes.length),
              ...(body.encoding === null ? {} : { 'content-encoding': body.encoding }),
            }
      const sent = request({ hostname, port, agent, method, path, headers: { ...headers, ...length } })
      sent.on('error', (thrown: NodeJS.ErrnoException) => {
        // A kept connection that the endpoint was just closing carried nothing.
        if (sent.reusedSocket && thrown.code === 'ECONNRESET') resolve(once(method, path, headers, body))
        else reject(new Error(`${method} ${path}: ${thrown.message}`, { cause: thrown }))
      })
      sent.on('response', (response: IncomingMessage) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const body = Buffer.concat(chunks)
          const plain = () => (response.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body)
          resolve({
            status: response.statusCode ?? 0,
            retryAfter: Number(response.headers['retry-after'] ?? 1),
            body,
            read: () => JSON.parse(plain().toString()) as unknown,
          })
        })
      })
      sent.end(body?.bytes)
    })
  }
  /** Until it is answered: a busy endpoint is asked again when it said, a second more at random as core does. */
  async function untilAnswered(send: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const answer = await send()
      if (answer.status === 200) return answer
      if (answer.status === 429 || answer.status === 503) {
        askedToWait += 1
        await wait((answer.retryAfter + Math.random()) * 1_000)
        continue
      }
      errors += 1
      throw new Error(`HTTP ${answer.status} ${JSON.stringify(answer.read())}`)
    }
  }
  const ask = (window: BenchWindow, method: string, path: string, body?: Packed, accept = 'gzip, deflate') =>
    untilAnswered(() =>
      once(method, path, { ...window.shown(method, path, body?.text), 'accept-encoding': accept }, body),
    )

  return {
    ask,
    counts: () => ({ errors, asked_to_wait: askedToWait }),
    /** A plain file, as anyone may read it. */
    file: (path: string) => untilAnswered(() => once('GET', path, {})),
    async takeToken(window: BenchWindow): Promise<void> {
      const body = pack({ window: window.window })
      const answer = await untilAnswered(() =>
        once('POST', '/v1/token', window.shown('POST', '/v1/token', body.text, true), body),
      )
      window.hold((answer.read() as { token: string }).token)
    },
    /** Follows the stream; resolves when the positions of all feeds were told for the first time. */
    follow(
      window: BenchWindow,
      onGrown: (grown: StreamPosition, changes: ListChanges | null) => void,
    ): Promise<void> {
      return new Promise((resolve, reject) => {
        const headers = window.shown('GET', '/v1/stream', undefined)
        const sent = request({ hostname, port, agent: false, path: '/v1/stream', headers })
        streams.add(sent)
        sent.on('error', reject)
        sent.on('response', (response) => {
          if (response.statusCode !== 200) reject(new Error(`stream: HTTP ${response.statusCode}`))
          const known = new Set<Feed>()
          let rest = ''
          let changes: ListChanges | null = null
          response.setEncoding('utf8')
          response.on('error', reject)
          response.on('data', (chunk: string) => {
            const parts = (rest + chunk).split('\n\n')
            rest = parts.pop() ?? ''
            for (const part of parts) {
              const [event = '', data = ''] = part.split('\ndata: ', 2)
              if (event === 'event: changes') changes = JSON.parse(data) as ListChanges
              if (event !== 'event: position') continue
              const grown = JSON.parse(data) as StreamPosition
              onGrown(grown, changes)
              known.add(grown.feed)
              if (known.size === 3) resolve()
            }
          })
        })
        sent.end()
      })
    },
    close(): void {
      for (const stream of streams) stream.destroy()
      agent.destroy()
    },
  }
}

/** Does `work` for every item, so many at once. */
export async function forAll<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const one = async () => {
    while (next < items.length) {
      const index = next
      next += 1
      await work(items[index] as Item, index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, one))
}
