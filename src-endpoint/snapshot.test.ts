// What a new window starts from: every open stream of its unit, of the closed ones those it needs, and nothing lost in between.
import { beforeEach, describe, expect, test } from 'vitest'
import type { SnapshotPage } from '../src-shared/contract/replication.ts'
import type { EventEnvelope } from '../src-shared/domain/event.ts'
import { serveHall } from './served-hall.fixture.ts'
import {
  approvals,
  caseOpened,
  civilAffairs,
  newId,
  police,
  requested,
  storeKinds,
  type TestWindow,
} from './small-hall.fixture.ts'

describe.each(storeKinds)('on %s', (kind) => {
  const { enrol } = serveHall(kind)
  let window: TestWindow
  beforeEach(async () => {
    window = await enrol(approvals)
  })

  const withdrawn = (opened: EventEnvelope) => ({
    stream: opened.stream,
    kind: 'case-withdrawn',
    staff: 'lin',
    after: [opened.id],
    body: { reason: '申请人撤回' },
  })
  const page = async (reader: TestWindow, cursor: string | null) => {
    const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`
    const answer = await reader.ask('GET', `/v1/snapshot${query}`)
    expect(answer.status).toBe(200)
    return answer.body as SnapshotPage
  }
  /** Reads it whole; `between` happens after each page. */
  async function snapshot(reader: TestWindow, between: () => Promise<void> = async () => undefined) {
    const events: EventEnvelope[] = []
    const positions = new Set<number>()
    for (let cursor: string | null = null; ; ) {
      const read: SnapshotPage = await page(reader, cursor)
      events.push(...(read.items as readonly EventEnvelope[]))
      positions.add(read.position)
      cursor = read.cursor
      if (cursor === null) break
      await between()
    }
    expect(positions.size).toBe(1)
    return { events, position: [...positions][0] ?? -1 }
  }
  const streamsOf = (events: readonly EventEnvelope[]) => new Set(events.map((event) => event.stream))

  test('open streams come whole, closed ones only to the window that worked on them', async () => {
    const other = await enrol(approvals)
    const open = window.write(caseOpened())
    const closed = window.write(caseOpened())
    const end = window.write(withdrawn(closed))
    const asked = window.write(requested(`verification/${newId()}`, civilAffairs))
    const results = await window.push(open, closed, end, asked)
    expect(results.map((one) => one.result)).toEqual(['accepted', 'accepted', 'accepted', 'accepted'])

    const own = await snapshot(window)
    expect(own.position).toBe(4)
    expect(own.events.filter((event) => event.stream === closed.stream)).toEqual([closed, end])
    expect(streamsOf(own.events)).toEqual(streamsOf([open, closed, asked]))
    expect(streamsOf((await snapshot(other)).events)).toEqual(streamsOf([open, asked]))
    const stranger = await enrol(police)
    expect((await snapshot(stranger)).events).toEqual([])
    const partner = await enrol(civilAffairs)
    expect((await snapshot(partner)).events).toEqual([asked])

    // What it does not hold is read on demand, by a party to it.
    const path = (stream: string) => `/v1/events?stream=${encodeURIComponent(stream)}`
    expect((await other.ask('GET', path(closed.stream))).body).toEqual({ items: [closed, end] })
    expect(await partner.ask('GET', path(closed.stream))).toMatchObject({ status: 404 })
    expect(await partner.ask('GET', path('case/none'))).toMatchObject({ status: 404 })
    expect(await partner.ask('GET', '/v1/events')).toMatchObject({ status: 404 })
    for (const cursor of ['x', '1_2_open', '1_2_else_0_', '-1_2_open_0_'])
      expect(await partner.ask('GET', `/v1/snapshot?cursor=${cursor}`)).toMatchObject({ status: 400 })
  })

  test('what opens, goes on and closes between two pages is in the snapshot or in the feed behind it', async () => {
    const reader = await enrol(approvals)
    const opened = Array.from({ length: 150 }, () => window.write(caseOpened()))
    await window.push(...opened)
    const open = [...opened]
    const { events, position } = await snapshot(reader, async () => {
      const [first, last] = [open.shift(), open.pop()]
      const acts = [first, last].flatMap((one) => (one === undefined ? [] : [window.write(withdrawn(one))]))
      await window.push(...acts, window.write(caseOpened()))
    })
    const after = (await reader.page('events', position, 1_000)).items as readonly EventEnvelope[]
    const here = new Set([...events, ...after].map((event) => event.id))
    const all = await window.events()
    expect(all.length).toBeGreaterThan(155)
    expect(all.filter((event) => !here.has(event.id))).toEqual([])
  })
})
