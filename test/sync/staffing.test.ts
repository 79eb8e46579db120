// Absence and hand-over between two real windows of one unit, without a line and after it, and what the endpoint refuses (A2§6).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unitStream } from '../../src-shared/domain/unit-matters.ts'
import { coreSettings, type DeskProcess, startDeskProcess } from '../desk-process.ts'
import { type EndpointProcess, startEndpointProcess } from '../endpoint-process.ts'
import { enrolClient } from '../enrol-client.ts'
import {
  demandingUnit,
  issuingUnit,
  jointOffice,
  list,
  ming,
  passcode,
  person,
  writeReference,
} from '../small-town.ts'
import { type Line, openLine } from './line.ts'

const lin = person('lin-mu', '林沐', demandingUnit, ['agent', 'window-clerk'])
const pair = [
  { ...lin, cover: 'A' as const, partner: 'tao-ke' },
  {
    ...person('tao-ke', '陶可', demandingUnit, ['agent', 'window-clerk']),
    cover: 'B' as const,
    partner: 'lin-mu',
  },
]
const hour = 3_600_000

describe('A and B', () => {
  const folder = mkdtempSync(join(tmpdir(), '顶岗-'))
  let endpoint: EndpointProcess
  let line: Line
  let a: DeskProcess
  let b: DeskProcess
  let stream = ''

  async function openWindow(staff: string, address: string): Promise<DeskProcess> {
    const desk = await startDeskProcess(coreSettings(join(folder, staff)))
    const code = await endpoint.enrolmentCode(demandingUnit.code, staff)
    await desk.call('enrol', { endpoint: address, code, windowName: staff })
    await desk.until('session', {}, (session) => session.staff.some((one) => one.id === staff))
    await desk.call('signIn', { staff, passcode })
    await desk.until('status', {}, (status) => status.list !== null)
    return desk
  }
  const openCase = async (name: string) => {
    const found = await a.call('searchList', { text: 'ggzlzf', limit: 5 })
    const applicant = { name, identityNumber: '', telephone: '' }
    return (await a.call('openCase', { serviceItem: found.items[0]?.serviceItem ?? '', applicant })).case
  }
  beforeAll(async () => {
    const staff = pair.map((body) => ({ id: `staff/${body.id}`, type: 'staff' as const, body }))
    writeReference(join(folder, 'reference.json'), staff)
    endpoint = await startEndpointProcess(join(folder, 'endpoint'), join(folder, 'reference.json'))
    const office = await enrolClient(
      endpoint.url,
      await endpoint.enrolmentCode(jointOffice.code, '联席办'),
      '联席办',
    )
    await office.client.publish({
      staff: ming.id,
      edition: { edition: '2026-2', publishedOn: '2026-10-01', sample: true },
      entries: [...list],
    })
    line = await openLine(endpoint.url)
    a = await openWindow('lin-mu', line.address)
    b = await openWindow('tao-ke', endpoint.url)
    stream = await openCase('程小禾')
  }, 90_000)
  afterAll(async () => {
    await Promise.all([a.stop(), b.stop()])
    await line.close()
    await endpoint.stop()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  it('A says without a line that they are away: known here at once, and to B’s window when the line is back', async () => {
    await line.cut()
    const now = Date.now()
    const absence = {
      staff: 'lin-mu',
      from: new Date(now - 60_000).toISOString(),
      until: new Date(now + 4 * hour).toISOString(),
      reason: '外出核查',
    }
    await a.call('noteAbsence', absence)
    expect((await a.view('session', {})).signedIn).toMatchObject({
      away: true,
      absence: { until: absence.until },
    })
    expect(await a.failure('noteAbsence', { ...absence, until: absence.from })).toMatchObject({
      code: 'input-invalid',
    })
    await line.restore()
    await a.call('syncNow', {})
    await b.until('session', {}, ({ signedIn }) => signedIn?.covering === true, 40_000)
    const bench = await b.until('workbench', {}, ({ rows }) => rows.some((row) => row.case === stream))
    expect(bench.rows.every((row) => row.covered && !row.mine)).toBe(true)
  }, 90_000)

  it('B works on A’s case, and the endpoint takes it', async () => {
    const view = await b.view('case', { case: stream })
    const abolished = view.proofs.find((proof) => proof.method === 'abolished')
    await b.call('waiveProof', { case: stream, entry: abolished?.entry.entry ?? '' })
    await b.until('status', {}, ({ waiting }) => waiting === 0)
    expect((await b.view('status', {})).refused).toBe(0)
  }, 30_000)

  it('A hands the case over with a word; B sees it first, confirms, and it is B’s', async () => {
    const work = await a.view('workOf', { staff: 'lin-mu' })
    expect(work.cases.map((one) => one.stream)).toEqual([stream])
    const given = { from: 'lin-mu', to: 'tao-ke', cases: [stream], verifications: [], remark: '等民政答复' }
    expect(await a.failure('handOverWork', { ...given, cases: ['case/other'] })).toMatchObject({
      code: 'input-invalid',
    })
    await a.call('handOverWork', given)
    const { toMe } = await b.until('handOvers', {}, (view) => view.toMe.length === 1)
    expect(toMe[0]).toMatchObject({
      fromName: '林沐',
      remark: '等民政答复',
      cases: [{ applicantName: '程小禾' }],
    })
    await b.call('confirmHandOver', { handOver: toMe[0]?.event ?? '' })
    expect((await b.view('handOvers', {})).toMe).toEqual([])
    expect((await b.view('workbench', {})).rows.every((row) => row.mine)).toBe(true)
    expect((await a.view('workOf', { staff: 'lin-mu' })).cases).toEqual([])
    const seen = await a.until('handOvers', {}, ({ recent }) => recent[0]?.confirmedAt !== null)
    expect(seen.recent).toHaveLength(1)
  }, 30_000)

  it('A is back, and B covers no more', async () => {
    await a.call('endAbsence', { staff: 'lin-mu' })
    await b.until('session', {}, ({ signedIn }) => signedIn?.covering === false)
    for (const desk of [a, b]) {
      await desk.until('status', {}, ({ waiting }) => waiting === 0)
      expect((await desk.view('status', {})).refused).toBe(0)
    }
  }, 30_000)

  it('a unit’s matters are fed to its own windows only', async () => {
    const streams = async (unit: string) => (await endpoint.feedOf(unit)).map((event) => event.stream)
    expect(await streams(demandingUnit.code)).toContain(unitStream(demandingUnit.code))
    expect(await streams(issuingUnit.code)).toEqual([])
  }, 30_000)
})
