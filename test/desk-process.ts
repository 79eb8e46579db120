// A core process as its host sees it: started from source, asked over the bridge, killed and started again.
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type {
  BridgeAnswer,
  BridgeRequest,
  CoreSettings,
  CoreToHost,
  DemoSettings,
  HostToCore,
} from '../src-shared/contract/bridge.ts'
import type {
  DeskCall,
  DeskInput,
  DeskQuery,
  DeskQueryInput,
  DeskResult,
  DeskViews,
} from '../src-shared/contract/desk.ts'
import { type CodedError, CodedFailure, type ErrorCode } from '../src-shared/errors.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
export const coreEntry = `${root}src-main/core/main.ts`

/** Settings of a core under test; `folder` is its own. */
export function coreSettings(folder: string, over: Partial<CoreSettings> = {}): CoreSettings {
  return {
    folder,
    resources: `${root}resources`,
    fonts: `${root}node_modules/@expo-google-fonts/noto-serif-sc`,
    host: 'browser',
    restarted: false,
    demo: null,
    ...over,
  }
}

/** Refusals of a view that no waiting changes. */
const final: readonly ErrorCode[] = ['core-stopped', 'unexpected', 'not-your-role']

/** A demo whose endpoint is not there: a window under test that unlocks by itself. */
export const unattended: DemoSettings = {
  endpoint: 'http://127.0.0.1:9',
  enrolmentCode: 'no code',
  windowName: '综合窗口 3 号',
  mail: null,
  passphrase: 'a demo of the tests',
}

/** What the keychain of the machine under test holds. */
export const testKeychain = {
  state: 'held',
  secret: Buffer.alloc(32, 'keychain of the tests').toString('base64'),
} as const

export type DeskProcess = Awaited<ReturnType<typeof startDeskProcess>>

/** Starts a core and waits until its store is open. Fails with the coded error core gives. */
export async function startDeskProcess(
  settings: CoreSettings,
  environment: Readonly<Record<string, string>> = {},
  entry = coreEntry,
) {
  const child: ChildProcess = fork(entry, [], {
    env: { ...process.env, ...environment, WINDOW_CORE_SETTINGS: JSON.stringify(settings) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, (answer: BridgeAnswer) => void>()
  let last = 0
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: CoreToHost) => {
      if (message.type === 'ready') resolve()
      else if (message.type === 'failed') reject(new CodedFailure(message.error.code, message.error.params))
      else if (message.type === 'locked') reject(new CodedFailure('core-locked'))
      else if (message.type === 'answer') waiting.get(message.answer.id)?.(message.answer)
    })
    child.send({ type: 'keys', keychain: testKeychain, held: null } satisfies HostToCore)
    child.once('exit', () => {
      reject(new CodedFailure('core-stopped'))
      for (const [id, answer] of waiting)
        answer({ type: 'error', id, error: { code: 'core-stopped', params: {} } })
    })
  })
  const say = (request: BridgeRequest) => {
    const message: HostToCore = { type: 'request', client: 'test', request }
    if (child.connected) child.send(message)
  }

  async function call<Call extends DeskCall>(verb: Call, input: DeskInput<Call>): Promise<DeskResult<Call>> {
    last += 1
    const id = last
    const answer = await new Promise<BridgeAnswer>((resolve) => {
      if (!child.connected) resolve({ type: 'error', id, error: { code: 'core-stopped', params: {} } })
      waiting.set(id, resolve)
      say({ type: 'call', id, verb, input })
    })
    waiting.delete(id)
    if (answer.type === 'error') throw new CodedFailure(answer.error.code, answer.error.params)
    return (answer as { value: DeskResult<Call> }).value
  }

  /** Watches a view until `enough` holds for it; fails after `milliseconds` with the view as it last was. */
  async function until<Query extends DeskQuery>(
    query: Query,
    input: DeskQueryInput<Query>,
    enough: (view: DeskViews[Query]) => boolean,
    milliseconds = 20_000,
  ): Promise<DeskViews[Query]> {
    last += 1
    const id = last
    let seen: unknown = null
    try {
      return await new Promise<DeskViews[Query]>((resolve, reject) => {
        const timer = setTimeout(
          () =>
            reject(
              new Error(
                `${query} never came to what was waited for: ${JSON.stringify(seen).slice(0, 2_000)}`,
              ),
            ),
          milliseconds,
        )
        waiting.set(id, (answer) => {
          if (answer.type === 'error') {
            seen = answer.error
            if (!final.includes(answer.error.code)) return
            clearTimeout(timer)
            reject(new CodedFailure(answer.error.code, answer.error.params))
            return
          }
          seen = (answer as { value: unknown }).value
          if (!enough(seen as DeskViews[Query])) return
          clearTimeout(timer)
          resolve(seen as DeskViews[Query])
        })
        say({ type: 'watch', id, query, input })
      })
    } finally {
      waiting.delete(id)
      say({ type: 'unwatch', id })
    }
  }

  return {
    child,
    call,
    until,
    /** One reading of a view. */
    view: <Query extends DeskQuery>(query: Query, input: DeskQueryInput<Query>) =>
      until(query, input, () => true),
    async failure<Call extends DeskCall>(verb: Call, input: DeskInput<Call>): Promise<CodedError> {
      try {
        await call(verb, input)
      } catch (thrown) {
        if (thrown instanceof CodedFailure) return thrown.coded
        throw thrown
      }
      throw new Error(`${verb} was not refused`)
    },
    /** The power cut: no message, no chance to tidy up. */
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await gone
    },
    async stop(): Promise<void> {
      if (child.connected) child.send({ type: 'stop' } satisfies HostToCore)
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await gone
      clearTimeout(timer)
    },
  }
}
