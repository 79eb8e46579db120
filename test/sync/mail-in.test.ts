// Official mail coming in, with a real core, SMTP and IMAP: an answer lies beside its inquiry until a person takes it, and a core that
// is killed while mails come in keeps each of them once.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IncomingMail } from '../../src-shared/contract/outbox-view.ts'
import { openSeat, openTown, type Town } from '../campaign/schedules.ts'
import { coreSettings, startDeskProcess } from '../desk-process.ts'
import { type ImapServer, startImapServer } from '../imap-server/start.ts'
import { composeMail, filePart, multipart, textPart } from '../mail-samples/compose-mail.ts'
import { type MailServer, startMailServer } from '../mail-server/start.ts'
import { bai, demandingUnit, issuingUnit, lin, passcode } from '../small-town.ts'

let town: Town
let inbox: ImapServer
let smtp: MailServer
let stream = ''
beforeAll(async () => {
  town = await openTown()
  inbox = await startImapServer()
  smtp = await startMailServer()
  const { desk } = town.demanding
  await desk.call('signIn', { staff: bai.id, passcode })
  await desk.call('setMailbox', mailboxOf(inbox))
  const { port } = smtp
  const server = { host: '127.0.0.1', port, secure: false, user: '', password: '', from: demandingUnit.mail }
  await desk.call('setMailSettings', server)
  await desk.call('signIn', { staff: lin.id, passcode })
  stream = await newCase()
}, 90_000)
afterAll(async () => {
  await town?.close()
  await inbox?.stop()
  await smtp?.stop()
}, 60_000)

const mailboxOf = (server: ImapServer) => ({
  host: '127.0.0.1',
  port: server.port,
  secure: false,
  user: server.user,
  password: server.password,
  mailbox: 'INBOX',
})

async function newCase(): Promise<string> {
  const { desk } = town.demanding
  const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
  const applicant = { name: '程小禾', identityNumber: '370304199001012840', telephone: '' }
  return (await desk.call('openCase', { serviceItem: found.items[0]?.serviceItem ?? '', applicant })).case
}

async function ask(proofName: string) {
  const { desk } = town.demanding
  const view = await desk.view('case', { case: stream })
  const entry = view.proofs.find((proof) => proof.entry.proofName === proofName)?.entry.entry ?? ''
  const questions = [{ question: '是否与申报一致？', declared: '是' }]
  return desk.call('askVerification', { case: stream, entry, questions })
}

const from = `From: <${issuingUnit.mail}>`
const reply = (head: readonly string[], text: string) => composeMail([from, ...head], textPart(text))

async function comesIn(subject: string): Promise<IncomingMail> {
  const { desk } = town.demanding
  await desk.call('lookForMail', {})
  const view = await desk.until('incomingMails', { verification: null }, ({ mails }) =>
    mails.some((mail) => mail.subject === subject),
  )
  const mail = view.mails.find((one) => one.subject === subject)
  if (mail === undefined) throw new Error('no such mail')
  return mail
}

const answer = {
  verdict: 'confirmed',
  answeredAt: '2026-11-20T01:00:00.000Z',
  answeredBy: '周衡',
  replyNumber: '',
  remark: '',
} as const

describe('a mail that answers a letter', () => {
  it('lies beside its inquiry, and is taken as its answer with its Message-ID as the evidence', async () => {
    const { desk } = town.demanding
    await town.demanding.line.cut()
    await desk.until('status', {}, (status) => status.fallbackOpen)
    const { verification, letterNumber } = await ask('婚姻状况证明')
    await desk.call('sendByMail', { verification, to: issuingUnit.mail })
    const sent = await desk.until(
      'verification',
      { verification },
      ({ state }) => state.dispatches.length === 1,
    )
    const messageId = sent.state.dispatches[0]?.body.messageId ?? ''
    expect(smtp.mails()[0]).toContain(`Message-ID: ${messageId}`)

    const file = filePart('反馈函.pdf', 'application/pdf', Buffer.from('%PDF-1.4 nothing'))
    const head = [from, 'Subject: ok', 'Message-ID: <answer.1@mzj>', `In-Reply-To: ${messageId}`]
    inbox.deliver(composeMail(head, multipart('mixed', [textPart('属实'), file], 'b')))
    const mail = await comesIn('ok')
    expect(mail).toMatchObject({
      tray: null,
      letter: { verification, case: stream, letterNumber, by: ['message-id'] },
      senderIsAsked: true,
      text: '属实',
      attachments: [{ name: '反馈函.pdf', kept: true, notRead: 'damaged' }],
    })
    expect((await desk.view('incomingMails', { verification })).mails).toEqual([mail])
    expect((await desk.view('status', {})).mailsCameIn).toBe(1)
    const kept = await desk.call('readMailFile', { mail: mail.id, index: 0 })
    expect(Buffer.from(kept.content, 'base64').toString()).toBe('%PDF-1.4 nothing')

    await desk.call('acceptMail', { mail: mail.id, ...answer })
    const view = await desk.until(
      'verification',
      { verification },
      ({ state }) => state.status === 'answered',
    )
    expect(view.state.answer?.body).toEqual({
      ...answer,
      channel: 'mail',
      evidence: `<answer.1@mzj> sha256:${mail.id}`,
    })
    expect((await desk.view('incomingMails', { verification: null })).mails).toEqual([])
    expect(await desk.failure('acceptMail', { mail: mail.id, ...answer })).toMatchObject({
      code: 'action-not-available',
    })
    // The endpoint takes what the window wrote.
    await town.demanding.line.restore()
    await desk.until('outbox', {}, (outbox) => outbox.waiting.length === 0)
    expect((await desk.view('outbox', {})).refused).toEqual([])
  }, 60_000)

  it('waits in the tray with the reason where it names none or several, is tied by hand, and dismissed with a reason', async () => {
    const { desk } = town.demanding
    const first = await ask('最低生活保障证明')
    inbox.deliver(reply(['Subject: ad'], 'nothing'))
    inbox.deliver(reply(['Subject: which'], '上次那件，查无'))
    const ad = await comesIn('ad')
    expect(ad).toMatchObject({ tray: 'no-letter', letter: null, mayAnswer: [] })
    expect(await desk.failure('acceptMail', { mail: ad.id, ...answer })).toMatchObject({
      code: 'action-not-available',
    })
    await desk.call('dismissMail', { mail: ad.id, reason: '广告' })
    const which = await comesIn('which')
    expect(
      await desk.failure('assignMail', { mail: which.id, verification: 'verification/X-1' }),
    ).toMatchObject({
      code: 'not-found',
    })
    await desk.call('assignMail', { mail: which.id, verification: first.verification })
    const tied = await comesIn('which')
    expect(tied).toMatchObject({ tray: null, letter: { verification: first.verification, by: null } })
    await desk.call('acceptMail', { mail: which.id, ...answer, verdict: 'not-found' })
    await desk.until(
      'verification',
      { verification: first.verification },
      ({ state }) => state.answers.length === 1,
    )

    // It contradicts a later one: both stand, and a person decides.
    inbox.deliver(
      reply([`Subject: Re: ${first.letterNumber}`.replace(/[^ -~]/g, 'x')], `${first.letterNumber}属实`),
    )
    const view = await desk.until(
      'incomingMails',
      { verification: first.verification },
      ({ mails }) => mails.length === 1,
    )
    await desk.call('acceptMail', { mail: view.mails[0]?.id ?? '', ...answer })
    const both = await desk.until(
      'verification',
      { verification: first.verification },
      ({ state }) => state.status === 'contradicted',
    )
    expect(both.state.answers.map(({ body }) => body.verdict)).toEqual(['not-found', 'confirmed'])
  }, 60_000)

  it('comes after the case was closed: both answers stand side by side, and the case stays closed', async () => {
    const { desk } = town.demanding
    const before = stream
    stream = await newCase()
    const { verification, letterNumber } = await ask('婚姻状况证明')
    const other = town.issuing.desk
    await other.until('inbox', {}, ({ rows }) => rows.some((row) => row.stream === verification))
    await other.call('registerVerification', { verification, archiveClass: 'electronic' })
    await other.call('answerVerification', { verification, verdict: 'confirmed', remark: '' })
    await desk.until('verification', { verification }, ({ state }) => state.status === 'answered')
    for (const { entry, actions } of (await desk.view('case', { case: stream })).proofs) {
      const onProof = { case: stream, entry: entry.entry }
      const brought = { ...onProof, document: entry.proofName, remark: '' }
      if (entry.proofName === '婚姻状况证明') await desk.call('takeAnswer', onProof)
      else if (actions.includes('waive')) await desk.call('waiveProof', onProof)
      else if (actions.includes('handle-outside')) await desk.call('handleOutside', onProof)
      else await desk.call('bringVoluntarily', brought)
    }
    await desk.call('closeCase', { case: stream, result: 'granted', remark: '' })

    const subject = `回复：${letterNumber}`
    inbox.deliver(reply([`Subject: ${subject}`, 'Message-ID: <late.1@mzj>'], '与申报不符'))
    const mail = await comesIn(subject)
    // It is nobody's to take by itself any more: a person ties it to its letter.
    expect(mail).toMatchObject({
      letter: null,
      tray: 'case-closed',
      mayAnswer: [{ verification, case: stream }],
    })
    await desk.call('assignMail', { mail: mail.id, verification })
    await desk.call('acceptMail', { mail: mail.id, ...answer, verdict: 'mismatch' })
    const view = await desk.until(
      'verification',
      { verification },
      ({ state }) => state.status === 'contradicted',
    )
    expect(view.state.answers.map(({ body }) => [body.channel, body.verdict])).toEqual([
      ['system', 'confirmed'],
      ['mail', 'mismatch'],
    ])
    const closed = await desk.view('case', { case: stream })
    expect(closed.state.status).toBe('closed')
    expect(closed.proofs.every((proof) => proof.status === 'settled')).toBe(true)
    expect(closed.proofs.flatMap((proof) => proof.actions)).toEqual([])
    const late = view.state.answers[1]?.event ?? ''
    await desk.call('resolveContradiction', {
      verification,
      answer: late,
      reason: '以书面答复为准，另行处理',
    })
    await desk.until('outbox', {}, ({ waiting }) => waiting.length === 0)
    expect((await desk.view('outbox', {})).refused).toEqual([])
    expect((await desk.view('case', { case: stream })).state.status).toBe('closed')
    stream = before
  }, 60_000)

  it('is put away at every window of the unit once one of them took its answer', async () => {
    const first = town.demanding.desk
    const folder = join(town.folder, 'second window')
    const second = await startDeskProcess(coreSettings(folder))
    try {
      const windowName = '窗口 2'
      const code = await town.endpoint.enrolmentCode(demandingUnit.code, windowName)
      await second.call('enrol', { endpoint: town.endpoint.url, code, windowName })
      await second.until('session', {}, (session) => session.staff.some((one) => one.id === bai.id))
      await second.call('signIn', { staff: bai.id, passcode })
      await second.call('setMailbox', mailboxOf(inbox))
      await second.call('signIn', { staff: lin.id, passcode })
      const { verification, letterNumber } = await ask('优抚对象待遇证明')
      await second.until(
        'incomingMails',
        { verification: null },
        ({ mailbox }) => mailbox?.state === 'listening',
      )
      inbox.deliver(reply(['Subject: secret'], `${letterNumber}属实`))
      // A work secret never goes by mail: the tray says so, at both.
      await comesIn('secret')
      await second.call('lookForMail', {})
      const there = await second.until('incomingMails', { verification: null }, ({ mails }) =>
        mails.some((mail) => mail.tray === 'secret'),
      )
      const mail = there.mails.find((one) => one.tray === 'secret')
      expect(mail?.mayAnswer).toMatchObject([{ verification, letterNumber }])
      // Nor is its answer taken from a mail, by nobody's word.
      expect(await first.failure('assignMail', { mail: mail?.id ?? '', verification })).toMatchObject({
        code: 'channel-refused-work-secret',
      })
      // The same mail has the same name at both windows: what one of them took is put away at the other.
      await first.call('dismissMail', { mail: mail?.id ?? '', reason: '与本单位协查无关' })
      stream = await newCase()
      const open = await ask('婚姻状况证明')
      inbox.deliver(reply(['Subject: open'], `${open.letterNumber}属实`))
      const taken = await comesIn('open')
      await second.until('incomingMails', { verification: null }, ({ mails }) =>
        mails.some((one) => one.id === taken.id),
      )
      await first.call('acceptMail', { mail: taken.id, ...answer })
      await second.until('incomingMails', { verification: null }, ({ mails }) =>
        mails.every((one) => one.id !== taken.id),
      )
      const view = await second.view('verification', { verification: open.verification })
      expect(view.state.answers).toHaveLength(1)
    } finally {
      await second.stop()
    }
  }, 60_000)

  it('is set by an administrator only', async () => {
    const { desk } = town.demanding
    expect(await desk.failure('setMailbox', mailboxOf(inbox))).toMatchObject({ code: 'action-not-available' })
    expect(await desk.failure('removeMailbox', {})).toMatchObject({ code: 'action-not-available' })
    expect(JSON.stringify(await desk.view('session', {}))).not.toContain(inbox.password)
  })
})

it('is kept once, however often the core is killed while mails come in', async () => {
  const subjects = Array.from({ length: 24 }, (_, index) => `kill ${index}`)
  const waiting = [...subjects]
  while (waiting.length > 0) {
    for (const subject of waiting.splice(0, 4)) inbox.deliver(reply([`Subject: ${subject}`], subject))
    await town.demanding.desk.call('lookForMail', {}).catch(() => undefined)
    // Somewhere between the first byte and the last mail.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 400))
    await town.demanding.desk.kill()
    town.demanding.desk = await openSeat(town.demanding, true)
  }
  const { desk } = town.demanding
  const kept = await desk.until(
    'incomingMails',
    { verification: null },
    ({ mails }) => mails.length >= subjects.length,
  )
  expect(kept.mails.map((mail) => mail.subject).sort()).toEqual([...subjects].sort())
  for (const file of inbox.files()) expect(file).not.toMatch(/:2,./)
}, 120_000)
