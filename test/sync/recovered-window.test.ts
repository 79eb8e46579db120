// A window whose store was damaged: set aside whole, put together again, and its chain goes on behind what the endpoint holds.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSeat, openTown, type Town } from '../campaign/schedules.ts'
import { demandingUnit } from '../small-town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
}, 60_000)
afterEach(() => town.close(), 60_000)

const database = () => join(town.demanding.folder, 'window.sqlite')

async function openCase(name: string): Promise<string> {
  const { desk } = town.demanding
  const found = await desk.call('searchList', { text: '公共租赁', limit: 5 })
  const serviceItem = found.items[0]?.serviceItem ?? ''
  const applicant = { name, identityNumber: '', telephone: '' }
  return (await desk.call('openCase', { serviceItem, applicant })).case
}

const settled = () =>
  town.demanding.desk.until(
    'status',
    {},
    (status) => status.link.state === 'online' && status.waiting === 0,
    30_000,
  )

async function startAgain(): Promise<void> {
  town.demanding.desk = await openSeat(town.demanding, true)
}

const recovery = async () => (await town.demanding.desk.view('status', {})).store.recovery

async function numbers(): Promise<readonly string[]> {
  const { rows } = await town.demanding.desk.view('cases', { text: '', status: 'all' })
  return rows.map((one) => one.caseNumber)
}

it('whose database and log are gone takes the backup, what it sent comes back, and new acts go on behind it', async () => {
  const cases = [await openCase('甲')]
  await settled()
  expect(await town.demanding.desk.call('backUpNow', {})).toMatchObject({ result: 'made' })
  cases.push(await openCase('乙'), await openCase('丙'))
  await settled()
  // Never sent, and then lost with the log: only the witness knows of it.
  await town.demanding.line.cut()
  await openCase('丁')
  const given = await numbers()
  await town.demanding.desk.kill()
  for (const end of ['', '-wal']) rmSync(database() + end, { force: true })
  await startAgain()

  expect(await recovery()).toMatchObject({
    damage: 'missing',
    backup: { events: 1 },
    salvaged: { events: 0 },
    notFound: 3,
    fromEndpoint: null,
    enrolmentLost: false,
  })
  // Offline still: work goes on, and no number is given twice.
  cases.push(await openCase('戊'))
  const [number] = (await numbers()).filter((one) => !given.includes(one))
  expect(number).toBeDefined()
  await town.demanding.line.restore()
  await settled()
  expect(await recovery()).toMatchObject({ notFound: 3, fromEndpoint: 2 })
  cases.push(await openCase('己'))
  await settled()

  const events = await town.endpoint.feedOf(demandingUnit.code)
  expect(events.map((event) => event.stream)).toEqual(cases)
  expect(events.map((event) => event.sequence)).toEqual([1, 2, 3, 4, 5])
  expect((await town.demanding.desk.view('status', {})).refused).toBe(0)
  const all = await numbers()
  expect(new Set(all).size).toBe(5)
}, 120_000)

it('salvages acts nobody has seen, links them behind the endpoint, and keeps the damaged files as they were', async () => {
  await openCase('甲')
  await settled()
  expect(await town.demanding.desk.call('backUpNow', {})).toMatchObject({ result: 'made' })
  const sent = await openCase('乙')
  await settled()
  await town.demanding.line.cut()
  const unsent = [await openCase('丙'), await openCase('丁')]
  await town.demanding.desk.kill()
  // One byte in the first frame of the log: SQLite itself reads nothing behind it, and says nothing.
  const damaged = readFileSync(database())
  const log = readFileSync(`${database()}-wal`)
  log[500] = (log[500] ?? 0) ^ 1
  writeFileSync(`${database()}-wal`, log)
  await startAgain()

  const report = await recovery()
  expect(report).toMatchObject({ damage: 'behind', salvaged: { unsent: 2 }, notFound: 0 })
  const aside = join(town.demanding.folder, 'set-aside', report?.folder ?? '')
  expect(readFileSync(join(aside, 'window.sqlite')).equals(damaged)).toBe(true)
  expect(readFileSync(join(aside, 'window.sqlite-wal')).equals(log)).toBe(true)
  expect(readdirSync(aside)).toContain('恢复报告.txt')
  await town.demanding.line.restore()
  await settled()
  const events = await town.endpoint.feedOf(demandingUnit.code)
  expect(events.map((event) => event.stream).slice(1)).toEqual([sent, ...unsent])
  expect(events.map((event) => event.sequence)).toEqual([1, 2, 3, 4])

  await town.demanding.desk.call('acknowledgeRecovery', { folder: report?.folder ?? '' })
  await town.demanding.desk.until('status', {}, (status) => status.store.recovery === null)
  await town.demanding.desk.stop()
  await startAgain()
  expect(await recovery()).toBeNull()
}, 120_000)

it('whose whole folder is put back as it was sees by the links of its feed what it lacks, and reads that whole', async () => {
  const { folder } = town.demanding
  const copy = join(town.folder, 'an older day')
  const cases = [await openCase('甲')]
  await settled()
  await town.demanding.desk.stop()
  // The witness goes back with the store: nothing on this machine knows that anything is lost.
  cpSync(folder, copy, { recursive: true })
  await startAgain()
  cases.push(await openCase('乙'), await openCase('丙'))
  await settled()
  await town.demanding.desk.stop()
  rmSync(folder, { recursive: true })
  cpSync(copy, folder, { recursive: true })
  await startAgain()
  expect(await recovery()).toBeNull()
  await town.demanding.desk.until('cases', { text: '', status: 'all' }, ({ total }) => total === 3, 30_000)
  cases.push(await openCase('丁'))
  await settled()

  const events = await town.endpoint.feedOf(demandingUnit.code)
  expect(events.map((event) => event.stream)).toEqual(cases)
  expect(events.map((event) => event.sequence)).toEqual([1, 2, 3, 4])
  expect((await town.demanding.desk.view('status', {})).refused).toBe(0)
}, 120_000)
