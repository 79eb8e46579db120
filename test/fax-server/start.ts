// Starts HylaFAX as a real fax queue without a modem: faxq and hfaxd on a spool folder and a port of their own. Needs root, as they do.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeFax } from '../../src-main/core/channels/hylafax.ts'

export type FaxServer = {
  readonly port: number
  /** As the window's settings name it. */
  readonly server: string
  /** The server's own file of a job, as text. */
  job(request: string): string
  /** Requests in the queue, waiting. */
  waiting(): readonly string[]
  /** Says of a job what faxq says once a modem has sent its pages; the rest is hfaxd's own. */
  sayItWent(request: string, pages: number): void
  /** Takes a job off as an operator does, with faxrm. */
  remove(request: string): Promise<void>
  stop(): Promise<void>
}

const run = (program: string, ...words: readonly string[]) => {
  const { status, stderr } = spawnSync(program, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program}: ${stderr}`)
}

export async function startFaxServer(): Promise<FaxServer> {
  if (process.getuid?.() !== 0)
    throw new Error('HylaFAX gives up its rights by itself and starts as root only')
  const folder = mkdtempSync(join(tmpdir(), 'fax-server-'))
  const spool = join(folder, 'spool')
  // Debian's own folders; the queue of the machine, if there is one, stays what it is.
  cpSync('/var/spool/hylafax', spool, { recursive: true })
  for (const queue of ['sendq', 'doneq', 'docq', 'tmp'])
    for (const name of readdirSync(join(spool, queue))) rmSync(join(spool, queue, name), { recursive: true })
  cpSync('/etc/hylafax', join(spool, 'etc'), { recursive: true })
  writeFileSync(join(spool, 'etc', 'hosts.hfaxd'), '127.0.0.1\nlocalhost\n')
  run('chown', '-R', 'uucp:uucp', spool)
  chmodSync(join(spool, 'etc', 'hosts.hfaxd'), 0o600)
  chmodSync(folder, 0o755)
  const port = await freePort()
  const children: ChildProcess[] = [
    // It waits for no modem: whatever is queued stays queued.
    spawn('/usr/sbin/faxq', ['-D', '-q', spool], { stdio: 'ignore' }),
    spawn('/usr/sbin/hfaxd', ['-d', '-q', spool, '-l', '127.0.0.1', '-i', String(port)], { stdio: 'ignore' }),
  ]
  await listening(port)
  return {
    port,
    server: `127.0.0.1:${port}`,
    job: (request) => readFileSync(join(spool, 'sendq', `q${request}`), 'utf8'),
    waiting: () => readdirSync(join(spool, 'sendq')).flatMap((name) => /^q(\d+)$/.exec(name)?.[1] ?? []),
    sayItWent(request, pages) {
      const from = join(spool, 'sendq', `q${request}`)
      const text = readFileSync(from, 'utf8')
      const done = text
        .replace(/^state:.*$/m, 'state:7')
        .replace(/^npages:.*$/m, `npages:${pages}`)
        .replace(/^totpages:.*$/m, `totpages:${pages}`)
        .replace(/^status:.*$/m, 'status:')
      writeFileSync(from, done)
      renameSync(from, join(spool, 'doneq', `q${request}`))
    },
    remove: (request) => removeFax(`127.0.0.1:${port}`, request),
    async stop() {
      await Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return
          const gone = new Promise((resolve) => child.once('exit', resolve))
          child.kill('SIGTERM')
          const timer = setTimeout(() => child.kill('SIGKILL'), 3_000)
          await gone
          clearTimeout(timer)
        }),
      )
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('hfaxd never listened')
}
