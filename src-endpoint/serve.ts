// The endpoint as a server: contract/replication over Fastify, loopback only unless it is given a certificate.
import { readFileSync } from 'node:fs'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { Check } from 'typebox/value'
import {
  enrolRequestSchema,
  type Feed,
  feeds,
  largestPage,
  type PublishList,
  publishListSchema,
  pushRequestSchema,
} from '../src-shared/contract/replication.ts'
import { CodedFailure, type ErrorCode, toCodedError } from '../src-shared/errors.ts'
import { publishList, readEvents, readList, readReference } from './feeds.ts'
import { takePush } from './push.ts'
import { type EndpointStore, openEndpointStore } from './store.ts'
import { type EnrolledWindow, enrol, windowOfToken } from './windows.ts'

export type ServeOptions = {
  readonly dataFolder: string
  readonly region: string
  readonly demo: boolean
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Files of the office's own certificate; without them only loopback is served. */
  readonly tls: { readonly key: string; readonly certificate: string } | null
  readonly log: boolean
}

const loopback = ['127.0.0.1', '::1', 'localhost']
const beatEvery = 15_000
/** Another process may write the reference or revoke a window beside the server, milliseconds. */
const lookEvery = 1_000
/** A reader that leaves this much unread is dropped and comes back where it was, bytes. */
const slowReader = 256 * 1024

const statuses: Partial<Record<ErrorCode, number>> = {
  'input-invalid': 400,
  'enrolment-code-wrong': 403,
  'enrolment-code-used': 409,
  'enrolment-code-expired': 403,
  'token-missing': 401,
  'token-wrong': 401,
  'token-revoked': 401,
  'demo-data-refused': 403,
  'event-action-not-available': 403,
  'event-too-large': 413,
  'not-found': 404,
  'store-full': 503,
}

/** Starts serving. @throws input-invalid where it would leave loopback in the clear, and what opening the store throws */
export async function startEndpoint(options: ServeOptions) {
  if (!loopback.includes(options.host) && options.tls === null) {
    throw new CodedFailure('input-invalid', { field: 'host', reason: 'only loopback without a certificate' })
  }
  const store = openEndpointStore(options)
  const server = Fastify({
    // Tokens, bodies and addresses of people stay out of the log: only route and status are written.
    logger: options.log
      ? { level: 'info', redact: ['req.headers.authorization'], stream: process.stderr }
      : false,
    bodyLimit: 4 * 1024 * 1024,
    ...(options.tls === null
      ? {}
      : { https: { key: readFileSync(options.tls.key), cert: readFileSync(options.tls.certificate) } }),
  }) as unknown as FastifyInstance
  const listeners = listenToFeeds(store)

  server.addHook('onRequest', async (_request, reply) => {
    reply.header('endpoint-clock', String(Date.now()))
    reply.header('endpoint-id', store.endpointId)
    reply.header('cache-control', 'no-store')
  })
  server.setErrorHandler((thrown, _request, reply) => {
    const given = thrown as { code?: string; statusCode?: number }
    const coded =
      given.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
        ? ({ code: 'event-too-large', params: {} } as const)
        : given.statusCode !== undefined && given.statusCode < 500
          ? ({ code: 'input-invalid', params: {} } as const)
          : toCodedError(thrown)
    if (coded.code === 'unexpected') server.log.error(thrown)
    return reply.code(statuses[coded.code] ?? (coded.code === 'unexpected' ? 500 : 400)).send(coded)
  })
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: 'not-found', params: {} }))

  routes(server, store, listeners)
  await server.listen({ host: options.host, port: options.port })
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  const scheme = options.tls === null ? 'http' : 'https'
  return {
    url: `${scheme}://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    endpointId: store.endpointId,
    async close(): Promise<void> {
      listeners.close()
      await server.close()
      store.database.close()
    },
  }
}

function pullQuery(query: unknown): { readonly after: number; readonly limit: number } {
  const { after, limit } = query as Record<string, string | undefined>
  const read = { after: Number(after ?? '0'), limit: Number(limit ?? '500') }
  const fits =
    Number.isSafeInteger(read.after) &&
    read.after >= 0 &&
    Number.isSafeInteger(read.limit) &&
    read.limit >= 1 &&
    read.limit <= largestPage
  if (!fits) throw new CodedFailure('input-invalid', { field: 'after, limit' })
  return read
}

function routes(server: FastifyInstance, store: EndpointStore, listeners: FeedListeners): void {
  server.post('/v1/enrol', async (request) => {
    if (!Check(enrolRequestSchema, request.body)) throw new CodedFailure('input-invalid', { body: 'enrol' })
    return enrol(store, request.body)
  })
  server.get('/v1/pull/:feed', async (request) => {
    const window = windowOfToken(store, request.headers.authorization)
    const { feed } = request.params as { feed: string }
    const { after, limit } = pullQuery(request.query)
    if (feed === 'list') return readList(store, after, limit)
    if (feed === 'reference') return readReference(store, window.unit, after, limit)
    if (feed === 'events') return readEvents(store, window.unit, after, limit)
    throw new CodedFailure('not-found', { feed })
  })
  server.post('/v1/push', { bodyLimit: 16 * 1024 * 1024 }, async (request) => {
    const window = windowOfToken(store, request.headers.authorization)
    if (!Check(pushRequestSchema, request.body)) throw new CodedFailure('input-invalid', { body: 'push' })
    const { results, grown } = takePush(store, window, request.body.events)
    listeners.grown('events', grown)
    return { results }
  })
  server.post('/v1/list', { bodyLimit: 256 * 1024 * 1024 }, async (request) => {
    const window = windowOfToken(store, request.headers.authorization)
    if (!Check(publishListSchema, request.body)) throw new CodedFailure('input-invalid', { body: 'list' })
    const answer = publishList(store, window.unit, request.body as PublishList)
    listeners.grown('list', null)
    listeners.grown('reference', null)
    return answer
  })
  server.get('/v1/stream', (request, reply) => {
    const window = windowOfToken(store, request.headers.authorization)
    listeners.add(window, request.headers.authorization ?? '', reply)
  })
}

type FeedListeners = ReturnType<typeof listenToFeeds>

/** The open streams: told which feed grew and how far, beaten every 15 s, closed when their window is revoked. */
function listenToFeeds(store: EndpointStore) {
  type Stream = {
    readonly window: EnrolledWindow
    readonly authorization: string
    readonly reply: FastifyReply
  }
  const streams = new Set<Stream>()
  const { database, region } = store
  const last = {
    list: database.prepare('SELECT coalesce(max(position), 0) AS last FROM entries WHERE region = ?'),
    reference: database.prepare('SELECT coalesce(max(position), 0) AS last FROM reference WHERE region = ?'),
    events: database.prepare(
      'SELECT coalesce(max(position), 0) AS last FROM feed WHERE region = ? AND unit = ?',
    ),
  }
  const positionOf = (feed: Feed, unit: string): number =>
    ((feed === 'events' ? last.events.get(region, unit) : last[feed].get(region)) as { last: number }).last

  function write(stream: Stream, event: string, data: unknown): void {
    const { raw } = stream.reply
    if (raw.writableLength > slowReader) raw.destroy()
    else raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }
  function grown(feed: Feed, units: ReadonlySet<string> | null): void {
    for (const stream of streams) {
      if (units !== null && !units.has(stream.window.unit)) continue
      write(stream, 'position', { feed, position: positionOf(feed, stream.window.unit) })
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
  let seen = database.pragma('data_version', { simple: true })
  const look = setInterval(() => {
    const version = database.pragma('data_version', { simple: true })
    if (version === seen) return
    seen = version
    closeRevoked()
    grown('reference', null)
  }, lookEvery)
  const beat = setInterval(() => {
    for (const stream of streams) write(stream, 'beat', {})
  }, beatEvery)

  return {
    grown,
    add(window: EnrolledWindow, authorization: string, reply: FastifyReply): void {
      reply.hijack()
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'endpoint-clock': String(Date.now()),
        'endpoint-id': store.endpointId,
      })
      const stream: Stream = { window, authorization, reply }
      streams.add(stream)
      reply.raw.on('close', () => streams.delete(stream))
      for (const feed of feeds) write(stream, 'position', { feed, position: positionOf(feed, window.unit) })
    },
    close(): void {
      clearInterval(look)
      clearInterval(beat)
      for (const stream of streams) stream.reply.raw.destroy()
    },
  }
}
