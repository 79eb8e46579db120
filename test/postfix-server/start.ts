// Starts Postfix as a real mail system on a high port, with its own configuration and queue; it delivers into Dovecot's mailboxes.
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ImapServer } from '../imap-server/start.ts'

export type PostfixServer = {
  readonly port: number
  /** Mails delivered to `user@example.gov`, raw. */
  mails(user: string): readonly string[]
  readonly log: () => string
  stop(): Promise<void>
}

/** What of Postfix takes, queues, bounces and delivers; nothing of it is chrooted, nothing leaves the machine. */
const services = (port: number) => `
127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`

/** `users` are the local parts that have a mailbox at example.gov. */
export async function startPostfix(imap: ImapServer, users: readonly string[]): Promise<PostfixServer> {
  if (process.getuid?.() !== 0)
    throw new Error('Postfix gives up its rights by itself and starts as root only')
  const folder = mkdtempSync(join(tmpdir(), 'postfix-'))
  chmodSync(folder, 0o755)
  const [config, queue, data, log] = ['config', 'queue', 'data', 'log'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ]
  for (const path of [config, queue, data]) mkdirSync(path)
  spawnSync('chown', ['postfix', data])
  const port = await freePort()
  const { uid, gid } = imap.owner
  writeFileSync(join(folder, 'users'), users.map((user) => `${user}@example.gov ${user}/\n`).join(''))
  writeFileSync(join(config, 'master.cf'), services(port))
  writeFileSync(
    join(config, 'main.cf'),
    `
compatibility_level = 3.6
queue_directory = ${queue}
data_directory = ${data}
maillog_file = ${log}
maillog_file_prefixes = ${folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.gov
mydestination =
mynetworks = 127.0.0.0/8
default_transport = error:no way out of the tests
virtual_mailbox_domains = example.gov
virtual_mailbox_base = ${imap.mailboxes}
virtual_mailbox_maps = texthash:${folder}/users
virtual_minimum_uid = 1
virtual_uid_maps = static:${uid}
virtual_gid_maps = static:${gid}
alias_maps =
alias_database =
message_size_limit = 26214400
`,
  )
  const child = spawn('/usr/sbin/postfix', ['-c', config, 'start-fg'], { stdio: 'ignore' })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const words = () => {
    try {
      return readFileSync(log, 'utf8')
    } catch {
      return ''
    }
  }
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries > 200 || child.exitCode !== null) throw new Error(`postfix did not start: ${words()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    port,
    mails(user) {
      const box = join(imap.mailboxes, user, 'new')
      try {
        return readdirSync(box)
          .sort()
          .map((name) => readFileSync(join(box, name), 'utf8'))
      } catch {
        return []
      }
    },
    log: words,
    async stop() {
      spawnSync('/usr/sbin/postfix', ['-c', config, 'stop'], { stdio: 'ignore' })
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await gone
      clearTimeout(timer)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('data', () => end(true))
    socket.once('error', () => end(false))
    socket.once('close', () => end(false))
  })
}
