// Opens a real window for a test, in Electron or in Chromium on the browser host, with a core of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { _electron, type Browser, chromium, type Page } from 'playwright-core'
import { canHaveRuntime, installRuntime, runtimeWithApp } from '../../build/electron-runtime.mjs'
import type { CoreSettings } from '../../src-shared/contract/bridge.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A window under test: its page, and the power switch of its core. */
export type TestWindow = {
  readonly page: Page
  /** Process id of the running core. */
  corePid(): Promise<number>
  close(): Promise<void>
}
export type ElectronTestWindow = TestWindow & {
  /** Process id of Electron's main process. */
  readonly hostPid: number
  /** Saves the next file the page hands out, as `file`; resolves to how it ended and the name it was given. */
  saveNext(file: string): Promise<string>
}
export type Host = 'electron' | 'browser'
/** Hosts that can run on this machine; everywhere but on 64-bit Linux the tests' Electron cannot be had. */
export const hosts: readonly Host[] = canHaveRuntime ? ['electron', 'browser'] : ['browser']

/** What a host needs in its environment to open this window. */
export const windowEnvironment = (settings: CoreSettings) => ({
  ...(process.env as Record<string, string>),
  WINDOW_CORE_SETTINGS: JSON.stringify(settings),
  WINDOW_CORE_ENTRY: `${root}out/main/core.js`,
  WINDOW_NODE: process.execPath,
  WINDOW_PAGES: `${root}out/renderer`,
  WINDOW_USER_DATA: `${settings.folder}-electron`,
})

/** `over` changes the environment: another core entry, or `WINDOW_NODE: ''` for a core inside Electron itself. */
export async function openElectronWindow(
  settings: CoreSettings,
  over: Readonly<Record<string, string>> = {},
): Promise<ElectronTestWindow> {
  if (!installRuntime()) throw new Error("the tests' Electron is not here")
  const app = await _electron.launch({
    executablePath: runtimeWithApp(),
    args: ['--no-sandbox', '--disable-gpu'],
    env: { ...windowEnvironment({ ...settings, host: 'test-runtime' }), ...over },
  })
  const page = await app.firstWindow()
  return {
    page,
    hostPid: app.process().pid ?? 0,
    corePid: () => app.evaluate(() => (globalThis as unknown as { corePid(): number }).corePid()),
    saveNext: (file) =>
      app.evaluate(
        ({ BrowserWindow }, path) =>
          new Promise<string>((resolve) => {
            const session = BrowserWindow.getAllWindows()[0]?.webContents.session
            session?.once('will-download', (_, item) => {
              item.setSavePath(path)
              item.once('done', (_event, state) => resolve(`${state} ${item.getFilename()}`))
            })
          }),
        file,
      ),
    close: () => app.close(),
  }
}

/** A browser host as its own process; `addresses` are the one-time addresses it printed. */
export async function startBrowserHost(settings: CoreSettings) {
  const child: ChildProcess = spawn(process.execPath, [`${root}out/main/browser-host.js`, '--with-starter'], {
    env: windowEnvironment({ ...settings, host: 'browser' }),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  if (child.stdout === null || child.stdin === null) throw new Error('no pipes')
  const { stdin } = child
  let corePid = 0
  const waiting: ((address: string) => void)[] = []
  const first = new Promise<string>((resolve) => waiting.push(resolve))
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as { address?: string; corePid?: number }
    if (said.corePid !== undefined) corePid = said.corePid
    if (said.address !== undefined) waiting.shift()?.(said.address)
  })
  return {
    address: await first,
    newAddress: () =>
      new Promise<string>((resolve) => {
        waiting.push(resolve)
        stdin.write('\n')
      }),
    corePid: () => corePid,
    /** What the host sees when its starter is killed; resolves when the host is gone. */
    async endInput(): Promise<void> {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      stdin.end()
      await gone
    },
    async close(): Promise<void> {
      if (child.exitCode !== null) throw new Error(`the browser host ended by itself with ${child.exitCode}`)
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    },
  }
}

/** Debian's Chromium, which must not try to call home on a closed network. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--lang=zh-CN',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-quic',
    ],
  })
}

export async function openBrowserWindow(settings: CoreSettings): Promise<TestWindow> {
  const host = await startBrowserHost(settings)
  const browser = await launchChromium()
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } })
  await page.goto(host.address)
  return {
    page,
    corePid: () => Promise.resolve(host.corePid()),
    async close() {
      await browser.close()
      await host.close()
    },
  }
}

/** `over` changes the environment of an Electron window. */
export const openWindow = (
  host: Host,
  settings: CoreSettings,
  over: Readonly<Record<string, string>> = {},
): Promise<TestWindow> =>
  host === 'electron' ? openElectronWindow(settings, over) : openBrowserWindow(settings)
