// Electron's main process: one window on our own pages, core in its own process, and nothing else let in or out.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  net,
  protocol,
  session,
  utilityProcess,
  type WebContents,
} from 'electron'
import type { CoreSettings, CoreToHost } from '../../src-shared/contract/bridge.ts'
import { readRequest } from '../launcher/bridge-frame.ts'
import { contentSecurityPolicy } from '../launcher/content-security.ts'
import { nodeChild, type StartProcess, startCore } from '../launcher/start-core.ts'

const origin = 'window://desk'
const outFolder = join(import.meta.dirname, '..')

/** Settings come from the environment (start script, tests) or from the installed product's own folders. */
function coreSettings(): CoreSettings {
  const given = process.env.WINDOW_CORE_SETTINGS
  if (given !== undefined) return JSON.parse(given) as CoreSettings
  const files = app.isPackaged ? process.resourcesPath : join(outFolder, '..')
  return {
    folder: join(app.getPath('userData'), 'store'),
    resources: join(files, 'resources'),
    fonts: app.isPackaged
      ? join(files, 'fonts')
      : join(files, 'node_modules/@expo-google-fonts/noto-serif-sc'),
    host: 'electron',
    restarted: false,
    demo: null,
  }
}

/** Electron's utility process; where its Node-API is older than the store's, a Node of its own. */
function coreStarter(): StartProcess {
  const entry = process.env.WINDOW_CORE_ENTRY ?? join(import.meta.dirname, 'core.js')
  const nodePath = process.env.WINDOW_NODE
  if (Number(process.versions.napi) < 10 && nodePath !== undefined) return nodeChild(entry, nodePath)
  return (environment) => {
    const child = utilityProcess.fork(entry, [], {
      env: { ...process.env, ...environment },
      stdio: 'inherit',
    })
    return {
      get pid() {
        return child.pid
      },
      send: (message) => child.postMessage(message),
      onMessage: (listener) => child.on('message', (message: CoreToHost) => listener(message)),
      onExit: (listener) => child.once('exit', listener),
      kill: () => child.kill(),
    }
  }
}

protocol.registerSchemesAsPrivileged([
  { scheme: 'window', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
])

function serveOwnPages(): void {
  const pages = join(outFolder, 'renderer')
  protocol.handle('window', async (request) => {
    const url = new URL(request.url)
    const path = join(pages, url.pathname === '/' ? 'index.html' : decodeURIComponent(url.pathname))
    if (url.host !== 'desk' || !path.startsWith(pages)) return new Response('', { status: 404 })
    const file = await net.fetch(pathToFileURL(path).href).catch(() => new Response('', { status: 404 }))
    const headers = new Headers(file.headers)
    headers.set('content-security-policy', contentSecurityPolicy)
    headers.set('x-content-type-options', 'nosniff')
    return new Response(file.body, { status: file.status, headers })
  })
}

/** Nothing is granted and nothing is opened: what a page does not need it cannot ask for. */
function closeDoors(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

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

async function start(): Promise<void> {
  const settings = coreSettings()
  const pages = new Map<string, WebContents>()
  const core = startCore({
    start: coreStarter(),
    settings,
    onAnswer: (message) => {
      const page = pages.get(message.client)
      if (page !== undefined && !page.isDestroyed()) page.send('desk-answer', message.answer)
    },
  })
  await app.whenReady()
  Menu.setApplicationMenu(null)
  serveOwnPages()
  closeDoors()

  const clientOf = (contents: WebContents): string => `page-${contents.id}`
  // Only the main frame of a page of our own origin is heard.
  const isOurs = (event: Electron.IpcMainEvent): boolean =>
    event.senderFrame !== null &&
    event.senderFrame === event.sender.mainFrame &&
    event.senderFrame.url.startsWith(`${origin}/`)
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
  // For whoever looks after the machine, and for tests that cut the power.
  Object.assign(globalThis, { corePid: () => core.pid })

  let window: BrowserWindow | null = openWindow(settings.host)
  window.on('closed', () => {
    window = null
  })
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  app.on('window-all-closed', () => void core.stop().then(() => app.quit()))
}

const folder = process.env.WINDOW_USER_DATA
if (folder !== undefined) app.setPath('userData', folder)
if (app.requestSingleInstanceLock()) void start()
else app.quit()
