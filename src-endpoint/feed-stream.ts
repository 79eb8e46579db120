// The open streams of windows: told which feed grew and how far, beaten while nothing happens, closed when a window is revoked or has another key.
import type { FastifyReply } from 'fastify'
import { type Feed, feeds, type StreamPosition } from '../src-shared/contract/replication.ts'
import { readListChanges } from './feeds.ts'
import type { Change, EndpointStore, EnrolledWindow, Growth } from './store/endpoint-store.ts'

/** Milliseconds between two beats; a window counts a stream silent for longer as dead. */
const beatEvery = 10_000
/** Whoever lost its stream is asked to come back after a time anywhere up to this, milliseconds. */
const comeBackWithin = 10_000

/** The list's changes as they are written to a stream that stands at `after`. */
type Changes = { readonly after: number; readonly event: string }

export type FeedStreams = ReturnType<typeof openFeedStreams>

/** @param every - milliseconds between two beats; a reader that takes nothing from one to the next is dropped */
export function openFeedStreams(store: EndpointStore, every = beatEvery) {
  type Stream = {
    readonly window: EnrolledWindow
    readonly reply: FastifyReply
    /** Positions this stream was told last, or will be when its reader has taken what is on the way. */
    readonly told: Map<Feed, number>
    readonly due: Set<Feed>
    /** Its reader had taken nothing at the last beat. */
    stuck: boolean
  }
  const streams = new Set<Stream>()

  const textOf = (event: string, value: unknown) => `event: ${event}\ndata: ${JSON.stringify(value)}\n\n`
  function tell(stream: Stream, feed: Feed, position: number, changes: Changes | null = null): void {
    const before = stream.told.get(feed) ?? -1
    // News of two processes may arrive in either order: a feed only grows.
    if (position <= before) return
    stream.told.set(feed, position)
    stream.due.add(feed)
    flush(stream, changes?.after === before ? changes.event : '')
  }
  /** What a slow reader has not taken is not added to: it is told the newest position when it has, so that a stream's memory is bounded. */
  function flush({ reply: { raw }, told, due }: Stream, before = ''): void {
    for (const feed of due) {
      if (raw.writableNeedDrain) return
      due.delete(feed)
      raw.write(before + textOf('position', { feed, position: told.get(feed) ?? 0 } satisfies StreamPosition))
    }
  }
  function grown(growth: readonly Growth[]): void {
    for (const { feed, unit, position } of growth) {
      if (feed === 'list') void listGrown(position)
      else
        for (const stream of streams)
          if (unit === null || unit === stream.window.unit) tell(stream, feed, position)
    }
  }
  /** Thousands would pull the same few entries at once: they are read once and told with the position. */
  async function listGrown(grownTo: number): Promise<void> {
    const after = [...streams.values().take(1)][0]?.told.get('list')
    if (after === undefined || after >= grownTo) return tellList(grownTo, null)
    const read = await readListChanges(store, after).catch(() => null)
    if (read === null || read.position < grownTo) return tellList(grownTo, null)
    tellList(read.position, { after, event: `event: changes\ndata: ${read.text}\n\n` })
  }
  function tellList(position: number, changes: Changes | null): void {
    for (const stream of streams) tell(stream, 'list', position, changes)
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
    for (const stream of streams) {
      const { raw } = stream.reply
      if (!raw.writableNeedDrain) raw.write(textOf('beat', {}))
      else if (stream.stuck) raw.destroy()
      stream.stuck = raw.writableNeedDrain
    }
  }, every)

  return {
    /** Takes the reply over; the current positions are told at once. */
    async add(window: EnrolledWindow, reply: FastifyReply): Promise<void> {
      const stream: Stream = { window, reply, told: new Map(), due: new Set(), stuck: false }
      // Heard of from now on: what grows while the positions are read is told too.
      streams.add(stream)
      reply.raw.on('close', () => streams.delete(stream))
      reply.raw.on('error', () => streams.delete(stream))
      reply.raw.on('drain', () => {
        stream.stuck = false
        flush(stream)
      })
      reply.hijack()
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'endpoint-clock': String(Date.now()),
        'endpoint-id': store.endpointId,
      })
      reply.raw.write(`retry: ${Math.ceil(Math.random() * comeBackWithin)}\n\n`)
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
