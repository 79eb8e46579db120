// In a browser page: builds `window.desk` over a WebSocket to the browser host, as the preload builds it in Electron.
import type { BridgeAnswer, BridgeRequest, CoreHealth, DeskBridge } from '../src-shared/contract/bridge.ts'
import type { CodedError } from '../src-shared/errors.ts'

type Frame = BridgeAnswer | { readonly type: 'core'; readonly health: CoreHealth }
type Watch = { readonly onUpdate: (value: unknown) => void; readonly onError: (error: CodedError) => void }

const stopped: CodedError = { code: 'core-stopped', params: {} }
const calls = new Map<number, (answer: BridgeAnswer) => void>()
const watches = new Map<number, Watch>()
const healthListeners = new Set<(health: CoreHealth) => void>()
let health: CoreHealth = { state: 'starting' }
let lastId = 0
let socket: WebSocket | null = null

function setHealth(next: CoreHealth): void {
  health = next
  for (const listener of healthListeners) listener(next)
}

function onFrame(frame: Frame): void {
  if (frame.type === 'core') {
    setHealth(frame.health)
    return
  }
  const call = calls.get(frame.id)
  calls.delete(frame.id)
  call?.(frame)
  const watch = watches.get(frame.id)
  if (frame.type === 'update') watch?.onUpdate(frame.value)
  if (frame.type === 'error') watch?.onError(frame.error)
}

/** First wait before a lost socket is tried again, and the longest one, milliseconds. */
const firstWait = 500
const longestWait = 10_000
/** The host's word that another browser took this one's place. */
const replaced = 4001
let attempt = 0

/** A lost socket is a host that went away or started again: every call is answered, and the socket is tried again. */
function connect(): void {
  const opened = new WebSocket(`ws://${location.host}/bridge`)
  opened.onopen = () => {
    socket = opened
    attempt = 0
  }
  opened.onmessage = (event) => onFrame(JSON.parse(String(event.data)) as Frame)
  opened.onclose = (event) => {
    socket = null
    for (const [id, answer] of calls) answer({ type: 'error', id, error: stopped })
    calls.clear()
    watches.clear()
    if (event.code === replaced) {
      setHealth({ state: 'failed', error: { code: 'browser-replaced', params: {} } })
      return
    }
    attempt += 1
    setHealth({ state: 'restarting', attempt })
    setTimeout(connect, Math.min(longestWait, firstWait * 2 ** attempt))
  }
}

function say(request: BridgeRequest): boolean {
  if (socket === null) return false
  socket.send(JSON.stringify(request))
  return true
}

const desk: DeskBridge = {
  host: 'browser',
  call(verb, input) {
    lastId += 1
    const id = lastId
    return new Promise((resolve) => {
      calls.set(id, (answer) => {
        if (answer.type === 'error') resolve({ error: answer.error })
        else resolve({ value: answer.value })
      })
      if (!say({ type: 'call', id, verb, input })) {
        calls.delete(id)
        resolve({ error: stopped })
      }
    })
  },
  watch(query, input, onUpdate, onError) {
    lastId += 1
    const id = lastId
    watches.set(id, { onUpdate, onError })
    say({ type: 'watch', id, query, input })
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

Object.defineProperty(window, 'desk', { value: Object.freeze(desk) })
connect()
