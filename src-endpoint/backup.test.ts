// The restore drill: a backup taken while windows push, put back into an empty store of either kind, and nothing lost for good.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import type { EventEnvelope } from '../src-shared/domain/event.ts'
import { backUp, restore } from './backup.ts'
import { startEndpoint } from './serve.ts'
import {
  approvals,
  caseOpened,
  civilAffairs,
  codedOf,
  emptyHall,
  enrolTestWindow,
  jointOffice,
  listEntry,
  prepareHall,
  requested,
  stopPostgres,
  storeKinds,
} from './small-hall.fixture.ts'
import { checkChain, verifyChains } from './verify-chains.ts'

afterAll(stopPostgres)

const ways = storeKinds.flatMap((from) => storeKinds.map((to) => [from, to] as const))

describe.each(ways)('from %s to %s', (from, to) => {
  test('a backup beside a working endpoint is put back, and windows that hold more send it again', async () => {
    const hall = await prepareHall(from)
    let endpoint = await startEndpoint(hall.where)
    const window = await enrolTestWindow(endpoint.url, hall, approvals)
    const asked = await enrolTestWindow(endpoint.url, hall, civilAffairs)
    const office = await enrolTestWindow(endpoint.url, hall, jointOffice)
    await office.publish([listEntry('婚姻状况证明'), listEntry('无房证明')])
    const written: EventEnvelope[] = []
    const push = async () => {
      const batch = [
        window.write(caseOpened()),
        window.write(requested(`verification/${written.length}`, civilAffairs)),
      ]
      written.push(...batch)
      await window.push(...batch)
    }
    for (let count = 0; count < 5; count += 1) await push()
    const refusedOne = window.write({ ...caseOpened(), staff: 'nobody' })
    await window.push(refusedOne)
    const file = join(hall.folder, 'backup.gz')
    const pushing = (async () => {
      for (let count = 0; count < 10; count += 1) await push()
    })()
    const records = await hall.onStore((store) => backUp(store, file))
    await pushing
    expect(statSync(file).mode & 0o077).toBe(0)
    const told = (await asked.events()).map((event) => event.id)
    const position = told.length
    await endpoint.close()

    const next = await emptyHall(to)
    await next.onStore((store) => restore(store, file))
    const reports = await next.onStore(verifyChains)
    expect(reports.map((one) => one.state)).toEqual(['whole', 'whole', 'whole'])
    endpoint = await startEndpoint(next.where)
    // The same endpoint for its windows: identity, tokens and feeds go on.
    const askedAgain = asked.at(endpoint.url)
    const windowAgain = window.at(endpoint.url)
    expect((await askedAgain.page('events', 0, 1_000)).items.length).toBeLessThanOrEqual(told.length)
    expect(window.enrolment.endpointId).toBe(endpoint.endpointId)
    expect((await askedAgain.page('list', 0, 10)).items).toHaveLength(2)
    const tip = (await windowAgain.ask('GET', '/v1/chain')).body as { sequence: number }
    const chain = [...written.slice(0, 10), refusedOne, ...written.slice(10)]
    // A window that read on in the feed that is gone hears of everything that comes now.
    const before = await askedAgain.page('events', position, 1_000)
    expect(before).toMatchObject({ items: [], position })
    const rest = [...chain.slice(tip.sequence), window.write(requested('verification/last', civilAffairs))]
    const results = await windowAgain.push(...rest)
    expect(new Set(results.map((one) => one.result))).toEqual(new Set(['accepted']))
    const after = (await askedAgain.page('events', position, 1_000)).items as readonly EventEnvelope[]
    const here = new Set([...told, ...after.map((event) => event.id)])
    const wanted = [...written, ...rest].filter((event) => event.stream.startsWith('verification/'))
    expect(wanted.filter((event) => !here.has(event.id))).toEqual([])
    expect(after.at(-1)?.stream).toBe('verification/last')

    expect(records).toBeGreaterThan(20)
    expect(await codedOf(() => next.onStore((store) => restore(store, file)))).toBe('action-not-available')
    expect(await codedOf(() => hall.onStore((store) => backUp(store, file)))).toBe('action-not-available')
    await endpoint.close()
    hall.remove()
    next.remove()
  })
})

describe.each(storeKinds)('into %s', (kind) => {
  test('a backup that is cut off, damaged, foreign or of another region changes nothing', async () => {
    const hall = await prepareHall('sqlite')
    const endpoint = await startEndpoint(hall.where)
    await enrolTestWindow(endpoint.url, hall, approvals)
    await endpoint.close()
    const file = join(hall.folder, 'backup.gz')
    await hall.onStore((store) => backUp(store, file))
    const whole = readFileSync(file)
    const lines = gunzipSync(whole).toString().trim().split('\n')
    const spoilt = {
      'cut-off': whole.subarray(0, whole.length - 20),
      'without-end': gzipSync(lines.slice(0, -1).join('\n')),
      'without-a-record': gzipSync([...lines.slice(0, 5), ...lines.slice(6)].join('\n')),
      foreign: gzipSync('{"format":"else"}\n'),
      'no-gzip': Buffer.from('no gzip'),
      'other-region': gzipSync(lines.join('\n').replace('"region":"370304"', '"region":"370305"')),
      empty: gzipSync(''),
    }
    for (const [name, content] of Object.entries(spoilt)) {
      const other = join(hall.folder, name)
      writeFileSync(other, content)
      const next = await emptyHall(kind)
      expect([name, await codedOf(() => next.onStore((store) => restore(store, other)))]).toEqual([
        name,
        'input-invalid',
      ])
      const status = await next.onStore((store) => store.readStatus())
      expect(status).toMatchObject({ windows: 0, events: 0 })
      next.remove()
    }
    expect(existsSync(`${file}.partial`)).toBe(false)
    hall.remove()
  }, 60_000)
})

test('a chain with a gap, a changed event, a fork or another’s signature is found, with the last good event', async () => {
  const hall = await prepareHall('sqlite')
  const endpoint = await startEndpoint(hall.where)
  const window = await enrolTestWindow(endpoint.url, hall, approvals)
  const events = Array.from({ length: 4 }, () => window.write(caseOpened()))
  await window.push(...events)
  const other = await enrolTestWindow(endpoint.url, hall, approvals)
  const [kept, keyOf] = await hall.onStore(async (store) => {
    const windows = await store.readWindows()
    const key = (name: string) => windows.find((one) => one.window === name)?.publicKey ?? ''
    return [await store.readChain(window.enrolment.window), key] as const
  })
  const key = keyOf(window.enrolment.window)
  const [one, two, three, four] = kept
  if (one === undefined || two === undefined || three === undefined || four === undefined)
    throw new Error('four events were pushed')
  const reportOf = (links: typeof kept, by = key) => checkChain('w', [by], links)
  expect(reportOf(kept)).toMatchObject({ state: 'whole', links: 4, lastGood: { sequence: 4 } })
  expect(reportOf([one, two, four])).toMatchObject({ state: 'gap', lastGood: { sequence: 2 } })
  const changed = { ...three, json: three.json.replace('某某', '另一') }
  expect(reportOf([one, two, changed, four])).toMatchObject({ state: 'changed', lastGood: { sequence: 2 } })
  expect(reportOf([one, two, two, three])).toMatchObject({ state: 'fork', lastGood: { sequence: 2 } })
  expect(reportOf(kept, keyOf(other.enrolment.window))).toMatchObject({ state: 'unsigned', lastGood: null })
  expect(reportOf([])).toMatchObject({ state: 'whole', lastGood: null })
  await endpoint.close()
  hall.remove()
})
