// 2,000 windows come back within ten seconds, each with 50 events: all of them are accepted, each once, and nobody is shown an error.
import { setTimeout as wait } from 'node:timers/promises'
import type { PushAnswer } from '../../../src-shared/contract/replication.ts'
import { percentile, rounded } from '../percentile.ts'
import { unitsOf } from './bench-town.ts'
import { createWindows, writeEvents } from './bench-window.ts'
import { createLoad, pack } from './load.ts'
import { onStore, type Places, putWindows, type Where } from './place.ts'
import { startServing } from './serving.ts'

const windowCount = 2_000
const unitCount = 200
const eventsOfWindow = 50
const within = 10_000
const sockets = 512

export async function measureHerd(places: Places) {
  const units = unitsOf(unitCount)
  const where = await places.next(units)
  const windows = createWindows(windowCount, units)
  await putWindows(where, windows)
  const expected = new Map<string, Set<string>>(units.map((unit) => [unit, new Set<string>()]))
  const outboxes = windows.map((window) => {
    const events = writeEvents(window, units, eventsOfWindow)
    for (const event of events) {
      expected.get(event.unit)?.add(event.id)
      const { issuingUnit } = event.body as { readonly issuingUnit?: string }
      if (issuingUnit !== undefined) expected.get(issuingUnit)?.add(event.id)
    }
    return pack({ events })
  })
  const serving = await startServing({ ...where, files: null })
  const load = createLoad(serving.url, sockets)
  try {
    const drained: number[] = []
    let refused = 0
    const start = performance.now()
    await Promise.all(
      windows.map(async (window, index) => {
        await wait((index / windowCount) * within)
        const back = performance.now()
        await load.takeToken(window)
        // In the order of core: what is new first, then its own.
        for (const feed of ['reference', 'list', 'events'])
          await load.ask(window, 'GET', `/v1/pull/${feed}?after=0&limit=500`)
        const answer = await load.ask(window, 'POST', '/v1/push', outboxes[index])
        const { results } = answer.read() as PushAnswer
        refused += results.filter((one) => one.result === 'refused').length
        drained.push(performance.now() - back)
        await load.follow(window, () => undefined)
      }),
    )
    const took = performance.now() - start
    const { lost, twice } = await onceEach(where, expected)
    const { errors, asked_to_wait } = load.counts()
    return {
      lost,
      twice,
      refused,
      errors_shown: errors,
      p99_drain_ms: rounded(percentile(drained, 0.99)),
      p50_drain_ms: rounded(percentile(drained, 0.5)),
      all_back_ms: rounded(took),
      asked_to_wait,
      baseline: { windows: windowCount, events: windowCount * eventsOfWindow, within_ms: within },
      target: { lost: 0, twice: 0, refused: 0, errors_shown: 0 },
      met: lost === 0 && twice === 0 && refused === 0 && errors === 0,
    }
  } finally {
    load.close()
    await serving.end()
  }
}

/** Reads every unit's feed: each event it is a party to once. */
function onceEach(where: Where, expected: ReadonlyMap<string, ReadonlySet<string>>) {
  return onStore(where, async (store) => {
    let [lost, twice] = [0, 0]
    for (const [unit, ids] of expected) {
      const read = new Set<string>()
      for (let after = 0, more = true; more; ) {
        const page = await store.readEvents(unit, after, 1_000, null)
        for (const { id } of page.rows) {
          if (read.has(id)) twice += 1
          read.add(id)
        }
        after = page.position
        more = page.more
      }
      for (const id of ids) if (!read.has(id)) lost += 1
    }
    return { lost, twice }
  })
}
