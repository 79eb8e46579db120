// Tokens and device proofs, with a clock that is turned and over real HTTP: what is stolen, changed, repeated or late opens nothing.
import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { newKeyText, proofLateness, proofText, tokenLife } from '../src-shared/contract/replication.ts'
import type { CodedFailure } from '../src-shared/errors.ts'
import { createDeviceAuth } from './device-auth.ts'
import { createRequestLimit, perSecond, reserve } from './request-limit.ts'
import { serveHall } from './served-hall.fixture.ts'
import {
  approvals,
  ask,
  askAs,
  caseOpened,
  codedOf,
  newKey,
  nextAt,
  proofOf,
  shownBy,
  storeKinds,
  type TestWindow,
} from './small-hall.fixture.ts'
import { verifyChains } from './verify-chains.ts'

describe.each(storeKinds)('on %s', (kind) => {
  const { hall, endpoint, enrol } = serveHall(kind)
  let window: TestWindow
  beforeEach(async () => {
    window = await enrol(approvals)
  })

  const path = '/v1/pull/list?after=0'
  const refused = (code: string) => ({ status: 401, body: { code } })

  test('a token without its device key opens nothing', async () => {
    const { token } = window.device
    const other = await enrol(approvals)
    const shown = (proof: string | null) => ask(endpoint.url, 'GET', path, { token, proof })
    expect(await shown(null)).toMatchObject(refused('proof-wrong'))
    for (const garbage of ['', 'x', '1.2.3', `${nextAt()}..`, 'x.'.repeat(300)])
      expect(await shown(garbage)).toMatchObject(refused('proof-wrong'))
    const request = { method: 'GET', path, token }
    expect(await shown(proofOf(other.device.privateKey, request))).toMatchObject(refused('proof-wrong'))
    expect(await shown(proofOf(newKey().privateKey, request))).toMatchObject(refused('proof-wrong'))
    for (const another of [
      { ...request, method: 'POST' },
      { ...request, path: '/v1/pull/list?after=1' },
      { ...request, token: other.device.token },
    ])
      expect(await shown(proofOf(window.device.privateKey, another))).toMatchObject(refused('proof-wrong'))
    expect(await window.ask('GET', path)).toMatchObject({ status: 200 })
  })

  test('a body that was changed on the way, and a request that comes twice, are refused', async () => {
    const event = window.seal(caseOpened())
    const { token, privateKey } = window.device
    const push = { method: 'POST', path: '/v1/push', token, body: { events: [event] } }
    const proof = proofOf(privateKey, push)
    const tampered = { events: [event, event] }
    expect(await ask(endpoint.url, 'POST', '/v1/push', { token, proof }, tampered)).toMatchObject(
      refused('proof-wrong'),
    )
    const good = { token, proof: proofOf(privateKey, push) }
    expect(await ask(endpoint.url, 'POST', '/v1/push', good, push.body)).toMatchObject({ status: 200 })
    expect(await ask(endpoint.url, 'POST', '/v1/push', good, push.body)).toMatchObject(
      refused('proof-replayed'),
    )
  })

  test('a window whose clock is wrong is told, and what the endpoint says heals it', async () => {
    const { token, privateKey } = window.device
    for (const wrong of [-1, 1]) {
      const at = (Date.now() + wrong * (proofLateness + 60_000)) * 1_000
      const proof = proofOf(privateKey, { method: 'GET', path, token }, at)
      const answer = await ask(endpoint.url, 'GET', path, { token, proof })
      expect(answer).toMatchObject(refused('proof-late'))
      expect(Number(answer.headers.get('endpoint-clock'))).toBeGreaterThan(0)
    }
    expect(await askAs(endpoint.url, window.device, 'GET', path)).toMatchObject({ status: 200 })
  })

  test('a new token is given for the device key alone, and to a revoked window none', async () => {
    const body = { window: window.enrolment.window }
    const asked = (key: typeof window.device.privateKey) =>
      ask(
        endpoint.url,
        'POST',
        '/v1/token',
        { token: null, proof: proofOf(key, { method: 'POST', path: '/v1/token', token: '', body }) },
        body,
      )
    const answer = await asked(window.device.privateKey)
    expect(answer.status).toBe(200)
    const { token } = answer.body as { token: string }
    expect(await askAs(endpoint.url, { ...window.device, token }, 'GET', path)).toMatchObject({ status: 200 })
    expect(await asked(newKey().privateKey)).toMatchObject(refused('proof-wrong'))
    await hall.onStore((store) => store.revoke(window.enrolment.window))
    for (;;) {
      const { status, body } = await asked(window.device.privateKey)
      if (status === 200) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        continue
      }
      expect(body).toMatchObject({ code: 'token-revoked' })
      break
    }
  })

  test('another key: the one before opens nothing, its streams end, and what it signed stays signed', async () => {
    const before = window.write(caseOpened())
    const stream = await fetch(`${endpoint.url}/v1/stream`, {
      headers: shownBy(window.device, 'GET', '/v1/stream'),
    })
    const next = newKey()
    const { window: name } = window.enrolment
    const possession = (key: KeyObject, text = newKeyText(name, next.publicKey)) =>
      sign(null, Buffer.from(text), key).toString('base64url')
    const ask = (publicKey: string, proven: string) =>
      window.ask('POST', '/v1/key', { publicKey, possession: proven })
    const wrong = { status: 401, body: { code: 'proof-wrong' } }
    expect(await ask(next.publicKey, possession(window.device.privateKey))).toMatchObject(wrong)
    expect(
      await ask(next.publicKey, possession(next.privateKey, newKeyText('other', next.publicKey))),
    ).toMatchObject(wrong)
    expect(await ask('no key', '')).toMatchObject({ status: 400 })
    expect(await ask(next.publicKey, possession(next.privateKey))).toMatchObject({ status: 200, body: {} })
    await stream.body?.pipeTo(new WritableStream()).catch(() => undefined)

    expect(await window.ask('GET', '/v1/chain')).toMatchObject(wrong)
    const device = { ...window.device, privateKey: next.privateKey }
    const pushed = await askAs(endpoint.url, device, 'POST', '/v1/push', { events: [before] })
    expect(pushed.body).toEqual({ results: [{ id: before.id, result: 'accepted' }] })
    const reports = await hall.onStore(verifyChains)
    expect(reports.map((one) => one.state)).toEqual(['whole'])
    // Back to the one before: never.
    const oldKey = createPublicKey(window.device.privateKey)
      .export({ type: 'spki', format: 'der' })
      .toString('base64')
    const back = {
      publicKey: oldKey,
      possession: possession(window.device.privateKey, newKeyText(name, oldKey)),
    }
    expect(await askAs(endpoint.url, device, 'POST', '/v1/key', back)).toMatchObject({ status: 400 })
  })

  test('tokens expire, and are good for their region’s secret and their window only', async () => {
    await hall.onStore(async (store) => {
      let now = 1_800_000_000_000
      const auth = createDeviceAuth(store, () => now)
      const { token } = auth.issue(window.enrolment.window)
      const check = (shown: string) => {
        const request = { method: 'GET', path, token: shown }
        now += 1
        const proof = proofOf(window.device.privateKey, request, now * 1_000)
        return auth.check({ method: 'GET', path, authorization: `Bearer ${shown}`, proof })
      }
      expect((await check(token)).window.window).toBe(window.enrolment.window)
      const [name, expiresAt, seal] = token.split('.')
      const forged = [
        `${name}.${Number(expiresAt) + 1}.${seal}`,
        `370304-w99.${expiresAt}.${seal}`,
        `${token}x`,
        auth.issue('370304-w99').token,
      ]
      for (const one of forged) expect(await codedOf(() => check(one))).toBe('token-wrong')
      now += tokenLife
      expect(await codedOf(() => check(token))).toBe('token-expired')
      // A process that starts anew does not know what the one before it was shown.
      const next = createDeviceAuth(store, () => now)
      const fresh = next.issue(window.enrolment.window).token
      const before = proofOf(
        window.device.privateKey,
        { method: 'GET', path, token: fresh },
        (now - 1) * 1_000,
      )
      const late = { method: 'GET', path, authorization: `Bearer ${fresh}`, proof: before }
      expect(await codedOf(() => next.check(late))).toBe('proof-late')
      auth.close()
      next.close()
    })
  })

  test('a window revoked while it was being read is known as revoked the next time', async () => {
    const { device, enrolment } = window
    await hall.onStore(async (store) => {
      const revokedMeanwhile = {
        ...store,
        async findWindow(name: string) {
          const found = await store.findWindow(name)
          await store.revoke(name)
          return found
        },
      }
      const auth = createDeviceAuth(revokedMeanwhile)
      const check = () => {
        const request = { method: 'GET', path, token: device.token }
        const proof = proofOf(device.privateKey, request)
        return auth.check({ method: 'GET', path, authorization: `Bearer ${device.token}`, proof })
      }
      expect(await check()).toMatchObject({ window: { window: enrolment.window } })
      await expect(check()).rejects.toMatchObject({ coded: { code: 'token-revoked' } })
      auth.close()
    })
  })
})

test('every request is another proof: method, path, token, body and time are all in it', () => {
  const request = { method: 'GET', path: '/a', tokenDigest: 'b', bodyDigest: 'c', at: 1 }
  const others = [
    { ...request, method: 'POST' },
    { ...request, path: '/a?b' },
    { ...request, tokenDigest: 'c' },
    { ...request, bodyDigest: 'd' },
    { ...request, at: 2 },
  ]
  expect(new Set([request, ...others].map(proofText)).size).toBe(6)
})

test('a device that asks too much is told how long to wait, and the others are not', async () => {
  let now = 0
  const limit = createRequestLimit(() => now)
  for (let count = 0; count < reserve; count += 1) limit.take('a')
  let seconds = 0
  try {
    limit.take('a')
  } catch (thrown) {
    seconds = Number((thrown as CodedFailure).coded.params.seconds)
  }
  expect(seconds).toBeGreaterThan(0)
  limit.take('b')
  now += 1_000
  for (let count = 0; count < perSecond; count += 1) limit.take('a')
  expect(await codedOf(() => limit.take('a'))).toBe('rate-limited')
})
