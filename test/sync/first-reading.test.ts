// How a new window begins, with a real core: pages of the list go on where the line broke, and what others closed stays away.
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readParts } from '../../src-main/core/store/stored-list.ts'
import type { ListEntryContent } from '../../src-shared/domain/exemption-list.ts'
import { composeEntries } from '../bench/compose-list.ts'
import { openTown, type Town } from '../campaign/schedules.ts'
import { coreSettings, startDeskProcess } from '../desk-process.ts'
import { enrolClient } from '../enrol-client.ts'
import { demandingUnit, jointOffice, lin, ming, passcode } from '../small-town.ts'
import { openStoreOf } from '../store-keys.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
}, 60_000)
afterAll(() => town.close(), 60_000)

/**
 * A line that remembers every path, and what the endpoint said on its streams.
 * @param passes - asked before a request goes on: false breaks it off, what is awaited holds it up
 */
async function openWatchedLine(
  target: string,
  passes: (path: string, paths: readonly string[]) => boolean | Promise<boolean>,
) {
  const paths: string[] = []
  let streamed = ''
  const server = createServer(async (incoming, outgoing) => {
    const path = incoming.url ?? ''
    paths.push(path)
    if (!(await passes(path, paths))) {
      incoming.socket.destroy()
      return
    }
    const far = request(
      `${target}${path}`,
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(outgoing)
        answer.on('error', () => outgoing.destroy())
        if (path === '/v1/stream') answer.on('data', (chunk) => (streamed += chunk))
      },
    )
    far.on('error', () => outgoing.destroy())
    outgoing.on('close', () => far.destroy())
    incoming.pipe(far)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    streamed: () => streamed,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

async function officeClient() {
  const code = await town.endpoint.enrolmentCode(jointOffice.code, '联席会议办公室')
  return (await enrolClient(town.endpoint.url, code, '联席会议办公室')).client
}

/** @param changed - what the first of them is changed to */
async function publishLongList(count: number, changed: Partial<ListEntryContent> = {}): Promise<void> {
  const client = await officeClient()
  const entries: ListEntryContent[] = composeEntries(count, 7).map(({ id, edition, ...content }) => content)
  entries[0] = { ...(entries[0] as ListEntryContent), ...changed }
  const edition = { edition: '2027-1', publishedOn: '2027-01-01', sample: true }
  await client.publish({ staff: ming.id, edition, entries })
  while ((await client.listEdition())?.pages.reduce((sum, page) => sum + page.items, 0) !== count)
    await new Promise((resolve) => setTimeout(resolve, 50))
}

it('reads the list by its pages, each once, and of the cases only what it should hold', async () => {
  const { desk } = town.demanding
  const found = await desk.call('searchList', { text: '公共租赁', limit: 5 })
  const serviceItem = found.items[0]?.serviceItem ?? ''
  const opened: string[] = []
  for (const name of ['甲', '乙'])
    opened.push(
      (await desk.call('openCase', { serviceItem, applicant: { name, identityNumber: '', telephone: '' } }))
        .case,
    )
  await desk.call('withdrawCase', { case: opened[1] ?? '', reason: '申请人撤回' })
  await desk.until('status', {}, (status) => status.waiting === 0)
  await publishLongList(4_300)

  let broken = false
  const line = await openWatchedLine(town.endpoint.url, (_, paths) => {
    const asked = new Set(paths.filter((one) => one.startsWith('/v1/list/page/')))
    if (broken || asked.size !== 2) return true
    broken = true
    return false
  })
  const folder = join(town.folder, 'new window')
  const next = await startDeskProcess(coreSettings(folder))
  const code = await town.endpoint.enrolmentCode(demandingUnit.code, '新窗口')
  await next.call('enrol', { endpoint: line.address, code, windowName: '新窗口' })
  await next.until('session', {}, (session) => session.staff.some((one) => one.id === lin.id))
  await next.call('signIn', { staff: lin.id, passcode })
  await next.until('status', {}, (status) => status.link.state === 'online')

  // A later edition in which little changed comes with the stream: nothing is asked for.
  const asked = line.paths.length
  await publishLongList(4_299, { serviceItemName: '老旧小区加装电梯' })
  await expect
    .poll(async () => (await next.call('searchList', { text: '加装电梯', limit: 5 })).items.length, {
      timeout: 10_000,
    })
    .toBe(1)
  expect(line.paths.slice(asked).filter((path) => path.includes('/list'))).toEqual([])
  await next.stop()
  await line.close()

  const pages = line.paths.filter((path) => path.startsWith('/v1/list/page/'))
  expect(new Set(pages).size).toBe(3)
  // What was stored when the line broke is not asked for again; what was lost is.
  expect(pages.lastIndexOf(pages[0] ?? '')).toBe(0)
  expect(pages.filter((path) => path === pages[1])).toHaveLength(2)
  const store = await openStoreOf(coreSettings(folder))
  try {
    const entries = new Set<string>()
    for await (const { put, remove } of readParts(store)) {
      for (const id of remove) entries.delete(id)
      for (const { id } of put) entries.add(id)
    }
    expect(entries.size).toBe(4_299)
    const streams = new Set((await store.events.find().exec()).map((event) => event.stream))
    expect([...streams]).toEqual([opened[0]])
  } finally {
    await store.close()
  }
}, 120_000)

it('a large edition that comes while a small one is still waiting to be stored is not left out', async () => {
  let release: () => void = () => undefined
  let held: Promise<void> | null = null
  const line = await openWatchedLine(town.endpoint.url, async (path) => {
    if (path.startsWith('/v1/pull/reference')) await held
    return true
  })
  const desk = await startDeskProcess(coreSettings(join(town.folder, 'busy window')))
  const code = await town.endpoint.enrolmentCode(demandingUnit.code, '忙窗口')
  await desk.call('enrol', { endpoint: line.address, code, windowName: '忙窗口' })
  await desk.until('session', {}, (session) => session.staff.some((one) => one.id === lin.id))
  await desk.call('signIn', { staff: lin.id, passcode })
  await desk.until('status', {}, (status) => status.link.state === 'online')
  const heard = (what: string) => line.streamed().split(what).length - 1

  // The window is held up while it reads something else.
  held = new Promise((resolve) => (release = resolve))
  const references = () => line.paths.filter((path) => path.startsWith('/v1/pull/reference')).length
  const read = references()
  const office = await officeClient()
  const terms = { allowed: true, afterMinutes: 30, citation: '第三条' }
  await office.setPolicy({ staff: ming.id, reason: '试行', terms })
  await expect.poll(references).toBe(read + 1)
  await publishLongList(4_299, { serviceItemName: '既有住宅增设电梯' })
  await expect.poll(() => heard('event: changes')).toBe(1)
  const before = heard('"feed":"list"')
  await publishLongList(4_400, { serviceItemName: '城镇老旧小区改造' })
  await expect.poll(() => heard('"feed":"list"')).toBe(before + 1)
  expect(heard('event: changes')).toBe(1)
  release()
  await expect
    .poll(async () => (await desk.call('searchList', { text: '老旧小区改造', limit: 5 })).items.length, {
      timeout: 10_000,
    })
    .toBe(1)
  await desk.stop()
  await line.close()
}, 120_000)
