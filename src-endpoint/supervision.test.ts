// An overdue verification reported to the joint office (A2§11), over real HTTP and both databases: who may, and who is told.
import { beforeEach, describe, expect, test } from 'vitest'
import { lookLife, type PushResult } from '../src-shared/contract/replication.ts'
import { supervisionOf } from '../src-shared/domain/supervision.ts'
import { serveHall } from './served-hall.fixture.ts'
import {
  approvals,
  civilAffairs,
  jointOffice,
  police,
  registered,
  requested,
  storeKinds,
  type TestWindow,
} from './small-hall.fixture.ts'

const verification = 'verification/370304-SPJ-2026-10001'
const stream = supervisionOf(verification)
const facts = {
  verification,
  letterNumber: '博审批核〔2026〕10001号',
  reportingUnit: approvals,
  askedUnit: civilAffairs,
  jointOffice,
  addressee: 'ming',
  archiveClass: 'electronic',
  receivedAt: '2026-11-02T01:00:00.000Z',
  dueAt: '2026-11-02T01:30:00.000Z',
  registered: true,
  lateMinutes: 12,
  facts: '对方未在规定期限内反馈。',
}
const report = (over: Readonly<Record<string, unknown>> = {}) => ({
  stream,
  kind: 'overdue-reported',
  staff: 'lin',
  body: { ...facts, ...over },
})
const saidOf = (results: readonly PushResult[]) =>
  results.map((one) => (one.result === 'refused' ? one.error.code : one.result))
const idsOf = (events: readonly { readonly id: string }[]) => events.map((event) => event.id)

describe.each(storeKinds)('on %s', (kind) => {
  const { enrol } = serveHall(kind)
  let asking: TestWindow
  let asked: TestWindow
  let office: TestWindow
  beforeEach(async () => {
    asking = await enrol(approvals)
    asked = await enrol(civilAffairs)
    office = await enrol(jointOffice)
  })

  const look = (after: string) =>
    office.write({
      stream,
      kind: 'supervision-revealed',
      staff: 'ming',
      after: [after],
      body: { purpose: '核对' },
    })
  const contentRead = (window: TestWindow) =>
    window.ask('GET', `/v1/events?stream=${encodeURIComponent(verification)}`)

  test('the office is told of the report alone, and reads the verification only after a look it recorded', async () => {
    const request = asking.write(requested(verification, civilAffairs))
    await asking.push(request)
    const took = asked.write(registered(verification, [request.id]))
    await asked.push(took)
    expect(await office.events()).toEqual([])
    const reported = asking.write(report())
    expect(saidOf(await asking.push(reported))).toEqual(['accepted'])
    expect(idsOf(await office.events())).toEqual([reported.id])
    expect((await contentRead(office)).status).toBe(404)
    expect(idsOf(await asked.events())).toEqual([request.id, took.id, reported.id])
    const answer = asked.write({
      stream: verification,
      kind: 'verification-answered',
      staff: 'zhou',
      after: [took.id],
      body: {
        verdict: 'confirmed',
        channel: 'system',
        answeredAt: '2026-11-02T02:00:00.000Z',
        answeredBy: 'zhou',
        replyNumber: '',
        remark: '',
      },
    })
    await asked.push(answer)
    expect(idsOf(await office.events())).toEqual([reported.id])

    const looked = look(reported.id)
    expect(saidOf(await office.push(looked))).toEqual(['accepted'])
    const { status, body } = await contentRead(office)
    expect(status).toBe(200)
    expect(idsOf((body as { items: { id: string }[] }).items)).toEqual([request.id, took.id, answer.id])
    expect(idsOf(await office.events())).toEqual([reported.id, looked.id])
    // Each window of the office records its own.
    const other = await enrol(jointOffice)
    expect((await contentRead(other)).status).toBe(404)
  })

  test('a look of long ago, one without a purpose and one of another unit open nothing', async () => {
    const at = (before: number) => new Date(Date.now() - before).toISOString()
    const request = asking.write(requested(verification, civilAffairs))
    const reported = asking.write({ ...report(), at: at(2 * lookLife) })
    await asking.push(request, reported)
    const said = { stream, kind: 'supervision-revealed', after: [reported.id], body: { purpose: '核对' } }
    const longAgo = office.write({ ...said, staff: 'ming', at: at(lookLife) })
    const aimless = office.write({ ...said, staff: 'ming', body: { purpose: '' } })
    expect(saidOf(await office.push(longAgo, aimless))).toEqual(['accepted', 'event-malformed'])
    expect((await contentRead(office)).status).toBe(404)
    const foreign = await enrol(police)
    expect(saidOf(await foreign.push(foreign.write({ ...said, staff: 'an' })))).toEqual([
      'event-not-your-unit',
    ])
    expect((await contentRead(foreign)).status).toBe(404)
  })

  test('the office inquires, sets a deadline, invites and closes; the unit asked explains; all three are told', async () => {
    const opening = asking.write(requested(verification, civilAffairs))
    const reported = asking.write(report())
    await asking.push(opening, reported)
    const officeAct = (kind: string, body: Readonly<Record<string, unknown>>, after: string) =>
      office.write({ stream, kind, staff: 'ming', after: [after], body })
    const inquiry = officeAct('inquiry-opened', { remark: '' }, reported.id)
    const deadline = officeAct(
      'deadline-set',
      { until: '2026-11-03T09:00:00.000Z', reason: '限时办结' },
      inquiry.id,
    )
    const talk = officeAct(
      'talk-invited',
      { when: '2026-11-04T01:00:00.000Z', where: '行政审批服务局三楼', who: '分管负责人' },
      deadline.id,
    )
    expect(saidOf(await office.push(inquiry, deadline, talk))).toEqual(['accepted', 'accepted', 'accepted'])
    const explained = asked.write({
      stream,
      kind: 'explanation-given',
      staff: 'zhou',
      after: [talk.id],
      body: { explanation: '档案室停电' },
    })
    expect(saidOf(await asked.push(explained))).toEqual(['accepted'])
    const closing = officeAct(
      'supervision-closed',
      { finding: 'late-with-reason', measure: '通报' },
      explained.id,
    )
    const late = officeAct('deadline-set', { until: '2026-11-05T09:00:00.000Z', reason: '再限' }, closing.id)
    expect(saidOf(await office.push(closing, late))).toEqual(['accepted', 'event-action-not-available'])
    const all = [reported, inquiry, deadline, talk, explained, closing].map((event) => event.id)
    for (const window of [asking, asked, office])
      expect(idsOf(await window.events()).filter((id) => all.includes(id))).toEqual(all)
  })

  test('a report is of the own verification, about the unit asked, to the joint office, and by who may ask', async () => {
    await asking.push(asking.write(requested(verification, civilAffairs)))
    const foreign = await enrol(police)
    const results = [
      await foreign.push(foreign.write({ ...report({ reportingUnit: police }), staff: 'an' })),
      await asked.push(asked.write({ ...report(), staff: 'zhou' })),
      await asking.push(asking.write(report({ askedUnit: police }))),
      await asking.push(asking.write(report({ jointOffice: police, addressee: 'an' }))),
      await asking.push(asking.write(report({ addressee: 'zhou' }))),
      await asking.push(asking.write(report({ verification: 'verification/370304-SPJ-2026-10002' }))),
      await asking.push(asking.write({ ...report(), staff: 'clerk' })),
      await asking.push(asking.write({ ...report(), stream: 'supervision/370304-SPJ-2026-10009' })),
      await asking.push(asking.write({ ...report(), stream: verification })),
    ].flatMap(saidOf)
    expect(results).toEqual([
      'event-not-your-unit',
      'event-action-not-available',
      'event-not-your-unit',
      'event-not-your-unit',
      'event-not-your-unit',
      'event-not-your-unit',
      'event-action-not-available',
      'event-action-not-available',
      'event-malformed',
    ])
    for (const window of [office, foreign]) expect(await window.events()).toEqual([])
  })

  test('twice reported by two windows apart it is one supervision', async () => {
    const request = asking.write(requested(verification, civilAffairs))
    const other = await enrol(approvals)
    await asking.push(request)
    expect(saidOf(await asking.push(asking.write(report())))).toEqual(['accepted'])
    expect(saidOf(await other.push(other.write(report({ facts: '另一窗口' }))))).toEqual(['accepted'])
    expect((await office.events()).map((event) => event.stream)).toEqual([stream, stream])
  })

  test('a new window of the office starts from the supervision, and not from what it is about', async () => {
    const request = asking.write(requested(verification, civilAffairs))
    const withdrawn = asking.write({
      stream: verification,
      kind: 'verification-withdrawn',
      staff: 'lin',
      after: [request.id],
      body: { reason: '改换方式' },
    })
    const reported = asking.write(report())
    expect(saidOf(await asking.push(request, withdrawn, reported))).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ])
    const next = await enrol(jointOffice)
    const held: string[] = []
    for (let cursor: string | null = null, more = true; more; ) {
      const query: string = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`
      const { body } = await next.ask('GET', `/v1/snapshot${query}`)
      const page = body as { items: { id: string }[]; cursor: string | null }
      held.push(...idsOf(page.items))
      cursor = page.cursor
      more = cursor !== null
    }
    expect(held).toEqual([reported.id])
  })
})
