// Endpoints killed with SIGKILL under load: no acknowledged event is lost and none is there twice, on SQLite and on PostgreSQL.
import { setTimeout as wait } from 'node:timers/promises'
import { type StoreKind, stopPostgres, storeKinds } from '../../src-endpoint/small-hall.fixture.ts'
import { type Load, newBatch, openLoad, pushUntilAnswered, readOn } from './endpoint-load.ts'
import { seeded } from './schedules.ts'

const pushers = 12
/** Events of a page at most: the whole feed is read after each kill. */
const page = 400
/** Longest time between a start and the next kill, milliseconds. */
const longestLife = 250

export const openKillLoad = (kind: StoreKind): Promise<Load> => openLoad(kind, 2, pushers, 0)

/** One kill in the middle of pushes and pulls; an empty list is a pass. */
export async function runEndpointKill(load: Load, seed: number): Promise<readonly string[]> {
  const random = seeded(seed)
  let done = false
  const acknowledged: string[] = []
  const [first] = load.windows
  if (first === undefined) throw new Error('no windows')
  const pushing = load.windows.map(async (window) => {
    do {
      const batch = newBatch(window, 1 + Math.floor(random() * 8), random)
      await pushUntilAnswered(load, window, batch, random)
      acknowledged.push(...batch.map((event) => event.id))
    } while (!done)
  })
  const reading = readOn(load, first, () => done, random, page)
  const killed = load.servers[Math.floor(random() * load.servers.length)]
  await wait(random() * longestLife)
  await killed?.kill()
  await wait(random() * longestLife)
  await killed?.start()
  done = true
  await Promise.all(pushing)
  await reading
  const feed = await readOn(load, first, () => true, random, page)
  const here = new Set(feed)
  const lost = acknowledged.filter((id) => !here.has(id)).length
  return [
    ...(lost > 0 ? [`${lost} acknowledged events are gone`] : []),
    ...(here.size === feed.length ? [] : [`${feed.length - here.size} events are there twice`]),
  ]
}

/** `count` kills on each store, a new one after every 25. */
export async function run(count = 200, seed = 1) {
  let tried = 0
  let failed = 0
  let firstFailing: number | null = null
  for (const kind of storeKinds) {
    for (let from = seed; from < seed + count; from += killsPerStore) {
      const load = await openKillLoad(kind)
      for (let current = from; current < Math.min(seed + count, from + killsPerStore); current += 1) {
        const wrong = await runEndpointKill(load, current)
        tried += 1
        if (wrong.length === 0) continue
        failed += 1
        firstFailing ??= current
        console.error(`${kind}, seed ${current}: ${wrong.join('; ')}`)
      }
      await load.close()
    }
  }
  await stopPostgres()
  return { tried, failed, first_failing_seed: firstFailing }
}

/** A store that has lived through this many is given up: reading all of its feed takes longer each time. */
const killsPerStore = 25
