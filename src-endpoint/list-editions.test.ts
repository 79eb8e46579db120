// The list as pages made once: what they hold, how they are sent, and that pages and deltas together are the list.
import { request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ListEdition, ListEditionPage, ListPage } from '../src-shared/contract/replication.ts'
import { serveHall } from './served-hall.fixture.ts'
import { sha256 } from './sha256.ts'
import {
  approvals,
  ask,
  jointOffice,
  listEntry,
  shownBy,
  storeKinds,
  type TestWindow,
} from './small-hall.fixture.ts'

describe.each(storeKinds)('on %s', (kind) => {
  const { hall, endpoint, enrol } = serveHall(kind)
  let office: TestWindow
  beforeEach(async () => {
    office = await enrol(jointOffice)
  })

  const rows = (count: number) => Array.from({ length: count }, (_, index) => listEntry(`证明 ${index}`))
  const edition = (name: string) => ({
    edition: { edition: name, publishedOn: '2027-01-01', sample: false },
  })

  async function editionAt(position: number): Promise<ListEdition> {
    for (;;) {
      const { status, body } = await office.ask('GET', '/v1/list/edition')
      if (status === 200 && (body as ListEdition).position === position) return body as ListEdition
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  async function readPages({ pages }: ListEdition) {
    const read: ListEditionPage[] = []
    for (const { digest } of pages)
      read.push((await office.ask('GET', `/v1/list/page/${digest}`)).body as ListEditionPage)
    return read
  }

  /** A page as it comes over the line. */
  function fetchRaw(path: string, acceptEncoding: string) {
    return new Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
      const headers = {
        ...shownBy(office.device, 'GET', path),
        'accept-encoding': acceptEncoding,
      }
      request(`${endpoint.url}${path}`, { headers }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks) }))
      })
        .on('error', reject)
        .end()
    })
  }

  test('an edition is pages that hold the whole list, each known by its digest and cached for ever', async () => {
    expect(await office.ask('GET', '/v1/list/edition')).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    })
    await office.publish(rows(4_200))
    const made = await editionAt(4_200)
    expect(made.pages.map((page) => page.items)).toEqual([2_000, 2_000, 200])
    const entries = (await readPages(made)).flatMap((page) => page.items)
    const feed: unknown[] = []
    for (let after = 0; after < 4_200; ) {
      const page = (await office.page('list', after, 1_000)) as ListPage
      feed.push(...page.items.map((item) => (item.type === 'entry' ? item.entry : null)))
      after = page.position
    }
    expect(entries).toEqual(feed)

    const digest = made.pages[0]?.digest ?? ''
    const path = `/v1/list/page/${digest}`
    const plain = await fetchRaw(path, 'identity')
    expect(sha256(plain.body)).toBe(digest)
    const small = await fetchRaw(path, 'gzip, deflate')
    const smaller = await fetchRaw(path, 'gzip, deflate, br')
    expect(small.headers['content-encoding']).toBe('gzip')
    expect(smaller.headers['content-encoding']).toBe('br')
    expect(gunzipSync(small.body).equals(plain.body)).toBe(true)
    expect(brotliDecompressSync(smaller.body).equals(plain.body)).toBe(true)
    expect(smaller.body.length * 5).toBeLessThan(plain.body.length)
    for (const { headers } of [plain, small, smaller]) {
      expect(headers['cache-control']).toContain('immutable')
      expect(headers.vary).toContain('accept-encoding')
    }
    expect(await ask(endpoint.url, 'GET', path, null)).toMatchObject({ status: 401 })
    expect(await office.ask('GET', `/v1/list/page/${'0'.repeat(64)}`)).toMatchObject({ status: 404 })
    expect(await office.ask('GET', '/v1/list/page/..%2F')).toMatchObject({ status: 404 })
  })

  test('pages of the edition before stay for those who are reading it, and its deltas make it the newest', async () => {
    await office.publish(rows(2_100))
    const first = await editionAt(2_100)
    await office.publish([...rows(2_099), listEntry('新证明')], edition('2027-1'))
    const second = await editionAt(2_102)
    const old = (await readPages(first)).flatMap((page) => page.items)
    const names = new Map(old.map((one) => [one.id, one.proofName]))
    for (const item of ((await office.page('list', first.position, 1_000)) as ListPage).items) {
      if (item.type === 'entry') names.set(item.entry.id, item.entry.proofName)
      else names.delete(item.id)
    }
    const now = (await readPages(second)).flatMap((page) => page.items)
    expect([...names].sort()).toEqual(now.map((one) => [one.id, one.proofName] as const).sort())
    // What did not change is the same page, though the edition is another.
    expect(second.pages[0]?.digest).toBe(first.pages[0]?.digest)

    await office.publish(rows(10), edition('2027-2'))
    await editionAt(2_102 + 2_090)
    const gone = first.pages.at(-1)?.digest
    expect(await hall.onStore((store) => store.readEditionPage(gone ?? ''))).toBeNull()
  })

  test('an endpoint that was stopped before it made the edition makes it when it starts', async () => {
    await office.publish(rows(3))
    await endpoint.close()
    await endpoint.startAgain()
    const window = await enrol(approvals)
    office = window
    expect((await editionAt(3)).pages).toHaveLength(1)
  })
})
