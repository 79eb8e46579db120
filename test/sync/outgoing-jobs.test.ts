// Letters that leave by the queue of all channels, with a real core and a real mail server: what stopped is said beside the proof, and
// a core killed between the hand-over and its record sends nothing twice without a word.
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSeat, openTown, type Town } from '../campaign/schedules.ts'
import { type MailServer, startMailServer } from '../mail-server/start.ts'
import { bai, demandingUnit, issuingUnit, lin, passcode } from '../small-town.ts'

let town: Town
let smtp: MailServer
/** Stands before the mail server; `holding` keeps back what it says once a letter is in. */
let door: Server
let holding = false
let held: (() => void) | null = null
let stream = ''

function answer(client: Socket): void {
  const server = connect(smtp.port, '127.0.0.1')
  let taken = false
  let tail = ''
  client.on('data', (bytes: Buffer) => {
    // The letter's end may come in pieces.
    tail = `${tail}${bytes.toString('latin1')}`.slice(-64)
    taken ||= tail.includes('\r\n.\r\n')
    server.write(bytes)
  })
  server.on('data', (bytes) => {
    if (taken && holding) held?.()
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
  town = await openTown()
  smtp = await startMailServer('--refuse', 'nobody@example.gov')
  door = createServer(answer)
  const port = await new Promise<number>((resolve) =>
    door.listen(0, '127.0.0.1', () => {
      const address = door.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    }),
  )
  const { desk } = town.demanding
  await desk.call('signIn', { staff: bai.id, passcode })
  const server = { host: '127.0.0.1', port, secure: false, user: '', password: '', from: demandingUnit.mail }
  await desk.call('setMailSettings', server)
  await desk.call('signIn', { staff: lin.id, passcode })
  const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
  const applicant = { name: '程小禾', identityNumber: '370304199001012840', telephone: '' }
  stream = (await desk.call('openCase', { serviceItem: found.items[0]?.serviceItem ?? '', applicant })).case
  await town.demanding.line.cut()
  await desk.until('status', {}, (status) => status.fallbackOpen)
}, 90_000)
afterAll(async () => {
  await town?.close()
  door?.close()
  await smtp?.stop()
}, 60_000)

async function ask(proofName: string): Promise<string> {
  const { desk } = town.demanding
  const view = await desk.view('case', { case: stream })
  const entry = view.proofs.find((proof) => proof.entry.proofName === proofName)?.entry.entry ?? ''
  const questions = [{ question: '是否与申报一致？', declared: '是' }]
  return (await desk.call('askVerification', { case: stream, entry, questions })).verification
}

it('a letter that stopped says so beside its proof, is tried again and taken off', async () => {
  const { desk } = town.demanding
  const verification = await ask('婚姻状况证明')
  const { job } = await desk.call('sendByMail', { verification, to: 'nobody@example.gov' })
  const stopped = await desk.until(
    'verification',
    { verification },
    ({ jobs }) => jobs[0]?.state === 'given-up',
  )
  expect(stopped.jobs).toMatchObject(
    [{ job, attempts: 1, stopped: null, response: /^550/ }].map((one) => ({
      ...one,
      response: expect.stringMatching(one.response),
    })),
  )
  expect(stopped.state.dispatches).toEqual([])
  const inCase = (await desk.view('case', { case: stream })).proofs.flatMap(
    (one) => one.verificationView?.jobs ?? [],
  )
  expect(inCase.map((one) => one.state)).toEqual(['given-up'])
  await desk.call('retryJob', { job })
  await desk.until('outbox', {}, ({ jobs }) => jobs[0]?.attempts === 2 && jobs[0].state === 'given-up')
  await desk.call('dropJob', { job })
  expect((await desk.view('verification', { verification })).jobs).toEqual([])
}, 30_000)

it('killed between the hand-over and its record: the same letter under the same id, said to be in doubt, recorded once', async () => {
  const verification = await ask('最低生活保障证明')
  holding = true
  const inHand = new Promise<void>((resolve) => {
    held = resolve
  })
  await town.demanding.desk.call('sendByMail', { verification, to: issuingUnit.mail })
  await inHand
  await town.demanding.desk.kill()
  holding = false
  town.demanding.desk = await openSeat(town.demanding, true)
  const { desk } = town.demanding
  const sent = await desk.until('verification', { verification }, ({ jobs }) => jobs[0]?.state === 'sent')
  expect(sent.jobs).toMatchObject([{ attempts: 2, doubtful: true }])
  expect(sent.state.dispatches).toHaveLength(1)
  const ids = smtp.mails().map((mail) => /^Message-ID: (.*)\r$/m.exec(mail)?.[1])
  expect(ids).toEqual([sent.state.dispatches[0]?.body.messageId, sent.state.dispatches[0]?.body.messageId])
}, 60_000)
