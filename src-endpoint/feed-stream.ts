// The open streams of windows: told which feed grew and how far, beaten while nothing happens, closed when a window is revoked.
import type { FastifyReply } from 'fastify'
import { type Feed, feeds, type StreamPosition } from '../src-shared/contract/replication.ts'
import { type EndpointStore, lastPosition } from './store.ts'
import { type EnrolledWindow, windowOfToken } from './windows.ts'

/** Milliseconds between two beats; a window counts a stream silent for longer as dead. */
const beatEvery = 15_000
/** Another process may write the reference or revoke a window beside the server, milliseconds. */
const lookEvery = 1_000
/** A reader that leaves this much unread is dropped and comes back where it was, bytes. */
const slowReader = 256 * 1024

export type FeedStreams = ReturnType<typeof openFeedStreams>

export function openFeedStreams(store: EndpointStore) {
  type Stream = {
    readonly window: EnrolledWindow
    readonly authorization: string
    readonly reply: FastifyReply
    /** Positions this stream was told last. */
    readonly told: Map<Feed, number>
  }
  const streams = new Set<Stream>()
  const positionOf = (feed: Feed, unit: string): number =>
    lastPosition(store, feed === 'events' ? { unit } : feed === 'list' ? 'entries' : feed)

  function write(stream: Stream, event: string, value: unknown): void {
    const { raw } = stream.reply
    if (raw.writableLength > slowReader) raw.destroy()
    else raw.write(`event: ${event}\ndata: ${JSON.stringify(value)}\n\n`)
  }
  function tell(stream: Stream, feed: Feed): void {
    const position = positionOf(feed, stream.window.unit)
    if (stream.told.get(feed) === position) return
    stream.told.set(feed, position)
    write(stream, 'position', { feed, position } satisfies StreamPosition)
  }
  /** Tells the streams of these units, or of all, how far the feed now goes. */
  function grown(feed: Feed, units: ReadonlySet<string> | null): void {
    for (const stream of streams) {
      if (units === null || units.has(stream.window.unit)) tell(stream, feed)
    }
  }
  function closeRevoked(): void {
    for (const stream of streams) {
      try {
        windowOfToken(store, stream.authorization)
      } catch {
        stream.reply.raw.destroy()
      }
    }
  }
  const { database } = store
  let seen = database.pragma('data_version', { simple: true })
  const look = setInterval(() => {
    const version = database.pragma('data_version', { simple: true })
    if (version === seen) return
    seen = version
    closeRevoked()
    for (const feed of feeds) grown(feed, null)
  }, lookEvery)
  const beat = setInterval(() => {
    for (const stream of streams) write(stream, 'beat', {})
  }, beatEvery)

  return {
    grown,
    /** Takes the reply over; the current positions are told at once. */
    add(window: EnrolledWindow, authorization: string, reply: FastifyReply): void {
      reply.hijack()
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'endpoint-clock': String(Date.now()),
        'endpoint-id': store.endpointId,
      })
      const stream: Stream = { window, authorization, reply, told: new Map() }
      streams.add(stream)
      reply.raw.on('close', () => streams.delete(stream))
      reply.raw.on('error', () => streams.delete(stream))
      for (const feed of feeds) tell(stream, feed)
    },
    close(): void {
      clearInterval(look)
      clearInterval(beat)
      for (const stream of streams) stream.reply.raw.destroy()
    },
  }
}
