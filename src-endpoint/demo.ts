// The demo's town: an endpoint on this machine with the composed sample list and units, made-up staff, and codes for its windows.
import { type ChildProcess, execFile, fork, spawn } from 'node:child_process'
import { scryptSync } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs, promisify } from 'node:util'
import type { BridgeAnswer, CoreSettings, CoreToHost, HostToCore } from '../src-shared/contract/bridge.ts'
import { defaultPolicy, type ReferenceDocument } from '../src-shared/domain/reference.ts'
import type { Staff, Unit } from '../src-shared/domain/staff.ts'

const root = join(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    mail: { type: 'string' },
    'core-entry': { type: 'string', default: join(root, 'src-main/core/main.ts') },
  },
})
const data = values.data
if (data === undefined) throw new Error('--data DIR is missing')
mkdirSync(data, { recursive: true })

/** The passcode of everyone in the demo; the sign-in page says so. */
const passcode = '1234'
const edition = { edition: '2026-2', publishedOn: '2026-07-01', sample: true } as const
const run = promisify(execFile)
const children: ChildProcess[] = []

/** Rows of a CSV without quoted commas, as the sample's units are. */
function readUnits(): readonly Unit[] {
  const [header = '', ...lines] = readFileSync(join(root, 'resources/sample/units.csv'), 'utf8')
    .replace('\ufeff', '')
    .trim()
    .split(/\r?\n/)
  const names = header.split(',')
  return lines.map((line, index) => {
    const cells = line.split(',')
    const cell = (name: string) => cells[names.indexOf(name)] ?? ''
    const code = cell('unit_code')
    const place = String(301 + index * 3)
    return {
      code,
      name: cell('unit_name'),
      shortName: cell('short_name'),
      kind: cell('kind'),
      telephone: `0533-400 0${place}`,
      fax: `0533-400 1${place}`,
      mail: `${code.toLowerCase().replace(/[^a-z0-9]+/g, '')}@example.gov`,
    }
  })
}

const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻'
const givenNames = [
  '一帆',
  '小禾',
  '知远',
  '若溪',
  '景行',
  '云舟',
  '秀兰',
  '守义',
  '青川',
  '思齐',
  '明远',
  '安之',
  '清和',
]

/** Invented names, the same at every start. */
function inventedName(index: number): string {
  return `${surnames[index % surnames.length]}${givenNames[(index * 7) % givenNames.length]}`
}

function staffOf(units: readonly Unit[]): readonly Staff[] {
  const salt = Buffer.from('demo-only-salt')
  const verifier = {
    salt: salt.toString('base64'),
    hash: scryptSync(passcode, salt, 32, { N: 16_384, r: 8, p: 1 }).toString('base64'),
  }
  const person = (
    id: string,
    name: string,
    unit: string,
    roles: Staff['roles'],
    over: Partial<Staff> = {},
  ): Staff => ({
    id,
    name,
    unit,
    roles,
    telephone: '0533-400 0303',
    cover: null,
    partner: null,
    absentUntil: null,
    active: true,
    verifier,
    ...over,
  })
  // 陶可 is away until the end of the day, so that 林沐 covers.
  const tomorrow = new Date(
    Math.floor((Date.now() + 8 * 3_600_000) / 86_400_000 + 1) * 86_400_000 - 8 * 3_600_000,
  )
  const named = [
    person('lin-mu', '林沐', '370304-MZJ', ['agent', 'window-clerk'], { cover: 'A', partner: 'tao-ke' }),
    person('tao-ke', '陶可', '370304-MZJ', ['agent', 'window-clerk'], {
      cover: 'B',
      partner: 'lin-mu',
      absentUntil: tomorrow.toISOString(),
    }),
    person('han-zhan', '韩湛', '370304-MZJ', ['liaison']),
    person('su-he', '苏禾', '370304-MZJ', ['window-clerk', 'administrator']),
    person('zhou-heng', '周衡', '370304-GA', ['liaison']),
    person('sun-yan', '孙砚', '370304-GA', ['agent'], { cover: 'A', partner: 'zheng-tang' }),
    person('zheng-tang', '郑棠', '370304-GA', ['agent'], { cover: 'B', partner: 'sun-yan' }),
    person('ming-lan', '明岚', '370304-LXB', ['joint-office', 'liaison']),
  ]
  const own = new Set(named.map((one) => one.unit))
  const others = units
    .filter((unit) => !own.has(unit.code) && !['统称', '省级及以上'].includes(unit.kind))
    .flatMap((unit, index) => {
      const id = (role: string) => `${unit.code.split('-')[1]?.toLowerCase() ?? unit.code}-${role}`
      return [
        person(id('liaison'), inventedName(index * 3), unit.code, ['liaison']),
        person(id('agent-a'), inventedName(index * 3 + 1), unit.code, ['agent', 'window-clerk'], {
          cover: 'A',
          partner: id('agent-b'),
        }),
        person(id('agent-b'), inventedName(index * 3 + 2), unit.code, ['agent', 'window-clerk'], {
          cover: 'B',
          partner: id('agent-a'),
        }),
      ]
    })
  return [...named, ...others]
}

function referenceDocuments(): readonly ReferenceDocument[] {
  const units = readUnits()
  const calendar = JSON.parse(readFileSync(join(root, 'resources/working-calendar.json'), 'utf8')) as Extract<
    ReferenceDocument,
    { type: 'calendar' }
  >['body']
  return [
    ...units.map((body): ReferenceDocument => ({ id: `unit/${body.code}`, type: 'unit', body })),
    ...staffOf(units).map((body): ReferenceDocument => ({ id: `staff/${body.id}`, type: 'staff', body })),
    { id: 'calendar', type: 'calendar', body: calendar },
    {
      id: 'policy',
      type: 'policy',
      body: {
        ...defaultPolicy,
        fallback: {
          allowed: true,
          afterMinutes: 0,
          citation: '《博山区证明事项核验实施办法（试行）》第三条；联席会议办公室（示例）启用',
        },
      },
    },
  ]
}

/** First line of a child's output, as JSON. */
function firstLine<Value>(child: ChildProcess): Promise<Value> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) return reject(new Error('no output'))
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Value))
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
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

const main = join(import.meta.dirname, 'main.ts')
const command = async (...words: string[]) =>
  (await run(process.execPath, [main, ...words, '--data', join(data, 'endpoint')])).stdout.trim()

async function startServer(): Promise<string> {
  const portFile = join(data as string, 'port')
  const port = await choosePort(portFile)
  const child = spawn(
    process.execPath,
    [main, 'serve', '--data', join(data as string, 'endpoint'), '--port', String(port), '--demo'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  children.push(child)
  const { endpoint } = await firstLine<{ endpoint: string }>(child)
  writeFileSync(portFile, new URL(endpoint).port)
  return endpoint
}

async function startMail(): Promise<string | null> {
  if (values.mail !== undefined) return values.mail
  const entry = join(root, 'test/mail-server/main.ts')
  if (!existsSync(entry)) return null
  const child = spawn(process.execPath, [entry, '--folder', join(data as string, 'mail')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const { port } = await firstLine<{ port: number }>(child)
  return `127.0.0.1:${port}`
}

/** A window of the joint office imports and publishes the sample as it would a real list: file, preview, publication. */
async function publishSample(endpoint: string): Promise<void> {
  const settings: CoreSettings = {
    folder: join(data as string, 'joint-office'),
    resources: join(root, 'resources'),
    fonts: '',
    host: 'browser',
    restarted: false,
    demo: null,
  }
  const core = fork(values['core-entry'], [], {
    env: { ...process.env, WINDOW_CORE_SETTINGS: JSON.stringify(settings) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  children.push(core)
  const waiting = new Map<number, (answer: BridgeAnswer) => void>()
  await new Promise<void>((resolve, reject) => {
    core.once('exit', () => reject(new Error('core ended')))
    core.on('message', (message: CoreToHost) => {
      if (message.type === 'ready') resolve()
      else if (message.type === 'failed') reject(new Error(message.error.code))
      else waiting.get(message.answer.id)?.(message.answer)
    })
  })
  let last = 0
  const call = async (verb: string, input: unknown): Promise<unknown> => {
    last += 1
    const id = last
    const answer = await new Promise<BridgeAnswer>((resolve) => {
      waiting.set(id, resolve)
      core.send({
        type: 'request',
        client: 'demo',
        request: { type: 'call', id, verb, input },
      } satisfies HostToCore)
    })
    if (answer.type === 'error') throw new Error(`${verb}: ${answer.error.code}`)
    return answer.type === 'result' ? answer.value : null
  }
  const signIn = async (attempts: number): Promise<void> => {
    // The staff come with the first sync.
    await call('signIn', { staff: 'ming-lan', passcode }).catch(async (thrown: unknown) => {
      if (attempts === 0) throw thrown
      await new Promise((resolve) => setTimeout(resolve, 250))
      await signIn(attempts - 1)
    })
  }
  const unit = ['--unit', '370304-LXB', '--window-name', '联席会议办公室']
  await call('enrol', { endpoint, code: await command('enrol-code', ...unit), windowName: '联席会议办公室' })
  await signIn(4)
  const content = readFileSync(join(root, 'resources/sample/exemption-list.csv')).toString('base64')
  const { preview } = (await call('previewListImport', { fileName: 'exemption-list.csv', content })) as {
    preview: string
  }
  await call('publishList', { preview, ...edition })
  core.send({ type: 'stop' } satisfies HostToCore)
  await new Promise((resolve) => core.once('exit', resolve))
}

async function start(): Promise<void> {
  const endpoint = await startServer()
  const reference = join(data as string, 'reference.json')
  writeFileSync(reference, JSON.stringify(referenceDocuments()))
  await command('import-reference', '--file', reference)
  const published = join(data as string, 'published')
  if (!existsSync(published)) {
    await publishSample(endpoint)
    writeFileSync(published, edition.edition)
  }
  const code = (unit: string, name: string) =>
    command('enrol-code', '--unit', unit, '--window-name', name, '--minutes', '720')
  const [demanding, issuing, jointOffice] = await Promise.all([
    code('370304-MZJ', '民政窗口 3 号'),
    code('370304-GA', '协查席'),
    code('370304-LXB', '联席会议办公室'),
  ])
  const codes = { demanding, issuing, 'joint-office': jointOffice }
  console.log(JSON.stringify({ endpoint, codes, mail: await startMail() }))
}

const stop = () => {
  for (const child of children) child.kill()
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
// Whoever started the demo holds its input open; when that ends, so does the demo.
process.stdin.on('end', stop).resume()
await start()
