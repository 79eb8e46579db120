// Stores of real cores, encrypted and at work, damaged in every way there is: each ends in the documented state, and nothing that
// was acknowledged is lost that a backup, the damaged file itself or the endpoint holds. Writes `test-results/damage.md`.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isLock, openStoreKeys } from '../../src-main/core/store/keys/open-store-keys.ts'
import type { RecoveryReport } from '../../src-shared/contract/store-care.ts'
import type { EventEnvelope } from '../../src-shared/domain/event.ts'
import { CodedFailure } from '../../src-shared/errors.ts'
import { coreSettings, testKeychain } from '../desk-process.ts'
import { enrolClient } from '../enrol-client.ts'
import { demandingUnit } from '../small-town.ts'
import { bytesOfStore, type DamageWay, damageWays } from './damage-kinds.ts'
import { openSeat, openTown, type Seat, seeded, type Town } from './schedules.ts'
import { mountSmallDisk } from './small-disk.ts'

/** Damages a town lives through before a new one is built. */
const damagesPerTown = 30

/** What one damage came to, a line of the table. */
export type Outcome = {
  readonly damage: string
  /** Error code at the start, or how the damage was named to the person; `nothing` where it had hit nothing. */
  readonly seen: string
  readonly fromBackup: number
  readonly salvaged: number
  readonly fromEndpoint: number
  readonly lost: number
  readonly wrong: readonly string[]
}

/** A town with one who reads the feed beside the window, and all the window ever acknowledged. */
export type DamagedTown = {
  readonly town: Town
  readonly acknowledged: Set<string>
  readonly letterNumbers: Set<string>
  readonly refused: Set<string>
  /** Reads on in the unit's feed; ids and streams of all events the endpoint has. */
  readonly observe: () => Promise<ReadonlySet<string>>
  readonly events: EventEnvelope[]
}

export async function openDamagedTown(): Promise<DamagedTown> {
  const town = await openTown()
  const code = await town.endpoint.enrolmentCode(demandingUnit.code, 'observer')
  const { client } = await enrolClient(town.endpoint.url, code, 'observer')
  const events: EventEnvelope[] = []
  const known = new Set<string>()
  let position = 0
  const damaged: DamagedTown = {
    town,
    acknowledged: new Set(),
    letterNumbers: new Set(),
    refused: new Set(),
    events,
    async observe() {
      for (let more = true; more; ) {
        const page = await client.pullEvents(position, 500)
        for (const event of page.items as readonly EventEnvelope[]) {
          events.push(event)
          known.add(event.id).add(event.stream)
        }
        position = page.position
        more = page.more
      }
      return known
    },
  }
  await act(damaged, seeded(1), 40)
  return damaged
}

/** Opens cases and asks for proofs; what was acknowledged is noted. @returns findings */
async function act(
  { town, acknowledged, letterNumbers }: DamagedTown,
  random: () => number,
  count: number,
): Promise<readonly string[]> {
  const { desk } = town.demanding
  const { items } = await desk.call('searchList', { text: '公共租赁', limit: 1 })
  const serviceItem = items[0]?.serviceItem ?? ''
  const wrong: string[] = []
  for (let done = 0; done < count; ) {
    const applicant = { name: '申请人', identityNumber: '', telephone: '' }
    const opened = await desk.call('openCase', { serviceItem, applicant })
    acknowledged.add(opened.case)
    done += 1
    const { proofs } = await desk.view('case', { case: opened.case })
    for (const proof of proofs) {
      if (done >= count || random() < 0.4) continue
      const onProof = { case: opened.case, entry: proof.entry.entry }
      if (proof.entry.method === 'abolished') acknowledged.add((await desk.call('waiveProof', onProof)).event)
      else if (proof.entry.method === 'verification') {
        const questions = [{ question: '是否与申报一致？', declared: '是' }]
        const asked = await desk.call('askVerification', { ...onProof, questions })
        acknowledged.add(asked.verification)
        if (letterNumbers.has(asked.letterNumber)) wrong.push(`number given twice: ${asked.letterNumber}`)
        letterNumbers.add(asked.letterNumber)
      } else continue
      done += 1
    }
  }
  return wrong
}

const online = async (seat: Seat): Promise<void> => {
  await seat.line.restore()
  await seat.desk.call('syncNow', {})
  await seat.desk.until('status', {}, (view) => view.link.state === 'online' && view.waiting === 0, 60_000)
}

async function keyOf(folder: string): Promise<Uint8Array | null> {
  const keys = await openStoreKeys(coreSettings(folder), {
    keychain: testKeychain,
    held: null,
    keep: () => Promise.resolve(false),
    hold: () => undefined,
  })
  if (isLock(keys)) throw new Error('the store is locked')
  return keys.current
}

/** Starts the window's core again; the code it fails with, or null. */
async function start(seat: Seat): Promise<string | null> {
  try {
    seat.desk = await openSeat(seat, true)
    return null
  } catch (thrown) {
    if (thrown instanceof CodedFailure) return thrown.coded.code
    throw thrown
  }
}

const nothing = { fromBackup: 0, salvaged: 0, fromEndpoint: 0, lost: 0 }

/** Works for a while, damages the store, starts again and looks at all that came back. */
async function damageOnce(damaged: DamagedTown, way: DamageWay, random: () => number): Promise<Outcome> {
  const { town, acknowledged } = damaged
  const seat = town.demanding
  const wrong: string[] = []
  await online(seat)
  let inBackup: ReadonlySet<string> = new Set()
  if (random() < 0.7) {
    const made = await seat.desk.call('backUpNow', {})
    if (made.result === 'made') inBackup = new Set(acknowledged)
    else wrong.push(`no backup: ${JSON.stringify(made)}`)
  }
  wrong.push(...(await act(damaged, random, 1 + Math.floor(random() * 6))))
  await online(seat)
  await seat.line.cut()
  if (random() < 0.8) wrong.push(...(await act(damaged, random, 1 + Math.floor(random() * 6))))
  const ending = way.ending ?? (random() < 0.5 ? 'kill' : 'stop')
  await (ending === 'kill' ? seat.desk.kill() : seat.desk.stop())
  const atEndpoint = new Set(await damaged.observe())

  const scene = {
    folder: seat.folder,
    otherFolder: town.issuing.folder,
    key: await keyOf(seat.folder),
    random,
  }
  const touched = way.apply(scene)
  const before = bytesOfStore(seat.folder)
  const failed = await start(seat)
  if (way.seen !== 'recovered') {
    if (failed !== way.seen) wrong.push(`${failed} instead of ${way.seen}`)
    const after = bytesOfStore(seat.folder)
    for (const [end, bytes] of before)
      if (after.get(end) !== bytes) wrong.push(`window.sqlite${end} was touched`)
    way.undo?.(scene)
    const again = await start(seat)
    if (again !== null) throw new Error(`does not open again: ${again}`)
    wrong.push(...(await findingsOnline(damaged, 0)))
    return { ...nothing, damage: way.name, seen: way.seen, wrong }
  }
  if (failed !== null) throw new Error(`does not open: ${failed}`)
  const report = (await seat.desk.view('status', {})).store.recovery
  wrong.push(...(await act(damaged, random, 2)))
  await online(seat)
  const known = await damaged.observe()
  const lost = [...acknowledged].filter((id) => !known.has(id))
  for (const id of lost) {
    if (inBackup.has(id)) wrong.push(`was in the backup and is lost: ${id}`)
    if (atEndpoint.has(id)) wrong.push(`was at the endpoint and is lost: ${id}`)
    acknowledged.delete(id)
  }
  // Rows of 4 KiB that are gone, and no others: an event takes some 900 bytes with its columns.
  if (lost.length > touched * 6) wrong.push(`${lost.length} acts lost with ${touched} pages`)
  if (report === null && lost.length > 0) wrong.push('acts are lost and nobody was told')
  const refused = await newlyRefused(damaged)
  // What was built on an act that nothing holds any more was not open to anyone: it is shown with its reason, and kept.
  if (refused > 0 && (report?.notFound ?? 1) === 0) wrong.push(`${refused} refused, and nothing was lost`)
  if (report !== null)
    wrong.push(...(await findingsOfReport(damaged, report, Math.max(0, lost.length - refused), touched)))
  wrong.push(...(await findingsOnline(damaged, 0)))
  return {
    damage: way.name,
    seen: report?.damage ?? 'nothing',
    fromBackup: report?.backup?.events ?? 0,
    salvaged: report?.salvaged.events ?? 0,
    fromEndpoint: report === null ? 0 : await newestFromEndpoint(damaged),
    lost: lost.length,
    wrong,
  }
}

const newestFromEndpoint = async ({ town }: DamagedTown): Promise<number> =>
  (await town.demanding.desk.view('storeCare', {})).recoveries[0]?.fromEndpoint ?? 0

/** Acts the endpoint has refused since this was asked before. */
async function newlyRefused({ town, refused }: DamagedTown): Promise<number> {
  const items = (await town.demanding.desk.view('outbox', {})).refused
  const fresh = items.filter((one) => !refused.has(one.event))
  for (const one of fresh) refused.add(one.event)
  return fresh.length
}

/** The person is told the truth, and it goes away when they say they know. */
async function findingsOfReport(
  { town }: DamagedTown,
  report: RecoveryReport,
  lost: number,
  touched: number,
): Promise<readonly string[]> {
  const { desk } = town.demanding
  const wrong: string[] = []
  if (report.enrolmentLost) wrong.push('the enrolment is lost')
  const told = (await desk.view('storeCare', {})).recoveries.find((one) => one.folder === report.folder)
  if (told?.fromEndpoint == null) wrong.push('the endpoint was not asked')
  // An act may be two events, of which one page held one; where the witness was lost too nobody can tell.
  const missing = (told?.notFound ?? 0) - (told?.fromEndpoint ?? 0)
  if (told?.notFound !== null && (missing < lost || missing > 2 * lost + touched))
    wrong.push(`told ${missing} missing where ${lost} acts are`)
  await desk.call('acknowledgeRecovery', { folder: report.folder })
  await desk.until('status', {}, (view) => view.store.recovery === null)
  return wrong
}

/** All that is acknowledged reaches the endpoint, once, in one unbroken chain. */
async function findingsOnline(damaged: DamagedTown, allowed: number): Promise<readonly string[]> {
  const seat = damaged.town.demanding
  await online(seat)
  const known = await damaged.observe()
  const wrong: string[] = []
  const lost = [...damaged.acknowledged].filter((id) => !known.has(id))
  if (lost.length > allowed) wrong.push(`${lost.length} acts never reached the endpoint`)
  const { events } = damaged
  if (new Set(events.map((one) => one.id)).size !== events.length) wrong.push('an event twice')
  const requests = events.filter((one) => one.kind === 'verification-requested').map((one) => one.stream)
  if (new Set(requests).size !== requests.length) wrong.push('a letter number twice')
  const window = events[0]?.window
  const chain = events.filter((one) => one.window === window)
  chain.forEach((one, index) => {
    const before = chain[index - 1]
    // A refused act holds its place in the chain and is not in the feed.
    const follows = before?.sequence === one.sequence - 1
    if (follows && one.previousHash !== before.hash) wrong.push(`chain broken at ${one.sequence}`)
  })
  return wrong
}

/** A disk that is full: acts are refused by a clear code, reading goes on, nothing is lost, and it passes. */
async function fullDisk(damaged: DamagedTown, random: () => number): Promise<Outcome> {
  return onSmallDisk(damaged, 'disk full', async (seat, disk, wrong) => {
    disk.fill(6_000_000)
    let code = ''
    for (let tried = 0; tried < 400 && code === ''; tried += 1)
      try {
        await act(damaged, random, 3)
      } catch (thrown) {
        code = thrown instanceof CodedFailure ? thrown.coded.code : String(thrown)
      }
    const rows = (await seat.desk.view('cases', { text: '', status: 'all' })).total
    if (rows === 0) wrong.push('reading did not go on')
    disk.free()
    wrong.push(...(await act(damaged, random, 3)))
    return code
  })
}

/** A folder that cannot be written: a clear code, nothing changes, and it passes. */
async function readOnlyDisk(damaged: DamagedTown): Promise<Outcome> {
  return onSmallDisk(damaged, 'folder read-only', async (seat, disk, wrong) => {
    await seat.desk.stop()
    disk.setReadOnly(true)
    const before = bytesOfStore(seat.folder)
    const code = (await start(seat)) ?? 'opened'
    const after = bytesOfStore(seat.folder)
    for (const [end, bytes] of before)
      if (after.get(end) !== bytes) wrong.push(`window.sqlite${end} was touched`)
    disk.setReadOnly(false)
    const again = await start(seat)
    if (again !== null) throw new Error(`does not open again: ${again}`)
    return code
  })
}

type SmallDiskWork = (
  seat: Seat,
  disk: NonNullable<ReturnType<typeof mountSmallDisk>>,
  wrong: string[],
) => Promise<string>

const expectedOnSmallDisk = { 'disk full': 'store-full', 'folder read-only': 'store-read-only' } as const

/** Moves the window's folder to a small disk for a while. */
async function onSmallDisk(
  damaged: DamagedTown,
  name: keyof typeof expectedOnSmallDisk,
  work: SmallDiskWork,
): Promise<Outcome> {
  const seat = damaged.town.demanding
  const wrong: string[] = []
  await online(seat)
  await seat.desk.stop()
  const kept = `${seat.folder}-kept`
  cpSync(seat.folder, kept, { recursive: true })
  const disk = mountSmallDisk(seat.folder, 64)
  if (disk === null) {
    await start(seat)
    rmSync(kept, { recursive: true })
    return { ...nothing, damage: name, seen: 'not tried: only an administrator can mount a disk', wrong }
  }
  let code: string
  try {
    cpSync(kept, seat.folder, { recursive: true, filter: (path) => !path.includes('/backups') })
    const failed = await start(seat)
    if (failed !== null) throw new Error(`does not open: ${failed}`)
    code = await work(seat, disk, wrong)
    if (code !== expectedOnSmallDisk[name]) wrong.push(`${code} instead of ${expectedOnSmallDisk[name]}`)
    wrong.push(...(await findingsOnline(damaged, 0)))
    await seat.desk.stop()
    rmSync(kept, { recursive: true })
    cpSync(seat.folder, kept, { recursive: true })
  } finally {
    disk.remove()
  }
  rmSync(seat.folder, { recursive: true, force: true })
  cpSync(kept, seat.folder, { recursive: true })
  rmSync(kept, { recursive: true })
  const failed = await start(seat)
  if (failed !== null) throw new Error(`does not open: ${failed}`)
  return { ...nothing, damage: name, seen: code, wrong }
}

/** Every way in turn, then the two that need a disk of their own. */
export const kinds = damageWays.length + 2

/** One damage; the way goes by the seed, so that a run of `kinds` seeds has each once. */
export async function runDamage(damaged: DamagedTown, seed: number): Promise<Outcome> {
  const random = seeded(seed)
  const way = damageWays[seed % kinds]
  if (way !== undefined) return damageOnce(damaged, way, random)
  return seed % kinds === damageWays.length ? fullDisk(damaged, random) : readOnlyDisk(damaged)
}

/** Damages `count` stores from seed `first` on. */
export async function run(count = 300, first = 20_261_123) {
  const outcomes: Outcome[] = []
  let failed = 0
  let firstFailingSeed: number | null = null
  let damaged: DamagedTown | null = null
  for (let index = 0; index < count; index += 1) {
    const seed = first + index
    damaged ??= await openDamagedTown()
    const outcome = await runDamage(damaged, seed).catch(
      (thrown: unknown): Outcome => ({
        ...nothing,
        damage: damageWays[seed % kinds]?.name ?? 'a disk',
        seen: 'stopped',
        wrong: [thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)],
      }),
    )
    outcomes.push(outcome)
    if (outcome.wrong.length > 0) {
      failed += 1
      firstFailingSeed ??= seed
      console.error(`seed ${seed} (${outcome.damage}):\n  ${outcome.wrong.slice(0, 10).join('\n  ')}`)
    }
    // After a failure nothing that follows in this town would tell anything.
    if (outcome.wrong.length > 0 || (index + 1) % damagesPerTown === 0 || index + 1 === count) {
      console.error(`${index + 1} of ${count} damages, ${failed} failed`)
      await damaged.town.close().catch(() => undefined)
      damaged = null
    }
  }
  writeTable(outcomes)
  return { tried: count, failed, first_failing_seed: firstFailingSeed }
}

const seenWords: Readonly<Record<string, string>> = {
  missing: 'notice: the file is gone',
  header: 'notice: not a database of this window',
  pages: 'notice: pages damaged',
  behind: 'notice: older than what was acknowledged',
  nothing: 'nothing: the log held the page, or no byte in use was hit',
}

/** Damage → what the person saw → what was recovered, summed over all seeds. */
function writeTable(outcomes: readonly Outcome[]): void {
  const groups = new Map<string, Outcome[]>()
  for (const one of outcomes) {
    const name = `${one.damage}|${one.seen}`
    groups.set(name, [...(groups.get(name) ?? []), one])
  }
  const sum = (all: readonly Outcome[], of: (one: Outcome) => number) =>
    all.reduce((total, one) => total + of(one), 0)
  const lines = [...groups.values()]
    .sort((one, other) => ((one[0]?.damage ?? '') < (other[0]?.damage ?? '') ? -1 : 1))
    .map((all) => {
      const [{ damage, seen } = { damage: '', seen: '' }] = all
      return `| ${[
        damage,
        seenWords[seen] ?? `\`${seen}\``,
        all.length,
        sum(all, (one) => one.fromBackup),
        sum(all, (one) => one.salvaged),
        sum(all, (one) => one.fromEndpoint),
        sum(all, (one) => one.lost),
        sum(all, (one) => (one.wrong.length > 0 ? 1 : 0)),
      ].join(' | ')} |`
    })
  mkdirSync('test-results', { recursive: true })
  writeFileSync(
    join('test-results', 'damage.md'),
    [
      '| damage | what the person saw | times | events in the backup used | salvaged beyond it | acts the endpoint had | acts lost that nothing held | against the rule |',
      '|---|---|---|---|---|---|---|---|',
      ...lines,
      '',
    ].join('\n'),
  )
}
