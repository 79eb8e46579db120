// Events a second that are judged and on the disk, beside the bare insert of the rows they came to.
import type { PushAnswer } from '../../../src-shared/contract/replication.ts'
import { rounded } from '../percentile.ts'
import { unitsOf } from './bench-town.ts'
import { createWindows, writeEvents } from './bench-window.ts'
import { createLoad, forAll, pack } from './load.ts'
import { type Places, putWindows } from './place.ts'
import { insertBare } from './raw-rows.ts'
import { startServing } from './serving.ts'

const windowCount = 40
const unitCount = 20
/** The first of each warms the endpoint up and is not counted. */
const pushesOfWindow = 4
const eventsOfPush = 200
const rounds = 2
/** Connections of one endpoint to a PostgreSQL. */
const connections = 8
const targets = { ratio_raw: 0.4 }

async function ingest(places: Places) {
  const units = unitsOf(unitCount)
  const where = await places.next(units)
  const windows = createWindows(windowCount, units)
  await putWindows(where, windows)
  const pushes = windows.map((window) =>
    Array.from({ length: pushesOfWindow }, () => pack({ events: writeEvents(window, units, eventsOfPush) })),
  )
  const serving = await startServing({ ...where, files: null })
  const load = createLoad(serving.url, windowCount)
  try {
    await forAll(windows, windowCount, (window) => load.takeToken(window))
    let accepted = 0
    const push = (from: number, to: number) =>
      forAll(windows, windowCount, async (window, index) => {
        for (const body of pushes[index]?.slice(from, to) ?? []) {
          const answer = await load.ask(window, 'POST', '/v1/push', body)
          const { results } = answer.read() as PushAnswer
          accepted += results.filter((one) => one.result === 'accepted').length
        }
      })
    await push(0, 1)
    const warm = accepted
    const start = performance.now()
    await push(1, pushesOfWindow)
    const took = performance.now() - start
    const events = windowCount * pushesOfWindow * eventsOfPush
    if (accepted !== events) throw new Error(`${accepted} of ${events} events accepted`)
    return { where, units, events, perSecond: ((events - warm) / took) * 1_000 }
  } finally {
    load.close()
    await serving.end()
  }
}

export async function measureIngest(places: Places) {
  const runs: { ours: number; raw: number; parallel: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    const { where, units, events, perSecond } = await ingest(places)
    const bare = async (connections: number) =>
      (events / (await insertBare(where, await places.next(units), eventsOfPush, connections))) * 1_000
    const raw = await bare(1)
    runs.push({ ours: perSecond, raw, parallel: places.kind === 'sqlite' ? raw : await bare(connections) })
  }
  const best = (of: (run: (typeof runs)[number]) => number) => Math.max(...runs.map(of))
  const [ours, raw] = [best((run) => run.ours), best((run) => run.raw)]
  const parallel = best((run) => run.parallel)
  const ratio = rounded(ours / raw)
  return {
    ratio_raw: ratio,
    events_per_second: Math.round(ours),
    events_of_push: eventsOfPush,
    baseline: {
      raw_events_per_second: Math.round(raw),
      // What the same inserts come to over as many connections as an endpoint has.
      raw_in_parallel_events_per_second: Math.round(parallel),
    },
    ratio_raw_in_parallel: rounded(ours / parallel),
    target: targets,
    met: ratio >= targets.ratio_raw,
  }
}
