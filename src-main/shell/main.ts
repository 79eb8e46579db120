// Electron's main process: one window on our own pages, core in its own process, and nothing else let in or out.
import { join } from 'node:path'
import { app, BrowserWindow, ipcMain, Menu, type WebContents } from 'electron'
import type { CoreSettings } from '../../src-shared/contract/bridge.ts'
import { readAnnouncement, readRequest } from '../launcher/bridge-frame.ts'
import { type CoreConnection, startCore } from '../launcher/start-core.ts'
import { announce } from './announce.ts'
import { coreSettings, coreStart, outFolder, userDataFolder } from './core-starter.ts'
import { closeDoors, origin, registerOwnScheme, serveOwnPages } from './own-pages.ts'
import { systemKeychain } from './system-keychain.ts'

function openWindow(host: CoreSettings['host']): BrowserWindow {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 1024,
    minHeight: 640,
    title: '无证明窗口',
    backgroundColor: '#eef1f0',
    webPreferences: {
      preload: join(outFolder, 'preload/preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: !app.isPackaged,
      spellcheck: false,
      additionalArguments: [`--desk-host=${host}`],
    },
  })
  void window.loadURL(`${origin}/`)
  return window
}

/** Only the main frame of a page of our own origin is heard. */
const isOurs = (event: Electron.IpcMainEvent): boolean =>
  event.senderFrame !== null &&
  event.senderFrame === event.sender.mainFrame &&
  event.senderFrame.url.startsWith(`${origin}/`)

const clientOf = (contents: WebContents): string => `page-${contents.id}`

function servePages(core: CoreConnection, pages: Map<string, WebContents>): void {
  ipcMain.on('desk-ready', (event) => {
    if (!isOurs(event)) return
    const { sender } = event
    const client = clientOf(sender)
    // A reloaded page starts with nothing watched.
    core.clientGone(client)
    if (!pages.has(client)) {
      pages.set(client, sender)
      const unlisten = core.onHealth((health) => {
        if (!sender.isDestroyed()) sender.send('core-health', health)
      })
      sender.once('destroyed', () => {
        unlisten()
        pages.delete(client)
        core.clientGone(client)
      })
    } else sender.send('core-health', core.health)
  })
  ipcMain.on('desk-request', (event, given: unknown) => {
    const request = isOurs(event) ? readRequest(given) : null
    if (request !== null) core.request(clientOf(event.sender), request)
  })
}

/** Core is told to finish before Electron goes, whichever way it goes: window closed, quit, or a signal. */
function stopCoreBeforeQuit(core: CoreConnection): void {
  let stopped = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (stopped) return
    event.preventDefault()
    // In a turn of its own: with a core that is gone already, this quit would still be under way and swallow the next.
    void core.stop().then(() =>
      setImmediate(() => {
        stopped = true
        app.quit()
      }),
    )
  })
}

async function start(): Promise<void> {
  const settings = coreSettings()
  const pages = new Map<string, WebContents>()
  const { start, needsReady } = coreStart()
  if (needsReady) await app.whenReady()
  const core = startCore({
    start,
    settings,
    // A demo asks no keychain: it unlocks by itself.
    keychain: settings.demo === null ? systemKeychain(settings.folder) : null,
    onAnswer: (message) => {
      const page = pages.get(message.client)
      if (page !== undefined && !page.isDestroyed()) page.send('desk-answer', message.answer)
    },
  })
  stopCoreBeforeQuit(core)
  await app.whenReady()
  Menu.setApplicationMenu(null)
  serveOwnPages(join(outFolder, 'renderer'))
  closeDoors()
  servePages(core, pages)
  // For whoever looks after the machine, and for tests that cut the power.
  Object.assign(globalThis, { corePid: () => core.pid })

  const window = openWindow(settings.host)
  ipcMain.on('desk-announce', (event, given: unknown) => {
    const announcement = isOurs(event) ? readAnnouncement(given) : null
    if (announcement !== null) announce(window, announcement)
  })
  app.on('second-instance', () => {
    if (window.isDestroyed()) return
    if (window.isMinimized()) window.restore()
    window.focus()
  })
}

// Fields of dates and times are Electron's own: they speak as the desk does, whatever the machine's language.
app.commandLine.appendSwitch('lang', 'zh-CN')
registerOwnScheme()
const folder = userDataFolder()
if (folder !== undefined) app.setPath('userData', folder)
if (app.requestSingleInstanceLock()) void start()
else app.quit()
