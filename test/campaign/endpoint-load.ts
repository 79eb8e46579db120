// Many windows on several endpoint processes with one store: pushers that send until they are answered, pullers that never rest.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import {
  approvals,
  askAs,
  caseOpened,
  civilAffairs,
  enrolTestWindow,
  type Hall,
  prepareHall,
  requested,
  type StoreKind,
  type TestWindow,
} from '../../src-endpoint/small-hall.fixture.ts'
import { connect } from '../../src-endpoint/store/postgres/connections.ts'
import { makeEnrolmentCode } from '../../src-endpoint/windows.ts'
import type { EventPage, PushAnswer } from '../../src-shared/contract/replication.ts'
import type { EventEnvelope } from '../../src-shared/domain/event.ts'

const entry = join(import.meta.dirname, '../../src-endpoint/main.ts')
const lateCommits = pathToFileURL(join(import.meta.dirname, '../sync/late-commits.ts')).href

export type Server = {
  readonly url: string
  kill(): Promise<void>
  /** On the port it had. */
  start(): Promise<void>
}

/** Starts an endpoint process on the hall's store; `lateCommit` milliseconds is how late its commits come, at most. */
async function startServer(hall: Hall, kind: StoreKind, lateCommit: number): Promise<Server> {
  let child: ChildProcess | null = null
  let port = 0
  const late = kind === 'sqlite' && lateCommit > 0
  const environment = late ? { LATE_COMMIT: String(lateCommit), NODE_OPTIONS: `--import=${lateCommits}` } : {}
  async function start(): Promise<void> {
    const words = [entry, 'serve', ...hall.words, '--port', String(port)]
    const started = spawn(process.execPath, words, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    })
    child = started
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: started.stdout }).once('line', resolve)
      started.once('exit', (code) => reject(new Error(`the endpoint ended with ${code}`)))
    })
    port = Number(new URL((JSON.parse(line) as { endpoint: string }).endpoint).port)
  }
  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    start,
    async kill() {
      const ending = child
      child = null
      if (ending === null || ending.exitCode !== null) return
      const gone = new Promise((resolve) => ending.once('exit', resolve))
      ending.kill('SIGKILL')
      await gone
    },
  }
}

/** On PostgreSQL every transaction that wrote an event sleeps at its very end, when all its positions are taken. */
async function commitLateOnPostgres(address: string, lateCommit: number): Promise<void> {
  const { run, end } = connect(address)
  await run(`
    CREATE FUNCTION commit_late() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(random() * ${lateCommit / 1_000}); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER late AFTER INSERT ON feed DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW WHEN (NEW.position % 3 = 0) EXECUTE FUNCTION commit_late();`)
  await end()
}

export type Load = Awaited<ReturnType<typeof openLoad>>

/** A hall with `processes` endpoints and `pushers` windows of one unit that open cases and ask the other unit. */
export async function openLoad(kind: StoreKind, processes: number, pushers: number, lateCommit: number) {
  const hall = await prepareHall(kind)
  const servers = await Promise.all(
    Array.from({ length: processes }, () => startServer(hall, kind, lateCommit)),
  )
  if (kind === 'postgres' && lateCommit > 0) await commitLateOnPostgres(hall.where.database ?? '', lateCommit)
  const url = servers[0]?.url ?? ''
  const codes = await hall.onStore(async (store) => {
    const made: string[] = []
    for (let index = 0; index < pushers; index += 1)
      made.push(await makeEnrolmentCode(store, approvals, `窗口 ${index}`, 30))
    return { pushers: made, puller: await makeEnrolmentCode(store, civilAffairs, '协查席', 30) }
  })
  const windows: TestWindow[] = []
  for (const code of codes.pushers) windows.push(await enrolTestWindow(url, hall, approvals, code))
  const asked = await enrolTestWindow(url, hall, civilAffairs, codes.puller)
  return {
    servers,
    windows,
    asked,
    async close() {
      await Promise.all(servers.map((server) => server.kill()))
      hall.remove()
    },
  }
}

/** A busy store, a device that asked too often, a proof from before an endpoint's start: asked again after a while. */
async function isForNow(status: number): Promise<boolean> {
  if (![401, 429, 503].includes(status)) return false
  await wait(status === 429 ? 500 : 20)
  return true
}

/** Sends a batch until it is answered, at whichever server answers. @returns how often an event was accepted or had */
export async function pushUntilAnswered(
  load: Load,
  window: TestWindow,
  batch: readonly EventEnvelope[],
  random: () => number,
): Promise<void> {
  for (;;) {
    const server = load.servers[Math.floor(random() * load.servers.length)]
    try {
      const answer = await askAs(server?.url ?? '', window.device, 'POST', '/v1/push', { events: batch })
      if (await isForNow(answer.status)) continue
      const { results } = answer.body as PushAnswer
      const wrong = results?.find((one) => one.result === 'refused')
      if (answer.status !== 200 || wrong !== undefined)
        throw new Error(`push: ${answer.status} ${JSON.stringify(wrong ?? answer.body)}`)
      return
    } catch (thrown) {
      // Only a connection that broke is tried again; anything else is a finding.
      if (!(thrown instanceof TypeError)) throw thrown
      await wait(random() * 30)
    }
  }
}

/** Cases and, now and then, a verification that concerns the other unit too. */
export function newBatch(window: TestWindow, size: number, random: () => number): readonly EventEnvelope[] {
  return Array.from({ length: size }, () => {
    if (random() < 0.6) return window.write(caseOpened())
    const number = Math.floor(random() * 2 ** 40)
    return window.write(requested(`verification/${window.enrolment.window}-${number}`, civilAffairs))
  })
}

/** Reads a window's feed from the beginning, in pages of up to `largest`, until `isDone` and nothing more comes; ids in order. */
export async function readOn(
  load: Load,
  window: TestWindow,
  isDone: () => boolean,
  random: () => number,
  largest = 40,
): Promise<readonly string[]> {
  const read: string[] = []
  for (let after = 0, last = false; ; ) {
    last = isDone()
    const server = load.servers[Math.floor(random() * load.servers.length)]
    const limit = 1 + Math.floor(random() * largest)
    try {
      const path = `/v1/pull/events?after=${after}&limit=${limit}`
      const answer = await askAs(server?.url ?? '', window.device, 'GET', path)
      if (await isForNow(answer.status)) continue
      const page = answer.body as EventPage
      read.push(...page.items.map((event) => event.id))
      after = page.position
      if (last && !page.more) return read
    } catch (thrown) {
      if (!(thrown instanceof TypeError)) throw thrown
      await wait(random() * 30)
    }
    await wait(random() * 4)
  }
}
