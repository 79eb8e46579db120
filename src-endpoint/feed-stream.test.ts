// The stream of positions over real HTTP: current ones at connect, then whenever a feed of this unit grew.
import { type AddressInfo, connect } from 'node:net'
import { createParser } from 'eventsource-parser'
import Fastify, { type FastifyReply } from 'fastify'
import { describe, expect, test } from 'vitest'
import { openFeedStreams } from './feed-stream.ts'
import { putReference } from './feeds.ts'
import { serveHall } from './served-hall.fixture.ts'
import {
  approvals,
  caseOpened,
  civilAffairs,
  jointOffice,
  listEntry,
  police,
  prepareHall,
  reference,
  requested,
  shownBy,
  storeKinds,
  type TestWindow,
} from './small-hall.fixture.ts'
import type { Change, EndpointStore, EnrolledWindow } from './store/endpoint-store.ts'
import { openEndpointStore } from './store/open-store.ts'

describe.each(storeKinds)('on %s', (kind) => {
  const { hall, endpoint, enrol } = serveHall(kind)

  async function follow(window: TestWindow) {
    const stop = new AbortController()
    const response = await fetch(`${endpoint.url}/v1/stream`, {
      headers: shownBy(window.device, 'GET', '/v1/stream'),
      signal: stop.signal,
    })
    const told: string[] = []
    let heard: () => void = () => undefined
    const parser = createParser({
      onEvent: (event) => {
        told.push(`${event.event} ${event.data}`)
        heard()
      },
    })
    const decoder = new TextDecoder()
    const reading = (async () => {
      for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }))
    })().catch(() => undefined)
    return {
      told,
      headers: response.headers,
      async until(line: string): Promise<void> {
        while (!told.includes(line)) await new Promise<void>((resolve) => (heard = resolve))
      },
      async stop(): Promise<void> {
        stop.abort()
        await reading
      },
    }
  }

  const position = (feed: string, at: number) => `position ${JSON.stringify({ feed, position: at })}`

  test('a window hears where its feeds stand, then of what concerns its unit and of nothing else', async () => {
    const window = await enrol(approvals)
    const asked = await follow(await enrol(civilAffairs))
    const stranger = await follow(await enrol(police))
    await asked.until(position('events', 0))
    await asked.until(position('list', 0))
    expect(asked.headers.get('endpoint-id')).toBe(endpoint.endpointId)
    expect(Number(asked.headers.get('endpoint-clock'))).toBeGreaterThan(0)

    await window.push(window.write(caseOpened()), window.write(requested('verification/1', civilAffairs)))
    await asked.until(position('events', 1))
    const office = await enrol(jointOffice)
    await office.publish([listEntry('婚姻状况证明'), listEntry('无房证明')])
    await asked.until(position('list', 2))
    await stranger.until(position('list', 2))
    expect(stranger.told.filter((line) => line.includes('events'))).toEqual([position('events', 0)])
    await asked.stop()
    await stranger.stop()
  })

  test('few changes of the list are told with its position, and are what a pull answers', async () => {
    const window = await enrol(approvals)
    const stream = await follow(window)
    await stream.until(position('list', 0))
    const office = await enrol(jointOffice)
    await office.publish([listEntry('婚姻状况证明'), listEntry('无房证明')])
    await stream.until(position('list', 2))
    const pulled = await window.ask('GET', '/v1/pull/list?after=0&limit=20')
    const told = stream.told.find((line) => line.startsWith('changes '))
    expect(JSON.parse(told?.slice('changes '.length) ?? '')).toEqual({ after: 0, page: pulled.body })

    // What is more than a request would cost is pulled.
    await office.publish(Array.from({ length: 30 }, (_, index) => listEntry(`证明 ${index}`)))
    await stream.until(position('list', 34))
    expect(stream.told.filter((line) => line.startsWith('changes '))).toEqual([told])
    await stream.stop()
  })

  test('what another process writes into the reference is heard within seconds', async () => {
    const stream = await follow(await enrol(approvals))
    await hall.onStore((store) =>
      putReference(store, [{ id: 'calendar', type: 'calendar', body: { years: {} } }]),
    )
    await stream.until(position('reference', reference.length + 1))
    await stream.stop()
  })

  test('an endpoint that stops ends its streams', async () => {
    const stream = await follow(await enrol(approvals))
    await endpoint.close()
    await stream.stop()
    await endpoint.startAgain()
  })
})

test('a reader that does not read holds little, is dropped, and goes on with the newest position when it comes back', async () => {
  const hall = await prepareHall()
  const store = await openEndpointStore({ ...hall.where, region: null, demo: null })
  let say: (change: Change) => void = () => undefined
  const busy: EndpointStore = {
    ...store,
    // What a very busy day says, beside what the store itself has to say.
    listen(hear) {
      say = hear
      return store.listen(hear)
    },
  }
  const streams = openFeedStreams(busy, 300)
  const server = Fastify()
  const replies: FastifyReply[] = []
  const window = { window: 'w1', unit: approvals, publicKey: '', revoked: false } as EnrolledWindow
  server.get('/', (_request, reply) => {
    replies.push(reply)
    return streams.add(window, reply)
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  try {
    const reader = connect(port, '127.0.0.1')
    reader.on('error', () => undefined)
    reader.write('GET / HTTP/1.1\r\nhost: endpoint\r\n\r\n')
    await expect.poll(() => replies.length).toBe(1)
    let position = 0
    // What the two systems keep for a connection is a few megabytes; the endpoint itself must not keep more.
    for (let batch = 0; batch < 2_000 && replies[0]?.raw.writableNeedDrain !== true; batch += 1) {
      for (let index = 0; index < 500; index += 1) {
        position += 1
        say({ change: 'grown', growth: [{ feed: 'reference', unit: null, position }] })
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(replies[0]?.raw.writableNeedDrain).toBe(true)
    for (let index = 0; index < 50_000; index += 1) {
      position += 1
      say({ change: 'grown', growth: [{ feed: 'reference', unit: null, position }] })
    }
    expect(replies[0]?.raw.writableLength).toBeLessThan(128 * 1_024)
    await expect.poll(() => streams.open(), { timeout: 10_000 }).toBe(0)

    const text = await new Promise<string>((resolve) => {
      const again = connect(port, '127.0.0.1').setEncoding('utf8')
      let read = ''
      again.on('data', (chunk) => {
        read += chunk
        if (read.includes('"events"') && read.includes('event: beat')) resolve(read)
      })
      again.on('close', () => resolve(read))
      again.write('GET / HTTP/1.1\r\nhost: endpoint\r\n\r\n')
    })
    expect(text).toMatch(/retry: \d+\n\n/)
    expect(text).toContain(`"feed":"reference","position":${reference.length}`)
    reader.destroy()
  } finally {
    streams.close()
    await server.close()
    await store.close()
    hall.remove()
  }
})
