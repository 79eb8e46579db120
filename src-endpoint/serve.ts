// The endpoint as a server: contract/replication over Fastify, loopback only unless it is given a certificate.
import { readFileSync } from 'node:fs'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Compile } from 'typebox/compile'
import {
  enrolRequestSchema,
  largestPage,
  type PublishList,
  publishListSchema,
  pushRequestSchema,
} from '../src-shared/contract/replication.ts'
import { type CodedError, CodedFailure, type ErrorCode, toCodedError } from '../src-shared/errors.ts'
import { createAttemptLimit } from './attempt-limit.ts'
import { type FeedStreams, openFeedStreams } from './feed-stream.ts'
import { publishList, readEvents, readList, readReference } from './feeds.ts'
import { type Editions, openEditions } from './list-editions.ts'
import { takePush } from './push.ts'
import { readSnapshot, readStreamEvents } from './snapshot.ts'
import type { EndpointStore, EnrolledWindow } from './store/endpoint-store.ts'
import { type EndpointSettings, openEndpointStore } from './store/open-store.ts'
import { enrol, windowOfToken } from './windows.ts'

export type ServeOptions = Pick<EndpointSettings, 'dataFolder' | 'database'> & {
  readonly region?: string | null
  readonly demo?: boolean
  readonly host?: string
  /** 0, as when it is left out, takes a free one. */
  readonly port?: number
  /** Files of the office's own certificate; without them only loopback is served. */
  readonly tls?: { readonly key: string; readonly certificate: string } | null
  readonly log?: boolean
}

const loopback = ['127.0.0.1', '::1', 'localhost']
/** Wrong enrolment codes a minute from one address. */
const freeEnrolments = 20
const megabyte = 1024 * 1024

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
  'rate-limited': 429,
  'not-found': 404,
  'store-locked': 503,
  'store-full': 503,
  'store-read-only': 503,
  unexpected: 500,
}

const enrolRequest = Compile(enrolRequestSchema)
const pushRequest = Compile(pushRequestSchema)
const publication = Compile(publishListSchema)

/** Starts serving. @throws input-invalid where it would leave loopback in the clear, and what opening the store throws */
export async function startEndpoint({
  dataFolder,
  database = null,
  region = null,
  demo = false,
  host = '127.0.0.1',
  port = 0,
  tls = null,
  log = false,
}: ServeOptions) {
  if (!loopback.includes(host) && tls === null) {
    throw new CodedFailure('input-invalid', { field: 'host', reason: 'only loopback without a certificate' })
  }
  const store = await openEndpointStore({ dataFolder, database, region, demo })
  const server = openServer(tls, log)
  const streams = openFeedStreams(store)
  const editions = openEditions(store)
  const close = async (): Promise<void> => {
    await editions.close()
    streams.close()
    await server.close()
    await store.close()
  }
  answerAlike(server, store)
  routes(server, store, streams, editions)
  try {
    await server.listen({ host, port })
  } catch (thrown) {
    await close()
    throw thrown
  }
  const address = server.server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  const scheme = tls === null ? 'http' : 'https'
  return {
    url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    endpointId: store.endpointId,
    close,
  }
}

function openServer(tls: ServeOptions['tls'], log: boolean): FastifyInstance {
  return Fastify({
    // Tokens, bodies and addresses of people stay out of the log: only method, path and status are written.
    logger: log
      ? {
          level: 'info',
          redact: ['req.headers', '*.authorization'],
          stream: process.stderr,
          serializers: { req: (request: FastifyRequest) => ({ method: request.method, url: request.url }) },
        }
      : false,
    bodyLimit: megabyte,
    // One event with a forbidden key is that event's fault: it is judged by itself, without the key.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    ...(tls === null || tls === undefined
      ? {}
      : { https: { key: readFileSync(tls.key), cert: readFileSync(tls.certificate) } }),
  }) as unknown as FastifyInstance
}

/** Headers and errors are the same on every route. */
function answerAlike(server: FastifyInstance, store: EndpointStore): void {
  server.addHook('onRequest', async (_request, reply) => {
    reply.header('endpoint-clock', String(Date.now()))
    reply.header('endpoint-id', store.endpointId)
    reply.header('cache-control', 'no-store')
  })
  server.setErrorHandler((thrown, _request, reply) => {
    const coded = codedErrorOf(thrown)
    if (coded.code === 'unexpected') server.log.error({ name: coded.params.name }, 'unexpected')
    if (coded.code === 'rate-limited') reply.header('retry-after', String(coded.params.seconds ?? 60))
    return reply.code(statuses[coded.code] ?? 400).send(coded)
  })
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: 'not-found', params: {} } satisfies CodedError),
  )
}

function codedErrorOf(thrown: unknown): CodedError {
  if (thrown instanceof CodedFailure) return thrown.coded
  const given = thrown as { readonly code?: unknown; readonly statusCode?: unknown }
  if (given.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { code: 'event-too-large', params: {} }
  if (typeof given.statusCode === 'number' && given.statusCode < 500)
    return { code: 'input-invalid', params: {} }
  return toCodedError(thrown)
}

function pullQuery(query: unknown): { readonly after: number; readonly limit: number } {
  const { after = '0', limit = '500' } = query as Record<string, unknown>
  const wholeNumber = (text: unknown) =>
    typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : -1
  const read = { after: wholeNumber(after), limit: wholeNumber(limit) }
  if (read.after < 0 || read.limit < 1 || read.limit > largestPage)
    throw new CodedFailure('input-invalid', { field: 'after, limit' })
  return read
}

function routes(
  server: FastifyInstance,
  store: EndpointStore,
  streams: FeedStreams,
  editions: Editions,
): void {
  const limit = createAttemptLimit(freeEnrolments)
  const known = new WeakMap<FastifyRequest, EnrolledWindow>()
  /** Before the body is read: a stranger's body is not worth a byte. */
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    known.set(request, await windowOfToken(store, request.headers.authorization))
  }
  const windowOf = (request: FastifyRequest): EnrolledWindow => {
    const window = known.get(request)
    if (window === undefined) throw new CodedFailure('token-missing')
    return window
  }

  server.post('/v1/enrol', { bodyLimit: 16 * 1024 }, async (request) => {
    const { body } = request
    if (!enrolRequest.Check(body)) throw new CodedFailure('input-invalid', { body: 'enrol' })
    return limit.check(request.ip, () => enrol(store, body))
  })
  server.get('/v1/pull/:feed', { onRequest }, async (request, reply) => {
    const { unit } = windowOf(request)
    const { feed } = request.params as { feed: string }
    const { after, limit } = pullQuery(request.query)
    reply.type('application/json; charset=utf-8')
    if (feed === 'list') return readList(store, after, limit)
    if (feed === 'reference') return readReference(store, unit, after, limit)
    if (feed === 'events') return readEvents(store, unit, after, limit)
    throw new CodedFailure('not-found', { feed })
  })
  server.get('/v1/list/edition', { onRequest }, async () => editions.newest())
  server.get('/v1/list/page/:digest', { onRequest }, async (request, reply) => {
    const { digest } = request.params as { digest: string }
    const page = await editions.page(digest, request.headers['accept-encoding'] ?? '')
    return reply
      .headers({ ...page.headers, 'cache-control': 'private, max-age=31536000, immutable' })
      .type('application/json; charset=utf-8')
      .send(page.body)
  })
  server.get('/v1/snapshot', { onRequest }, async (request, reply) => {
    const { cursor } = request.query as Record<string, unknown>
    reply.type('application/json; charset=utf-8')
    return readSnapshot(store, windowOf(request), typeof cursor === 'string' ? cursor : null)
  })
  server.get('/v1/events', { onRequest }, async (request, reply) => {
    const { stream } = request.query as Record<string, unknown>
    reply.type('application/json; charset=utf-8')
    return readStreamEvents(store, windowOf(request), typeof stream === 'string' ? stream : '')
  })
  server.post('/v1/push', { onRequest, bodyLimit: 16 * megabyte }, async (request) => {
    const window = windowOf(request)
    const { body } = request
    if (!pushRequest.Check(body)) throw new CodedFailure('input-invalid', { body: 'push' })
    return { results: await takePush(store, window, body.events) }
  })
  server.get('/v1/chain', { onRequest }, async (request) => store.readTip(windowOf(request).window))
  server.post('/v1/list', { onRequest, bodyLimit: 256 * megabyte }, async (request) => {
    const { unit } = windowOf(request)
    const { body } = request
    if (!publication.Check(body)) throw new CodedFailure('input-invalid', { body: 'list' })
    return publishList(store, unit, body as PublishList)
  })
  server.get('/v1/stream', { onRequest }, (request, reply) => {
    return streams.add(windowOf(request), reply)
  })
}
