// The clock of A2§7 over two real cores and an endpoint: raised once, returned, asked of another unit, and clocks wrong by hours.
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSeat, openTown, type Town } from '../campaign/schedules.ts'
import { jointOffice } from '../small-town.ts'

const hour = 3_600_000
const questions = [{ question: '是否未婚？', declared: '是' }]

describe('the clock of a verification', () => {
  let town: Town
  const openCase = async (limitDays?: number): Promise<string> => {
    const { desk } = town.demanding
    const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
    const applicant = { name: '程小禾', identityNumber: '370304199001012840', telephone: '' }
    const limit = limitDays === undefined ? {} : { limitDays }
    const serviceItem = found.items[0]?.serviceItem ?? ''
    return (await desk.call('openCase', { serviceItem, applicant, ...limit })).case
  }
  const entryOf = async (stream: string, name = '婚姻状况证明') => {
    const { proofs } = await town.demanding.desk.view('case', { case: stream })
    return proofs.find((proof) => proof.entry.proofName === name)?.entry.entry ?? ''
  }
  const ask = async (stream: string): Promise<string> => {
    const entry = await entryOf(stream)
    const { verification } = await town.demanding.desk.call('askVerification', {
      case: stream,
      entry,
      questions,
    })
    await town.issuing.desk.until('inbox', {}, ({ rows }) => rows.some((row) => row.stream === verification))
    return verification
  }
  beforeAll(async () => {
    town = await openTown()
  }, 60_000)
  afterAll(() => town.close(), 60_000)

  it('the class is raised once with a reason, from receipt; the asking side sees reason and new due time', async () => {
    const verification = await ask(await openCase())
    const { desk } = town.issuing
    await desk.call('registerVerification', { verification, archiveClass: 'paper' })
    const before = (await desk.view('verification', { verification })).state
    const raise = { verification, reason: '卷宗不全，须到镇街查找' }
    const refused = { code: 'action-not-available' }
    for (const archiveClass of ['paper', 'electronic'] as const)
      expect(await desk.failure('reclassifyVerification', { ...raise, archiveClass })).toMatchObject(refused)
    await desk.call('reclassifyVerification', { ...raise, archiveClass: 'incomplete' })
    expect(
      await desk.failure('reclassifyVerification', { ...raise, archiveClass: 'incomplete' }),
    ).toMatchObject(refused)
    const seen = await town.demanding.desk.until(
      'verification',
      { verification },
      ({ state }) => state.raise !== null,
    )
    expect(seen.state).toMatchObject({
      archiveClass: 'incomplete',
      raise: { from: 'paper', reason: raise.reason, dueBefore: before.dueAt },
      registration: { receivedAt: before.registration?.receivedAt },
    })
    expect(seen.raisedByName).toBe('周衡')
    expect(seen.clock.dueAt).toBe(seen.state.dueAt)
    expect(Date.parse(seen.state.dueAt ?? '')).toBeGreaterThan(Date.parse(before.dueAt ?? ''))
  }, 30_000)

  it('what is returned comes with its reason, and then another unit may be asked; not before', async () => {
    const stream = await openCase()
    const entry = await entryOf(stream)
    const { desk } = town.demanding
    const other = { case: stream, entry, questions, issuingUnit: jointOffice.code }
    expect(await desk.failure('askVerification', other)).toMatchObject({ code: 'action-not-available' })
    const verification = await ask(stream)
    await town.issuing.desk.call('returnVerification', { verification, reason: '婚姻登记已移交联席办' })
    await desk.until('verification', { verification }, ({ state }) => state.status === 'answered')
    await desk.call('takeAnswer', { case: stream, entry })
    const again = await desk.call('askVerification', other)
    const { proofs } = await desk.view('case', { case: stream })
    const proof = proofs.find((one) => one.entry.entry === entry)
    expect(proof).toMatchObject({ status: 'asked', verification: again.verification })
    expect(proof?.verificationView?.issuingUnitName).toBe(jointOffice.name)
    await desk.until('status', {}, ({ waiting }) => waiting === 0)
    expect((await desk.view('status', {})).refused).toBe(0)
  }, 30_000)

  it('an inquiry that was withdrawn can be made again', async () => {
    const stream = await openCase()
    const { desk } = town.demanding
    const verification = await ask(stream)
    await desk.call('withdrawVerification', { verification, reason: '问错了' })
    const entry = await entryOf(stream)
    const { proofs } = await desk.view('case', { case: stream })
    expect(proofs.find((one) => one.entry.entry === entry)).toMatchObject({ status: 'open' })
    expect(await ask(stream)).not.toBe(verification)
    await desk.until('status', {}, ({ waiting }) => waiting === 0)
    expect((await desk.view('status', {})).refused).toBe(0)
  }, 30_000)

  it('the case’s own limit is remembered for the item, and stands still while a verification runs', async () => {
    const stream = await openCase(3)
    const { desk } = town.demanding
    const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
    const serviceItem = found.items[0]?.serviceItem ?? ''
    expect((await desk.call('readServiceItem', { serviceItem })).limitDays).toBe(3)
    const before = await desk.view('case', { case: stream })
    expect(before.ownClock).toMatchObject({ standsStill: false, movedMinutes: 0, over: false })
    const verification = await ask(stream)
    expect((await desk.view('case', { case: stream })).ownClock).toMatchObject({ standsStill: true })
    await town.issuing.desk.call('registerVerification', { verification, archiveClass: 'electronic' })
    await town.issuing.desk.call('answerVerification', { verification, verdict: 'confirmed', remark: '' })
    const after = await desk.until(
      'case',
      { case: stream },
      ({ ownClock }) => ownClock?.standsStill === false,
    )
    expect(after.ownClock?.promisedAt).toBe(before.ownClock?.dueAt)
  }, 30_000)

  it('clocks wrong by hours change nothing, offline and after a restart neither', async () => {
    const { demanding, issuing } = town
    writeFileSync(demanding.clockFile, String(-3 * hour))
    writeFileSync(issuing.clockFile, String(5 * hour))
    for (const seat of [demanding, issuing]) {
      const wrong = seat === demanding ? 3 * hour : -5 * hour
      const measured = async () => {
        await seat.desk.call('syncNow', {})
        const { clockOffset } = await seat.desk.view('status', {})
        return Math.abs((clockOffset ?? 0) - wrong) < 60_000
      }
      await expect.poll(measured, { timeout: 40_000 }).toBe(true)
    }
    const askedAt = Date.now()
    const stream = await openCase()
    const verification = await ask(stream)
    await issuing.line.cut()
    await issuing.desk.kill()
    issuing.desk = await openSeat(issuing, true)
    await issuing.desk.call('registerVerification', { verification, archiveClass: 'electronic' })
    const here = await issuing.desk.view('verification', { verification })
    const receivedAt = Date.parse(here.state.registration?.receivedAt ?? '')
    expect(Math.abs(receivedAt - askedAt)).toBeLessThan(60_000)
    expect(['ample', 'soon']).toContain(here.clock.state)
    await issuing.line.restore()
    const there = await demanding.desk.until(
      'verification',
      { verification },
      ({ state }) => state.status === 'registered',
    )
    expect(there.clock.dueAt).toBe(here.clock.dueAt)
    expect(there.clock.state).toBe(here.clock.state)
  }, 90_000)
})
