// The only door between an Electron page and core: the verbs of `DeskBridge`, no channel names, no event objects.
import { contextBridge, ipcRenderer } from 'electron'
import type { BridgeAnswer, CoreHealth, CoreSettings } from '../../src-shared/contract/bridge.ts'
import { createDeskClient } from '../../src-shared/contract/desk-client.ts'

const hostArgument = '--desk-host='
const host =
  process.argv.find((one) => one.startsWith(hostArgument))?.slice(hostArgument.length) ?? 'electron'

const client = createDeskClient(
  host as CoreSettings['host'],
  (request) => {
    ipcRenderer.send('desk-request', request)
    return true
  },
  (announcement) => ipcRenderer.send('desk-announce', announcement),
)
ipcRenderer.on('desk-answer', (_event, answer: BridgeAnswer) => client.onAnswer(answer))
ipcRenderer.on('core-health', (_event, health: CoreHealth) => client.onHealth(health))
ipcRenderer.send('desk-ready')
contextBridge.exposeInMainWorld('desk', client.desk)
