// Publishes the demo's sample list the way a real one is: a window of the joint office imports the file, previews, publishes.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type {
  BridgeAnswer,
  BridgeRequest,
  CoreSettings,
  CoreToHost,
  HostToCore,
} from '../src-shared/contract/bridge.ts'
import type { DeskCall, DeskInput, DeskResult } from '../src-shared/contract/desk.ts'
import type { SessionView } from '../src-shared/contract/session-view.ts'

const root = join(import.meta.dirname, '..')
const edition = { edition: '2026-2', publishedOn: '2026-07-01', sample: true } as const
const windowName = '联席会议办公室'

export type SamplePublication = {
  readonly endpoint: string
  readonly enrolmentCode: string
  /** Folder of the publishing window; what an interrupted publication left there is discarded. */
  readonly folder: string
  /** Core to start, from source or built. */
  readonly coreEntry: string
  /** Who signs in and publishes. */
  readonly staff: string
  readonly passcode: string
}

/** Resolves once the endpoint has the list. Fails with the error's code when any step is refused. */
export async function publishSample(publication: SamplePublication): Promise<void> {
  const { endpoint, enrolmentCode, folder, coreEntry, staff, passcode } = publication
  rmSync(folder, { recursive: true, force: true })
  const core = await startCore(coreEntry, {
    folder,
    resources: join(root, 'resources'),
    fonts: '',
    host: 'browser',
    restarted: false,
    demo: null,
  })
  try {
    await core.call('enrol', { endpoint, code: enrolmentCode, windowName })
    await core.untilSession((session) => session.staff.some((one) => one.id === staff))
    await core.call('signIn', { staff, passcode })
    const content = readFileSync(join(root, 'resources/sample/exemption-list.csv')).toString('base64')
    const imported = await core.call('previewListImport', { fileName: 'exemption-list.csv', content })
    if (imported.rejected.length > 0)
      throw new Error(`${imported.rejected.length} rows of the sample are unreadable`)
    await core.call('publishList', { preview: imported.preview, ...edition })
  } finally {
    await core.stop()
  }
}

/** The publishing window is thrown away with its store, and so is what opens it. */
const keychainSecret = randomBytes(32).toString('base64')

async function startCore(entry: string, settings: CoreSettings) {
  const child = fork(entry, [], {
    env: { ...process.env, WINDOW_CORE_SETTINGS: JSON.stringify(settings) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, (answer: BridgeAnswer) => void>()
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let last = 0
  const send = (message: HostToCore): void => {
    if (child.connected) child.send(message)
  }
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: CoreToHost) => {
      if (message.type === 'ready') resolve()
      else if (message.type === 'failed') reject(new Error(message.error.code))
      else if (message.type === 'locked') reject(new Error('core-locked'))
      else if (message.type === 'answer') waiting.get(message.answer.id)?.(message.answer)
    })
    send({ type: 'keys', keychain: { state: 'held', secret: keychainSecret }, held: null })
    void gone.then(() => {
      reject(new Error('core ended'))
      for (const [id, hear] of waiting)
        hear({ type: 'error', id, error: { code: 'core-stopped', params: {} } })
    })
  })

  /** Sends a request and hears its answers until one is `enough`. */
  async function ask(
    request: (id: number) => BridgeRequest,
    enough: (value: unknown) => boolean,
  ): Promise<unknown> {
    last += 1
    const id = last
    const answer = await new Promise<BridgeAnswer>((resolve) => {
      waiting.set(id, (heard) => {
        if (heard.type === 'error' || enough(heard.value)) resolve(heard)
      })
      send({ type: 'request', client: 'demo', request: request(id) })
    })
    waiting.delete(id)
    if (answer.type === 'error') throw new Error(`publishing the sample: ${answer.error.code}`)
    return answer.value
  }

  return {
    call: async <Call extends DeskCall>(verb: Call, input: DeskInput<Call>): Promise<DeskResult<Call>> =>
      (await ask(
        (id) => ({ type: 'call', id, verb, input }),
        () => true,
      )) as DeskResult<Call>,
    /** Waits for the first sync to bring what is waited for. */
    async untilSession(enough: (session: SessionView) => boolean): Promise<void> {
      await ask(
        (id) => ({ type: 'watch', id, query: 'session', input: {} }),
        (value) => enough(value as SessionView),
      )
    },
    async stop(): Promise<void> {
      send({ type: 'stop' })
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await gone
      clearTimeout(timer)
    },
  }
}
