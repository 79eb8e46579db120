// The joint office closes a way while letters wait in it: what has not gone out is stopped, taken back where a server has it, recorded
// with why, and other ways are offered; what did go out is proven to the end, also once the inquiry was answered.
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeskViews } from '../../src-shared/contract/desk.ts'
import { openTown, type Town } from '../campaign/schedules.ts'
import { coreSettings, type DeskProcess, startDeskProcess } from '../desk-process.ts'
import { type FaxServer, startFaxServer } from '../fax-server/start.ts'
import { type MailServer, startMailServer } from '../mail-server/start.ts'
import { bai, demandingUnit, issuingUnit, jointOffice, lin, ming, passcode } from '../small-town.ts'

let town: Town
let office: DeskProcess
let fax: FaxServer
let smtp: MailServer
/** Stands before the mail server: closed it takes no connection's letter, `holding` keeps back what the server says of one. */
let door: Server
let closed = true
let holding = false
const held: (() => void)[] = []
let stream = ''

function pass(client: Socket): void {
  if (closed) {
    client.destroy()
    return
  }
  const server = connect(smtp.port, '127.0.0.1')
  let letter = false
  let tail = ''
  client.on('data', (bytes: Buffer) => {
    // The letter's end may come in pieces.
    tail = `${tail}${bytes.toString('latin1')}`.slice(-64)
    letter ||= tail.includes('\r\n.\r\n')
    server.write(bytes)
  })
  server.on('data', (bytes) => {
    if (letter && holding) held.push(() => client.write(bytes))
    else client.write(bytes)
  })
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
}

beforeAll(async () => {
  ;[town, fax, smtp] = await Promise.all([openTown(), startFaxServer(), startMailServer()])
  door = createServer(pass)
  const port = await new Promise<number>((resolve) =>
    door.listen(0, '127.0.0.1', () => {
      const address = door.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    }),
  )
  office = await startDeskProcess(coreSettings(join(town.folder, 'office')))
  const windowName = '联席会议办公室'
  const code = await town.endpoint.enrolmentCode(jointOffice.code, windowName)
  await office.call('enrol', { endpoint: town.endpoint.url, code, windowName })
  await office.until('session', {}, (session) => session.staff.some((one) => one.id === ming.id))
  await office.call('signIn', { staff: ming.id, passcode })
  const { desk } = town.demanding
  await desk.call('signIn', { staff: bai.id, passcode })
  const server = { host: '127.0.0.1', port, secure: false, user: '', password: '', from: demandingUnit.mail }
  await desk.call('setMailSettings', server)
  await desk.call('setFaxSettings', { way: 'hylafax', server: fax.server })
  await desk.call('signIn', { staff: lin.id, passcode })
  const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
  const applicant = { name: '程小禾', identityNumber: '370304199001012840', telephone: '' }
  stream = (await desk.call('openCase', { serviceItem: found.items[0]?.serviceItem ?? '', applicant })).case
}, 120_000)
afterAll(async () => {
  await office?.stop()
  await town?.close()
  door?.close()
  await smtp?.stop()
  await fax?.stop()
}, 60_000)

async function ask(proofName: string): Promise<string> {
  const { desk } = town.demanding
  const view = await desk.view('case', { case: stream })
  const entry = view.proofs.find((proof) => proof.entry.proofName === proofName)?.entry.entry ?? ''
  const questions = [{ question: '是否与申报一致？', declared: '是' }]
  return (await desk.call('askVerification', { case: stream, entry, questions })).verification
}
const terms = { allowed: true, afterMinutes: 0, citation: '《博山区证明事项核验实施办法（试行）》第三条' }

async function outage() {
  await town.demanding.line.cut()
  await town.demanding.desk.until('status', {}, (status) => status.fallbackOpen)
}

it('a letter that waits is stopped and one in a fax queue taken back, with a record that says why; another way stays open', async () => {
  const { desk } = town.demanding
  const verification = await ask('婚姻状况证明')
  await outage()
  await desk.call('sendByMail', { verification, to: issuingUnit.mail })
  await desk.call('sendFax', { verification, to: issuingUnit.fax })
  await desk.until('outbox', {}, ({ jobs }) => jobs.some((job) => job.channel === 'mail' && job.attempts > 0))
  await expect.poll(() => fax.waiting(), { timeout: 20_000 }).toHaveLength(1)

  await office.call('setPolicy', { reason: '传真、邮箱有泄露风险', terms: { ...terms, channels: ['oa'] } })
  await town.demanding.line.restore()
  const stopped = (outbox: DeskViews['outbox']) => outbox.jobs.every((job) => job.state === 'given-up')
  const { jobs } = await desk.until('outbox', {}, stopped, 45_000)
  expect(jobs.map((job) => [job.channel, job.stopped, job.nextAttemptAt])).toEqual([
    ['mail', 'policy', null],
    ['fax', 'policy', null],
  ])
  expect(fax.waiting()).toEqual([])
  closed = false
  expect(smtp.mails()).toEqual([])
  const view = await desk.view('case', { case: stream })
  const stops = view.timeline.filter((one) => one.kind === 'verification-dispatch-stopped')
  expect(stops.map(({ body }) => [body.channel, body.reason])).toEqual(
    expect.arrayContaining([
      ['mail', '传真、邮箱有泄露风险'],
      ['fax', '传真、邮箱有泄露风险'],
    ]),
  )
  expect(stops).toHaveLength(2)
  const proof = view.proofs.find((one) => one.verification === verification)
  expect(proof?.verificationView?.jobs.map((job) => job.stopped)).toEqual(['policy', 'policy'])
  expect(proof?.verificationView?.state.dispatches).toEqual([])

  await outage()
  const { channels } = await desk.view('verification', { verification })
  expect(Object.fromEntries(channels.map((one) => [one.channel, one.closedBecause]))).toMatchObject({
    fax: 'policy',
    mail: 'policy',
    oa: null,
  })
  await town.demanding.line.restore()
  // The endpoint takes the record, and the other unit sees it.
  await desk.until('outbox', {}, ({ waiting, link }) => link.state === 'online' && waiting.length === 0)
  expect((await desk.view('outbox', {})).refused).toEqual([])
}, 90_000)

it('a letter that is in the other side’s hands is proven, though the inquiry was answered meanwhile', async () => {
  const { desk } = town.demanding
  await office.call('setPolicy', { reason: '恢复', terms })
  await desk.until('session', {}, ({ fallback }) => fallback.decisions?.at(-1)?.reason === '恢复')
  const verification = await ask('最低生活保障证明')
  await outage()
  holding = true
  await desk.call('sendByMail', { verification, to: issuingUnit.mail })
  await expect.poll(() => held.length, { timeout: 20_000 }).toBeGreaterThan(0)
  await town.demanding.line.restore()
  const { desk: issuing } = town.issuing
  await issuing.until('inbox', {}, (inbox) => inbox.rows.some((row) => row.stream === verification))
  await issuing.call('registerVerification', { verification, archiveClass: 'electronic' })
  await issuing.call('answerVerification', { verification, verdict: 'confirmed', remark: '' })
  const before = await desk.until(
    'verification',
    { verification },
    (view) => view.state.status === 'answered',
  )
  expect(before.state.dispatches).toEqual([])
  for (const release of held) release()
  const after = await desk.until('verification', { verification }, ({ jobs }) => jobs[0]?.state === 'sent')
  expect(after.state).toMatchObject({ status: 'answered', answer: before.state.answer })
  expect(after.state.dispatches.map(({ body }) => [body.channel, body.address])).toEqual([
    ['mail', issuingUnit.mail],
  ])
  expect(smtp.mails()).toHaveLength(1)
  await desk.until('outbox', {}, ({ waiting }) => waiting.length === 0)
  expect((await desk.view('outbox', {})).refused).toEqual([])
}, 90_000)
