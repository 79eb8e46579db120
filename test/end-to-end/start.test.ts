// `npm start` as a newcomer types it: a window with a demo behind it, a second browser, a fresh start, and nothing left behind.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { launchChromium } from '../set-up/launch.ts'

const starter = join(import.meta.dirname, '../../build/start.mjs')
const address = /http:\/\/127\.0\.0\.1:\d+\/open\/\S+/

/** A start without a display, so that it opens the browser host. */
function start(data: string, words: readonly string[] = []) {
  const child: ChildProcess = spawn(process.execPath, [starter, ...words], {
    env: { ...process.env, WINDOW_DEMO_FOLDER: data, DISPLAY: '', WAYLAND_DISPLAY: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  for (const output of [child.stdout, child.stderr]) {
    output?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, ended, said: () => said }
}

describe('npm start', () => {
  let folder = ''
  let data = ''
  let first: ReturnType<typeof start>
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'start-'))
    data = join(folder, 'demo')
    first = start(data)
    await vi.waitFor(() => expect(first.said()).toMatch(address), { timeout: 60_000, interval: 200 })
  }, 90_000)
  afterAll(async () => {
    first.child.kill('SIGTERM')
    await first.ended
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }, 30_000)

  it('says in one line which host it opens and why', () => {
    expect(first.said().match(/^Opening .*$/gm)).toEqual([
      'Opening 民政窗口 3 号 in the browser: there is no display for Electron.',
    ])
  })

  it('its address leads to a working window, where staff of the demo sign in', async () => {
    const browser = await launchChromium()
    const page = await browser.newPage()
    await page.goto(address.exec(first.said())?.[0] ?? '')
    await page.locator('[data-testid^="sign-in-staff-"]').first().waitFor({ timeout: 20_000 })
    await browser.close()
  }, 40_000)

  it('typed again it gives another browser an address of the window that runs', async () => {
    const again = start(data)
    expect(await again.ended).toBe(0)
    const given = address.exec(again.said())?.[0] ?? ''
    expect(given).not.toBe(address.exec(first.said())?.[0])
    expect((await fetch(given, { redirect: 'manual' })).status).toBe(303)
  })

  it('with --as issuing it opens a second window on the same demo', async () => {
    const issuing = start(data, ['--as', 'issuing'])
    await expect.poll(() => issuing.said(), { timeout: 20_000 }).toMatch(address)
    expect(issuing.said()).not.toContain('Starting the demo endpoint')
    issuing.child.kill('SIGTERM')
    expect(await issuing.ended).toBe(0)
  }, 40_000)

  it('--fresh takes nothing from a running demo, nor from a folder that is not a demo', async () => {
    const whileRunning = start(data, ['--fresh'])
    expect(await whileRunning.ended).toBe(1)
    expect(existsSync(join(data, 'running.json'))).toBe(true)

    const foreign = join(folder, 'papers')
    mkdirSync(foreign)
    writeFileSync(join(foreign, 'letter.txt'), 'mine')
    for (const words of [['--fresh'], []]) expect(await start(foreign, words).ended).toBe(1)
    expect(readFileSync(join(foreign, 'letter.txt'), 'utf8')).toBe('mine')
  })

  it('refuses words it does not know', async () => {
    for (const words of [
      ['--as', 'mayor'],
      ['--as', 'toString'],
      ['--colour', 'red'],
    ]) {
      expect(await start(data, words).ended).toBe(2)
    }
  })

  it('ended, it leaves neither endpoint nor host behind', async () => {
    const { endpoint } = JSON.parse(readFileSync(join(data, 'running.json'), 'utf8')) as { endpoint: string }
    const host = new URL(address.exec(first.said())?.[0] ?? '').origin
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    for (const gone of [endpoint, host]) await expect(fetch(gone)).rejects.toThrow()
  }, 20_000)
})
