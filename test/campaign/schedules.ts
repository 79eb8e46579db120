// Random schedules of acts, cuts, kills, clock jumps and double deliveries over two windows and an endpoint, all real
// processes: at the end every window and the endpoint hold the same events, each once, and nothing acknowledged is gone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { CodedFailure } from '../../src-shared/errors.ts'
import { coreSettings, type DeskProcess, startDeskProcess } from '../desk-process.ts'
import { type EndpointProcess, startEndpointProcess } from '../endpoint-process.ts'
import { enrolClient } from '../enrol-client.ts'
import {
  demandingUnit,
  issuingUnit,
  jointOffice,
  lin,
  list,
  ming,
  passcode,
  writeReference,
  zhou,
} from '../small-town.ts'
import { type Line, openLine } from '../sync/line.ts'

const shiftedClock = pathToFileURL(join(import.meta.dirname, '../sync/shifted-clock.ts')).href

/** Repeatable numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export type Seat = {
  readonly folder: string
  readonly staff: string
  readonly unit: string
  readonly clockFile: string
  readonly line: Line
  desk: DeskProcess
}

export type Town = {
  readonly folder: string
  readonly endpoint: EndpointProcess
  readonly demanding: Seat
  readonly issuing: Seat
  close(): Promise<void>
}

export async function openSeat(seat: Omit<Seat, 'desk'>, restarted: boolean): Promise<DeskProcess> {
  return startDeskProcess(coreSettings(seat.folder, { restarted }), {
    NODE_OPTIONS: `--import=${shiftedClock}`,
    SHIFTED_CLOCK_FILE: seat.clockFile,
  })
}

/** A window of its own folder, line and clock, enrolled and signed in. */
export async function newSeat(
  endpoint: EndpointProcess,
  folder: string,
  unit: string,
  staff: string,
): Promise<Seat> {
  const line = await openLine(endpoint.url)
  const seat = { folder: join(folder, staff), staff, unit, clockFile: join(folder, `${staff}.clock`), line }
  writeFileSync(seat.clockFile, '0')
  const desk = await openSeat(seat, false)
  await desk.call('enrol', {
    endpoint: line.address,
    code: await endpoint.enrolmentCode(unit, '窗口'),
    windowName: '窗口',
  })
  await desk.until('session', {}, (session) => session.staff.some((one) => one.id === staff))
  await desk.call('signIn', { staff, passcode })
  await desk.until('status', {}, (status) => status.list !== null)
  return { ...seat, desk }
}

/**
 * An endpoint with a published list and a window each of the demanding and the issuing unit. With a clock file the endpoint's
 * clock, which is the right one, goes by the milliseconds in it.
 */
export async function openTown(clockFile: string | null = null): Promise<Town> {
  const folder = mkdtempSync(join(tmpdir(), '窗口 town-'))
  writeReference(join(folder, 'reference.json'))
  const shifted = { NODE_OPTIONS: `--import=${shiftedClock}`, SHIFTED_CLOCK_FILE: clockFile ?? '' }
  const endpoint = await startEndpointProcess(
    join(folder, 'endpoint'),
    join(folder, 'reference.json'),
    clockFile === null ? {} : shifted,
  )
  const code = await endpoint.enrolmentCode(jointOffice.code, '联席会议办公室')
  const office = await enrolClient(endpoint.url, code, '联席会议办公室')
  await office.client.publish({
    staff: ming.id,
    edition: { edition: '2026-2', publishedOn: '2026-10-01', sample: true },
    entries: [...list],
  })
  const demanding = await newSeat(endpoint, folder, demandingUnit.code, lin.id)
  const issuing = await newSeat(endpoint, folder, issuingUnit.code, zhou.id)
  return {
    folder,
    endpoint,
    demanding,
    issuing,
    async close() {
      await Promise.all([demanding, issuing].map((seat) => seat.desk.stop()))
      await Promise.all([demanding, issuing].map((seat) => seat.line.close()))
      await endpoint.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What the schedule did: what was acknowledged must be found again. */
type Ledger = { readonly acknowledged: Set<string>; readonly cases: string[]; readonly steps: string[] }

const expected = new Set([
  'action-not-available',
  'not-found',
  'fallback-not-allowed',
  'core-stopped',
  'not-signed-in',
])

/** An act may be impossible just now; any other failure is a finding. */
async function attempt(ledger: Ledger, act: () => Promise<unknown>): Promise<void> {
  try {
    const done = await act()
    if (typeof done === 'object' && done !== null && 'event' in done)
      ledger.acknowledged.add(String(done.event))
  } catch (thrown) {
    if (!(thrown instanceof CodedFailure) || !expected.has(thrown.coded.code)) throw thrown
  }
}

const pick = <Value>(values: readonly Value[], random: () => number): Value | undefined =>
  values[Math.floor(random() * values.length)]

async function demandingAct(town: Town, ledger: Ledger, random: () => number): Promise<void> {
  const { desk } = town.demanding
  if (ledger.cases.length === 0 || random() < 0.25) {
    const found = await desk.call('searchList', { text: '公共租赁', limit: 5 })
    const serviceItem = found.items[0]?.serviceItem
    if (serviceItem === undefined) return
    await attempt(ledger, async () => {
      const applicant = { name: `申请人${ledger.cases.length + 1}`, identityNumber: '', telephone: '' }
      const opened = await desk.call('openCase', { serviceItem, applicant })
      ledger.cases.push(opened.case)
      return opened
    })
    return
  }
  const stream = pick(ledger.cases, random) ?? ''
  const view = await desk.view('case', { case: stream })
  const proof = pick(view.proofs, random)
  if (proof === undefined) return
  const entry = proof.entry.entry
  const onProof = { case: stream, entry }
  const verification = proof.verification ?? ''
  const sentAt = new Date().toISOString()
  const acts: readonly (() => Promise<unknown>)[] = [
    () =>
      desk.call('askVerification', {
        ...onProof,
        questions: [{ question: '是否与申报一致？', declared: '是' }],
      }),
    () => desk.call('waiveProof', onProof),
    () =>
      desk.call('lookUpProof', { ...onProof, source: '不动产登记库', reference: 'SJ-1', seen: '名下无登记' }),
    () => desk.call('commitProof', { ...onProof, credit: '' }),
    () => desk.call('takeAnswer', onProof),
    () => desk.call('bringVoluntarily', { ...onProof, document: '原件', remark: '' }),
    () =>
      desk.call('recordFaxReport', {
        verification,
        faxNumber: issuingUnit.fax,
        sentAt,
        pages: 1,
        reportNumber: '1',
        result: 'ok',
      }),
    () =>
      desk.call('transcribeAnswer', {
        verification,
        verdict: random() < 0.7 ? 'confirmed' : 'mismatch',
        channel: 'fax',
        answeredAt: sentAt,
        answeredBy: '周衡',
        replyNumber: '',
        remark: '',
      }),
  ]
  const act = pick(acts, random)
  const needsVerification = act !== undefined && acts.indexOf(act) >= 6
  if (act !== undefined && (!needsVerification || verification !== '')) await attempt(ledger, act)
}

async function issuingAct(town: Town, ledger: Ledger, random: () => number): Promise<void> {
  const { desk } = town.issuing
  const inbox = await desk.view('inbox', {})
  const row = pick(inbox.rows, random)
  if (row === undefined) return
  const verification = row.stream
  await attempt(ledger, () => {
    if (row.group === 'to-register')
      return desk.call('registerVerification', { verification, archiveClass: 'electronic' })
    if (random() < 0.3) return desk.call('returnVerification', { verification, reason: '非本单位职责' })
    return desk.call('answerVerification', { verification, verdict: 'confirmed', remark: '' })
  })
}

async function restart(seat: Seat): Promise<void> {
  await seat.desk.kill()
  seat.desk = await openSeat(seat, true)
}

/** One step of a schedule, by a roll of the dice. */
async function step(
  town: Town,
  ledger: Ledger,
  random: () => number,
  endpoint: { up: boolean },
): Promise<void> {
  const roll = random()
  const seat = random() < 0.5 ? town.demanding : town.issuing
  const did = (what: string) => ledger.steps.push(what)
  if (roll < 0.42) {
    did('demanding acts')
    await demandingAct(town, ledger, random)
  } else if (roll < 0.62) {
    did('issuing acts')
    await issuingAct(town, ledger, random)
  } else if (roll < 0.7) {
    did(`cut ${seat.staff}`)
    await seat.line.cut()
  } else if (roll < 0.8) {
    did(`restore ${seat.staff}`)
    await seat.line.restore()
    await seat.desk.call('syncNow', {})
  } else if (roll < 0.88) {
    seat.line.fault = random() < 0.5 ? 'answer-lost' : 'twice'
    did(`${seat.line.fault} ${seat.staff}`)
  } else if (roll < 0.93) {
    const hours = Math.round((random() - 0.5) * 24 * 60)
    did(`clock of ${seat.staff} jumps to ${hours} h beside`)
    writeFileSync(seat.clockFile, String(hours * 3_600_000))
  } else if (roll < 0.965) {
    did(`kill core of ${seat.staff}`)
    await restart(seat)
  } else if (endpoint.up) {
    did('kill endpoint')
    await town.endpoint.kill()
    endpoint.up = false
  } else {
    did('start endpoint')
    await town.endpoint.start()
    endpoint.up = true
  }
}

/** Brings everything back and waits until nothing waits any more. */
async function settle(town: Town, endpoint: { up: boolean }): Promise<void> {
  if (!endpoint.up) await town.endpoint.start()
  for (const seat of [town.demanding, town.issuing]) {
    seat.line.fault = 'none'
    writeFileSync(seat.clockFile, '0')
    await seat.line.restore()
  }
  for (const seat of [town.demanding, town.issuing]) {
    await seat.desk.call('syncNow', {})
    await seat.desk.until(
      'status',
      {},
      (status) => status.link.state === 'online' && status.waiting === 0,
      60_000,
    )
  }
}

/** Runs one schedule and says what was wrong at its end; an empty list is a pass. */
export async function runSchedule(town: Town, seed: number, steps = 14): Promise<readonly string[]> {
  const random = seeded(seed)
  const ledger: Ledger = { acknowledged: new Set(), cases: [], steps: [] }
  const endpoint = { up: true }
  for (let count = 0; count < steps; count += 1) await step(town, ledger, random, endpoint)
  await settle(town, endpoint)
  return (await findings(town, ledger)).map((one) => `${one} · steps: ${ledger.steps.join(', ')}`)
}

async function findings(town: Town, ledger: Ledger): Promise<readonly string[]> {
  const wrong: string[] = []
  const feed = await town.endpoint.feedOf(demandingUnit.code)
  const answering = await town.endpoint.feedOf(issuingUnit.code)
  const ids = feed.map((event) => event.id)
  if (new Set(ids).size !== ids.length) wrong.push('an event is twice in a feed')
  const both = new Set([...ids, ...answering.map((event) => event.id)])
  for (const id of ledger.acknowledged)
    if (!both.has(id)) wrong.push(`acknowledged ${id} is not at the endpoint`)
  const refused = await Promise.all(
    [town.demanding, town.issuing].map((seat) => seat.desk.view('outbox', {})),
  )
  for (const outbox of refused)
    for (const one of outbox.refused) wrong.push(`refused ${one.kind}: ${one.error?.code}`)
  for (const stream of new Set(answering.map((event) => event.stream))) {
    const expectedIds = answering.filter((event) => event.stream === stream).map((event) => event.id)
    const holds = (view: { timeline: readonly { event: string }[] }) =>
      isDeepStrictEqual(view.timeline.map((item) => item.event).sort(), [...expectedIds].sort())
    const views = await Promise.all(
      [town.demanding, town.issuing].map((seat) =>
        seat.desk.until('verification', { verification: stream }, holds).catch(() => null),
      ),
    )
    const [ours, theirs] = views
    if (ours == null || theirs == null)
      wrong.push(`${stream}: a window does not hold what the endpoint holds`)
    else if (!isDeepStrictEqual(ours.state, theirs.state))
      wrong.push(`${stream}: the two sides fold it differently`)
  }
  for (const stream of ledger.cases) {
    const atEndpoint = feed.filter((event) => event.stream === stream).map((event) => event.id)
    const view = await town.demanding.desk.view('case', { case: stream })
    const here = view.timeline.filter((item) => item.stream === stream).map((item) => item.event)
    if (!isDeepStrictEqual([...here].sort(), [...atEndpoint].sort()))
      wrong.push(`${stream}: window and endpoint differ`)
  }
  return wrong
}

/** Schedules that share one town before a new one is built: its store grows, its processes are old. */
const schedulesPerTown = 50

/** Runs `count` schedules from seed `first` on; a new town every 50. */
export async function run(count = 1_000, first = 20_261_014) {
  let failed = 0
  let firstFailingSeed: number | null = null
  let town: Town | null = null
  for (let index = 0; index < count; index += 1) {
    if (index % schedulesPerTown === 0) {
      await town?.close()
      town = await openTown()
    }
    const seed = first + index
    const wrong = await runSchedule(town as Town, seed).catch((thrown: unknown) => [String(thrown)])
    if (wrong.length > 0) {
      failed += 1
      firstFailingSeed ??= seed
      console.error(`seed ${seed}:\n  ${wrong.join('\n  ')}`)
    }
    if ((index + 1) % 50 === 0) console.error(`${index + 1} of ${count} schedules, ${failed} failed`)
  }
  await town?.close()
  return { tried: count, failed, first_failing_seed: firstFailingSeed }
}
