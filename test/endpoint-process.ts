// An endpoint process under test: started on a port it keeps, killed, started again, asked for codes and for its feeds.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { EventEnvelope } from '../src-shared/domain/event.ts'
import { enrolClient } from './enrol-client.ts'

const entry = fileURLToPath(new URL('../src-endpoint/main.ts', import.meta.url))
const run = promisify(execFile)

export type EndpointProcess = {
  readonly url: string
  /** A one-time code for a window of `unit`. */
  enrolmentCode(unit: string, windowName: string): Promise<string>
  /** Every event a window of `unit` is told, in the order of the feed, read by a new window from the beginning. */
  feedOf(unit: string): Promise<readonly EventEnvelope[]>
  /** Makes the region's recovery key; its private half. */
  recoveryKey(): Promise<string>
  kill(): Promise<void>
  /** Starts again on the same port with the same data. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** Starts a demo endpoint on `dataFolder` with the reference in `referenceFile`. */
export async function startEndpointProcess(
  dataFolder: string,
  referenceFile: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<EndpointProcess> {
  let child: ChildProcess | null = null
  let port = 0

  async function start(): Promise<void> {
    const started = spawn(
      process.execPath,
      [entry, 'serve', '--data', dataFolder, '--port', String(port), '--demo'],
      { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'ignore'] },
    )
    child = started
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: started.stdout }).once('line', resolve)
      started.once('exit', (code) => reject(new Error(`the endpoint ended with ${code}`)))
    })
    port = Number(new URL((JSON.parse(line) as { endpoint: string }).endpoint).port)
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child
    child = null
    if (ending === null || ending.exitCode !== null) return
    const gone = new Promise<void>((resolve) => ending.once('exit', () => resolve()))
    ending.kill(signal)
    await gone
  }

  async function enrolmentCode(unit: string, windowName: string): Promise<string> {
    const { stdout } = await run(process.execPath, [
      entry,
      'enrol',
      '--data',
      dataFolder,
      '--unit',
      unit,
      '--window-name',
      windowName,
    ])
    return stdout.trim()
  }

  await start()
  await run(process.execPath, [entry, 'import-reference', '--data', dataFolder, '--file', referenceFile])
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    enrolmentCode,
    async feedOf(unit) {
      const code = await enrolmentCode(unit, 'observer')
      const { client } = await enrolClient(url, code, 'observer')
      const events: EventEnvelope[] = []
      for (let after = 0, more = true; more; ) {
        const page = await client.pullEvents(after, 500)
        events.push(...(page.items as readonly EventEnvelope[]))
        after = page.position
        more = page.more
      }
      return events
    },
    async recoveryKey() {
      const { stdout } = await run(process.execPath, [entry, 'recovery-key', '--data', dataFolder])
      return stdout.trim().split('\n').at(-1) ?? ''
    },
    kill: () => end('SIGKILL'),
    start,
    stop: () => end('SIGTERM'),
  }
}
