// Cores killed with SIGKILL while they write: what they acknowledged is there, no half of an act, and the store's indexes,
// change feed and folds agree with its documents.
import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { RxCollection } from 'rxdb'
import { catchUpProjection, streamDocumentOf } from '../../src-main/core/desk/projection.ts'
import { readIdentity } from '../../src-main/core/desk/window-identity.ts'
import type { Store, StoredEvent } from '../../src-main/core/store/open-store.ts'
import type { Internals } from '../../src-main/core/store/rx-storage-sqlite/instance.ts'
import { judgeChain } from '../../src-shared/domain/event.ts'
import { CodedFailure } from '../../src-shared/errors.ts'
import { coreSettings } from '../desk-process.ts'
import { demandingUnit } from '../small-town.ts'
import { openStoreOf } from '../store-keys.ts'
import { openSeat, openTown, seeded, type Town } from './schedules.ts'

/** Acts a clerk's hands cannot outrun, open at the same time. */
const hands = 4
/** Milliseconds between the first act and the kill, at most. */
const longestLife = 250
/** Kills a town lives through before its end is compared with the endpoint and a new one is built. */
const killsPerTown = 50

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Works until core dies under it; what was acknowledged is put into `acknowledged`. */
async function work(town: Town, random: () => number, acknowledged: Set<string>): Promise<void> {
  const { desk } = town.demanding
  const { items } = await desk.call('searchList', { text: '公共租赁', limit: 1 })
  const serviceItem = items[0]?.serviceItem ?? ''
  for (;;) {
    const applicant = { name: '申请人', identityNumber: '', telephone: '' }
    const opened = await desk.call('openCase', { serviceItem, applicant })
    acknowledged.add(opened.case)
    const { proofs } = await desk.view('case', { case: opened.case })
    for (const proof of proofs) {
      const onProof = { case: opened.case, entry: proof.entry.entry }
      if (random() < 0.3) continue
      switch (proof.entry.method) {
        case 'verification': {
          const questions = [{ question: '是否与申报一致？', declared: '是' }]
          acknowledged.add((await desk.call('askVerification', { ...onProof, questions })).verification)
          break
        }
        case 'abolished':
          acknowledged.add((await desk.call('waiveProof', onProof)).event)
          break
        case 'commitment':
          acknowledged.add((await desk.call('commitProof', { ...onProof, credit: '' })).event)
          break
      }
    }
  }
}

/** Lets the core of the demanding window work for a while, kills it, and waits until it is gone. */
async function workAndDie(town: Town, random: () => number, acknowledged: Set<string>): Promise<void> {
  const seat = town.demanding
  await (random() < 0.3 ? seat.line.cut() : seat.line.restore())
  const dying = Promise.allSettled(Array.from({ length: hands }, () => work(town, random, acknowledged)))
  // Most die among their acts, however slow the machine is; some before the first.
  const before = acknowledged.size
  const deadline = Date.now() + 10_000
  if (random() < 0.8) while (acknowledged.size === before && Date.now() < deadline) await wait(2)
  await wait(random() * longestLife)
  await seat.desk.kill()
  for (const end of await dying) {
    const { reason } = end as PromiseRejectedResult
    if (!(reason instanceof CodedFailure) || reason.coded.code !== 'core-stopped') throw reason
  }
}

/** All rows of a collection's table as they lie there: the document and the columns beside it. */
function rowsOf(collection: RxCollection<never>) {
  const { database, table } = (collection.storageInstance as unknown as { internals: Internals }).internals
  const rows = database.prepare(`SELECT * FROM ${table.name} ORDER BY sequence`).all() as ({
    readonly sequence: number
    readonly id: string
    readonly deleted: number
    readonly data: string
  } & Readonly<Record<string, unknown>>)[]
  return { table, rows }
}

async function storeFindings(store: Store): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const collection of [store.events, store.streams, store.listParts, store.reference]) {
    const { table, rows } = rowsOf(collection as unknown as RxCollection<never>)
    for (const row of rows) {
      const document = JSON.parse(row.data) as Record<string, unknown>
      for (const path of table.paths)
        if (!isDeepStrictEqual(row[path.sql.slice(1, -1)], path.read(document)))
          wrong.push(`${collection.name} ${row.id}: column ${path.path} is not what the document says`)
    }
    const fed: string[] = []
    for (let since: { sequence: number } | undefined; ; ) {
      const page = await collection.storageInstance.getChangedDocumentsSince?.(97, since as never)
      if (page === undefined || page.documents.length === 0) break
      fed.push(...page.documents.map((one) => (one as { id: string }).id))
      since = page.checkpoint as unknown as { sequence: number }
    }
    const ids = rows.map((row) => (JSON.parse(row.data) as { id: string }).id)
    if (!isDeepStrictEqual(fed, ids)) wrong.push(`${collection.name}: the change feed is not the documents`)
  }
  const { database } = (store.events.storageInstance as unknown as { internals: Internals }).internals
  // Every entry of every index against its row, and the other way round.
  const checked = database.pragma('integrity_check', { simple: true })
  if (checked !== 'ok') wrong.push(`integrity: ${String(checked)}`)
  return wrong
}

/** What a store must hold after a kill, whatever was going on; an empty list is a pass. */
export async function findingsAfterKill(
  folder: string,
  acknowledged: ReadonlySet<string>,
): Promise<readonly string[]> {
  const store = await openStoreOf(coreSettings(folder))
  try {
    const window = (await readIdentity(store))?.enrolment.window
    const wrong = [...(await storeFindings(store))]
    const events = (await store.events.find().exec()).map((one) => one.toJSON() as unknown as StoredEvent)
    const known = new Set(events.flatMap((event) => [event.id, event.stream]))
    for (const id of acknowledged) if (!known.has(id)) wrong.push(`acknowledged and gone: ${id}`)
    let tip: StoredEvent | null = null
    for (const event of events
      .filter((one) => one.window === window)
      .sort((one, other) => one.sequence - other.sequence)) {
      const verdict = judgeChain(event, tip, sha256)
      if (verdict !== 'next') wrong.push(`chain at ${event.sequence}: ${verdict}`)
      tip = event
    }
    // An inquiry is one act of two events: one in the case and one of the verification.
    const inCases = events.flatMap((one) =>
      one.kind === 'proof-asked' ? [String(one.body.verification)] : [],
    )
    const asked = events.flatMap((one) => (one.kind === 'verification-requested' ? [one.stream] : []))
    if (!isDeepStrictEqual(inCases.sort(), asked.sort())) wrong.push('half of an inquiry')
    await catchUpProjection(store)
    for (const stream of new Set(events.map((event) => event.stream))) {
      const expected = streamDocumentOf(
        stream,
        events.filter((event) => event.stream === stream),
      )
      const folded = (await store.streams.findOne(stream).exec())?.toJSON()
      if (!isDeepStrictEqual(folded, JSON.parse(JSON.stringify(expected)))) wrong.push(`fold of ${stream}`)
    }
    return wrong
  } finally {
    await store.close()
  }
}

/** At a town's end the line is back: the endpoint has every acknowledged event, each once. */
export async function findingsAtEnd(
  town: Town,
  acknowledged: ReadonlySet<string>,
): Promise<readonly string[]> {
  await town.demanding.line.restore()
  await town.demanding.desk.call('syncNow', {})
  await town.demanding.desk.until('status', {}, (status) => status.waiting === 0, 120_000)
  const feed = await town.endpoint.feedOf(demandingUnit.code)
  const ids = feed.map((event) => event.id)
  const known = new Set(feed.flatMap((event) => [event.id, event.stream]))
  const wrong = [...acknowledged]
    .filter((id) => !known.has(id))
    .map((id) => `never reached the endpoint: ${id}`)
  return new Set(ids).size === ids.length ? wrong : [...wrong, 'an event twice at the endpoint']
}

/** One life of the demanding window's core; it is started again afterwards. */
export async function runKill(
  town: Town,
  seed: number,
  acknowledged: Set<string>,
): Promise<readonly string[]> {
  const seat = town.demanding
  await workAndDie(town, seeded(seed), acknowledged)
  const wrong = await findingsAfterKill(seat.folder, acknowledged)
  seat.desk = await openSeat(seat, true)
  return wrong
}

/** Kills `count` cores from seed `first` on. */
export async function run(count = 1_000, first = 20_261_124) {
  let failed = 0
  let firstFailingSeed: number | null = null
  let town: Town | null = null
  let acknowledged = new Set<string>()
  const note = (seed: number, wrong: readonly string[]) => {
    if (wrong.length === 0) return
    failed += 1
    firstFailingSeed ??= seed
    console.error(`seed ${seed}:\n  ${wrong.slice(0, 10).join('\n  ')}`)
  }
  for (let index = 0; index < count; index += 1) {
    const seed = first + index
    if (town === null) town = await openTown()
    note(seed, await runKill(town, seed, acknowledged).catch((thrown: unknown) => [String(thrown)]))
    if ((index + 1) % killsPerTown !== 0 && index + 1 !== count) continue
    note(seed, await findingsAtEnd(town, acknowledged).catch((thrown: unknown) => [String(thrown)]))
    console.error(`${index + 1} of ${count} kills, ${acknowledged.size} acts in this town, ${failed} failed`)
    await town.close()
    town = null
    acknowledged = new Set()
  }
  return { tried: count, failed, first_failing_seed: firstFailingSeed }
}
