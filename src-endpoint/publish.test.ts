// Publishing a list over real HTTP: only the joint office may, only differences travel, withdrawn rows are told.
import { beforeEach, describe, expect, test } from 'vitest'
import type { ListPage } from '../src-shared/contract/replication.ts'
import type { ReferenceDocument } from '../src-shared/domain/reference.ts'
import { serveHall } from './served-hall.fixture.ts'
import { approvals, jointOffice, listEntry, storeKinds, type TestWindow } from './small-hall.fixture.ts'

describe.each(storeKinds)('on %s', (kind) => {
  const { enrol } = serveHall(kind)
  let office: TestWindow
  beforeEach(async () => {
    office = await enrol(jointOffice)
  })

  const edition = (name: string) => ({
    edition: { edition: name, publishedOn: '2027-01-01', sample: false },
  })

  function idOf(page: ListPage, proofName: string): string {
    const found = page.items.find((one) => one.type === 'entry' && one.entry.proofName === proofName)
    if (found?.type !== 'entry') throw new Error(`${proofName} was not told`)
    return found.entry.id
  }

  test('only differences travel: changed and new rows, and what was withdrawn', async () => {
    const rows = ['婚姻状况证明', '无房证明', '收入证明'].map((name) => listEntry(name))
    expect((await office.publish(rows)).body).toEqual({
      edition: '2026-2',
      added: 3,
      changed: 0,
      withdrawn: 0,
      unchanged: 0,
    })
    const first = await office.page('list', 0, 100)
    expect(first.items).toHaveLength(3)

    const next = [
      listEntry('婚姻状况证明'),
      listEntry('无房证明', { method: 'data-sharing' }),
      listEntry('学历证明'),
    ]
    expect((await office.publish(next, edition('2027-1'))).body).toEqual({
      edition: '2027-1',
      added: 1,
      changed: 1,
      withdrawn: 1,
      unchanged: 1,
    })
    const second = await office.page('list', first.position, 100)
    expect(second.items).toHaveLength(3)
    expect(idOf(second, '无房证明')).toBe(idOf(first, '无房证明'))
    expect(second.items.at(-1)).toEqual({ type: 'withdrawn', id: idOf(first, '收入证明') })

    expect((await office.publish(next, edition('2027-1'))).body).toMatchObject({ unchanged: 3, added: 0 })
    expect(await office.page('list', second.position, 100)).toEqual({
      items: [],
      position: second.position,
      more: false,
    })
    // A row that comes back is the same row again.
    await office.publish([...next, listEntry('收入证明')], edition('2027-2'))
    expect(idOf(await office.page('list', second.position, 100), '收入证明')).toBe(idOf(first, '收入证明'))
  })

  test('rows that look alike are told apart by number, and the edition comes with the list', async () => {
    const twice = [listEntry('居住证明', { issuingUnit: '甲' }), listEntry('居住证明', { issuingUnit: '乙' })]
    await office.publish(twice)
    const { items } = await office.page('list', 0, 100)
    expect(new Set(items.map((one) => (one.type === 'entry' ? one.entry.id : one.id))).size).toBe(2)
    const reference = (await office.page('reference', 0, 1000)).items as readonly ReferenceDocument[]
    expect(reference.at(-1)).toEqual({
      id: 'edition',
      type: 'edition',
      body: { edition: '2026-2', publishedOn: '2026-07-01', sample: false, entries: 2 },
    })
  })

  test('only the joint office publishes, from its own window, by staff of that role', async () => {
    const window = await enrol(approvals)
    const refused = { status: 403, body: { code: 'event-action-not-available' } }
    expect(await window.publish([listEntry('婚姻状况证明')])).toMatchObject(refused)
    expect(await window.publish([listEntry('婚姻状况证明')], { staff: 'lin' })).toMatchObject(refused)
    expect(await office.publish([listEntry('婚姻状况证明')], { staff: 'nobody' })).toMatchObject(refused)
    expect(await office.publish([])).toMatchObject({ status: 400, body: { code: 'input-invalid' } })
    const malformed = { entries: [{ ...listEntry('x'), method: 'bribery' }] }
    expect(await office.publish([], malformed)).toMatchObject({ status: 400 })
    expect((await office.page('list', 0, 10)).items).toEqual([])
  })

  test('20,000 rows are published well within three seconds and read in pages without an empty one', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) =>
      listEntry(`证明 ${index}`, { legalBasis: '《中华人民共和国行政许可法》第三十一条'.repeat(4) }),
    )
    // Processor time of client and server together: a busy machine must not decide the test.
    const spent = (since?: NodeJS.CpuUsage) => {
      const { user, system } = process.cpuUsage(since)
      return (user + system) / 1_000
    }
    const start = process.cpuUsage()
    expect((await office.publish(rows)).body).toMatchObject({ added: 20_000 })
    expect(spent(start)).toBeLessThan(3_000)
    const again = process.cpuUsage()
    expect((await office.publish(rows)).body).toMatchObject({ unchanged: 20_000 })
    expect(spent(again)).toBeLessThan(3_000)
    let read = 0
    for (let after = 0, more = true; more; ) {
      const page = await office.page('list', after, 1000)
      expect(page.items.length).toBeGreaterThan(0)
      read += page.items.length
      after = page.position
      more = page.more
    }
    expect(read).toBe(20_000)
  })
})
