// Frames of all units for the joint office (A2§13), over real HTTP and both databases: by role, page by page, and no person in them.
import { beforeEach, describe, expect, test } from 'vitest'
import { type FramePage, framesOfPage } from '../src-shared/contract/replication.ts'
import { serveHall } from './served-hall.fixture.ts'
import {
  approvals,
  civilAffairs,
  jointOffice,
  registered,
  requested,
  storeKinds,
  type TestWindow,
} from './small-hall.fixture.ts'

const streamOf = (serial: number) => `verification/370304-SPJ-2026-${10_000 + serial}`

describe.each(storeKinds)('on %s', (kind) => {
  const { enrol } = serveHall(kind)
  let asking: TestWindow
  let office: TestWindow
  beforeEach(async () => {
    asking = await enrol(approvals)
    office = await enrol(jointOffice)
  })
  const pageFor = async (window: TestWindow, query: string) => {
    const { status, body } = await window.ask('GET', `/v1/frames?${query}`)
    return { status, page: body as FramePage }
  }

  test('tells every unit’s verifications once, page by page, without a person', async () => {
    const count = framesOfPage + 7
    const events = Array.from({ length: count }, (_, serial) =>
      asking.write(requested(streamOf(serial), civilAffairs)),
    )
    for (let at = 0; at < count; at += 200) await asking.push(...events.slice(at, at + 200))
    const first = (await pageFor(office, 'staff=ming&since=0')).page
    expect(first.frames).toHaveLength(framesOfPage)
    const rest = (await pageFor(office, `staff=ming&since=0&after=${first.cursor}`)).page
    expect(rest.cursor).toBeNull()
    const told = [...first.frames, ...rest.frames]
    expect(told.map((frame) => frame.verification)).toEqual(events.map((event) => event.stream).sort())
    expect(told[0]).toMatchObject({
      demandingUnit: approvals,
      issuingUnit: civilAffairs,
      status: 'requested',
    })
    expect(JSON.stringify(told)).not.toContain('某某')

    // Ended ones come behind the open ones, over the end of a page too.
    const ended = events.slice(0, 300).map(({ id, stream }) =>
      asking.write({
        stream,
        kind: 'verification-withdrawn',
        staff: 'lin',
        after: [id],
        body: { reason: '申请人撤回' },
      }),
    )
    await asking.push(...ended.slice(0, 200))
    await asking.push(...ended.slice(200))
    const open = (await pageFor(office, 'staff=ming&since=0')).page
    expect(open.frames.map((frame) => frame.status).indexOf('withdrawn')).toBe(count - ended.length)
    const others = (await pageFor(office, `staff=ming&since=0&after=${open.cursor}`)).page
    expect(others.cursor).toBeNull()
    expect([...open.frames, ...others.frames].map((frame) => frame.verification).sort()).toEqual(
      events.map((event) => event.stream).sort(),
    )
  })

  test('tells later what is open and what closed since, no more', async () => {
    const asked = await enrol(civilAffairs)
    const answered = (took: { readonly stream: string; readonly id: string }) =>
      asked.write({
        stream: took.stream,
        kind: 'verification-answered',
        staff: 'zhou',
        after: [took.id],
        body: {
          verdict: 'confirmed',
          channel: 'system',
          answeredAt: '2026-11-02T01:10:00.000Z',
          answeredBy: 'zhou',
          replyNumber: '',
          remark: '本人已婚',
        },
      })
    const requests = [1, 2, 3].map((serial) => asking.write(requested(streamOf(serial), civilAffairs)))
    await asking.push(...requests)
    const taken = requests.map((request) => asked.write(registered(request.stream, [request.id])))
    await asked.push(...taken)
    const [one, two] = taken
    if (one === undefined || two === undefined) throw new Error('nothing registered')
    await asked.push(answered(one))
    const { takenAt } = (await pageFor(office, 'staff=ming&since=0')).page
    await asked.push(answered(two))
    const { frames } = (await pageFor(office, `staff=ming&since=${takenAt}`)).page
    expect(frames.map(({ verification, status, verdict }) => [verification, status, verdict])).toEqual([
      [streamOf(3), 'registered', null],
      [streamOf(2), 'answered', 'confirmed'],
    ])
    expect(JSON.stringify(frames)).not.toContain('已婚')
  })

  test('tells nobody but the joint office', async () => {
    for (const [window, staff] of [
      [asking, 'ming'],
      [asking, 'lin'],
      [office, 'lin'],
      [office, ''],
    ] as const)
      expect((await pageFor(window, `staff=${staff}`)).status).toBe(403)
    expect((await pageFor(office, 'staff=ming&since=-1')).status).toBe(400)
  })
})
