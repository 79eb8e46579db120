// A window changes its device key: acts signed before and after are taken, and a stop in between shuts nobody out.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSeat, openTown, type Town } from '../campaign/schedules.ts'
import { bai, lin, passcode } from '../small-town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
}, 60_000)
afterAll(() => town.close(), 60_000)

async function openCase(name: string): Promise<void> {
  const { desk } = town.demanding
  await desk.call('signIn', { staff: lin.id, passcode })
  const found = await desk.call('searchList', { text: '公共租赁', limit: 5 })
  const applicant = { name, identityNumber: '', telephone: '' }
  await desk.call('openCase', { serviceItem: found.items[0]?.serviceItem ?? '', applicant })
}
const settled = () =>
  town.demanding.desk.until(
    'status',
    {},
    (status) => status.link.state === 'online' && status.waiting === 0 && status.refused === 0,
  )
const cases = async () => (await town.endpoint.feedOf(town.demanding.unit)).length

it('only an administrator changes it, and only while the endpoint answers', async () => {
  const { desk, line } = town.demanding
  await openCase('甲')
  await settled()
  expect((await desk.failure('changeDeviceKey', {})).code).toBe('action-not-available')
  await desk.call('signIn', { staff: bai.id, passcode })
  await line.cut()
  await desk.until('status', {}, (status) => status.link.state !== 'online')
  expect((await desk.failure('changeDeviceKey', {})).code).toBe('endpoint-unreachable')
  await line.restore()
  await settled()
  await desk.call('changeDeviceKey', {})
  await openCase('乙')
  await settled()
  expect(await cases()).toBe(2)
}, 60_000)

it('finds out by itself that the endpoint has the new key when the answer was lost', async () => {
  const { desk, line } = town.demanding
  await desk.call('signIn', { staff: bai.id, passcode })
  line.fault = 'answer-lost'
  expect((await desk.failure('changeDeviceKey', {})).code).toBe('endpoint-unreachable')
  // Signed with the key the endpoint does not take any more, before anything is known of that; and killed on top of it.
  await openCase('丙')
  await desk.kill()
  town.demanding.desk = await openSeat(town.demanding, true)
  await openCase('丁')
  await settled()
  expect(await cases()).toBe(4)
}, 90_000)
