// Where the shell's core comes from: its settings, and which way this Electron can start it.
import { join } from 'node:path'
import { app, utilityProcess } from 'electron'
import type { CoreSettings, CoreToHost } from '../../src-shared/contract/bridge.ts'
import { nodeChild, type StartProcess } from '../launcher/start-core.ts'

export const outFolder = join(import.meta.dirname, '..')

/** What the start script and the tests set. An installed product hears nobody: its environment is not its administrator's word. */
const given = (name: string): string | undefined => (app.isPackaged ? undefined : process.env[name])

export function coreSettings(): CoreSettings {
  const settings = given('WINDOW_CORE_SETTINGS')
  if (settings !== undefined) return JSON.parse(settings) as CoreSettings
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

/** Folder of Electron's own files, where another than the usual one is asked for. */
export const userDataFolder = (): string | undefined => given('WINDOW_USER_DATA')

/** Electron's utility process; the way of the product. */
const utilityChild =
  (entry: string): StartProcess =>
  (environment) => {
    const child = utilityProcess.fork(entry, [], {
      env: { ...process.env, ...environment },
      stdio: 'inherit',
      serviceName: 'core',
    })
    return {
      get pid() {
        return child.pid
      },
      send: (message) => child.postMessage(message),
      onMessage: (listener) => child.on('message', (message: CoreToHost) => listener(message)),
      onExit: (listener) => child.once('exit', listener),
      // Electron's own `kill` asks politely; by then core was asked already.
      kill: () => {
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
      },
    }
  }

export type CoreStart = {
  readonly start: StartProcess
  /** A utility process can be started only when Electron is ready; a Node child need not wait that long. */
  readonly needsReady: boolean
}

/** A utility process, or, where Electron's Node-API is older than the store's (below 10), the Node that was named. */
export function coreStart(): CoreStart {
  const entry = given('WINDOW_CORE_ENTRY') ?? join(import.meta.dirname, 'core.js')
  const nodePath = given('WINDOW_NODE') ?? ''
  return Number(process.versions.napi) < 10 && nodePath !== ''
    ? { start: nodeChild(entry, nodePath), needsReady: false }
    : { start: utilityChild(entry), needsReady: true }
}
