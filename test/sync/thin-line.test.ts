// A town office on 64 kbit/s with 600 ms there and back, 10 % loss and breaks: a new window begins, a day's outbox goes out, and
// news come in, however long each takes.
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTown, type Town } from '../campaign/schedules.ts'
import { coreSettings, startDeskProcess } from '../desk-process.ts'
import { demandingUnit, lin, passcode } from '../small-town.ts'
import { openThinLine, townLine } from './thin-line.ts'

/** Milliseconds. */
const patience = 120_000
let town: Town
beforeAll(async () => {
  town = await openTown()
}, 60_000)
afterAll(() => town.close(), 60_000)

it('begins, empties its outbox and hears news over a thin line that breaks', async () => {
  const { desk } = town.demanding
  const found = await desk.call('searchList', { text: '公共租赁', limit: 5 })
  const serviceItem = found.items[0]?.serviceItem ?? ''
  const open = (at: typeof desk, name: string) =>
    at.call('openCase', { serviceItem, applicant: { name, identityNumber: '', telephone: '' } })
  for (let count = 1; count <= 60; count += 1) await open(desk, `申请人${count}`)
  await desk.until('status', {}, (status) => status.waiting === 0)

  const line = await openThinLine(town.endpoint.url, townLine, 20_261_123)
  const office = await startDeskProcess(coreSettings(join(town.folder, 'town office')))
  try {
    const code = await town.endpoint.enrolmentCode(demandingUnit.code, '镇便民服务中心')
    await office.call('enrol', { endpoint: line.address, code, windowName: '镇便民服务中心' })
    await office.until('session', {}, (session) => session.staff.some((one) => one.id === lin.id), patience)
    await office.call('signIn', { staff: lin.id, passcode })
    await office.until('status', {}, (status) => status.link.state === 'online', patience)
    expect((await office.view('cases', { text: '', status: 'open' })).total).toBe(60)
    const heardBefore = line.carried.down
    for (let count = 61; count <= 260; count += 1) await open(office, `申请人${count}`)
    await office.until('status', {}, (status) => status.waiting === 0, patience)
    await desk.until('cases', { text: '', status: 'open' }, (cases) => cases.total === 260)
    await open(desk, '最后一位')
    await office.until('cases', { text: '', status: 'open' }, (cases) => cases.total === 261, patience)
    expect((await office.view('status', {})).refused).toBe(0)
    // Some 250 KB of events: they travel compressed.
    expect(line.carried.up).toBeLessThan(100_000)
    // What this window wrote does not come back to it: the two hundred alone, compressed, would be more than all that came.
    const written = (await town.endpoint.feedOf(demandingUnit.code)).slice(60, 260)
    const comesBack = gzipSync(JSON.stringify(written)).length
    const heard = line.carried.down - heardBefore
    expect(heard).toBeLessThan(comesBack)
  } finally {
    await office.stop()
    await line.close()
  }
}, 240_000)
