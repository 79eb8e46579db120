// The open streams of windows: told which feed grew and how far, beaten while nothing happens, closed when a window is revoked or has another key.
import type { FastifyReply } from 'fastify'
import { type Feed, feeds, type StreamPosition } from '../src-shared/contract/replication.ts'
import type { Change, EndpointStore, EnrolledWindow, Growth } from './store/endpoint-store.ts'

/** Milliseconds between two beats; a window counts a stream silent for longer as dead. */
const beatEvery = 10_000
/** A reader that leaves this much unread is dropped and comes back where it was, bytes. */
const slowReader = 256 * 1024

export type FeedStreams = ReturnType<typeof openFeedStreams>

export function openFeedStreams(store: EndpointStore) {
  type Stream = {
    readonly window: EnrolledWindow
    readonly reply: FastifyReply
    /** Positions this stream was told last. */
    readonly told: Map<Feed, number>
  }
  const streams = new Set<Stream>()

  function write(stream: Stream, event: string, value: unknown): void {
    const { raw } = stream.reply
    if (raw.writableLength > slowReader) raw.destroy()
    else raw.write(`event: ${event}\ndata: ${JSON.stringify(value)}\n\n`)
  }
  function tell(stream: Stream, feed: Feed, position: number): void {
    // News of two processes may arrive in either order: a feed only grows.
    if (position <= (stream.told.get(feed) ?? -1)) return
    stream.told.set(feed, position)
    write(stream, 'position', { feed, position } satisfies StreamPosition)
  }
  function grown(growth: readonly Growth[]): void {
    for (const { feed, unit, position } of growth) {
      for (const stream of streams) {
        if (unit === null || unit === stream.window.unit) tell(stream, feed, position)
      }
    }
  }
  function closeAll(which: (window: string) => boolean): void {
    for (const stream of streams) if (which(stream.window.window)) stream.reply.raw.destroy()
  }
  async function lookAnew(): Promise<void> {
    if (streams.size === 0) return
    const revoked = await store.readRevoked()
    closeAll((window) => revoked.has(window))
    grown(await store.readEnds())
  }
  function hear(change: Change): void {
    if (change.change === 'grown') grown(change.growth)
    else if (change.change === 'window') closeAll((window) => window === change.window)
    // Where the store cannot be asked now, the next change asks it again.
    else void lookAnew().catch(() => undefined)
  }
  const unlisten = store.listen(hear)
  const beat = setInterval(() => {
    for (const stream of streams) write(stream, 'beat', {})
  }, beatEvery)

  return {
    /** Takes the reply over; the current positions are told at once. */
    async add(window: EnrolledWindow, reply: FastifyReply): Promise<void> {
      const stream: Stream = { window, reply, told: new Map() }
      // Heard of from now on: what grows while the positions are read is told too.
      streams.add(stream)
      reply.raw.on('close', () => streams.delete(stream))
      reply.raw.on('error', () => streams.delete(stream))
      reply.hijack()
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'endpoint-clock': String(Date.now()),
        'endpoint-id': store.endpointId,
      })
      try {
        const positions = await store.readPositions(window.unit)
        for (const feed of feeds) tell(stream, feed, positions[feed])
      } catch {
        reply.raw.destroy()
      }
    },
    /** How many there are. */
    open: () => streams.size,
    close(): void {
      unlisten()
      clearInterval(beat)
      closeAll(() => true)
    },
  }
}
