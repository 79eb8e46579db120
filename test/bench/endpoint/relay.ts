// 100 events a second, each pushed by one window of 1,000 and seen by the windows of the unit it asks, told by their streams.
import { setTimeout as wait } from 'node:timers/promises'
import type { EventPage } from '../../../src-shared/contract/replication.ts'
import { seeded } from '../compose-list.ts'
import { percentile, rounded } from '../percentile.ts'
import { unitsOf } from './bench-town.ts'
import { type BenchWindow, createWindows } from './bench-window.ts'
import { createLoad, forAll, pack } from './load.ts'
import { type Places, putWindows } from './place.ts'
import { startServing } from './serving.ts'

const windowCount = 1_000
const unitCount = 100
const eventsPerSecond = 100
const seconds = 15
const sockets = 128
const targets = { p95_ms: 500 }

/** Reads its unit's feed whenever it is told that it grew, one page after the other. */
type Reader = { readonly window: BenchWindow; after: number; told: number; reading: boolean }

export async function measureRelay(places: Places) {
  const units = unitsOf(unitCount)
  const where = await places.next(units)
  const windows = createWindows(windowCount, units)
  await putWindows(where, windows)
  const serving = await startServing({ ...where, files: null })
  const load = createLoad(serving.url, sockets)
  try {
    const pushedAt = new Map<string, number>()
    const seen: number[] = []
    let failure: unknown = null
    let acknowledged: number[] = []

    async function read(reader: Reader): Promise<void> {
      if (reader.reading) return
      reader.reading = true
      while (reader.told > reader.after) {
        const answer = await load.ask(reader.window, 'GET', `/v1/pull/events?after=${reader.after}&limit=500`)
        const now = performance.now()
        const page = answer.read() as EventPage
        for (const event of page.items)
          if (event.unit !== reader.window.unit) seen.push(now - (pushedAt.get(event.id) ?? 0))
        reader.after = page.position
      }
      reader.reading = false
    }
    await forAll(windows, 64, async (window) => {
      const reader: Reader = { window, after: 0, told: 0, reading: false }
      await load.takeToken(window)
      await load.follow(window, ({ feed, position }) => {
        if (feed !== 'events') return
        reader.told = position
        read(reader).catch((thrown: unknown) => {
          failure = thrown
        })
      })
    })
    const random = seeded(20_211_009)
    const pushes: Promise<void>[] = []
    const count = eventsPerSecond * seconds
    const busy = new Map<BenchWindow, Promise<void>>()
    const start = performance.now()
    for (let index = 0; index < count; index += 1) {
      const due = start + (index * 1_000) / eventsPerSecond
      while (performance.now() < due) await wait(Math.max(1, due - performance.now()))
      const window = windows[Math.floor(random() * windowCount)] as BenchWindow
      const other =
        units[(units.indexOf(window.unit) + 1 + Math.floor(random() * (unitCount - 1))) % unitCount]
      // A window pushes its chain in order: one push at a time.
      const push = (busy.get(window) ?? Promise.resolve()).then(async () => {
        const event = window.askUnit(other as string)
        const sentAt = performance.now()
        pushedAt.set(event.id, sentAt)
        await load.ask(window, 'POST', '/v1/push', pack({ events: [event] }))
        acknowledged = [...acknowledged, performance.now() - sentAt]
      })
      push.catch((thrown: unknown) => {
        failure = thrown
      })
      busy.set(window, push)
      pushes.push(push)
    }
    await Promise.all(pushes)
    const expected = count * (windowCount / unitCount)
    const deadline = performance.now() + 15_000
    while (seen.length < expected) {
      if (failure !== null) throw failure
      if (performance.now() > deadline) throw new Error(`seen ${seen.length} of ${expected}`)
      await wait(20)
    }
    const p95 = rounded(percentile(seen, 0.95))
    return {
      p95_ms: p95,
      p50_ms: rounded(percentile(seen, 0.5)),
      windows: windowCount,
      events_per_second: eventsPerSecond,
      baseline: { push_acknowledged_p95_ms: rounded(percentile(acknowledged, 0.95)) },
      target: targets,
      met: p95 <= targets.p95_ms,
    }
  } finally {
    load.close()
    await serving.end()
  }
}
