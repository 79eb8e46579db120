// One change of the list reaches 5,000 windows with an open stream, each of which pulls it where it was not told; and what a connected window costs.
import { setTimeout as wait } from 'node:timers/promises'
import { listEntry } from '../../../src-endpoint/small-hall.fixture.ts'
import type { ListChanges, ListPage } from '../../../src-shared/contract/replication.ts'
import { median, percentile, rounded } from '../percentile.ts'
import { unitsOf } from './bench-town.ts'
import { createWindow, createWindows } from './bench-window.ts'
import { createLoad, forAll, pack } from './load.ts'
import { type Places, putList, putWindows } from './place.ts'
import { startServing } from './serving.ts'

const windowCount = 5_000
const unitCount = 100
const entryCount = 500
const changes = 3
const sockets = 256
const targets = { p99_ms: 2_000, kib_per_window: 60 }

const list = (change: number) =>
  Array.from({ length: entryCount }, (_, index) =>
    listEntry(`证明 ${index}`, { note: index === 7 ? `第 ${change} 次` : '' }),
  )

export async function measureFanOut(places: Places) {
  const units = unitsOf(unitCount)
  const where = await places.next(units)
  await putList(where, list(0))
  const windows = createWindows(windowCount, units)
  const office = createWindow(windowCount + 1, '370304-LXB')
  await putWindows(where, [...windows, office])
  const serving = await startServing({ ...where, files: null })
  const load = createLoad(serving.url, sockets)
  try {
    const before = await serving.memory()
    await load.takeToken(office)
    const told: number[] = []
    const reached: number[] = []
    let start = 0
    let from = Number.POSITIVE_INFINITY
    let failure: unknown = null
    /** As a window does: what the stream did not tell it pulls. */
    const take = async (
      window: (typeof windows)[number],
      position: number,
      changes: ListChanges | null,
    ): Promise<void> => {
      if (position <= from) return
      told.push(performance.now() - start)
      const page =
        changes?.after === from
          ? changes.page
          : ((await load.ask(window, 'GET', `/v1/pull/list?after=${from}&limit=500`)).read() as ListPage)
      if (page.items.length !== 1) throw new Error(`a delta of ${page.items.length} entries`)
      reached.push(performance.now() - start)
    }
    await forAll(windows, 64, async (window) => {
      await load.takeToken(window)
      await load.follow(window, ({ feed, position }, changes) => {
        if (feed === 'list')
          take(window, position, changes).catch((thrown: unknown) => {
            failure = thrown
          })
      })
    })
    await wait(1_000)
    const kib = ((await serving.memory()) - before) / 1_024 / windowCount
    const rounds: { told: number; reached: number }[] = []
    for (let change = 1; change <= changes; change += 1) {
      told.length = 0
      reached.length = 0
      from = entryCount + change - 1
      const body = pack({
        staff: 'ming',
        edition: { edition: '2026-2', publishedOn: '2026-07-01', sample: false },
        entries: list(change),
      })
      start = performance.now()
      await load.ask(office, 'POST', '/v1/list', body)
      while (reached.length < windowCount) {
        if (failure !== null) throw failure
        if (performance.now() - start > 30_000)
          throw new Error(`reached ${reached.length} of ${windowCount} windows`)
        await wait(10)
      }
      rounds.push({ told: percentile(told, 0.99), reached: percentile(reached, 0.99) })
      await wait(500)
    }
    const p99 = rounded(median(rounds.map((one) => one.reached)))
    const perWindow = rounded(kib)
    return {
      p99_ms: p99,
      p99_told_ms: rounded(median(rounds.map((one) => one.told))),
      kib_per_window: perWindow,
      windows: windowCount,
      baseline: { resident_mib_without_windows: rounded(before / 1_048_576) },
      target: targets,
      met: p99 <= targets.p99_ms && perWindow <= targets.kib_per_window,
    }
  } finally {
    load.close()
    await serving.end()
  }
}
