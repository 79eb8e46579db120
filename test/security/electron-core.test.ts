// Core beside Electron: as a utility process and as a Node child, killed, left behind by its host, and asked for twice.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runtimeWithApp } from '../../build/electron-runtime.mjs'
import { coreSettings } from '../desk-process.ts'
import { type ElectronTestWindow, hosts, openElectronWindow } from '../set-up/launch.ts'

/** A core without a store, which this Electron can run inside itself: it says how it runs and dies when asked to. */
const standIn = `
const { restarted } = JSON.parse(process.env.WINDOW_CORE_SETTINGS)
const send = (message) => (process.parentPort ? process.parentPort.postMessage(message) : process.send(message))
const hear = (message) => {
  if (message.type === 'stop') process.exit(0)
  if (message.type !== 'request' || message.request.verb === 'say-nothing') return
  const value = { input: message.request.input, kind: process.type ?? 'node', restarted }
  send({ type: 'answer', client: message.client, answer: { type: 'result', id: message.request.id, value } })
}
if (process.parentPort) process.parentPort.on('message', (event) => hear(event.data))
else process.on('message', hear).on('disconnect', () => process.exit(0))
send({ type: 'ready' })
`

type DeskPage = { readonly desk: { call(verb: string, input: unknown): Promise<unknown> } }
const call = (page: Page, verb: string, input: unknown = null) =>
  page.evaluate(
    ([name, given]) => (globalThis as unknown as DeskPage).desk.call(String(name), given),
    [verb, input],
  )
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe.runIf(hosts.includes('electron'))('core beside Electron', () => {
  let folder = ''
  let window: ElectronTestWindow | null = null
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'electron-core-'))
    writeFileSync(join(folder, 'core.mjs'), standIn)
  })
  afterEach(async () => {
    await window?.close().catch(() => undefined)
    window = null
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  })
  const open = async (node: string): Promise<ElectronTestWindow> => {
    window = await openElectronWindow(coreSettings(join(folder, 'window')), {
      WINDOW_CORE_ENTRY: join(folder, 'core.mjs'),
      WINDOW_NODE: node,
    })
    await window.page.waitForFunction(() => 'desk' in globalThis)
    return window
  }

  it.each([
    ['a utility process', '', 'utility'],
    ['a Node child', process.execPath, 'node'],
  ])(
    'as %s it answers, and killed with -9 it answers what was open and comes back',
    async (_, node, kind) => {
      const { page, corePid } = await open(node)
      await expect
        .poll(() => call(page, 'echo', '你好'))
        .toEqual({ value: { input: '你好', kind, restarted: false } })
      const before = await corePid()
      const unanswered = call(page, 'say-nothing')
      await call(page, 'echo')
      process.kill(before, 'SIGKILL')
      expect(await unanswered).toMatchObject({ error: { code: 'core-stopped' } })
      await expect
        .poll(() => call(page, 'echo', 1), { timeout: 10_000 })
        .toEqual({ value: { input: 1, kind, restarted: true } })
      expect(await corePid()).not.toBe(before)
    },
  )

  it.each([
    ['a utility process', ''],
    ['a Node child', process.execPath],
  ])('as %s it goes when the window is closed, and when Electron is killed with -9', async (_, node) => {
    const closed = await open(node)
    await expect.poll(() => call(closed.page, 'echo')).toHaveProperty('value')
    const first = await closed.corePid()
    await closed.close()
    await expect.poll(() => isAlive(first), { timeout: 5_000 }).toBe(false)

    const killed = await open(node)
    await expect.poll(() => call(killed.page, 'echo')).toHaveProperty('value')
    const second = await killed.corePid()
    process.kill(killed.hostPid, 'SIGKILL')
    await expect.poll(() => isAlive(second), { timeout: 5_000 }).toBe(false)
  })

  it('a second start with the same folder opens no second window', async () => {
    await open('')
    const second = spawn(runtimeWithApp(), ['--no-sandbox', '--disable-gpu'], {
      env: { ...process.env, WINDOW_USER_DATA: join(folder, 'window-electron') },
      stdio: 'ignore',
    })
    const code = await new Promise((resolve) => second.once('exit', resolve))
    expect(code).toBe(0)
  })
})
