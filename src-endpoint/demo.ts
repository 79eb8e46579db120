// The demo's town: an endpoint on this machine with the composed sample list and units, made-up staff, and codes for its windows.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { composePast } from './demo-past.ts'
import { publishSample } from './demo-publish.ts'
import { demoPasscode, demoReference } from './demo-reference.ts'
import { putReference } from './feeds.ts'
import { openEndpointStore } from './store/open-store.ts'
import { makeEnrolmentCode } from './windows.ts'

const root = join(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    mail: { type: 'string' },
    'core-entry': { type: 'string', default: join(root, 'src-main/core/main.ts') },
  },
})
if (values.data === undefined) throw new Error('--data DIR is missing')
const data = values.data
const endpointFolder = join(data, 'endpoint')
mkdirSync(data, { recursive: true })

/** How long a code of the demo may wait for its window to be opened, minutes. */
const codeLife = 720
const windows = {
  demanding: { unit: '370304-MZJ', name: '民政窗口 3 号' },
  issuing: { unit: '370304-GA', name: '协查席' },
  'joint-office': { unit: '370304-LXB', name: '联席会议办公室' },
} as const
const children: ChildProcess[] = []
let stopping = false

/** Starts a child that prints one line of JSON when it is ready. */
function startChild<Ready>(entry: string, words: readonly string[]): Promise<Ready> {
  const child = spawn(process.execPath, [entry, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Ready))
    child.once('exit', (code) => reject(new Error(`${entry} ended with ${code}`)))
  })
}

/** The port of the last start where it is free, so that windows find their endpoint again. */
async function choosePort(file: string): Promise<number> {
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(last, '127.0.0.1', () => probe.close(() => resolve(last)))
  })
}

async function startServer(): Promise<string> {
  const portFile = join(data, 'port')
  const port = await choosePort(portFile)
  const words = ['serve', '--data', endpointFolder, '--port', String(port), '--demo']
  const { endpoint } = await startChild<{ endpoint: string }>(join(import.meta.dirname, 'main.ts'), words)
  writeFileSync(portFile, new URL(endpoint).port)
  return endpoint
}

async function startMail(): Promise<string | null> {
  if (values.mail !== undefined) return values.mail
  const entry = join(root, 'test/mail-server/main.ts')
  if (!existsSync(entry)) return null
  const { port } = await startChild<{ port: number }>(entry, ['--folder', join(data, 'mail')])
  return `127.0.0.1:${port}`
}

async function start(): Promise<void> {
  // Beside the server that is starting, as the endpoint's own commands do it.
  const store = await openEndpointStore({ dataFolder: endpointFolder, region: null, demo: true })
  await putReference(store, demoReference())
  const code = ({ unit, name }: { readonly unit: string; readonly name: string }) =>
    makeEnrolmentCode(store, unit, name, codeLife)
  const [endpoint, mail] = await Promise.all([startServer(), startMail()])
  const published = join(data, 'published')
  if (!existsSync(published)) {
    await publishSample({
      endpoint,
      enrolmentCode: await code(windows['joint-office']),
      folder: join(data, 'joint-office'),
      coreEntry: values['core-entry'],
      staff: 'ming-lan',
      passcode: demoPasscode,
    })
    writeFileSync(published, '')
  }
  const past = join(data, 'past')
  if (!existsSync(past)) {
    // Marked first: a demo that was cut off in it goes on with what there is of it.
    writeFileSync(past, '')
    await composePast(store, demoReference())
  }
  const codes = {
    demanding: await code(windows.demanding),
    issuing: await code(windows.issuing),
    'joint-office': await code(windows['joint-office']),
  }
  await store.close()
  console.log(JSON.stringify({ endpoint, codes, mail }))
}

function stop(code: number): void {
  if (stopping) return
  stopping = true
  for (const child of children) child.kill()
  const running = children.filter((child) => child.exitCode === null && child.signalCode === null)
  const gone = running.map((child) => new Promise((resolve) => child.once('exit', resolve)))
  void Promise.all(gone).then(() => process.exit(code))
}
process.on('SIGTERM', () => stop(0))
process.on('SIGINT', () => stop(0))
// Whoever started the demo holds its input open; when that ends, so does the demo.
process.stdin.on('end', () => stop(0)).resume()
try {
  await start()
} catch (thrown) {
  if (!stopping) console.error(thrown instanceof Error ? thrown.message : String(thrown))
  stop(1)
}
