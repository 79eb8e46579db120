// What a pull and a new window's snapshot cost in a store of two years: 100 new events asked of 100,000 and of 5,000,000 stored ones.
import { type StoreKind, storeKinds } from '../../src-endpoint/small-hall.fixture.ts'
import { unitsOf } from './endpoint/bench-town.ts'
import { type BenchWindow, createWindows } from './endpoint/bench-window.ts'
import { createLoad } from './endpoint/load.ts'
import { openPlaces, type Places, putWindows } from './endpoint/place.ts'
import { endAll, startServing } from './endpoint/serving.ts'
import { countScans, loadEvents, unitCount, windowsOfUnit } from './endpoint/stored-events.ts'
import { median, rounded } from './percentile.ts'
import { wordAfter } from './words.ts'

const smallest = 100_000
const usual = 5_000_000
const newEvents = 100
const asks = 60
const warmUp = 20
/** Milliseconds for everything; what is not done by then is not measured. */
const longest = 15 * 60_000
const targets = { pull_growth: 1.5, snapshot_growth: 1.5, table_scans: 0 }

/** An endpoint with so many events stored, and what its windows were answered after how many milliseconds. */
type Side = Awaited<ReturnType<typeof openSide>>

async function openSide(places: Places, stored: number) {
  const units = unitsOf(unitCount)
  const where = await places.next(units)
  const windows = createWindows(unitCount * windowsOfUnit, units).slice(0, 40)
  await putWindows(where, windows)
  const start = performance.now()
  await loadEvents(where, stored)
  const loaded = Math.round((performance.now() - start) / 1_000)
  const serving = await startServing({ ...where, files: null })
  const load = createLoad(serving.url, 4)
  for (const window of windows) await load.takeToken(window)
  return { stored, where, windows, loaded, load, serving, pulls: [] as number[], snapshots: [] as number[] }
}

async function askPull({ load, stored, pulls }: Side, window: BenchWindow): Promise<void> {
  const end = stored / unitCount
  const path = `/v1/pull/events?after=${end - newEvents}&limit=500`
  const start = performance.now()
  const answer = await load.ask(window, 'GET', path, undefined, 'identity')
  pulls.push(performance.now() - start)
  const page = answer.read() as { readonly items: readonly unknown[]; readonly position: number }
  if (page.items.length !== newEvents || page.position !== end)
    throw new Error(`${page.items.length} events up to ${page.position}, not ${newEvents} up to ${end}`)
}

/** All pages of a snapshot. @returns how many events it held */
async function askSnapshot({ load, snapshots }: Side, window: BenchWindow): Promise<number> {
  let held = 0
  const start = performance.now()
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`
    const answer = await load.ask(window, 'GET', `/v1/snapshot${query}`, undefined, 'identity')
    const page = answer.read() as { readonly items: readonly unknown[]; readonly cursor: string | null }
    held += page.items.length
    cursor = page.cursor
  }
  snapshots.push(performance.now() - start)
  return held
}

/** Both sizes asked in turn, so that whatever else the machine does is done to both. */
async function compare(sides: readonly [Side, Side], kind: StoreKind) {
  const before = kind === 'postgres' ? await Promise.all(sides.map((one) => countScans(one.where))) : [0, 0]
  const held = [0, 0]
  for (let round = 0; round < asks + warmUp; round += 1) {
    // The first ones read what no later one has to: programs and the upper levels of indexes.
    if (round === warmUp) for (const { pulls, snapshots } of sides) pulls.length = snapshots.length = 0
    for (const turn of [0, 1]) {
      const at = (round + turn) % 2
      const side = sides[at] as Side
      const window = side.windows[(round * 7) % side.windows.length] as BenchWindow
      await askPull(side, window)
      held[at] = await askSnapshot(side, window)
    }
  }
  const after = await Promise.all(sides.map((one) => countScans(one.where)))
  return sides.map((side, at) => ({
    stored: side.stored,
    loaded_s: side.loaded,
    pull_ms: rounded(median(side.pulls)),
    snapshot_ms: rounded(median(side.snapshots)),
    snapshot_events: held[at],
    table_scans: (after[at] ?? 0) - (before[at] ?? 0),
  }))
}

/** `--store sqlite|postgres`, `--stored N` for one other size beside 100,000. The last line printed is the result. */
export async function run({ json, words }: { readonly json: boolean; readonly words: readonly string[] }) {
  const say = json ? console.error : console.log
  const store = storeKinds.find((kind) => kind === wordAfter(words, '--store', 'sqlite'))
  const asked = Number(wordAfter(words, '--stored', String(usual)))
  if (store === undefined || !Number.isInteger(asked) || asked % 100_000 !== 0) {
    console.error(`--store ${storeKinds.join('|')} [--stored N, whole hundred thousands]`)
    process.exit(2)
  }
  const places = await openPlaces(store, false)
  const late = setTimeout(() => {
    console.log(JSON.stringify({ store, missed: ['not done in time'] }))
    endAll()
    void places.close().finally(() => process.exit(1))
  }, longest)
  const small = await openSide(places, smallest)
  say(`${smallest} events stored after ${small.loaded} s`)
  const large = await openSide(places, asked)
  say(`${asked} events stored after ${large.loaded} s`)
  const [one, other] = await compare([small, large], store)
  const growth = (of: 'pull_ms' | 'snapshot_ms') => rounded((other?.[of] ?? 0) / (one?.[of] ?? 1))
  const figures = {
    pull_growth: growth('pull_ms'),
    snapshot_growth: growth('snapshot_ms'),
    table_scans: Math.max(one?.table_scans ?? 0, other?.table_scans ?? 0),
  }
  const missed = (Object.keys(targets) as (keyof typeof targets)[]).filter(
    (key) => figures[key] > targets[key],
  )
  for (const side of [small, large]) {
    side.load.close()
    await side.serving.end()
  }
  clearTimeout(late)
  await places.close()
  const result = { store, new_events: newEvents, ...figures, runs: [one, other], target: targets, missed }
  console.log(JSON.stringify(result))
  process.exit(0)
}
