// The endpoint as a server: contract/replication over Fastify, loopback only unless it is given a certificate.
import { readFileSync } from 'node:fs'
import compress, { type FastifyCompressOptions } from '@fastify/compress'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { type CodedError, CodedFailure, type ErrorCode, toCodedError } from '../src-shared/errors.ts'
import { isLoopback } from './configuration.ts'
import { createDeviceAuth } from './device-auth.ts'
import { openFeedStreams } from './feed-stream.ts'
import { openEditions } from './list-editions.ts'
import { createMetrics } from './metrics.ts'
import { addOpenRoutes, describeRoutes } from './openapi.ts'
import { addRoutes } from './routes.ts'
import { sha256 } from './sha256.ts'
import type { EndpointStore } from './store/endpoint-store.ts'
import { type EndpointSettings, openEndpointStore } from './store/open-store.ts'

export type ServeOptions = Pick<EndpointSettings, 'dataFolder' | 'database'> & {
  readonly region?: string | null
  readonly demo?: boolean
  readonly host?: string
  /** 0, as when it is left out, takes a free one. */
  readonly port?: number
  /** Files of the office's own certificate; without them only loopback is served. */
  readonly tls?: { readonly key: string; readonly certificate: string } | null
  readonly log?: boolean
  /** Who shows it reads `/metrics`; without one this machine does. */
  readonly metricsToken?: string | null
}

/** Milliseconds a stop waits for requests under way. */
const longestStop = 3_000
/** Who asks while it stops is told to come back after as many seconds. */
const secondsToStart = 5
/** Connections that may wait to be taken: a city's windows come back within seconds. */
const mostConnecting = 4_096
const megabyte = 1024 * 1024

const statuses: Partial<Record<ErrorCode, number>> = {
  'input-invalid': 400,
  'enrolment-code-wrong': 403,
  'enrolment-code-used': 409,
  'enrolment-code-expired': 403,
  'token-missing': 401,
  'token-wrong': 401,
  'token-revoked': 401,
  'token-expired': 401,
  'proof-wrong': 401,
  'proof-late': 401,
  'proof-replayed': 401,
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

/** Both ways compressed: a window may be on 64 kbit/s. What is small is compressed at once, so that no stream is set up for it. */
const thinLines: FastifyCompressOptions = {
  encodings: ['gzip'],
  requestEncodings: ['gzip'],
  threshold: 1_024,
  syncThreshold: 64 * 1_024,
  zlibOptions: { level: 4 },
}

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
  metricsToken = null,
}: ServeOptions) {
  if (!isLoopback(host) && tls === null) {
    throw new CodedFailure('input-invalid', { field: 'host', reason: 'only loopback without a certificate' })
  }
  const store = await openEndpointStore({ dataFolder, database, region, demo })
  const server = openServer(tls, log)
  const streams = openFeedStreams(store)
  const editions = openEditions(store)
  const auth = createDeviceAuth(store)
  const metrics = createMetrics(streams.open)
  let stopping = false
  const ready = async (): Promise<void> => {
    await store.readEnds()
  }
  const close = async (): Promise<void> => {
    stopping = true
    auth.close()
    await editions.close()
    streams.close()
    // What is being answered is answered; who does not end its request is not waited for.
    const force = setTimeout(() => server.server.closeAllConnections(), longestStop)
    await server.close()
    clearTimeout(force)
    await store.close()
  }
  answerAlike(server, store, () => stopping)
  metrics.watch(server)
  try {
    await server.register(compress, thinLines)
    await describeRoutes(server)
    addRoutes(server, { store, streams, editions, auth, metrics })
    addOpenRoutes(server, ready, () => metrics.registry.metrics(), mayReadMetrics(metricsToken))
    await server.listen({ host, port, backlog: mostConnecting })
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

/** Behind a proxy on this machine everybody comes from here: then a token tells who may. */
const mayReadMetrics =
  (token: string | null) =>
  ({ ip, headers }: FastifyRequest): boolean =>
    token === null
      ? // As a socket tells it, IPv4 in IPv6 too.
        isLoopback(ip.replace('::ffff:', ''))
      : sha256(headers.authorization ?? '') === sha256(`Bearer ${token}`)

function openServer(tls: ServeOptions['tls'], log: boolean): FastifyInstance {
  return Fastify({
    // Tokens, queries, bodies and addresses of people stay out of the log: only method, path and status are written.
    logger: log
      ? {
          level: 'info',
          redact: ['req.headers', '*.authorization'],
          stream: process.stderr,
          serializers: {
            req: ({ method, url }: FastifyRequest) => ({ method, path: url.split('?', 1)[0] }),
          },
        }
      : false,
    bodyLimit: megabyte,
    // While it stops it says so itself, with a code.
    return503OnClosing: false,
    // One event with a forbidden key is that event's fault: it is judged by itself, without the key.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    ...(tls === null || tls === undefined
      ? {}
      : { https: { key: readFileSync(tls.key), cert: readFileSync(tls.certificate) } }),
  }) as unknown as FastifyInstance
}

/** Headers and errors are the same on every route. */
function answerAlike(server: FastifyInstance, store: EndpointStore, stopping: () => boolean): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header('endpoint-clock', String(Date.now()))
    reply.header('endpoint-id', store.endpointId)
    reply.header('cache-control', 'no-store')
    if (!stopping() || request.url === '/healthz') return
    reply.header('connection', 'close').header('retry-after', secondsToStart)
    throw new CodedFailure('store-locked', { reason: 'stopping' })
  })
  server.setErrorHandler((thrown, _request, reply) => {
    const coded = codedErrorOf(thrown)
    if (coded.code === 'unexpected') server.log.error(whereOf(thrown), 'unexpected')
    if (coded.code === 'rate-limited') reply.header('retry-after', String(coded.params.seconds ?? 60))
    return reply.code(statuses[coded.code] ?? 400).send(coded)
  })
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: 'not-found', params: {} } satisfies CodedError),
  )
}

/** What may be logged of an error: its message may quote what somebody sent. */
function whereOf(thrown: unknown) {
  const { name, code, stack } = thrown as {
    readonly name?: unknown
    readonly code?: unknown
    readonly stack?: unknown
  }
  const frame = typeof stack === 'string' ? stack.split('\n').find((line) => /^\s+at /.test(line)) : undefined
  return { name, code, at: frame?.trim() }
}

function codedErrorOf(thrown: unknown): CodedError {
  if (thrown instanceof CodedFailure) return thrown.coded
  const given = thrown as { readonly code?: unknown; readonly statusCode?: unknown }
  if (given.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { code: 'event-too-large', params: {} }
  if (typeof given.statusCode === 'number' && given.statusCode < 500)
    return { code: 'input-invalid', params: {} }
  return toCodedError(thrown)
}
