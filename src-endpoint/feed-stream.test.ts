// The stream of positions over real HTTP: current ones at connect, then whenever a feed of this unit grew.
import { createParser } from 'eventsource-parser'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { putReference } from './feeds.ts'
import { startEndpoint } from './serve.ts'
import {
  approvals,
  caseOpened,
  civilAffairs,
  enrolTestWindow,
  type Hall,
  jointOffice,
  listEntry,
  police,
  prepareHall,
  reference,
  requested,
  shownBy,
  stopPostgres,
  storeKinds,
  type TestWindow,
} from './small-hall.fixture.ts'

afterAll(stopPostgres)

describe.each(storeKinds)('on %s', (kind) => {
  let hall: Hall
  let endpoint: Awaited<ReturnType<typeof startEndpoint>>
  beforeEach(async () => {
    hall = await prepareHall(kind)
    endpoint = await startEndpoint(hall.where)
  })
  afterEach(async () => {
    await endpoint.close()
    hall.remove()
  })

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
    const window = await enrolTestWindow(endpoint.url, hall, approvals)
    const asked = await follow(await enrolTestWindow(endpoint.url, hall, civilAffairs))
    const stranger = await follow(await enrolTestWindow(endpoint.url, hall, police))
    await asked.until(position('events', 0))
    await asked.until(position('list', 0))
    expect(asked.headers.get('endpoint-id')).toBe(endpoint.endpointId)
    expect(Number(asked.headers.get('endpoint-clock'))).toBeGreaterThan(0)

    await window.push(window.write(caseOpened()), window.write(requested('verification/1', civilAffairs)))
    await asked.until(position('events', 1))
    const office = await enrolTestWindow(endpoint.url, hall, jointOffice)
    await office.publish([listEntry('婚姻状况证明'), listEntry('无房证明')])
    await asked.until(position('list', 2))
    await stranger.until(position('list', 2))
    expect(stranger.told.filter((line) => line.includes('events'))).toEqual([position('events', 0)])
    await asked.stop()
    await stranger.stop()
  })

  test('what another process writes into the reference is heard within seconds', async () => {
    const stream = await follow(await enrolTestWindow(endpoint.url, hall, approvals))
    await hall.onStore((store) =>
      putReference(store, [{ id: 'calendar', type: 'calendar', body: { years: {} } }]),
    )
    await stream.until(position('reference', reference.length + 1))
    await stream.stop()
  })

  test('an endpoint that stops ends its streams', async () => {
    const stream = await follow(await enrolTestWindow(endpoint.url, hall, approvals))
    await endpoint.close()
    await stream.stop()
    endpoint = await startEndpoint(hall.where)
  })
})
