// The OpenAPI description, made of the contract's own schemas: a route without a description is not in it, and a test misses it.
import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import {
  chainTipSchema,
  changeDirectorySchema,
  deviceTokenSchema,
  enrolmentSchema,
  enrolRequestSchema,
  eventPageSchema,
  framePageSchema,
  listEditionPageSchema,
  listEditionSchema,
  listPageSchema,
  newKeySchema,
  publishListSchema,
  pushRequestSchema,
  referencePageSchema,
  setPolicySchema,
  snapshotPageSchema,
  streamEventsSchema,
  tokenRequestSchema,
} from '../src-shared/contract/replication.ts'
import { errorCodes } from '../src-shared/errors.ts'

const errorSchema = Type.Object({
  code: Type.Enum([...errorCodes]),
  params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
})
const refused = (codes: string) => ({ description: codes, ...errorSchema })

/** What every route of an enrolled window may answer. */
const forDevices = {
  400: refused('input-invalid'),
  401: refused(
    'token-missing, token-wrong, token-expired, token-revoked, proof-wrong, proof-late, proof-replayed',
  ),
  429: refused('rate-limited, with Retry-After'),
  503: refused('store-locked, store-full, store-read-only'),
}
const security = [{ token: [], proof: [] }]
const query = Type.Object({
  after: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
  limit: Type.Optional(Type.String({ pattern: '^[0-9]{1,4}$' })),
})
const notFound = { 404: refused('not-found') }
const tooLarge = { 413: refused('event-too-large') }

const forDevice = (summary: string, ok: Type.TSchema, more: object = {}, statuses: object = {}) => ({
  summary,
  security,
  response: { 200: ok, ...forDevices, ...statuses },
  ...more,
})
const pushAnswerSchema = Type.Object({
  results: Type.Array(
    Type.Object({
      id: Type.String(),
      result: Type.Enum(['accepted', 'already-had', 'refused']),
      error: Type.Optional(errorSchema),
    }),
  ),
})
const count = Type.Integer({ minimum: 0 })
const publishAnswerSchema = Type.Object({
  edition: Type.String(),
  added: count,
  changed: count,
  withdrawn: count,
  unchanged: count,
})

export const described = {
  enrol: {
    summary: 'A one-time code and a public key become a window',
    body: enrolRequestSchema,
    response: {
      200: enrolmentSchema,
      400: refused('input-invalid'),
      403: refused('enrolment-code-wrong, enrolment-code-expired'),
      409: refused('enrolment-code-used'),
      ...tooLarge,
      429: refused('rate-limited, with Retry-After'),
      503: refused('store-locked, store-full, store-read-only'),
    },
  },
  token: {
    summary: 'A new token, for the device key',
    security: [{ proof: [] }],
    body: tokenRequestSchema,
    response: { 200: deviceTokenSchema, ...forDevices, ...tooLarge },
  },
  list: forDevice('The list since a position', listPageSchema, { querystring: query }),
  reference: forDevice('Units, staff, calendar, policy since a position', referencePageSchema, {
    querystring: query,
  }),
  events: forDevice('Events of this unit since a position', eventPageSchema, {
    querystring: Type.Object({ ...query.properties, own: Type.Optional(Type.Literal('links')) }),
  }),
  edition: forDevice('The list as immutable pages', listEditionSchema, {}, notFound),
  page: forDevice(
    'A page of an edition',
    listEditionPageSchema,
    { params: Type.Object({ digest: Type.String() }) },
    notFound,
  ),
  snapshot: forDevice('What a new window starts from', snapshotPageSchema, {
    querystring: Type.Object({ cursor: Type.Optional(Type.String()) }),
  }),
  stream: forDevice(
    'All events of one stream',
    streamEventsSchema,
    { querystring: Type.Object({ stream: Type.String() }) },
    notFound,
  ),
  frames: forDevice(
    'Frames of every unit’s verifications, for the joint office',
    framePageSchema,
    {
      querystring: Type.Object({
        staff: Type.String(),
        since: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
        after: Type.Optional(Type.String()),
      }),
    },
    { 403: refused('event-action-not-available') },
  ),
  push: forDevice('Events; one result each', pushAnswerSchema, { body: pushRequestSchema }, tooLarge),
  key: forDevice('Another key for this window', Type.Object({}), { body: newKeySchema }, tooLarge),
  chain: forDevice('The last link of this window', chainTipSchema),
  publish: forDevice(
    'A new edition of the list',
    publishAnswerSchema,
    { body: publishListSchema },
    { ...tooLarge, 403: refused('event-action-not-available, demo-data-refused') },
  ),
  directory: forDevice(
    'Telephone, fax and mail of the window’s own unit',
    Type.Object({}),
    { body: changeDirectorySchema },
    { ...tooLarge, ...notFound, 403: refused('event-action-not-available') },
  ),
  policy: forDevice(
    'What the joint office decides of the fallback',
    Type.Object({}),
    { body: setPolicySchema },
    { ...tooLarge, 403: refused('event-action-not-available') },
  ),
  follow: forDevice('Server-sent events: position, beat, changes', Type.String()),
}

/** To be called before the routes are added. The contract checks bodies itself: the schemas here only describe. */
export async function describeRoutes(server: FastifyInstance): Promise<void> {
  server.setValidatorCompiler(() => () => true)
  server.setSerializerCompiler(() => (value) => JSON.stringify(value))
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Proof-Free Window replication endpoint', version: '1' },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          proof: { type: 'apiKey', in: 'header', name: 'device-proof' },
        },
      },
    },
  })
}

/** Where administrators and their machines look; none of it tells of a window or a person. */
export function addOpenRoutes(
  server: FastifyInstance,
  ready: () => Promise<void>,
  metrics: () => Promise<string>,
  mayReadMetrics: (request: FastifyRequest) => boolean,
): void {
  const hide = { schema: { hide: true } as const }
  server.get('/healthz', hide, async () => ({ status: 'alive' }))
  server.get('/readyz', hide, async () => {
    await ready()
    return { status: 'ready' }
  })
  server.get('/v1/openapi.json', hide, async () => server.swagger())
  server.get('/metrics', hide, async (request, reply) => {
    if (!mayReadMetrics(request)) return reply.callNotFound()
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics())
  })
}
