// The routes of contract/replication: who is asked for what, which body is taken, and what is answered.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Compile } from 'typebox/compile'
import {
  type ChangeDirectory,
  changeDirectorySchema,
  enrolRequestSchema,
  largestPage,
  newKeySchema,
  type PublishList,
  publishListSchema,
  pushRequestSchema,
  type SetPolicy,
  setPolicySchema,
  tokenRequestSchema,
} from '../src-shared/contract/replication.ts'
import { CodedFailure } from '../src-shared/errors.ts'
import { createAttemptLimit } from './attempt-limit.ts'
import { type Admission, checkBody, type DeviceAuth, type SignedRequest } from './device-auth.ts'
import type { FeedStreams } from './feed-stream.ts'
import { changeDirectory, publishList, readEvents, readList, readReference } from './feeds.ts'
import { readFrames } from './frames.ts'
import type { Editions } from './list-editions.ts'
import type { Metrics } from './metrics.ts'
import { described } from './openapi.ts'
import { takePush } from './push.ts'
import { createRequestLimit } from './request-limit.ts'
import { setPolicy } from './set-policy.ts'
import { sha256 } from './sha256.ts'
import { readSnapshot, readStreamEvents } from './snapshot.ts'
import type { EndpointStore, EnrolledWindow } from './store/endpoint-store.ts'
import { changeKey, enrol } from './windows.ts'

/** Wrong enrolment codes a minute from one address. */
const freeEnrolments = 20
/** Wrong proofs for a token a minute from one address: a hall whose clocks are wrong is behind one. */
const freeTokens = 600
/** Pushes that wait for the store at once; the next one is asked to come back. */
const mostPushes = 256
const megabyte = 1024 * 1024
const json = 'application/json; charset=utf-8'

const enrolRequest = Compile(enrolRequestSchema)
const pushRequest = Compile(pushRequestSchema)
const tokenRequest = Compile(tokenRequestSchema)
const publication = Compile(publishListSchema)
const newKey = Compile(newKeySchema)
const directoryChange = Compile(changeDirectorySchema)
const policyTerms = Compile(setPolicySchema)

/** What the routes work with. */
export type Serving = {
  readonly store: EndpointStore
  readonly streams: FeedStreams
  readonly editions: Editions
  readonly auth: DeviceAuth
  readonly metrics: Metrics
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

/** @throws input-invalid */
function bodyOf<Value>(request: FastifyRequest, schema: { Check(value: unknown): value is Value }): Value {
  const { body } = request
  if (!schema.Check(body)) throw new CodedFailure('input-invalid', { field: 'body' })
  return body
}

/** Whether this window's own events are to be links. @throws input-invalid */
function wantsLinks({ query }: FastifyRequest): boolean {
  const { own } = query as Record<string, unknown>
  if (own !== undefined && own !== 'links') throw new CodedFailure('input-invalid', { field: 'own' })
  return own === 'links'
}

const queryText = (request: FastifyRequest, name: string): string | null => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : null
}

/** Looks at tokens, proofs and bodies before a route does. */
function admit(server: FastifyInstance, auth: DeviceAuth) {
  const requests = createRequestLimit()
  const admissions = new WeakMap<FastifyRequest['raw'], Admission>()
  const digests = new WeakMap<FastifyRequest['raw'], string>()
  const signedOf = ({ method, url, headers }: FastifyRequest): SignedRequest => {
    const proof = headers['device-proof']
    return {
      method,
      path: url,
      authorization: headers.authorization,
      proof: typeof proof === 'string' ? proof : undefined,
    }
  }
  readBodies(server, (request, digest) => {
    digests.set(request.raw, digest)
    const admission = admissions.get(request.raw)
    if (admission !== undefined) checkBody(digest, admission.bodyDigest)
  })
  return {
    /** Before the body is read: a stranger's body is not worth a byte. */
    async onRequest(request: FastifyRequest): Promise<void> {
      const admission = await auth.check(signedOf(request))
      requests.take(admission.window.window)
      admissions.set(request.raw, admission)
    },
    windowOf(request: FastifyRequest): EnrolledWindow {
      const admission = admissions.get(request.raw)
      if (admission === undefined) throw new CodedFailure('token-missing')
      return admission.window
    },
    /** The window that asks for a token with its key alone. */
    async windowOfKey(request: FastifyRequest, name: string): Promise<string> {
      requests.take(name)
      const { bodyDigest, window } = await auth.checkKey(name, signedOf(request))
      checkBody(digests.get(request.raw), bodyDigest)
      return window.window
    },
  }
}

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

export function addRoutes(server: FastifyInstance, serving: Serving): void {
  const { store, streams, editions, auth, metrics } = serving
  const { onRequest, windowOf, windowOfKey } = admit(server, auth)
  const enrolLimit = createAttemptLimit(freeEnrolments)
  const tokenLimit = createAttemptLimit(freeTokens)
  let pushing = 0

  server.post('/v1/enrol', { bodyLimit: 16 * 1024, schema: described.enrol }, async (request) => {
    const body = bodyOf(request, enrolRequest)
    return enrolLimit.check(request.ip, () => enrol(store, body, auth.issue))
  })
  server.post('/v1/token', { bodyLimit: 16 * 1024, schema: described.token }, async (request) => {
    const { window } = bodyOf(request, tokenRequest)
    return tokenLimit.check(request.ip, async () => auth.issue(await windowOfKey(request, window)))
  })
  for (const feed of ['list', 'reference', 'events'] as const) {
    server.get(`/v1/pull/${feed}`, { onRequest, schema: described[feed] }, async (request, reply) => {
      const { unit, window } = windowOf(request)
      const { after, limit } = pullQuery(request.query)
      reply.type(json)
      if (feed === 'list') return readList(store, after, limit)
      return feed === 'reference'
        ? readReference(store, unit, after, limit)
        : readEvents(store, unit, after, limit, wantsLinks(request) ? window : null)
    })
  }
  server.get('/v1/list/edition', { onRequest, schema: described.edition }, async () => editions.newest())
  server.get('/v1/list/page/:digest', { onRequest, schema: described.page }, async (request, reply) => {
    const { digest } = request.params as { digest: string }
    const page = await editions.page(digest, request.headers['accept-encoding'] ?? '')
    return reply
      .headers({ ...page.headers, 'cache-control': 'private, max-age=31536000, immutable' })
      .type(json)
      .send(page.body)
  })
  server.get('/v1/snapshot', { onRequest, schema: described.snapshot }, async (request, reply) => {
    reply.type(json)
    return readSnapshot(store, windowOf(request), queryText(request, 'cursor'))
  })
  server.get('/v1/events', { onRequest, schema: described.stream }, async (request, reply) => {
    reply.type(json)
    return readStreamEvents(store, windowOf(request), queryText(request, 'stream') ?? '')
  })
  server.get('/v1/frames', { onRequest, schema: described.frames }, async (request) => {
    const since = queryText(request, 'since') ?? '0'
    const after = queryText(request, 'after') ?? ''
    if (!/^\d{1,15}$/.test(since) || after.length > 140 || after.includes('\0'))
      throw new CodedFailure('input-invalid', { field: 'since, after' })
    return readFrames(store, windowOf(request), queryText(request, 'staff') ?? '', Number(since), after)
  })
  server.post(
    '/v1/push',
    { onRequest, bodyLimit: 16 * megabyte, schema: described.push },
    async (request) => {
      const { events } = bodyOf(request, pushRequest)
      if (pushing >= mostPushes)
        throw new CodedFailure('rate-limited', { seconds: 1 + Math.ceil(Math.random() * 3) })
      pushing += 1
      try {
        const results = await takePush(store, windowOf(request), events)
        metrics.pushed(results)
        return { results }
      } finally {
        pushing -= 1
      }
    },
  )
  server.post('/v1/key', { onRequest, bodyLimit: 16 * 1024, schema: described.key }, async (request) =>
    changeKey(store, windowOf(request), bodyOf(request, newKey)),
  )
  server.get('/v1/chain', { onRequest, schema: described.chain }, async (request) =>
    store.readTip(windowOf(request).window),
  )
  server.post(
    '/v1/list',
    { onRequest, bodyLimit: 256 * megabyte, schema: described.publish },
    async (request) => {
      const list = bodyOf(request, publication) as PublishList
      return publishList(store, windowOf(request).unit, list)
    },
  )
  server.post(
    '/v1/directory',
    { onRequest, bodyLimit: 16 * 1024, schema: described.directory },
    async (request) => {
      const change = bodyOf(request, directoryChange) as ChangeDirectory
      await changeDirectory(store, windowOf(request).unit, change)
      return {}
    },
  )
  server.post(
    '/v1/policy',
    { onRequest, bodyLimit: 64 * 1024, schema: described.policy },
    async (request) => {
      await setPolicy(store, windowOf(request).unit, bodyOf(request, policyTerms) as SetPolicy)
      return {}
    },
  )
  server.get('/v1/stream', { onRequest, schema: described.follow }, (request, reply) =>
    streams.add(windowOf(request), reply),
  )
}
