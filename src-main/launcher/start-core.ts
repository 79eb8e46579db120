// Starts core in its own process, passes pages' requests to it, and starts it again whenever it dies unasked.
import { type ChildProcess, fork } from 'node:child_process'
import type {
  BridgeRequest,
  CoreHealth,
  CoreSettings,
  CoreToHost,
  HostToCore,
  KeychainOfHost,
} from '../../src-shared/contract/bridge.ts'

/** A started process, whichever way it was started. */
export type CoreProcess = {
  readonly pid: number | undefined
  send(message: HostToCore): void
  onMessage(listener: (message: CoreToHost) => void): void
  onExit(listener: () => void): void
  kill(): void
}

/** Starts one core; `environment` carries its settings. */
export type StartProcess = (environment: Readonly<Record<string, string>>) => CoreProcess

/** A plain Node child: the browser host, and an Electron whose Node-API is too old to open the store itself. */
export function nodeChild(entry: string, nodePath: string): StartProcess {
  return (environment) => {
    const child: ChildProcess = fork(entry, [], {
      execPath: nodePath,
      execArgv: [],
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    return {
      pid: child.pid,
      send: (message) => {
        // What a child that never started could not take is told by its exit.
        if (child.connected) child.send(message, () => undefined)
      },
      onMessage: (listener) => child.on('message', (message) => listener(message as CoreToHost)),
      onExit: (listener) => {
        child.once('exit', listener)
        // A Node that is not there never exits; a message that came too late is answered by the exit.
        child.on('error', () => {
          if (child.pid === undefined) listener()
        })
      },
      kill: () => child.kill('SIGKILL'),
    }
  }
}

/** First wait after a crash and the longest one, milliseconds. */
const firstWait = 200
const longestWait = 10_000
/** A core that ran this long had recovered: the next crash starts counting anew. */
const recoveredAfter = 60_000

export type CoreConnection = {
  /** A page's request; the answers come to the listener given to `startCore`. */
  request(client: string, request: BridgeRequest): void
  clientGone(client: string): void
  readonly health: CoreHealth
  onHealth(listener: (health: CoreHealth) => void): () => void
  readonly pid: number | undefined
  /** Tells core to finish and waits until it is gone. */
  stop(): Promise<void>
}

/** The system keychain as this host reaches it; holds one secret (32 bytes, base64). */
export type HostKeychain = {
  read(): KeychainOfHost | Promise<KeychainOfHost>
  /** Keeps the secret in place of what was there; false where it could not. */
  keep(secret: string): boolean
}

export type StartCoreOptions = {
  readonly start: StartProcess
  readonly settings: CoreSettings
  /** Null where this host has no keychain. */
  readonly keychain: HostKeychain | null
  readonly onAnswer: (message: Extract<CoreToHost, { type: 'answer' }>) => void
}

/** Starts core and keeps it running until `stop`. */
export function startCore({ start, settings, keychain, onAnswer }: StartCoreOptions): CoreConnection {
  let health: CoreHealth = { state: 'starting' }
  let attempt = 0
  let stopping = false
  let core: CoreProcess | null = null
  let gone: Promise<void> = Promise.resolve()
  /** In this process's memory only, so that a core that died asks nobody again. */
  let inKeychain: KeychainOfHost | null = null
  let held: string | null = null
  const listeners = new Set<(health: CoreHealth) => void>()
  /** Calls that have no answer yet: a core that dies must not leave a page waiting. */
  const outstanding = new Map<string, { readonly client: string; readonly id: number }>()

  const setHealth = (next: CoreHealth) => {
    health = next
    for (const listener of [...listeners]) listener(next)
  }

  function run(restarted: boolean): void {
    const startedAt = Date.now()
    const started = start({ WINDOW_CORE_SETTINGS: JSON.stringify({ ...settings, restarted }) })
    core = started
    let failed = false
    let rekeying = false
    started.onMessage((message) => {
      switch (message.type) {
        case 'ready':
          setHealth({ state: 'ready' })
          return
        case 'locked':
          setHealth({ state: 'locked', lock: message.lock })
          return
        case 'unlocked':
          setHealth({ state: 'starting' })
          return
        case 'keep': {
          const kept = keychain?.keep(message.secret) ?? false
          if (kept) inKeychain = { state: 'held', secret: message.secret }
          started.send({ type: 'kept', kept })
          return
        }
        case 'hold':
          held = message.keyring
          return
        case 'rekeying':
          rekeying = true
          setHealth({ state: 'rekeying' })
          return
        case 'failed':
          failed = true
          setHealth({ state: 'failed', error: message.error })
          return
        case 'answer':
          if (message.answer.type !== 'update') outstanding.delete(`${message.client}\n${message.answer.id}`)
          onAnswer(message)
          return
      }
    })
    gone = new Promise((resolve) => {
      started.onExit(() => {
        core = null
        resolve()
        for (const { client, id } of outstanding.values()) {
          onAnswer({
            type: 'answer',
            client,
            answer: { type: 'error', id, error: { code: 'core-stopped', params: {} } },
          })
        }
        outstanding.clear()
        // A store that cannot be opened will not open by trying: the person sees why, and starts again.
        if (stopping || failed) return
        if (rekeying) {
          run(true)
          return
        }
        attempt = Date.now() - startedAt > recoveredAfter ? 1 : attempt + 1
        setHealth({ state: 'restarting', attempt })
        const wait = attempt === 1 ? 0 : Math.min(longestWait, firstWait * 2 ** attempt)
        setTimeout(() => {
          if (!stopping) run(true)
        }, wait)
      })
    })
    void giveKeys(started)
  }
  async function giveKeys(started: CoreProcess): Promise<void> {
    const read = inKeychain ?? (await keychain?.read()) ?? ({ state: 'none' } as const)
    inKeychain ??= read
    started.send({ type: 'keys', keychain: inKeychain, held })
  }
  run(settings.restarted)

  return {
    request(client, request) {
      if (core === null || (health.state !== 'ready' && health.state !== 'locked')) {
        if (request.type !== 'call') return
        const error = { code: 'core-stopped', params: {} } as const
        onAnswer({ type: 'answer', client, answer: { type: 'error', id: request.id, error } })
        return
      }
      if (request.type === 'call') outstanding.set(`${client}\n${request.id}`, { client, id: request.id })
      core.send({ type: 'request', client, request })
    },
    clientGone(client) {
      for (const [key, call] of outstanding) if (call.client === client) outstanding.delete(key)
      core?.send({ type: 'client-gone', client })
    },
    get health() {
      return health
    },
    onHealth(listener) {
      listeners.add(listener)
      listener(health)
      return () => listeners.delete(listener)
    },
    get pid() {
      return core?.pid
    },
    async stop() {
      stopping = true
      core?.send({ type: 'stop' })
      const timer = setTimeout(() => core?.kill(), 5_000)
      await gone
      clearTimeout(timer)
    },
  }
}
