// The only door between an Electron page and core: the verbs of `DeskBridge`, no channel names, no event objects.
import { contextBridge, ipcRenderer } from 'electron'
import type {
  BridgeAnswer,
  BridgeRequest,
  CoreHealth,
  CoreSettings,
  DeskBridge,
} from '../../src-shared/contract/bridge.ts'
import type { CodedError } from '../../src-shared/errors.ts'

type Watch = { readonly onUpdate: (value: unknown) => void; readonly onError: (error: CodedError) => void }

const calls = new Map<number, (answer: BridgeAnswer) => void>()
const watches = new Map<number, Watch>()
const healthListeners = new Set<(health: CoreHealth) => void>()
let health: CoreHealth = { state: 'starting' }
let lastId = 0

const say = (request: BridgeRequest): void => ipcRenderer.send('desk-request', request)

ipcRenderer.on('desk-answer', (_event, answer: BridgeAnswer) => {
  const call = calls.get(answer.id)
  calls.delete(answer.id)
  call?.(answer)
  const watch = watches.get(answer.id)
  if (answer.type === 'update') watch?.onUpdate(answer.value)
  if (answer.type === 'error') watch?.onError(answer.error)
})
ipcRenderer.on('core-health', (_event, next: CoreHealth) => {
  health = next
  if (next.state !== 'ready') watches.clear()
  for (const listener of healthListeners) listener(next)
})
ipcRenderer.send('desk-ready')

const hostArgument = '--desk-host='
const host =
  process.argv.find((one) => one.startsWith(hostArgument))?.slice(hostArgument.length) ?? 'electron'

const desk: DeskBridge = {
  host: host as CoreSettings['host'],
  call(verb, input) {
    lastId += 1
    const id = lastId
    return new Promise((resolve) => {
      calls.set(id, (answer) => {
        if (answer.type === 'error') resolve({ error: answer.error })
        else resolve({ value: answer.value })
      })
      say({ type: 'call', id, verb: String(verb), input })
    })
  },
  watch(query, input, onUpdate, onError) {
    lastId += 1
    const id = lastId
    watches.set(id, { onUpdate, onError })
    say({ type: 'watch', id, query: String(query), input })
    return () => {
      watches.delete(id)
      say({ type: 'unwatch', id })
    }
  },
  onCore(listener) {
    healthListeners.add(listener)
    listener(health)
    return () => healthListeners.delete(listener)
  },
}
contextBridge.exposeInMainWorld('desk', desk)
