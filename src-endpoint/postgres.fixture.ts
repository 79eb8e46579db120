// A real PostgreSQL for tests: a server of its own in a temporary folder, and as many empty databases as are asked for.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from './store/postgres/connections.ts'

const debianPrograms = '/usr/lib/postgresql'

/** Where `initdb` and `postgres` are: Debian keeps them outside the PATH, one folder a version. */
function programFolder(): string {
  const versions = existsSync(debianPrograms) ? readdirSync(debianPrograms) : []
  const newest = versions.sort((one, other) => Number(other) - Number(one))[0]
  return newest === undefined ? '' : join(debianPrograms, newest, 'bin')
}

/** PostgreSQL refuses to run as root: then it runs as the user its package made. */
function unprivileged(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const read = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: read('-u'), gid: read('-g') }
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

export type PostgresServer = {
  /** Makes an empty database; its address. */
  newDatabase(): Promise<string>
  stop(): Promise<void>
}

/** Starts a server. `durable` writes through to the disk, as in production; tests that kill no machine need it not. */
export async function startPostgres(durable = false): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'))
  const user = unprivileged()
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
  const program = (name: string) => join(programFolder(), name)
  const made = spawnSync(
    program('initdb'),
    ['-D', join(folder, 'data'), '-U', 'endpoint', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...user, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb: ${made.error?.message ?? made.stderr}`)
  const port = await freePort()
  const options = ['max_connections=200', `port=${port}`, `fsync=${durable ? 'on' : 'off'}`]
  const words = ['-D', join(folder, 'data'), '-h', '127.0.0.1', '-k', folder]
  const server = spawn(program('postgres'), [...words, ...options.flatMap((one) => ['-c', one])], {
    ...user,
    cwd: folder,
    stdio: 'ignore',
  })
  // A test that ends without stopping it must not leave it behind.
  const end = () => void server.kill('SIGINT')
  process.once('exit', end)
  const address = (database: string) => `postgres://endpoint@127.0.0.1:${port}/${database}`
  await untilReady(server, address('postgres'))
  let databases = 0
  return {
    async newDatabase() {
      databases += 1
      const name = `endpoint_${databases}`
      const connections = connect(address('postgres'))
      await connections.run(`CREATE DATABASE ${name}`)
      await connections.end()
      return address(name)
    },
    async stop() {
      process.off('exit', end)
      const gone = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGINT')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilReady(server: ChildProcess, address: string): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`)
    const connections = connect(address)
    try {
      await connections.sql`SELECT 1`
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 30))
    } finally {
      await connections.end()
    }
  }
}
