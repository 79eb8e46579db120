// Talks to a HylaFAX server through its own programs: sendfax, faxstat and faxrm, started without a shell.
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodedFailure } from '../../../src-shared/errors.ts'

/** One job as faxstat lists it. `state`: D done, F failed, anything else under way (faxstat(1), JobFmt %a). */
export type FaxJob = {
  readonly request: string
  readonly state: string
  readonly tag: string
  readonly pages: number
  readonly status: string
}

export type Submitted =
  | { readonly taken: true; readonly request: string; readonly response: string }
  | { readonly taken: false; readonly missing: boolean; readonly response: string }

/** One program run that hangs is ended after this, milliseconds. */
const longestRun = 60_000
/** HylaFAX itself tries this long before it gives up. */
const killTime = 'now + 1 day'
const jobFormat = 'job|%j|%a|%J|%P|%s'

/** The number as it is dialled. @throws input-invalid */
export function dialled(number: string): string {
  const plain = number.replaceAll(/[ \u3000()（）－—]/g, (one) => (one === '－' || one === '—' ? '-' : ''))
  if (!/^\+?\d[\d-]{2,29}$/.test(plain)) throw new CodedFailure('input-invalid', { field: 'faxNumber' })
  return plain
}

/** `host:port` as the programs take it; no modem, no option. @throws input-invalid */
export function faxHost(server: string): string {
  const match = /^([A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?)(:(\d{1,5}))?$/.exec(server)
  const port = Number(match?.[4] ?? 4559)
  if (match === null || port < 1 || port > 65_535)
    throw new CodedFailure('input-invalid', { field: 'server' })
  return `${match[1]}:${port}`
}

type Ran = {
  readonly missing: boolean
  readonly ended: boolean
  readonly out: string
  readonly error: string
}

function run(program: string, words: readonly string[], home: string): Promise<Ran> {
  return new Promise((resolve) => {
    let out = ''
    let error = ''
    const child = spawn(program, words, {
      shell: false,
      stdio: ['ignore', 'pipe', 'pipe'],
      // The programs read how to print a job from the home folder; nothing else of ours is theirs to know.
      env: { PATH: process.env.PATH ?? '', HOME: home, FAXUSER: 'window', LC_ALL: 'C' },
      timeout: longestRun,
      killSignal: 'SIGKILL',
      windowsHide: true,
    })
    child.stdout.on('data', (bytes: Buffer) => {
      if (out.length < 1_000_000) out += bytes.toString('utf8')
    })
    child.stderr.on('data', (bytes: Buffer) => {
      if (error.length < 10_000) error += bytes.toString('utf8')
    })
    child.on('error', (thrown) => resolve({ missing: true, ended: false, out: '', error: thrown.message }))
    child.on('close', (code) => resolve({ missing: false, ended: code === 0, out, error }))
  })
}

/** A folder of its own for one run, gone afterwards: it holds the letter while it is handed over. */
async function inHome<Value>(work: (home: string) => Promise<Value>): Promise<Value> {
  const home = await mkdtemp(join(tmpdir(), 'fax-'))
  try {
    await writeFile(join(home, '.hylarc'), `JobFmt: "${jobFormat}"\n`)
    return await work(home)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

const oneLine = (text: string) =>
  text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 500)

/** Hands the letter to the server under `tag`; it sends it by itself. @throws input-invalid */
export function submitFax(server: string, number: string, tag: string, pdf: Uint8Array): Promise<Submitted> {
  const [host, to] = [faxHost(server), dialled(number)]
  return inHome(async (home) => {
    const letter = join(home, 'letter.pdf')
    await writeFile(letter, pdf, { mode: 0o600 })
    // biome-ignore format: one option and its value after the other
    const ran = await run('sendfax', ['-n', '-N', '-m', '-s', 'a4', '-h', host, '-f', 'window', '-k', killTime, '-i', tag, '-d', to, letter], home)
    const request = /request id is (\d+)/.exec(ran.out)?.[1]
    const response = oneLine(`${ran.out} ${ran.error}`)
    return request === undefined
      ? { taken: false, missing: ran.missing, response }
      : { taken: true, request, response }
  })
}

/** Every job the server knows, waiting and done; null where it did not answer. @throws input-invalid */
export function faxJobs(server: string): Promise<readonly FaxJob[] | null> {
  const host = faxHost(server)
  return inHome(async (home) => {
    // Its exit code is 0 also where no server is there.
    const { out } = await run('faxstat', ['-h', host, '-s', '-d'], home)
    if (!/^HylaFAX scheduler on /m.test(out)) return null
    return [...out.matchAll(/^job\|(\d+)\|(.)\|([^|\n]*)\|\s*(\d+):\d+\s*\|(.*)$/gm)].map(
      ([, request = '', state = '', tag = '', pages = '', status = '']) => ({
        request,
        state,
        tag: tag.trim(),
        pages: Number(pages),
        status: oneLine(status),
      }),
    )
  })
}

/** Ends a job that has not gone out; whether it did is for `faxJobs` to say. @throws input-invalid */
export async function removeFax(server: string, request: string): Promise<void> {
  const host = faxHost(server)
  if (!/^\d{1,12}$/.test(request)) throw new CodedFailure('input-invalid', { field: 'request' })
  await inHome((home) => run('faxrm', ['-h', host, request], home))
}
