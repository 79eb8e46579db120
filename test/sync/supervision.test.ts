// Articles 11 and 12 over three real cores and an endpoint: an overdue inquiry reported without a line, what the joint office does
// with it, and that nothing of a person crosses the bridge before a look at it is recorded.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeskQuery, DeskQueryInput } from '../../src-shared/contract/desk.ts'
import { supervisionOf } from '../../src-shared/domain/supervision.ts'
import { newSeat, openTown, type Seat, type Town } from '../campaign/schedules.ts'
import { coreSettings, type DeskProcess } from '../desk-process.ts'
import { jointOffice, ming } from '../small-town.ts'
import { openStoreOf } from '../store-keys.ts'

const minute = 60_000
/** A view that is refused now may be shown later: milliseconds a look at it lasts. */
const refusedAfter = 1_500
const name = '程小禾'
const identityNumber = '370304199001012840'
const telephone = '13800005502'
const declared = '未婚且无子女'
const remark = '2021 年登记结婚，配偶另有其人'

describe('an overdue verification', () => {
  const clockFile = join(mkdtempSync(join(tmpdir(), 'clock-')), 'shift')
  let town: Town
  let office: Seat
  let verification = ''
  let supervision = ''
  const queries = (): readonly {
    [Query in DeskQuery]: readonly [Query, DeskQueryInput<Query>]
  }[DeskQuery][] => [
    ['session', {}],
    ['status', {}],
    ['workbench', {}],
    ['cases', { text: '', status: 'all' }],
    ['inbox', {}],
    ['verification', { verification }],
    ['outbox', {}],
    ['incomingMails', { verification: null }],
    ['ledger', { ledger: 'all', from: '', to: '', unit: '', staff: '', limit: 200 }],
    ['notices', {}],
    ['supervisions', {}],
    ['overdueReport', { verification }],
  ]
  /** Everything these windows show now, as it crosses the bridge. */
  async function crossing(desk: DeskProcess): Promise<string> {
    const texts = await Promise.all(
      queries().map(async ([query, input]) => {
        const read = desk.until as (
          query: DeskQuery,
          input: unknown,
          enough: () => boolean,
          milliseconds: number,
        ) => Promise<unknown>
        const once = read(query, input, () => true, refusedAfter)
        return JSON.stringify(await once.catch((thrown: unknown) => String(thrown)))
      }),
    )
    return texts.join('\n')
  }
  async function timeGoesOn(minutes: number): Promise<void> {
    writeFileSync(clockFile, String(minutes * minute))
    for (const { desk } of [town.demanding, town.issuing, office]) {
      await desk.call('syncNow', {})
      await expect
        .poll(async () => {
          await desk.call('syncNow', {})
          return Math.round(((await desk.view('status', {})).clockOffset ?? 0) / minute)
        })
        .toBe(minutes)
    }
  }
  beforeAll(async () => {
    writeFileSync(clockFile, '0')
    town = await openTown(clockFile)
    office = await newSeat(town.endpoint, town.folder, jointOffice.code, ming.id)
    const { desk } = town.demanding
    const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
    const serviceItem = found.items[0]?.serviceItem ?? ''
    const applicant = { name, identityNumber, telephone }
    const { case: stream } = await desk.call('openCase', { serviceItem, applicant })
    const { proofs } = await desk.view('case', { case: stream })
    const entry = proofs.find((proof) => proof.entry.proofName === '婚姻状况证明')?.entry.entry ?? ''
    const questions = [{ question: '婚姻状况是否一致？', declared }]
    verification = (await desk.call('askVerification', { case: stream, entry, questions })).verification
    supervision = supervisionOf(verification)
    await town.issuing.desk.until('inbox', {}, ({ rows }) => rows.length === 1)
    await town.issuing.desk.call('registerVerification', { verification, archiveClass: 'electronic' })
    await desk.until('verification', { verification }, ({ state }) => state.status === 'registered')
  }, 90_000)
  afterAll(async () => {
    await office?.desk.stop()
    await office?.line.close()
    await town?.close()
  }, 60_000)

  it('cannot be reported before it is due, and then has its report drafted without naming a person', async () => {
    const { desk } = town.demanding
    expect((await desk.view('overdueReport', { verification })).draft).toBeNull()
    expect(await desk.failure('reportOverdue', { verification, facts: '早了' })).toMatchObject({
      code: 'action-not-available',
    })
    await timeGoesOn(45)
    const { draft, jointOfficeName } = await desk.view('overdueReport', { verification })
    expect(jointOfficeName).toBe(jointOffice.name)
    expect(draft).toMatch(/博山区民政局.*婚姻状况证明|婚姻状况证明.*博山区民政局/)
    expect(draft).toContain('第十一条')
    expect(draft).not.toMatch(new RegExp(`${name}|${identityNumber}`))
    expect(await town.issuing.desk.failure('reportOverdue', { verification, facts: 'x' })).toMatchObject({
      code: 'action-not-available',
    })
  }, 60_000)

  it('is reported while the line is down, and once; the office sees it when the line is back', async () => {
    const { desk, line } = town.demanding
    await line.cut()
    await desk.call('reportOverdue', { verification, facts: '对方未在规定期限内反馈，请调查。' })
    expect(await desk.failure('reportOverdue', { verification, facts: '再报' })).toMatchObject({
      code: 'action-not-available',
    })
    expect((await desk.view('overdueReport', { verification })).supervision?.sync).toBe('local')
    expect((await desk.view('outbox', {})).waiting.map((item) => item.kind)).toEqual(['overdue-reported'])
    await line.restore()
    const { rows } = await office.desk.until('supervisions', {}, (view) => view.rows[0]?.frame != null)
    expect(rows[0]).toMatchObject({
      state: {
        status: 'reported',
        report: { letterNumber: expect.stringContaining('博审批'), registered: true },
      },
      frame: { demandingUnit: '370304-SPJ', issuingUnit: '370304-MZJ', status: 'registered' },
      clock: { state: 'over' },
      actions: ['open-inquiry', 'close-supervision', 'reveal'],
    })
    await office.desk.until('status', {}, (status) => status.supervisions === 1)
  }, 60_000)

  it('shows the office a frame only: no name, no number, no declared fact, no content of an answer', async () => {
    const seen = await crossing(office.desk)
    for (const secret of [name, identityNumber, telephone, declared, '370304********2840'])
      expect(seen).not.toContain(secret)
    await expect(
      office.desk.until('verification', { verification }, () => true, refusedAfter),
    ).rejects.toThrow('not-found')
    for (const channel of ['fax', 'mail', 'oa'] as const)
      expect(await office.desk.failure('drawInquiryLetter', { verification, channel })).toMatchObject({
        code: 'not-found',
      })
    const number = (await office.desk.view('supervisions', {})).rows[0]?.state.report?.letterNumber ?? ''
    expect(await office.desk.failure('findLetter', { text: number })).toMatchObject({
      code: expect.stringMatching(/letter-/),
    })
  }, 60_000)

  it('opens the content to the office after the look and its purpose are recorded at the endpoint', async () => {
    const purpose = '核对逾期是否因信息不全'
    await office.line.cut()
    await office.desk.until('status', {}, (status) => status.link.state !== 'online')
    expect(await office.desk.failure('revealSupervised', { supervision, purpose })).toMatchObject({
      code: 'endpoint-unreachable',
    })
    expect((await office.desk.view('outbox', {})).waiting).toEqual([])
    await office.line.restore()
    await office.desk.call('syncNow', {})
    await office.desk.until('status', {}, (status) => status.link.state === 'online')
    const content = await office.desk.call('revealSupervised', { supervision, purpose })
    expect(content).toMatchObject({ applicantName: name, applicantIdentityNumber: identityNumber })
    expect(content.questions).toEqual([{ question: '婚姻状况是否一致？', declared }])
    const seen = await crossing(office.desk)
    expect(seen).toContain(purpose)
    expect(seen).not.toContain(identityNumber)
    const { rows } = await office.desk.view('ledger', {
      ledger: 'reveal',
      from: '',
      to: '',
      unit: '',
      staff: '',
      limit: 10,
    })
    expect(rows.map((row) => row.kind)).toEqual(['supervision-revealed'])
  }, 60_000)

  it('shows the unit asked a masked number until its look is recorded; the asking unit likewise', async () => {
    for (const { desk } of [town.demanding, town.issuing])
      expect(await crossing(desk)).not.toMatch(new RegExp(`${identityNumber}|${telephone}`))
    const purpose = '查婚姻登记档案'
    const { desk } = town.issuing
    const content = await desk.call('revealVerification', { verification, purpose })
    expect(content.applicantIdentityNumber).toBe(identityNumber)
    const { timeline } = await desk.view('verification', { verification })
    expect(timeline[0]).toMatchObject({ kind: 'verification-revealed', body: { purpose } })
    expect(await crossing(desk)).not.toContain(identityNumber)
    expect(await town.demanding.desk.failure('revealVerification', { verification, purpose })).toMatchObject({
      code: 'action-not-available',
    })
  }, 60_000)

  it('is inquired into, given a deadline, explained, answered and closed; each unit sees what concerns it', async () => {
    const { desk } = office
    await desk.call('openInquiry', { supervision, remark: '已电话联系' })
    const until = new Date(Date.now() + 50 * minute).toISOString()
    await desk.call('setDeadline', { supervision, until, reason: '限时办结' })
    await desk.call('inviteTalk', {
      supervision,
      when: until,
      where: '行政审批服务局三楼',
      who: '分管负责人',
    })
    const asked = await town.issuing.desk.until(
      'supervisions',
      {},
      (view) => view.rows[0]?.state.talks.length === 1,
    )
    expect(asked.rows[0]).toMatchObject({ actions: ['explain'], state: { deadline: { until } } })
    await town.issuing.desk.until('status', {}, (status) => status.supervisions === 1)
    expect(
      await town.issuing.desk.failure('closeSupervision', {
        supervision,
        finding: 'not-late',
        measure: 'x',
      }),
    ).toMatchObject({ code: 'action-not-available' })
    await timeGoesOn(60)
    expect((await desk.view('supervisions', {})).rows[0]?.pastDeadline).toBe(true)
    await town.issuing.desk.call('giveExplanation', { supervision, explanation: '档案室停电' })
    await town.issuing.desk.call('answerVerification', { verification, verdict: 'mismatch', remark })
    const seen = await desk.until(
      'supervisions',
      {},
      ({ rows }) => rows[0]?.frame?.verdict === 'mismatch' && rows[0].state.explanations.length === 1,
    )
    expect(seen.rows[0]?.pastDeadline).toBe(false)
    expect(await crossing(desk)).not.toContain(remark)
    await desk.call('closeSupervision', {
      supervision,
      finding: 'late-with-reason',
      measure: '通报，限期整改',
    })
    for (const one of [town.demanding.desk, town.issuing.desk]) {
      const { supervision: view } = await one.until(
        'overdueReport',
        { verification },
        (report) => report.supervision?.state.status === 'closed',
      )
      expect(view?.state.closing).toMatchObject({ finding: 'late-with-reason', measure: '通报，限期整改' })
    }
    expect(await desk.failure('setDeadline', { supervision, until, reason: '再限' })).toMatchObject({
      code: 'action-not-available',
    })
  }, 60_000)

  it('leaves no word of the person or the answer in the office’s store, looked at or not', async () => {
    await office.desk.stop()
    const store = await openStoreOf(coreSettings(office.folder))
    try {
      const held = [store.events, store.streams].map(async (collection) =>
        (await collection.find().exec()).map((one) => one.toJSON()),
      )
      const text = JSON.stringify(await Promise.all(held))
      expect(text).toContain('supervision-revealed')
      for (const secret of [name, identityNumber, telephone, declared, remark])
        expect(text).not.toContain(secret)
    } finally {
      await store.close()
    }
  }, 60_000)
})
