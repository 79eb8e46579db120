// Official mail against a real server in its own process: every answer is kept in the server's words, nothing is thrown.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '../../../test/mail-server/start.ts'
import { createMailChannel, type MailSettings, mailMessageId, type OutgoingMail } from './mail.ts'
import { streamOfMessageId } from './message-id.ts'

const running: MailServer[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()))
})

async function serve(...options: readonly string[]): Promise<MailServer> {
  const server = await startMailServer(...options)
  running.push(server)
  return server
}

const from = 'spj@example.gov'
const stream = 'verification/370304-SPJ-2026-3047'
const job = '0199e0aa-5a5e-7000-8000-2f1d35a0c001'
const letter: OutgoingMail = {
  to: 'canlian@example.gov',
  subject: '关于协查核验残疾状况证明的函',
  text: '请见附件。',
  attachments: [
    { fileName: '博审批协函〔2026〕3047号.pdf', bytes: new Uint8Array([0x25, 0x50, 0x44, 0x46, 0, 255]) },
  ],
  messageId: mailMessageId(stream, job, from),
}

function channel(port: number, more: Partial<MailSettings> = {}) {
  return createMailChannel(
    { host: '127.0.0.1', port, secure: false, from, ...more },
    { connect: 3_000, silence: 3_000 },
  )
}

describe('a letter by official mail', () => {
  it('is taken with the words of the server and arrives whole', async () => {
    const server = await serve()
    const receipt = await channel(server.port).send(letter)
    expect(receipt).toMatchObject({
      accepted: true,
      response: expect.stringMatching(/^250 .*queued as 0001\.eml/),
      messageId: `<370304-SPJ-2026-3047.0199e0aa5a5e7000@example.gov>`,
    })
    const [mail = ''] = server.mails()
    expect(mail).toContain(`Message-ID: <370304-SPJ-2026-3047.0199e0aa5a5e7000@example.gov>`)
    expect(mail).toContain(Buffer.from(letter.attachments[0]?.bytes ?? []).toString('base64'))
    expect(mail).not.toMatch(/X-Mailer|nodemailer/i)
  })

  it('waits and goes out when the server had no room for now', async () => {
    const server = await serve('--full', '1')
    const sender = channel(server.port)
    expect(await sender.send(letter)).toMatchObject({
      accepted: false,
      permanent: false,
      code: 'mail-full',
      response: '452 4.3.1 Insufficient system storage',
    })
    expect(await sender.send(letter)).toMatchObject({ accepted: true })
    expect(server.mails()).toHaveLength(1)
  })

  it('is not tried again where the recipient is unknown', async () => {
    const server = await serve('--refuse', letter.to)
    expect(await channel(server.port).send(letter)).toMatchObject({
      accepted: false,
      permanent: true,
      code: 'mail-recipient-refused',
      response: expect.stringContaining('550 5.1.1 No such user here'),
    })
  })

  it('is tried again when the line is cut, and recognised when it came twice', async () => {
    const server = await serve('--drop', '1', '--lose-answer', '1')
    const sender = channel(server.port)
    expect(await sender.send(letter)).toMatchObject({
      accepted: false,
      permanent: false,
      code: 'mail-unreachable',
    })
    expect(server.mails()).toHaveLength(0)
    // Stored, but the answer was lost: the window cannot know.
    expect(await sender.send(letter)).toMatchObject({
      accepted: false,
      permanent: false,
      code: 'mail-unreachable',
    })
    expect(await sender.send(letter)).toMatchObject({ accepted: true })
    const ids = server.mails().map((mail) => /^Message-ID: (.*)\r$/m.exec(mail)?.[1])
    expect(ids).toEqual([letter.messageId, letter.messageId])
  })

  it('says that a server is not there, or is there and says nothing', async () => {
    const server = await serve()
    await server.stop()
    expect(await channel(server.port).send(letter)).toMatchObject({
      accepted: false,
      permanent: false,
      code: 'mail-unreachable',
    })
    const silent = createServer(() => undefined)
    const port = await new Promise<number>((resolve) => {
      silent.listen(0, '127.0.0.1', () => {
        const address = silent.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    const mute = createMailChannel(
      { host: '127.0.0.1', port, secure: false, from },
      { connect: 200, silence: 200 },
    )
    expect(await mute.send(letter)).toMatchObject({
      accepted: false,
      permanent: false,
      code: 'mail-unreachable',
    })
    silent.close()
  })

  it('signs in, and says when the password is wrong', async () => {
    const server = await serve('--user', 'spj', '--password', 'right')
    expect(await channel(server.port, { user: 'spj', password: 'right' }).send(letter)).toMatchObject({
      accepted: true,
    })
    expect(await channel(server.port, { user: 'spj', password: 'wrong' }).send(letter)).toMatchObject({
      accepted: false,
      permanent: true,
      code: 'mail-auth',
      response: expect.stringContaining('535'),
    })
  })

  it('trusts a certificate only by its authority', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mail-tls-'))
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
    execFileSync(
      'openssl',
      // biome-ignore format: one option and its value after the other
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1',
        '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
      { stdio: 'ignore' },
    )
    const server = await serve('--key', key, '--certificate', certificate)
    expect(await channel(server.port).send(letter)).toMatchObject({
      accepted: false,
      permanent: false,
      code: 'mail-unreachable',
      response: expect.stringMatching(/certificate/),
    })
    const trusted = channel(server.port, { tlsCa: readFileSync(certificate, 'utf8') })
    expect(await trusted.send(letter)).toMatchObject({ accepted: true })
    rmSync(folder, { recursive: true })
  })
})

it('goes out under an id that names its letter, and no other id does', () => {
  expect(streamOfMessageId(letter.messageId)).toBe(stream)
  expect(streamOfMessageId('<CAJ+x.y@mail.example.gov>')).toBeNull()
})

describe('a mail that must not be sent', () => {
  const nowhere = channel(9)

  it.each([
    ['to', { to: 'a@example.gov\r\nBcc: b@example.gov' }],
    ['to', { to: 'a@example.gov, b@example.gov' }],
    ['to', { to: '残联 <a@example.gov>' }],
    ['to', { to: 'nobody' }],
    ['subject', { subject: '函\r\nBcc: b@example.gov' }],
    ['subject', { subject: '函\u2028x' }],
    ['messageId', { messageId: '<a@b>\r\nX: y' }],
    ['fileName', { attachments: [{ fileName: '../letter.pdf', bytes: new Uint8Array() }] }],
    ['fileName', { attachments: [{ fileName: 'a\r\nX: y.pdf', bytes: new Uint8Array() }] }],
  ] satisfies readonly (readonly [string, Partial<OutgoingMail>])[])(
    'is refused for its %s: %j',
    async (field, part) => {
      await expect(nowhere.send({ ...letter, ...part })).rejects.toMatchObject({
        coded: { code: 'input-invalid', params: { field } },
      })
    },
  )

  it('has no sender that could not be answered', () => {
    expect(() => channel(9, { from: 'x' })).toThrow('input-invalid')
    expect(() => mailMessageId(stream, job, 'x\r\n@y')).toThrow('input-invalid')
  })
})
