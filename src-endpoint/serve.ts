// The endpoint as a server: contract/replication over Fastify, loopback only unless it is given a certificate.
import { readFileSync } from 'node:fs'
import compress, { type FastifyCompressOptions } from '@fastify/compress'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Compile } from 'typebox/compile'
import {
  enrolRequestSchema,
  largestPage,
  type PublishList,
  publishListSchema,
  pushRequestSchema,
  tokenRequestSchema,
} from '../src-shared/contract/replication.ts'
import { type CodedError, CodedFailure, type ErrorCode, toCodedError } from '../src-shared/errors.ts'
import { createAttemptLimit } from './attempt-limit.ts'
import {
  type Admission,
  checkBody,
  createDeviceAuth,
  type DeviceAuth,
  type SignedRequest,
  sha256,
} from './device-auth.ts'
import { type FeedStreams, openFeedStreams } from './feed-stream.ts'
import { publishList, readEvents, readList, readReference } from './feeds.ts'
import { type Editions, openEditions } from './list-editions.ts'
import { takePush } from './push.ts'
import { createRequestLimit } from './request-limit.ts'
import { readSnapshot, readStreamEvents } from './snapshot.ts'
import type { EndpointStore, EnrolledWindow } from './store/endpoint-store.ts'
import { type EndpointSettings, openEndpointStore } from './store/open-store.ts'
import { enrol } from './windows.ts'

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
/** Wrong proofs for a token a minute from one address: a hall whose clocks are wrong is behind one. */
const freeTokens = 600
/** Pushes that wait for the store at once; the next one is asked to come back. */
const mostPushes = 256
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

const enrolRequest = Compile(enrolRequestSchema)
const pushRequest = Compile(pushRequestSchema)
const tokenRequest = Compile(tokenRequestSchema)
const publication = Compile(publishListSchema)

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
}: ServeOptions) {
  if (!loopback.includes(host) && tls === null) {
    throw new CodedFailure('input-invalid', { field: 'host', reason: 'only loopback without a certificate' })
  }
  const store = await openEndpointStore({ dataFolder, database, region, demo })
  const server = openServer(tls, log)
  const streams = openFeedStreams(store)
  const editions = openEditions(store)
  const auth = createDeviceAuth(store)
  const close = async (): Promise<void> => {
    auth.close()
    await editions.close()
    streams.close()
    await server.close()
    await store.close()
  }
  answerAlike(server, store)
  await server.register(compress, thinLines)
  routes(server, store, streams, editions, auth)
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

const signedOf = (request: FastifyRequest): SignedRequest => ({
  method: request.method,
  path: request.url,
  authorization: request.headers.authorization,
  proof: oneHeader(request.headers['device-proof']),
})
const oneHeader = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined

/** Bodies are JSON; `hear` is told the digest of each, and may refuse it. */
function readBodies(server: FastifyInstance, hear: (request: FastifyRequest, digest: string) => void): void {
  const parse = server.getDefaultJsonParser('remove', 'remove')
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const content = Buffer.from(body)
    try {
      hear(request, sha256(content))
    } catch (thrown) {
      done(thrown as Error)
      return
    }
    parse(request, content.toString('utf8'), done)
  })
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
  auth: DeviceAuth,
): void {
  const limit = createAttemptLimit(freeEnrolments)
  const tokenLimit = createAttemptLimit(freeTokens)
  const requests = createRequestLimit()
  let pushing = 0
  const admissions = new WeakMap<FastifyRequest['raw'], Admission>()
  /** Before the body is read: a stranger's body is not worth a byte. */
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    const admission = await auth.check(signedOf(request))
    requests.take(admission.window.window)
    admissions.set(request.raw, admission)
  }
  const windowOf = (request: FastifyRequest): EnrolledWindow => {
    const admission = admissions.get(request.raw)
    if (admission === undefined) throw new CodedFailure('token-missing')
    return admission.window
  }
  const digests = new WeakMap<FastifyRequest['raw'], string>()
  readBodies(server, (request, digest) => {
    digests.set(request.raw, digest)
    const admission = admissions.get(request.raw)
    if (admission !== undefined) checkBody(digest, admission.bodyDigest)
  })

  server.post('/v1/enrol', { bodyLimit: 16 * 1024 }, async (request) => {
    const { body } = request
    if (!enrolRequest.Check(body)) throw new CodedFailure('input-invalid', { body: 'enrol' })
    return limit.check(request.ip, () => enrol(store, body, auth.issue))
  })
  server.post('/v1/token', { bodyLimit: 16 * 1024 }, async (request) => {
    const { body } = request
    if (!tokenRequest.Check(body)) throw new CodedFailure('input-invalid', { body: 'token' })
    requests.take(body.window)
    return tokenLimit.check(request.ip, async () => {
      const { bodyDigest, window } = await auth.checkKey(body.window, signedOf(request))
      checkBody(digests.get(request.raw), bodyDigest)
      return auth.issue(window.window)
    })
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
    if (pushing >= mostPushes)
      throw new CodedFailure('rate-limited', { seconds: 1 + Math.ceil(Math.random() * 3) })
    pushing += 1
    try {
      return { results: await takePush(store, window, body.events) }
    } finally {
      pushing -= 1
    }
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
