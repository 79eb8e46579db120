// A window whose clock is wrong: set back by three days, forward by ten years, jumping; everything is sent, nothing twice.
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSeat, openTown, type Town } from '../campaign/schedules.ts'
import { coreSettings } from '../desk-process.ts'
import { demandingUnit } from '../small-town.ts'
import { openStoreOf } from '../store-keys.ts'

const day = 24 * 3_600_000
/** Where the clock stands while the acts are done, milliseconds beside the right time. */
const jumps = [0, -3 * day, 3_650 * day, -3 * day, 60_000, -3_650 * day, 0]

describe('a clock that is wrong', () => {
  let town: Town
  beforeAll(async () => {
    town = await openTown()
  }, 60_000)
  afterAll(() => town.close(), 60_000)

  it('hides no act from sync and sends none twice, whether core ran through the jump or was started after it', async () => {
    const seat = town.demanding
    const { items } = await seat.desk.call('searchList', { text: '公共租赁', limit: 1 })
    const serviceItem = items[0]?.serviceItem ?? ''
    const applicant = { name: '申请人', identityNumber: '', telephone: '' }
    const cases: string[] = []
    const openOne = async () =>
      cases.push((await seat.desk.call('openCase', { serviceItem, applicant })).case)
    for (const [index, jump] of jumps.entries()) {
      await openOne()
      await (index % 2 === 0 ? seat.line.cut() : seat.line.restore())
      writeFileSync(seat.clockFile, String(jump))
      await openOne()
      if (index % 3 !== 1) continue
      await seat.desk.kill()
      seat.desk = await openSeat(seat, true)
    }
    await seat.line.restore()
    await seat.desk.call('syncNow', {})
    await seat.desk.until('status', {}, (status) => status.waiting === 0, 60_000)

    const feed = await town.endpoint.feedOf(demandingUnit.code)
    const opened = feed.filter((event) => event.kind === 'case-opened')
    expect(opened.map((event) => event.stream)).toEqual(cases)
    expect(opened.map((event) => event.sequence)).toEqual(cases.map((_, index) => index + 1))

    await seat.desk.stop()
    const store = await openStoreOf(coreSettings(seat.folder))
    const changes = await store.events.storageInstance.getChangedDocumentsSince?.(1_000)
    const fed = changes?.documents.map((event) => event.stream) ?? []
    await store.close()
    expect([...fed].sort()).toEqual([...cases].sort())
  }, 120_000)
})
