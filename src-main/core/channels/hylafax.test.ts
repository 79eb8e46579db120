// A fax through a real HylaFAX queue: handed over, found again by its tag, ended by faxrm; what must not be dialled never is.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FaxServer, startFaxServer } from '../../../test/fax-server/start.ts'
import { dialled, faxHost, faxJobs, removeFax, submitFax } from './hylafax.ts'

const tag = '0199e0aa-5a5e-7000-8000-2f1d35a0c001'
const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n',
)

describe('a fax by a HylaFAX server', () => {
  let fax: FaxServer
  beforeAll(async () => {
    fax = await startFaxServer()
  }, 30_000)
  afterAll(() => fax?.stop())

  it('is taken under a request id, waits, is found by its tag, went or was taken off', async () => {
    const first = await submitFax(fax.server, '（0533）400 0302', tag, pdf)
    const second = await submitFax(fax.server, '0533-4000303', 'another', pdf)
    if (!first.taken || !second.taken) throw new Error(first.response + second.response)
    expect(first.response).toContain(`request id is ${first.request}`)
    expect(fax.job(first.request)).toMatch(/^number:05334000302$/m)
    const waiting = await faxJobs(fax.server)
    expect(waiting?.find((job) => job.tag === tag)).toMatchObject({ request: first.request, pages: 0 })
    expect(waiting?.every((job) => !['D', 'F'].includes(job.state))).toBe(true)
    await removeFax(fax.server, first.request)
    fax.sayItWent(second.request, 2)
    const done = await faxJobs(fax.server)
    expect(done?.find((job) => job.request === first.request)).toMatchObject({
      state: 'F',
      status: 'Job aborted by request',
    })
    expect(done?.find((job) => job.request === second.request)).toMatchObject({ state: 'D', pages: 2 })
  })

  it('says in its own words that no server is there', async () => {
    expect(await submitFax('127.0.0.1:9', '0533-4000302', tag, pdf)).toMatchObject({
      taken: false,
      missing: false,
      response: expect.stringMatching(/reach/i),
    })
    expect(await faxJobs('127.0.0.1:9')).toBeNull()
  })
})

describe('what is dialled', () => {
  it.each([
    ['0533-4000302', '0533-4000302'],
    ['(0533) 400 0302', '05334000302'],
    ['+86-533-4000302', '+86-533-4000302'],
  ])('%s is a number', (typed, number) => expect(dialled(typed)).toBe(number))

  it.each([
    '',
    '-h evil',
    '--help',
    '12',
    'abc',
    '0533;rm',
    '0533\n4000',
    '0533@evil',
    '0533 4000302 -d 110',
    '9'.repeat(40),
  ])('%j is not', (typed) => expect(() => dialled(typed)).toThrow('input-invalid'))

  it.each(['-h', 'modem@host', 'host:0', 'host:99999', 'a b', 'host:1 -d 2', ''])(
    '%j is no server',
    (server) => expect(() => faxHost(server)).toThrow('input-invalid'),
  )

  it('a server without a port is at HylaFAX’s own', () =>
    expect(faxHost('fax.example.gov')).toBe('fax.example.gov:4559'))
})
