// An endpoint put back from an older backup: the window sends again from the last good link, what was refused among it too.
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { putReference } from '../../src-endpoint/feeds.ts'
import { openEndpointStore } from '../../src-endpoint/store/open-store.ts'
import { openTown, type Town } from '../campaign/schedules.ts'
import { demandingUnit, lin } from '../small-town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
}, 60_000)
afterAll(() => town.close(), 60_000)

const dataFolder = () => join(town.folder, 'endpoint')
const file = (name: string) => join(dataFolder(), name)

/** As `import-reference` does it beside the server. */
async function setActive(active: boolean): Promise<void> {
  const store = await openEndpointStore({ dataFolder: dataFolder(), region: null, demo: null })
  await putReference(store, [{ id: `staff/${lin.id}`, type: 'staff', body: { ...lin, active } }])
  await store.close()
}

async function openCase(name: string): Promise<string> {
  const { desk } = town.demanding
  const found = await desk.call('searchList', { text: '公共租赁', limit: 5 })
  const serviceItem = found.items[0]?.serviceItem ?? ''
  const applicant = { name, identityNumber: '', telephone: '' }
  return (await desk.call('openCase', { serviceItem, applicant })).case
}

it('is given everything again, in the order of the chain, each event once', async () => {
  const { desk, line } = town.demanding
  const settled = (refused: number) =>
    desk.until(
      'status',
      {},
      (status) => status.link.state === 'online' && status.waiting === 0 && status.refused === refused,
    )
  const cases = [await openCase('甲')]
  await settled(0)
  await town.endpoint.stop()
  copyFileSync(file('endpoint.sqlite'), join(town.folder, 'backup.sqlite'))
  await town.endpoint.start()

  // An act that its clock puts days after its staff had left: set aside, and its place in the chain kept.
  await line.cut()
  writeFileSync(town.demanding.clockFile, String(3 * 24 * 60 * 60_000))
  cases.push(await openCase('乙'))
  writeFileSync(town.demanding.clockFile, '0')
  await setActive(false)
  await line.restore()
  await settled(1)
  await setActive(true)
  await desk.until('session', {}, (session) => session.staff.some((one) => one.id === lin.id))
  cases.push(await openCase('丙'))
  await settled(1)

  await town.endpoint.stop()
  for (const name of ['endpoint.sqlite-wal', 'endpoint.sqlite-shm']) rmSync(file(name), { force: true })
  copyFileSync(join(town.folder, 'backup.sqlite'), file('endpoint.sqlite'))
  await town.endpoint.start()
  cases.push(await openCase('丁'))
  await settled(0)

  const events = await town.endpoint.feedOf(demandingUnit.code)
  expect(events.map((event) => event.stream)).toEqual(cases)
  expect(events.map((event) => event.sequence)).toEqual([1, 2, 3, 4])
}, 120_000)
