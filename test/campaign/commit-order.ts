// Commits that come late on purpose: 32 windows push at once over two endpoint processes while pullers read all the time, and no
// puller ever passes an event, on SQLite and on PostgreSQL.
import { isDeepStrictEqual } from 'node:util'
import { type StoreKind, stopPostgres, storeKinds } from '../../src-endpoint/small-hall.fixture.ts'
import { type Load, newBatch, openLoad, pushUntilAnswered, readOn } from './endpoint-load.ts'
import { seeded } from './schedules.ts'

const pushers = 32
const processes = 2
/** Pullers of each unit. */
const pullers = 3
/** Longest wait before a commit, milliseconds: SQLite has one writer, which all the others wait for. */
const lateCommit: Readonly<Record<StoreKind, number>> = { sqlite: 20, postgres: 60 }

export const openOrderLoad = (kind: StoreKind): Promise<Load> =>
  openLoad(kind, processes, pushers, lateCommit[kind])

/** One round on a load that may have had others before; an empty list is a pass. */
export async function runOrder(load: Load, seed: number): Promise<readonly string[]> {
  const random = seeded(seed)
  let done = false
  const written: string[] = []
  const [first] = load.windows
  if (first === undefined) throw new Error('no windows')
  const reading = [first, load.asked].flatMap((window) =>
    Array.from({ length: pullers }, () => readOn(load, window, () => done, random)),
  )
  const pushing = load.windows.map(async (window) => {
    for (let batches = 1 + Math.floor(random() * 2); batches > 0; batches -= 1) {
      const batch = newBatch(window, 1 + Math.floor(random() * 5), random)
      written.push(...batch.map((event) => event.id))
      await pushUntilAnswered(load, window, batch, random)
    }
  })
  try {
    await Promise.all(pushing)
  } finally {
    done = true
  }
  const read = await Promise.all(reading)
  const wrong: string[] = []
  for (const [name, window, group] of [
    ['demanding', first, read.slice(0, pullers)],
    ['asked', load.asked, read.slice(pullers)],
  ] as const) {
    const feed = await readOn(load, window, () => true, random)
    if (new Set(feed).size !== feed.length) wrong.push(`${name}: an event is in the feed twice`)
    for (const one of group) {
      const missed = feed.filter((id) => !one.includes(id)).length
      if (missed > 0) wrong.push(`${name}: a puller missed ${missed} of ${feed.length} events`)
      else if (!isDeepStrictEqual(one, feed)) wrong.push(`${name}: a puller read another order`)
    }
    if (name === 'demanding' && written.some((id) => !feed.includes(id)))
      wrong.push('an acknowledged event is in no feed')
  }
  return wrong
}

/** `count` rounds on each store. */
export async function run(count = 20, seed = 1) {
  let tried = 0
  let failed = 0
  let firstFailing: number | null = null
  for (const kind of storeKinds) {
    const load = await openOrderLoad(kind)
    for (let current = seed; current < seed + count; current += 1) {
      const wrong = await runOrder(load, current)
      tried += 1
      if (wrong.length === 0) continue
      failed += 1
      firstFailing ??= current
      console.error(`${kind}, seed ${current}: ${wrong.join('; ')}`)
    }
    await load.close()
  }
  await stopPostgres()
  return { tried, failed, first_failing_seed: firstFailing }
}
