// Fax through a real HylaFAX queue and a mail-to-fax gateway, OA through a folder and a real web server: with a real core that is killed.
import { createHash, createHmac } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeskInput } from '../../src-shared/contract/desk.ts'
import { openSeat, openTown, type Town } from '../campaign/schedules.ts'
import { type FaxServer, startFaxServer } from '../fax-server/start.ts'
import { type MailServer, startMailServer } from '../mail-server/start.ts'
import { bai, demandingUnit, issuingUnit, lin, passcode } from '../small-town.ts'

let town: Town
let fax: FaxServer
let smtp: MailServer

beforeAll(async () => {
  ;[town, fax, smtp] = await Promise.all([openTown(), startFaxServer(), startMailServer()])
  const { desk } = town.demanding
  await desk.call('signIn', { staff: bai.id, passcode })
  const server = { host: '127.0.0.1', port: smtp.port, secure: false, user: '', password: '' }
  await desk.call('setMailSettings', { ...server, from: demandingUnit.mail })
  await desk.call('signIn', { staff: lin.id, passcode })
  await town.demanding.line.cut()
  await desk.until('status', {}, (status) => status.fallbackOpen)
}, 90_000)
afterAll(async () => {
  await town?.close()
  await fax?.stop()
  await smtp?.stop()
}, 60_000)

async function setAs(set: (desk: Town['demanding']['desk']) => Promise<unknown>): Promise<void> {
  const { desk } = town.demanding
  await desk.call('signIn', { staff: bai.id, passcode })
  await set(desk)
  await desk.call('signIn', { staff: lin.id, passcode })
}
const setFax = (input: DeskInput<'setFaxSettings'>) => setAs((desk) => desk.call('setFaxSettings', input))
const setOa = (input: DeskInput<'setOaSettings'>) => setAs((desk) => desk.call('setOaSettings', input))

/** A new case with its marriage proof asked. */
async function ask(): Promise<{ readonly verification: string; readonly letterNumber: string }> {
  const { desk } = town.demanding
  const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
  const applicant = { name: '程小禾', identityNumber: '370304199001012840', telephone: '' }
  const opened = await desk.call('openCase', { serviceItem: found.items[0]?.serviceItem ?? '', applicant })
  const view = await desk.view('case', { case: opened.case })
  const entry = view.proofs.find((proof) => proof.entry.proofName === '婚姻状况证明')?.entry.entry ?? ''
  const questions = [{ question: '是否与申报一致？', declared: '是' }]
  return desk.call('askVerification', { case: opened.case, entry, questions })
}

const jobOf = async (verification: string) =>
  (await town.demanding.desk.view('verification', { verification })).jobs[0]

async function taken(verification: string): Promise<string> {
  const view = await town.demanding.desk.until(
    'verification',
    { verification },
    ({ jobs }) => jobs[0]?.request != null,
  )
  return view.jobs[0]?.request ?? ''
}

describe('a fax', () => {
  it('is done by hand until an administrator says how', async () => {
    const { verification } = await ask()
    const { desk } = town.demanding
    expect(await desk.failure('sendFax', { verification, to: issuingUnit.fax })).toMatchObject({
      code: 'channel-not-configured',
    })
    expect(await desk.failure('setFaxSettings', { way: 'by-hand' })).toMatchObject({
      code: 'action-not-available',
    })
    await desk.call('signIn', { staff: bai.id, passcode })
    for (const wrong of [
      { way: 'hylafax', server: '-h' },
      { way: 'gateway', pattern: 'nobody@fax.gateway' },
      { way: 'gateway', pattern: '{number}@a, b@c' },
    ] as const)
      expect(await desk.failure('setFaxSettings', wrong)).toMatchObject({ code: 'input-invalid' })
    await desk.call('signIn', { staff: lin.id, passcode })
  }, 30_000)

  it('waits at the server under its request id, went, and the final status is the proof', async () => {
    await setFax({ way: 'hylafax', server: fax.server })
    const { desk } = town.demanding
    const { verification } = await ask()
    expect(await desk.failure('sendFax', { verification, to: '0533;reboot' })).toMatchObject({
      code: 'input-invalid',
    })
    await desk.call('sendFax', { verification, to: issuingUnit.fax })
    const request = await taken(verification)
    expect(await jobOf(verification)).toMatchObject({ state: 'waiting', channel: 'fax', attempts: 1 })
    expect(fax.job(request)).toMatch(new RegExp(`^number:${issuingUnit.fax}$`, 'm'))
    expect((await desk.view('verification', { verification })).state.dispatches).toEqual([])
    fax.sayItWent(request, 1)
    const sent = await desk.until(
      'verification',
      { verification },
      ({ state }) => state.dispatches.length === 1,
    )
    expect(sent.state.dispatches[0]?.body).toMatchObject({
      channel: 'fax',
      address: issuingUnit.fax,
      proof: `request id ${request} · D`,
      pages: 1,
    })
    expect(await jobOf(verification)).toMatchObject({ state: 'sent' })
  }, 60_000)

  it('that is removed at the server has stopped; sent again it has another request, and dropped it is taken off there', async () => {
    const { desk } = town.demanding
    const { verification } = await ask()
    const { job } = await desk.call('sendFax', { verification, to: issuingUnit.fax })
    const first = await taken(verification)
    await fax.remove(first)
    const stopped = await desk.until(
      'verification',
      { verification },
      ({ jobs }) => jobs[0]?.state === 'given-up',
    )
    expect(stopped.jobs[0]?.response).toBe(`request id ${first} · F · Job aborted by request`)
    expect(stopped.state.dispatches).toEqual([])
    await desk.call('retryJob', { job })
    const second = await taken(verification)
    expect(second).not.toBe(first)
    expect(fax.waiting()).toContain(second)
    await desk.call('dropJob', { job })
    expect(fax.waiting()).not.toContain(second)
    expect(await jobOf(verification)).toBeUndefined()
  }, 60_000)

  it('is in the queue once, wherever the core was killed around its hand-over', async () => {
    for (const delay of [0, 20, 60, 120, 200]) {
      const { verification } = await ask()
      const before = fax.waiting().length
      const { job } = await town.demanding.desk.call('sendFax', { verification, to: issuingUnit.fax })
      await new Promise((resolve) => setTimeout(resolve, delay))
      await town.demanding.desk.kill()
      town.demanding.desk = await openSeat(town.demanding, true)
      const request = await taken(verification)
      expect(fax.waiting()).toHaveLength(before + 1)
      expect(fax.job(request)).toContain(`jobtag:${job}`)
      expect(await jobOf(verification)).toMatchObject({ doubtful: false })
    }
    await town.demanding.desk.until('status', {}, (status) => status.fallbackOpen)
  }, 120_000)

  it('goes to a gateway as a mail to the number’s address', async () => {
    await setFax({ way: 'gateway', pattern: '{number}@fax.gateway' })
    const { verification } = await ask()
    await town.demanding.desk.call('sendFax', { verification, to: issuingUnit.fax })
    const sent = await town.demanding.desk.until(
      'verification',
      { verification },
      ({ state }) => state.dispatches.length === 1,
    )
    expect(sent.state.dispatches[0]?.body).toMatchObject({
      channel: 'fax',
      address: issuingUnit.fax,
      proof: expect.stringMatching(/^05334000302@fax\.gateway: 250 /),
    })
    expect(smtp.mails().at(-1)).toMatch(/^To: 05334000302@fax\.gateway\r$/m)
  }, 30_000)
})

describe('a letter to the OA', () => {
  it('lies whole in the outgoing folder, described, and is its own proof', async () => {
    const folder = join(town.folder, 'OA 外发')
    await setOa({ way: 'folder', folder })
    const { desk } = town.demanding
    const { verification, letterNumber } = await ask()
    const { job } = await desk.call('sendByOa', { verification, to: issuingUnit.name })
    // Not there yet: it waits and says so.
    await desk.until(
      'verification',
      { verification },
      ({ jobs }) => jobs[0]?.response.startsWith('ENOENT') === true,
    )
    mkdirSync(folder)
    await desk.call('retryJob', { job })
    const sent = await desk.until(
      'verification',
      { verification },
      ({ state }) => state.dispatches.length === 1,
    )
    const names = readdirSync(folder).sort()
    expect(names.map((name) => name.replace(/^.*\./, ''))).toEqual(['json', 'pdf'])
    const words = JSON.parse(readFileSync(join(folder, names[0] ?? ''), 'utf8')) as Record<string, string>
    const pdf = readFileSync(join(folder, names[1] ?? ''))
    expect(words).toMatchObject({ job, letterNumber, to: issuingUnit.name, file: names[1] })
    expect(words.sha256).toBe(createHash('sha256').update(pdf).digest('hex'))
    expect(JSON.stringify(words)).not.toContain('程小禾')
    expect(sent.state.dispatches[0]?.body.proof).toBe(`${names[0]} sha256:${words.sha256}`)
  }, 30_000)

  it('is posted signed, again with the same key where the server failed, and stops where it was refused', async () => {
    const seen: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = []
    const answers = [503, 202, 403]
    const hook: Server = createServer((request, response) => {
      let body = ''
      request.on('data', (bytes: Buffer) => {
        body += bytes.toString()
      })
      request.on('end', () => {
        const status = answers[seen.length] ?? 500
        seen.push({ headers: request.headers, body })
        response.writeHead(status).end(status === 202 ? '收文 2026-118' : 'no')
      })
    })
    const port = await new Promise<number>((resolve) =>
      hook.listen(0, '127.0.0.1', () => {
        const address = hook.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      }),
    )
    const secret = '只有两边知道'
    await setAs(async (desk) => {
      const url = 'http://oa.example.gov/in'
      expect(await desk.failure('setOaSettings', { way: 'webhook', url, secret })).toMatchObject({
        code: 'input-invalid',
      })
      await desk.call('setOaSettings', { way: 'webhook', url: `http://127.0.0.1:${port}/in`, secret })
      // Left empty, the secret stays.
      await desk.call('setOaSettings', { way: 'webhook', url: `http://127.0.0.1:${port}/in`, secret: '' })
    })
    const { desk } = town.demanding
    expect(JSON.stringify(await desk.view('session', {}))).not.toContain(secret)
    const { verification } = await ask()
    const { job } = await desk.call('sendByOa', { verification, to: issuingUnit.name })
    await desk.until('verification', { verification }, ({ jobs }) => jobs[0]?.response === 'HTTP 503 no')
    await desk.call('retryJob', { job })
    const sent = await desk.until(
      'verification',
      { verification },
      ({ state }) => state.dispatches.length === 1,
    )
    expect(sent.state.dispatches[0]?.body.proof).toBe('HTTP 202 收文 2026-118')
    expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual([job, job])
    expect(seen[0]?.body).toBe(seen[1]?.body)
    const [, time = '', mac = ''] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(seen[1]?.headers['letter-signature'])) ?? []
    expect(mac).toBe(createHmac('sha256', secret).update(`${time}.${seen[1]?.body}`).digest('hex'))

    const other = await ask()
    await desk.call('sendByOa', { verification: other.verification, to: issuingUnit.name })
    const stopped = await desk.until(
      'verification',
      { verification: other.verification },
      ({ jobs }) => jobs[0]?.state === 'given-up',
    )
    expect(stopped.jobs[0]).toMatchObject({ response: 'HTTP 403 no', attempts: 1 })
    hook.close()
  }, 60_000)
})
