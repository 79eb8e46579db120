// Entry of the core process: unlocks the store, opens the desk, then answers what the pages of its host ask until the host goes away.
import type {
  BridgeAnswer,
  BridgeRequest,
  CoreSettings,
  CoreToHost,
  HostToCore,
} from '../../src-shared/contract/bridge.ts'
import { toCodedError } from '../../src-shared/errors.ts'
import { type Desk, openDesk } from './desk/open-desk.ts'
import { serveWatches } from './desk/serve-watches.ts'
import { type Room, serveLock } from './serve-lock.ts'
import { isLock, openStoreKeys, prepareStore } from './store/keys/open-store-keys.ts'
import type { Lock } from './store/keys/unlock.ts'
import type { WindowKeys } from './store/keys/window-keys.ts'

type ParentPort = {
  postMessage(message: CoreToHost): void
  on(event: 'message', listener: (event: { data: HostToCore }) => void): void
}

/** Electron's utility process has a parent port, a plain Node child its IPC channel. */
const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort

function send(message: CoreToHost): void {
  if (parentPort !== undefined) parentPort.postMessage(message)
  // A host that has just gone is heard of by `disconnect`; an answer on its way there is no failure of core.
  else if (process.connected) process.send?.(message, () => undefined)
}

function listen(listener: (message: HostToCore) => void): void {
  if (parentPort !== undefined) parentPort.on('message', (event) => listener(event.data))
  else process.on('message', (message) => listener(message as HostToCore))
}

const settings = JSON.parse(process.env.WINDOW_CORE_SETTINGS ?? '{}') as CoreSettings
const answer = (client: string, value: BridgeAnswer) => send({ type: 'answer', client, answer: value })

/** While nobody can answer yet. */
const closed: Room = {
  request(client, request) {
    if (request.type === 'call')
      answer(client, { type: 'error', id: request.id, error: { code: 'core-locked', params: {} } })
  },
  clientGone: () => undefined,
  close: () => Promise.resolve(),
}
let room = closed

const stop = async () => {
  await room.close()
  process.exit(0)
}

const brought = Promise.withResolvers<Extract<HostToCore, { type: 'keys' }>>()
let kept: ((kept: boolean) => void) | null = null
listen((message) => {
  switch (message.type) {
    case 'keys':
      brought.resolve(message)
      return
    case 'kept':
      kept?.(message.kept)
      return
    case 'request':
      room.request(message.client, message.request)
      return
    case 'client-gone':
      room.clientGone(message.client)
      return
    case 'stop':
      void stop()
      return
  }
})
// A core never outlives its host: what it does is durable, and a second one could not open the store.
process.on('disconnect', () => void stop())
process.on('SIGTERM', () => void stop())

function roomOf(desk: Desk): Room {
  const watches = serveWatches(desk, answer)
  async function request(client: string, request: BridgeRequest): Promise<void> {
    switch (request.type) {
      case 'call':
        try {
          answer(client, {
            type: 'result',
            id: request.id,
            value: await desk.call(request.verb, request.input),
          })
        } catch (thrown) {
          answer(client, { type: 'error', id: request.id, error: toCodedError(thrown) })
        }
        return
      case 'watch':
        watches.watch(client, request.id, request.query, request.input)
        return
      case 'unwatch':
        watches.unwatch(client, request.id)
        return
    }
  }
  return {
    request: (client, given) => void request(client, given),
    clientGone: watches.clientGone,
    close: () => desk.close(),
  }
}

/** Ends this core so that the next one gives the store its new key; what was asked before is answered first. */
function restartForNewKey(): void {
  setImmediate(() => {
    send({ type: 'rekeying' })
    void stop()
  })
}

/** Waits for the person who opens the lock. */
async function unlocked(lock: Lock): Promise<WindowKeys> {
  send({ type: 'locked', lock: lock.view })
  const keys = await serveLock(lock, answer, (locked) => {
    room = locked
  })
  room = closed
  send({ type: 'unlocked' })
  return keys
}

async function start(): Promise<void> {
  const { keychain, held } = await brought.promise
  const way = await openStoreKeys(settings, {
    keychain,
    held,
    keep: (secret) =>
      new Promise((resolve) => {
        kept = resolve
        send({ type: 'keep', secret })
      }),
    hold: (keyring) => send({ type: 'hold', keyring }),
  })
  const keys = isLock(way) ? await unlocked(way) : way
  const desk = await openDesk(settings, await prepareStore(settings.folder, keys), restartForNewKey)
  room = roomOf(desk)
  // The host may have gone while the store was being opened: no one would ever say so again.
  if (parentPort === undefined && !process.connected) return stop()
  send({ type: 'ready' })
  await desk.start()
}

try {
  await start()
} catch (thrown) {
  console.error(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
  send({ type: 'failed', error: toCodedError(thrown) })
  // Long enough for the message to leave, then out: the host decides whether to try again.
  setTimeout(() => process.exit(1), 200)
}
