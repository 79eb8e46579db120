// Starts Dovecot as a real IMAP server: an ordinary user's process on a high port, with its configuration and mailboxes in a folder
// of its own.
import { spawn } from 'node:child_process'
import {
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

export type ImapServer = {
  readonly port: number
  readonly user: string
  readonly password: string
  /** Where the mailboxes lie, a maildir by user, and whose they are. */
  readonly mailboxes: string
  readonly owner: { readonly uid: number; readonly gid: number }
  /** Delivers a mail as the mail system does, by a file in the mailbox. */
  deliver(raw: Uint8Array): void
  /** Names of the mails' files; what a client marks is in the letters behind the colon. */
  files(): readonly string[]
  /** Kills the server; the mailbox stays. */
  kill(): Promise<void>
  /** Starts it again on the same port. */
  restart(): Promise<void>
  /** Numbers the mails anew at the next start (another UIDVALIDITY). */
  forgetNumbers(): void
  stop(): Promise<void>
  readonly log: () => string
}

/** Debian's user without rights: Dovecot is never root here, even where the tests are. */
const nobody = { uid: 65534, gid: 65534, name: 'nobody', group: 'nogroup' }

function ownUser() {
  if (process.getuid?.() === 0) return nobody
  const { uid, gid, username } = userInfo()
  return { uid, gid, name: username, group: String(gid) }
}

/** `tls` PEM files for TLS from the first byte; without them the line is in the clear, on loopback. */
export async function startImapServer(
  options: { readonly tls?: { readonly key: string; readonly certificate: string } } = {},
): Promise<ImapServer> {
  const folder = mkdtempSync(join(tmpdir(), 'imap-server-'))
  const [user, password] = ['spj', 'right']
  const who = ownUser()
  const own = (path: string) => chownSync(path, who.uid, who.gid)
  const mailbox = join(folder, 'mail', user)
  for (const path of [
    folder,
    join(folder, 'run'),
    join(folder, 'mail'),
    mailbox,
    ...['cur', 'new', 'tmp'].map((name) => join(mailbox, name)),
  ]) {
    mkdirSync(path, { recursive: true })
    own(path)
  }
  const port = await freePort()
  const { tls } = options
  if (tls !== undefined) {
    cpSync(tls.key, join(folder, 'key.pem'))
    cpSync(tls.certificate, join(folder, 'certificate.pem'))
    own(join(folder, 'key.pem'))
    own(join(folder, 'certificate.pem'))
  }
  const listener = (name: string, on: boolean) =>
    `inet_listener ${name} {\n address = 127.0.0.1\n port = ${on ? port : 0}\n${name === 'imaps' ? ' ssl = yes\n' : ''} }`
  writeFileSync(
    join(folder, 'dovecot.conf'),
    `
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
protocols = imap
default_internal_user = ${who.name}
default_internal_group = ${who.group}
default_login_user = ${who.name}
first_valid_uid = 1
mail_location = maildir:${folder}/mail/%u
ssl = ${tls === undefined ? 'no' : `required\nssl_key = <${folder}/key.pem\nssl_cert = <${folder}/certificate.pem`}
disable_plaintext_auth = no
auth_failure_delay = 0
passdb {
 driver = static
 args = password=${password}
}
userdb {
 driver = static
 args = uid=${who.uid} gid=${who.gid} home=${folder}/mail/%u
}
service imap-login {
 chroot =
 ${listener('imap', tls === undefined)}
 ${listener('imaps', tls !== undefined)}
}
service anvil {
 chroot =
}
`,
  )
  const log = () => {
    try {
      return readFileSync(join(folder, 'log'), 'utf8')
    } catch {
      return ''
    }
  }
  let ended: Promise<void> = Promise.resolve()
  let kill: () => void = () => undefined

  async function start(): Promise<void> {
    // A server that was killed left its number, and looks alive until the system has buried it.
    rmSync(join(folder, 'run', 'master.pid'), { force: true })
    // Ends with its whole group when it ends by itself, or when whoever started it is gone and the pipe with them.
    const life = '(dovecot -F -c "$0"; kill -KILL 0) & cat > /dev/null; kill -KILL 0'
    const child = spawn('sh', ['-c', life, join(folder, 'dovecot.conf')], {
      stdio: ['pipe', 'ignore', 'inherit'],
      uid: who.uid,
      gid: who.gid,
      cwd: folder,
      // Where Debian keeps it, and an ordinary user does not look.
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
      detached: true,
    })
    let gone = false
    ended = new Promise((resolve) =>
      child.once('exit', () => {
        gone = true
        resolve()
      }),
    )
    // Its whole group: the processes that serve a client would go on without their master.
    kill = () => {
      if (!gone && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }
    while (!(await answers(port))) {
      if (gone) throw new Error(`dovecot did not start: ${log()}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  let delivered = 0
  await start()
  const stopServer = async () => {
    kill()
    await ended
    while (await answers(port)) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    port,
    user,
    password,
    mailboxes: join(folder, 'mail'),
    owner: { uid: who.uid, gid: who.gid },
    deliver(raw) {
      delivered += 1
      const name = `${1_790_000_000 + delivered}.M${delivered}P1.test`
      const file = join(mailbox, 'new', name)
      writeFileSync(file, raw)
      own(file)
    },
    files: () => ['new', 'cur'].flatMap((part) => readdirSync(join(mailbox, part)).sort()),
    kill: stopServer,
    restart: start,
    forgetNumbers() {
      for (const name of readdirSync(mailbox).filter((one) => one.startsWith('dovecot')))
        rmSync(join(mailbox, name))
    },
    async stop() {
      await stopServer()
      rmSync(folder, { recursive: true, force: true })
    },
    log,
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
    // TLS says nothing first.
    socket.once('connect', () => setTimeout(() => end(true), 300))
    socket.once('error', () => end(false))
  })
}
