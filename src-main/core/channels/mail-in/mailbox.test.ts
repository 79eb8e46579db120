// A mailbox on a real IMAP server: every mail handed over once and in order, whatever breaks, and nothing there changed.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { MailboxView } from '../../../../src-shared/contract/outbox-view.ts'
import { type ImapServer, startImapServer } from '../../../../test/imap-server/start.ts'
import { largestMail } from './mail.ts'
import { type ArrivedMail, type Mailbox, type MailboxPosition, watchMailbox } from './mailbox.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function serve(options?: Parameters<typeof startImapServer>[0]): Promise<ImapServer> {
  const server = await startImapServer(options)
  closing.push(() => server.stop())
  return server
}

type Watched = {
  readonly mailbox: Mailbox
  readonly mails: ArrivedMail[]
  readonly states: MailboxView[]
  room: boolean
  position: MailboxPosition | null
}

function watch(
  server: ImapServer,
  more: object = {},
  position: MailboxPosition | null = null,
  poll = 1_000,
): Watched {
  const watched = { mails: [] as ArrivedMail[], states: [] as MailboxView[], room: true, position }
  const { port, user, password } = server
  const mailbox = watchMailbox(
    { host: '127.0.0.1', port, secure: false, user, password, mailbox: 'INBOX', ...more },
    {
      position: () => watched.position,
      async receive(mail) {
        watched.mails.push(mail)
        watched.position = mail.position
      },
      async advance(next) {
        watched.position = next
      },
      hasRoom: () => watched.room,
      changed: (state) => watched.states.push(state),
    },
    { connect: 5_000, silence: 30_000, poll },
  )
  closing.push(() => mailbox.close())
  return Object.assign(watched, { mailbox })
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 20))
}

const subjects = (watched: Watched) =>
  watched.mails.map((mail) => /^Subject: (.*)\r?$/m.exec(Buffer.from(mail.raw).toString())?.[1])
const mail = (subject: string) => Buffer.from(`From: <cl@example.gov>\r\nSubject: ${subject}\r\n\r\nx\r\n`)

it('hands over what is there and what comes, and changes nothing on the server', async () => {
  const server = await serve()
  server.deliver(mail('one'))
  server.deliver(mail('two'))
  const watched = watch(server)
  await until(() => watched.mails.length === 2)
  server.deliver(mail('three'))
  await until(() => watched.mails.length === 3)
  expect(subjects(watched)).toEqual(['one', 'two', 'three'])
  expect(watched.mails[0]).toMatchObject({ headOnly: false, size: expect.any(Number) })
  expect(watched.states.at(-1)).toMatchObject({ state: 'listening' })
  // No mark behind the colon, and not even moved out of `new`, as a mailbox opened for reading only is left.
  for (const file of server.files()) expect(file).not.toMatch(/:2,./)
})

it('misses no mail that comes while others are being taken', async () => {
  const server = await serve()
  const watched = watch(server, {}, null, 3_600_000)
  await until(() => watched.position !== null)
  const count = 30
  for (let index = 0; index < count; index += 1) {
    server.deliver(mail(`${index}`))
    await new Promise((resolve) => setTimeout(resolve, (index * 7) % 60))
  }
  await until(() => watched.mails.length === count)
  expect(subjects(watched)).toEqual(Array.from({ length: count }, (_, index) => `${index}`))
})

it('goes on where it was, after the line broke and after it was closed', async () => {
  const server = await serve()
  server.deliver(mail('one'))
  const watched = watch(server)
  await until(() => watched.mails.length === 1)
  await server.kill()
  await until(() => watched.states.at(-1)?.state === 'unreachable')
  expect(watched.states.at(-1)?.nextAttemptAt).not.toBeNull()
  server.deliver(mail('two'))
  await server.restart()
  watched.mailbox.lookNow()
  await until(() => watched.mails.length === 2)
  await watched.mailbox.close()
  server.deliver(mail('three'))
  const again = watch(server, {}, watched.position)
  await until(() => again.mails.length === 1)
  expect([...subjects(watched), ...subjects(again)]).toEqual(['one', 'two', 'three'])
})

it('begins anew where the server numbers its mails anew', async () => {
  const server = await serve()
  server.deliver(mail('one'))
  const first = watch(server)
  await until(() => first.mails.length === 1)
  await first.mailbox.close()
  await server.kill()
  server.forgetNumbers()
  // UIDVALIDITY is made of the second it is made in.
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  await server.restart()
  const second = watch(server, {}, first.position)
  await until(() => second.mails.length === 1)
  expect(second.position?.uidValidity).not.toBe(first.position?.uidValidity)
})

it('leaves the mails where they are while there is no room, and takes the head only of one that is too large', async () => {
  const server = await serve()
  const watched = watch(server)
  await until(() => watched.position !== null)
  watched.room = false
  server.deliver(Buffer.concat([mail('large'), Buffer.alloc(largestMail, 'a line of text\r\n')]))
  await until(() => watched.states.at(-1)?.state === 'full')
  expect(watched.mails).toEqual([])
  watched.room = true
  watched.mailbox.lookNow()
  await until(() => watched.mails.length === 1)
  expect(watched.mails[0]).toMatchObject({ headOnly: true })
  expect(watched.mails[0]?.raw.byteLength).toBeLessThan(1000)
  expect(watched.mails[0]?.size).toBeGreaterThan(largestMail)
})

it('says that the password is refused, that the mailbox is not there, that nobody answers', async () => {
  const server = await serve()
  const refused = watch(server, { password: 'wrong' })
  await until(() => refused.states.at(-1)?.state === 'refused')
  const missing = watch(server, { mailbox: 'NoSuchBox' })
  await until(() => missing.states.at(-1)?.state === 'no-mailbox')
  await server.kill()
  const alone = watch(server)
  await until(() => alone.states.at(-1)?.state === 'unreachable')
  await server.restart()
})

it('trusts a certificate only by its authority, and sends no password without TLS to another machine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'imap-tls-'))
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  execFileSync(
    'openssl',
    // biome-ignore format: one option and its value after the other
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1',
      '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
    { stdio: 'ignore' },
  )
  const server = await serve({ tls: { key, certificate } })
  server.deliver(mail('one'))
  const stranger = watch(server, { secure: true })
  await until(() => stranger.states.at(-1)?.state === 'unreachable')
  expect(stranger.states.at(-1)?.detail).toMatch(/certificate/)
  const trusted = watch(server, { secure: true, tlsCa: readFileSync(certificate, 'utf8') })
  await until(() => trusted.mails.length === 1)
  rmSync(folder, { recursive: true })

  // By a name that is this machine and not known as such: the server offers no STARTTLS, so it is not signed in to.
  const plain = await serve()
  const open = watch(plain, { host: '0.0.0.0' })
  await until(() => open.states.at(-1)?.state === 'unreachable')
  expect(plain.log()).not.toMatch(/Login: user/)
})
