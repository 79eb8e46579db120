// In a browser page: builds `window.desk` over a WebSocket to the browser host, as the preload builds it in Electron.
import type { Announcement, BridgeAnswer, CoreHealth } from '../src-shared/contract/bridge.ts'
import { createDeskClient } from '../src-shared/contract/desk-client.ts'

type Frame = BridgeAnswer | { readonly type: 'core'; readonly health: CoreHealth }

/** First wait before a lost socket is tried again, and the longest one, milliseconds. */
const firstWait = 500
const longestWait = 10_000
/** The host's word that another browser took this one's place. */
const replaced = 4001
let attempt = 0
let socket: WebSocket | null = null

/** A silent notice of the system where the person allowed it; the number stands in the page's title in any case. */
function announce({ notice }: Announcement): void {
  if (notice === null || !('Notification' in window) || Notification.permission !== 'granted') return
  const shown = new Notification(notice.title, { body: notice.body, silent: true })
  shown.onclick = () => window.focus()
}

const client = createDeskClient(
  'browser',
  (request) => {
    if (socket === null) return false
    socket.send(JSON.stringify(request))
    return true
  },
  announce,
)

/** A lost socket is a host that went away or started again: every call is answered, and the socket is tried again. */
function connect(): void {
  const opened = new WebSocket(`ws://${location.host}/bridge`)
  opened.onopen = () => {
    socket = opened
    attempt = 0
  }
  opened.onmessage = (event) => {
    const frame = JSON.parse(String(event.data)) as Frame
    if (frame.type === 'core') client.onHealth(frame.health)
    else client.onAnswer(frame)
  }
  opened.onclose = (event) => {
    socket = null
    client.onLost()
    if (event.code === replaced) {
      client.onHealth({ state: 'failed', error: { code: 'browser-replaced', params: {} } })
      return
    }
    attempt += 1
    client.onHealth({ state: 'restarting', attempt })
    setTimeout(connect, Math.min(longestWait, firstWait * 2 ** attempt))
  }
}

Object.defineProperty(window, 'desk', { value: Object.freeze(client.desk) })
connect()
