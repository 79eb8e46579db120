// Enrolment, tokens, and the separation of demo and production, over real HTTP and a real database.
import { describe, expect, test } from 'vitest'
import { CodedFailure } from '../src-shared/errors.ts'
import { createAttemptLimit } from './attempt-limit.ts'
import { putReference } from './feeds.ts'
import { startEndpoint } from './serve.ts'
import { serveHall } from './served-hall.fixture.ts'
import { sha256 } from './sha256.ts'
import {
  approvals,
  ask,
  askAs,
  civilAffairs,
  codedOf,
  codeFor,
  enrolTestWindow,
  jointOffice,
  listEntry,
  newKey,
  prepareHall,
  shownBy,
  storeKinds,
} from './small-hall.fixture.ts'
import { revokeWindow } from './windows.ts'

describe.each(storeKinds)('on %s', (kind) => {
  const { hall, endpoint, enrol } = serveHall(kind)

  const enrolWith = (code: string, publicKey = newKey().publicKey) =>
    ask(endpoint.url, 'POST', '/v1/enrol', null, { code, publicKey, windowName: 'x' })

  test('a code enrols one window once, with a number and letter serials of its own', async () => {
    const code = await codeFor(hall, approvals)
    const first = await enrolWith(code)
    expect(first.status).toBe(200)
    expect(first.body).toMatchObject({
      endpointId: endpoint.endpointId,
      region: '370304',
      demo: false,
      unit: approvals,
      windowNumber: 1,
      windowName: '综合窗口 3 号',
    })
    expect(await enrolWith(code)).toMatchObject({ status: 409, body: { code: 'enrolment-code-used' } })
    const second = await enrolWith(await codeFor(hall, approvals))
    const blocks = [first, second].map(
      (one) => (one.body as { letterBlock: { from: number; to: number } }).letterBlock,
    )
    expect(blocks[0]?.to).toBeLessThan(blocks[1]?.from ?? 0)
    const stored = await hall.rawContent()
    expect(stored).not.toContain(code)
    expect(stored).not.toContain((first.body as { token: string }).token)
  })

  test('a wrong, an expired and a malformed code are refused, and a key that is no Ed25519 uses no code up', async () => {
    expect(await enrolWith('0000-0000-0000')).toMatchObject({
      status: 403,
      body: { code: 'enrolment-code-wrong' },
    })
    expect(await enrolWith('short')).toMatchObject({ status: 400, body: { code: 'input-invalid' } })
    const code = await codeFor(hall, approvals)
    const notAKey = Buffer.alloc(44).toString('base64')
    expect(await enrolWith(code, notAKey)).toMatchObject({ status: 400, body: { code: 'input-invalid' } })
    expect((await enrolWith(code)).status).toBe(200)
    const codeHash = sha256('TOO-LATE')
    const expired = { codeHash, unit: approvals, windowName: '', expiresAt: Date.now() - 1 }
    await hall.onStore((store) => store.addCode(expired))
    expect(await enrolWith('too-late')).toMatchObject({
      status: 403,
      body: { code: 'enrolment-code-expired' },
    })
    expect(await codedOf(() => codeFor(hall, 'no-such-unit'))).toBe('not-found')
    expect(await codedOf(() => codeFor(hall, approvals, Number.NaN))).toBe('input-invalid')
  })

  test('whoever guesses codes is slowed down and told how long', async () => {
    let answer = await enrolWith('guess-guess-0')
    for (let attempt = 1; attempt <= 20; attempt += 1) answer = await enrolWith(`guess-guess-${attempt}`)
    expect(answer).toMatchObject({ status: 429, body: { code: 'rate-limited' } })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)

    let now = 0
    const limit = createAttemptLimit(1, () => now)
    const wrong = () =>
      limit.check('a', async () => {
        throw new CodedFailure('enrolment-code-wrong')
      })
    expect(await codedOf(wrong)).toBe('enrolment-code-wrong')
    expect(await codedOf(wrong)).toBe('rate-limited')
    expect(await limit.check('b', async () => 1)).toBe(1)
    now = 60_001
    expect(await limit.check('a', async () => 1)).toBe(1)
  })

  test('every route but enrolment asks for a token, and every answer carries the clock and the endpoint', async () => {
    for (const [method, path] of [
      ['GET', '/v1/pull/list'],
      ['GET', '/v1/pull/reference'],
      ['GET', '/v1/pull/events'],
      ['GET', '/v1/stream'],
      ['POST', '/v1/push'],
      ['POST', '/v1/list'],
      ['POST', '/v1/directory'],
    ] as const) {
      const body = method === 'POST' ? {} : undefined
      const missing = await ask(endpoint.url, method, path, null, body)
      expect(missing).toMatchObject({ status: 401, body: { code: 'token-missing' } })
      const stranger = { token: 'x'.repeat(43), proof: null }
      const wrong = await ask(endpoint.url, method, path, stranger, body)
      expect(wrong).toMatchObject({ status: 401, body: { code: 'token-wrong' } })
      expect(Math.abs(Number(wrong.headers.get('endpoint-clock')) - Date.now())).toBeLessThan(5_000)
      expect(wrong.headers.get('endpoint-id')).toBe(endpoint.endpointId)
    }
    const nowhere = await ask(endpoint.url, 'GET', '/v1/nowhere', null)
    expect(nowhere).toMatchObject({ status: 404, body: { code: 'not-found' } })
    expect(nowhere.headers.get('endpoint-id')).toBe(endpoint.endpointId)
  })

  test('malformed input is refused with its code, too large a body too', async () => {
    const window = await enrol(approvals)
    for (const query of ['after=-1', 'limit=0', 'limit=1001', 'after=1e3', 'after=1&after=2', 'limit=x']) {
      expect(await window.ask('GET', `/v1/pull/events?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'input-invalid' },
      })
    }
    expect(await window.ask('GET', '/v1/pull/people')).toMatchObject({ status: 404 })
    expect(await window.ask('POST', '/v1/push', '{"events":')).toMatchObject({
      status: 400,
      body: { code: 'input-invalid' },
    })
    expect(await window.ask('POST', '/v1/push', { events: [] })).toMatchObject({ status: 400 })
    const tooMany = { events: Array.from({ length: 201 }, () => 1) }
    expect(await window.ask('POST', '/v1/push', tooMany)).toMatchObject({ status: 400 })
    const code = 'x'.repeat(20_000)
    expect(await ask(endpoint.url, 'POST', '/v1/enrol', null, { code })).toMatchObject({
      status: 413,
      body: { code: 'event-too-large' },
    })
  })

  test('a revoked window is shut out within seconds and its stream ends', async () => {
    const window = await enrol(approvals)
    const stream = await fetch(`${endpoint.url}/v1/stream`, {
      headers: shownBy(window.device, 'GET', '/v1/stream'),
    })
    await hall.onStore((store) => revokeWindow(store, window.enrolment.window))
    // The stream is cut, not ended politely: what the reader sees is a broken connection.
    await expect(stream.text()).rejects.toThrow()
    expect(await window.ask('GET', '/v1/pull/list')).toMatchObject({
      status: 401,
      body: { code: 'token-revoked' },
    })
  })

  test('only loopback is served in the clear', async () => {
    expect(await codedOf(() => startEndpoint({ ...hall.where, host: '0.0.0.0' }))).toBe('input-invalid')
  })

  test('what was made as a demo is never served as production, nor the other way round', async () => {
    expect(await codedOf(() => startEndpoint({ ...hall.where, demo: true }))).toBe('demo-data-refused')
    const demo = await prepareHall(kind, true)
    expect(await codedOf(() => startEndpoint(demo.where))).toBe('demo-data-refused')
    const served = await startEndpoint({ ...demo.where, demo: true })
    const demoWindow = await enrolTestWindow(served.url, demo, approvals)
    expect(demoWindow.enrolment.demo).toBe(true)
    // A demo's window that finds a real endpoint is nobody there.
    const strayed = await askAs(endpoint.url, demoWindow.device, 'POST', '/v1/push', { events: [1] })
    expect(strayed).toMatchObject({ status: 401, body: { code: 'token-wrong' } })
    await served.close()
    demo.remove()
  })

  test('an endpoint in production takes no sample list', async () => {
    const office = await enrol(jointOffice)
    const edition = { edition: '2026-2', publishedOn: '2026-07-01', sample: true }
    expect(await office.publish([listEntry('婚姻状况证明')], { edition })).toMatchObject({
      status: 403,
      body: { code: 'demo-data-refused' },
    })
    expect((await office.page('list', 0, 10)).items).toEqual([])
    const sample = { id: 'edition', type: 'edition', body: { ...edition, entries: 1 } } as const
    const put = () => hall.onStore((store) => putReference(store, [sample]))
    expect(await codedOf(put)).toBe('demo-data-refused')
  })

  test('passcode verifiers are told to the own unit only', async () => {
    const window = await enrol(civilAffairs)
    const { items } = await window.page('reference', 0, 1000)
    const people = items.flatMap((one) => (one.type === 'staff' ? [one.body] : []))
    expect(people.length).toBeGreaterThan(3)
    for (const one of people) expect(one.verifier !== null).toBe(one.unit === civilAffairs)
  })
})
