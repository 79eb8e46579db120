// Starts the test mail server as its own process and reads what it stored.
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export type MailServer = {
  readonly port: number
  /** The stored mails, raw, in the order they came. */
  mails(): readonly string[]
  stop(): Promise<void>
}

/** `options` as the server's command line takes them, beside `--folder`. */
export async function startMailServer(...options: readonly string[]): Promise<MailServer> {
  const folder = mkdtempSync(join(tmpdir(), 'mail-server-'))
  const program = join(import.meta.dirname, 'main.ts')
  const child = spawn(process.execPath, [program, '--folder', folder, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line).port))
    child.once('exit', (code) => reject(new Error(`mail server ended with ${code}`)))
  })
  return {
    port,
    mails: () =>
      readdirSync(folder)
        .sort()
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    async stop() {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
