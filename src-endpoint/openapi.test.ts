// Every route of the OpenAPI description × everything that may be wrong with a request: the documented status and error code. A new
// route that is not in the table below fails.
import { request as openRequest } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createDeviceAuth } from './device-auth.ts'
import { startEndpoint } from './serve.ts'
import { serveHall } from './served-hall.fixture.ts'
import {
  approvals,
  ask,
  askAs,
  type Device,
  jointOffice,
  newKey,
  proofOf,
  storeKinds,
} from './small-hall.fixture.ts'

type Described = Readonly<
  Record<
    string,
    Readonly<
      Record<
        string,
        {
          security?: unknown
          requestBody?: unknown
          responses: Readonly<Record<string, { description: string }>>
        }
      >
    >
  >
>
type Route = {
  readonly method: string
  readonly path: string
  readonly device: boolean
  readonly body: boolean
  /** Whether the description names this status with this code. */
  documents(answer: string): boolean
}

/** Announces a JSON body and sends nothing of it. @returns status and code */
function announce(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = openRequest(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
    })
    sent.on('error', reject)
    sent.on('response', async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk as Buffer)
      resolve(`${answer.statusCode} ${JSON.parse(Buffer.concat(chunks).toString()).code}`)
      sent.destroy()
    })
    sent.flushHeaders()
  })
}

/** A request that is in order, or in its order so far that only the route itself refuses it; null where there is no body. */
const requests: Readonly<
  Record<string, { readonly path: string; readonly body: unknown; readonly malformed: unknown }>
> = {
  'POST /v1/enrol': { path: '/v1/enrol', body: null, malformed: { code: 1 } },
  'POST /v1/token': { path: '/v1/token', body: null, malformed: { window: '' } },
  'GET /v1/pull/list': { path: '/v1/pull/list', body: null, malformed: '?after=-1' },
  'GET /v1/pull/reference': { path: '/v1/pull/reference', body: null, malformed: '?limit=0' },
  'GET /v1/pull/events': { path: '/v1/pull/events', body: null, malformed: '?after=x' },
  'GET /v1/list/edition': { path: '/v1/list/edition', body: null, malformed: null },
  'GET /v1/list/page/{digest}': { path: `/v1/list/page/${'0'.repeat(64)}`, body: null, malformed: null },
  'GET /v1/snapshot': { path: '/v1/snapshot', body: null, malformed: '?cursor=x' },
  'GET /v1/events': { path: '/v1/events?stream=case/1', body: null, malformed: null },
  'GET /v1/frames': { path: '/v1/frames', body: null, malformed: '?since=x' },
  'POST /v1/push': { path: '/v1/push', body: { events: [1] }, malformed: { events: [] } },
  'POST /v1/key': { path: '/v1/key', body: { publicKey: 'x', possession: '' }, malformed: { publicKey: 1 } },
  'GET /v1/chain': { path: '/v1/chain', body: null, malformed: null },
  'POST /v1/list': { path: '/v1/list', body: { staff: 'x' }, malformed: { staff: 1 } },
  'POST /v1/directory': {
    path: '/v1/directory',
    body: { staff: 'x', telephone: '', fax: '', mail: '' },
    malformed: { staff: 1 },
  },
  'POST /v1/policy': {
    path: '/v1/policy',
    body: { staff: 'x', reason: 'x', terms: { allowed: false, afterMinutes: 0, citation: 'x' } },
    malformed: { staff: 1 },
  },
  'GET /v1/stream': { path: '/v1/stream', body: null, malformed: null },
}

describe.each(storeKinds)('on %s', (kind) => {
  const { hall, endpoint, enrol } = serveHall(kind)

  async function routes(): Promise<readonly Route[]> {
    const { body } = await ask(endpoint.url, 'GET', '/v1/openapi.json', null)
    return Object.entries((body as { paths: Described }).paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security, requestBody, responses }]) => ({
        method: method.toUpperCase(),
        path,
        device: JSON.stringify(security ?? '').includes('token'),
        body: requestBody !== undefined,
        documents(answer) {
          const [status = '', code = ''] = answer.split(' ')
          return (responses[status]?.description ?? '').includes(code)
        },
      })),
    )
  }

  test('every described route is in the table, and everything in the table is described', async () => {
    const described = (await routes()).map(({ method, path }) => `${method} ${path}`)
    expect(described.sort()).toEqual(Object.keys(requests).sort())
  })

  test('every route refuses every wrong request with its documented status and code', async () => {
    const good = await enrol(approvals)
    const other = await enrol(jointOffice)
    const revoked = await enrol(approvals)
    await hall.onStore((store) => store.revoke(revoked.enrolment.window))
    while ((await revoked.ask('GET', '/v1/chain')).status !== 401)
      await new Promise((resolve) => setTimeout(resolve, 50))
    const expired = await hall.onStore(async (store) => {
      const auth = createDeviceAuth(store, () => Date.now() - 24 * 60 * 60_000)
      const { token } = auth.issue(good.enrolment.window)
      auth.close()
      return { ...good.device, token }
    })

    for (const route of await routes()) {
      const name = `${route.method} ${route.path}`
      const request = requests[name]
      if (request === undefined) throw new Error(`${name} is not in the table`)
      const body = request.body ?? undefined
      const { method } = route
      const { path } = request
      const documented = (answer: string) =>
        route.documents(answer) ? answer : `${answer} is not in the description`
      const told = async (answer: Promise<{ status: number; body: unknown }>) => {
        const { status, body } = await answer
        return documented(`${status} ${(body as { code?: string }).code}`)
      }
      const by = (device: Device) => told(askAs(endpoint.url, device, method, path, body))
      if (route.device) {
        const { token, privateKey } = good.device
        expect([name, await told(ask(endpoint.url, method, path, null, body))]).toEqual([
          name,
          '401 token-missing',
        ])
        expect([name, await by({ ...good.device, token: 'x'.repeat(60) })]).toEqual([name, '401 token-wrong'])
        expect([name, await by(expired)]).toEqual([name, '401 token-expired'])
        expect([name, await by(revoked.device)]).toEqual([name, '401 token-revoked'])
        // Another unit's token with this device's key, and this window's token with another device's.
        expect([name, await by({ ...good.device, token: other.device.token })]).toEqual([
          name,
          '401 proof-wrong',
        ])
        expect([name, await by({ ...good.device, privateKey: newKey().privateKey })]).toEqual([
          name,
          '401 proof-wrong',
        ])
        const proof = proofOf(privateKey, { method, path, token, body })
        const once = { token, proof }
        if (name !== 'GET /v1/stream') await ask(endpoint.url, method, path, once, body)
        else {
          const headers = { authorization: `Bearer ${token}`, 'device-proof': proof }
          const stream = await fetch(`${endpoint.url}${path}`, { headers })
          await stream.body?.cancel()
        }
        expect([name, await told(ask(endpoint.url, method, path, once, body))]).toEqual([
          name,
          '401 proof-replayed',
        ])
        if (route.body) {
          const signed = { token, proof: proofOf(privateKey, { method, path, token, body }) }
          expect([name, await told(ask(endpoint.url, method, path, signed, { changed: true }))]).toEqual([
            name,
            '401 proof-wrong',
          ])
        }
      }
      const malformed = async (text: unknown, type = 'application/json') => {
        const query = typeof text === 'string' && text.startsWith('?') ? text : ''
        const sent = query === '' ? (typeof text === 'string' ? text : JSON.stringify(text)) : undefined
        const { token, privateKey } = good.device
        const target = { method, path: `${path}${query}`, token: route.device ? token : '' }
        const response = await fetch(`${endpoint.url}${target.path}`, {
          method,
          headers: {
            ...(route.device ? { authorization: `Bearer ${token}` } : {}),
            'device-proof': proofOf(privateKey, { ...target, body: sent }),
            ...(sent === undefined ? {} : { 'content-type': type }),
          },
          ...(sent === undefined ? {} : { body: sent }),
        })
        return documented(`${response.status} ${((await response.json()) as { code: string }).code}`)
      }
      if (request.malformed !== null)
        expect([name, await malformed(request.malformed)]).toEqual([name, '400 input-invalid'])
      if (route.body) {
        expect([name, await malformed('{"events":')]).toEqual([name, '400 input-invalid'])
        expect([name, await malformed('<list/>', 'text/xml')]).toEqual([name, '400 input-invalid'])
        // Told from the length alone: nothing of such a body is read.
        const length = '300000000'
        const { token, privateKey } = good.device
        const proof = proofOf(privateKey, { method, path, token: route.device ? token : '', body })
        const headers = { authorization: `Bearer ${token}`, 'device-proof': proof, 'content-length': length }
        expect([name, documented(await announce(`${endpoint.url}${path}`, headers))]).toEqual([
          name,
          '413 event-too-large',
        ])
      }
    }
  }, 60_000)

  test('administrators see whether it lives, whether it is ready, and numbers without a name', async () => {
    const window = await enrol(approvals)
    await window.ask('GET', '/v1/chain')
    expect(await ask(endpoint.url, 'GET', '/healthz', null)).toMatchObject({ status: 200 })
    expect(await ask(endpoint.url, 'GET', '/readyz', null)).toMatchObject({ status: 200 })
    const metrics = await (await fetch(`${endpoint.url}/metrics`)).text()
    expect(metrics).toMatch(/endpoint_request_seconds_count\{route="\/v1\/chain",status="200"\} 1/)
    expect(metrics).toContain('endpoint_open_streams 0')
    for (const name of [window.enrolment.window, approvals]) expect(metrics).not.toContain(name)
    const metricsToken = 'a-token-of-the-tests-0001'
    const behindProxy = await startEndpoint({ ...hall.where, metricsToken })
    const statusFor = async (authorization: string) =>
      (await fetch(`${behindProxy.url}/metrics`, { headers: { authorization } })).status
    expect([
      await statusFor(''),
      await statusFor('Bearer x'),
      await statusFor(`Bearer ${metricsToken}`),
    ]).toEqual([404, 404, 200])
    await behindProxy.close()
  })
})
