// Entry of the core process: opens the desk, then answers what the pages of its host ask until the host goes away.
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

async function serve(desk: Desk): Promise<void> {
  const watches = serveWatches(desk, answer)
  const stop = async () => {
    await desk.close()
    process.exit(0)
  }
  async function onRequest(client: string, request: BridgeRequest): Promise<void> {
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
  listen((message) => {
    switch (message.type) {
      case 'request':
        void onRequest(message.client, message.request)
        return
      case 'client-gone':
        watches.clientGone(message.client)
        return
      case 'stop':
        void stop()
        return
    }
  })
  // A core never outlives its host: what it does is durable, and a second one could not open the store.
  process.on('disconnect', () => void stop())
  // The host may have gone while the store was being opened: no one would ever say so again.
  if (parentPort === undefined && !process.connected) return stop()
  process.on('SIGTERM', () => void stop())
  send({ type: 'ready' })
  await desk.start()
}

try {
  await serve(await openDesk(settings))
} catch (thrown) {
  console.error(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
  send({ type: 'failed', error: toCodedError(thrown) })
  // Long enough for the message to leave, then out: the host decides whether to try again.
  setTimeout(() => process.exit(1), 200)
}
