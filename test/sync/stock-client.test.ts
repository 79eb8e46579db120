// The stock RxDB client of docs/stock-client.ts, as it stands there, at a real endpoint: it pulls the list and follows it live.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStockClient } from '../../docs/stock-client.ts'
import type { ListEntryContent } from '../../src-shared/domain/exemption-list.ts'
import { composeEntries } from '../bench/compose-list.ts'
import { type EndpointProcess, startEndpointProcess } from '../endpoint-process.ts'
import { enrolClient } from '../enrol-client.ts'
import { demandingUnit, jointOffice, ming, writeReference } from '../small-town.ts'

const folder = mkdtempSync(join(tmpdir(), 'stock-client-'))
let endpoint: EndpointProcess
beforeAll(async () => {
  writeReference(join(folder, 'reference.json'))
  endpoint = await startEndpointProcess(join(folder, 'endpoint'), join(folder, 'reference.json'))
}, 60_000)
afterAll(async () => {
  await endpoint.stop()
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

async function openOffice() {
  const code = await endpoint.enrolmentCode(jointOffice.code, '联席会议办公室')
  const { client } = await enrolClient(endpoint.url, code, '联席会议办公室')
  return (edition: string, entries: readonly ListEntryContent[]) =>
    client.publish({
      staff: ming.id,
      edition: { edition, publishedOn: '2027-01-01', sample: true },
      entries: [...entries],
    })
}

it('pulls the list, hears of every edition, and comes back after the endpoint was away', async () => {
  const publish = await openOffice()
  const entries = composeEntries(1_200, 7).map(({ id, edition, ...content }) => content)
  await publish('2027-1', entries)
  const code = await endpoint.enrolmentCode(demandingUnit.code, '别家的窗口')
  const { list, replication, close } = await openStockClient(endpoint.url, code, '别家的窗口')
  const failures: unknown[] = []
  replication.error$.subscribe((failure) => failures.push(failure))
  const names = async () =>
    (await list.find().exec()).map((one) => (one.toJSON() as unknown as ListEntryContent).proofName).sort()
  const published = (of: readonly ListEntryContent[]) => of.map((one) => one.proofName).sort()
  try {
    await replication.awaitInitialReplication()
    expect(await names()).toEqual(published(entries))

    const next = [...entries.slice(3), { ...(entries[0] as ListEntryContent), proofName: '新证明' }]
    await publish('2027-2', next)
    await expect.poll(names, { timeout: 20_000 }).toEqual(published(next))
    expect(failures).toEqual([])

    await endpoint.kill()
    await endpoint.start()
    const last = next.slice(10)
    await publish('2027-3', last)
    await expect.poll(names, { timeout: 60_000 }).toEqual(published(last))
  } finally {
    await close()
  }
}, 120_000)

it('is sixty lines of code that know nothing of ours but the contract on the wire', () => {
  const text = readFileSync(new URL('../../docs/stock-client.ts', import.meta.url), 'utf8')
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s*(\/\/|\/\*)/.test(line))
  expect(lines.length).toBeLessThanOrEqual(60)
  expect(text).not.toMatch(/from '\./)
})
