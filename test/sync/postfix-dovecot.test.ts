// A letter out through a real Postfix and its answer back through a real Dovecot: matched by its Message-ID, accepted, and a refused
// recipient says so.
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTown, type Town } from '../campaign/schedules.ts'
import { type ImapServer, startImapServer } from '../imap-server/start.ts'
import { type PostfixServer, startPostfix } from '../postfix-server/start.ts'
import { bai, demandingUnit, issuingUnit, lin, passcode } from '../small-town.ts'

let town: Town
let imap: ImapServer
let postfix: PostfixServer
beforeAll(async () => {
  ;[town, imap] = await Promise.all([openTown(), startImapServer()])
  postfix = await startPostfix(imap, ['spj', 'mzj'])
  const { desk } = town.demanding
  await desk.call('signIn', { staff: bai.id, passcode })
  const local = { host: '127.0.0.1', secure: false }
  const out = { ...local, port: postfix.port, user: '', password: '', from: demandingUnit.mail }
  await desk.call('setMailSettings', out)
  const { port, user, password } = imap
  await desk.call('setMailbox', { ...local, port, user, password, mailbox: 'INBOX' })
  await desk.call('signIn', { staff: lin.id, passcode })
  await town.demanding.line.cut()
  await desk.until('status', {}, (status) => status.fallbackOpen)
}, 90_000)
afterAll(async () => {
  await town?.close()
  await postfix?.stop()
  await imap?.stop()
}, 60_000)

it('goes out by Postfix, comes back by Dovecot, and is accepted as its answer', async () => {
  const { desk } = town.demanding
  const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
  const applicant = { name: '程小禾', identityNumber: '370304199001012840', telephone: '' }
  const opened = await desk.call('openCase', { serviceItem: found.items[0]?.serviceItem ?? '', applicant })
  const { proofs } = await desk.view('case', { case: opened.case })
  const entry = proofs.find((proof) => proof.entry.proofName === '婚姻状况证明')?.entry.entry ?? ''
  const questions = [{ question: '是否与申报一致？', declared: '是' }]
  const { verification } = await desk.call('askVerification', { case: opened.case, entry, questions })

  await desk.call('sendByMail', { verification, to: 'nobody@example.gov' })
  const refused = await desk.until(
    'verification',
    { verification },
    ({ jobs }) => jobs[0]?.state === 'given-up',
  )
  expect(refused.jobs[0]?.response).toMatch(/^550 5\.1\.1 .*User unknown/)

  await desk.call('sendByMail', { verification, to: issuingUnit.mail })
  const sent = await desk.until(
    'verification',
    { verification },
    ({ state }) => state.dispatches.length === 1,
  )
  const { proof, messageId } = sent.state.dispatches[0]?.body ?? {}
  expect(proof).toMatch(/^250 2\.0\.0 Ok: queued as /)
  await expect.poll(() => postfix.mails('mzj').length, { timeout: 20_000 }).toBe(1)
  expect(postfix.mails('mzj')[0]).toContain(`Message-ID: ${messageId}`)

  await createTransport({ host: '127.0.0.1', port: postfix.port, ignoreTLS: true }).sendMail({
    from: issuingUnit.mail,
    to: demandingUnit.mail,
    subject: '回复',
    text: '属实',
    inReplyTo: messageId,
  })
  const view = await desk.until('incomingMails', { verification }, ({ mails }) => mails.length === 1)
  const [mail] = view.mails
  expect(mail).toMatchObject({
    letter: { verification, by: ['message-id'] },
    senderIsAsked: true,
    text: '属实',
  })
  const answeredAt = new Date().toISOString()
  const answer = {
    verdict: 'confirmed',
    answeredAt,
    answeredBy: '周衡',
    replyNumber: '',
    remark: '',
  } as const
  await desk.call('acceptMail', { mail: mail?.id ?? '', ...answer })
  await desk.until('verification', { verification }, ({ state }) => state.status === 'answered')
}, 60_000)
