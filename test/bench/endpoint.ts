// Measures the endpoint under load: first syncs, pushes, one change to all, an event from window to window, and all coming back.
import { storeKinds } from '../../src-endpoint/small-hall.fixture.ts'
import { measureFanOut } from './endpoint/fan-out.ts'
import { measureHerd } from './endpoint/herd.ts'
import { measureIngest } from './endpoint/ingest.ts'
import { measureInitialSync } from './endpoint/initial-sync.ts'
import { openPlaces, type Places } from './endpoint/place.ts'
import { measureRelay } from './endpoint/relay.ts'
import { endAll } from './endpoint/serving.ts'
import { wordAfter } from './words.ts'

type Figures = Readonly<Record<string, unknown>> & { readonly met: boolean }
const keys: Readonly<Record<string, (places: Places) => Promise<Figures>>> = {
  initial_sync: measureInitialSync,
  ingest: measureIngest,
  fan_out: measureFanOut,
  relay: measureRelay,
  herd: measureHerd,
}
/** Milliseconds after which a key has failed. */
const longest = 150_000

async function withinTime(measuring: Promise<Figures>): Promise<Figures> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Figures>((resolve) => {
    timer = setTimeout(() => resolve({ failed: `not done after ${longest} ms`, met: false }), longest)
  })
  const failed = (thrown: unknown) => ({ failed: String(thrown), met: false })
  return Promise.race([measuring.catch(failed), late]).finally(() => clearTimeout(timer))
}

/** `--store sqlite|postgres`, `--only KEY`. The last line printed is the result. */
export async function run({ json, words }: { readonly json: boolean; readonly words: readonly string[] }) {
  const say = json ? console.error : console.log
  const store = storeKinds.find((kind) => kind === wordAfter(words, '--store', 'sqlite'))
  const only = wordAfter(words, '--only', '')
  if (store === undefined || (only !== '' && !(only in keys))) {
    console.error(`--store ${storeKinds.join('|')} [--only ${Object.keys(keys).join('|')}]`)
    process.exit(2)
  }
  const places = await openPlaces(store)
  // What a key that was given up still had under way fails with its server; the others are measured all the same.
  process.on('unhandledRejection', (reason) => console.error(String(reason)))
  const result: Record<string, unknown> = { store }
  const missed: string[] = []
  for (const [key, measure] of Object.entries(keys)) {
    if (only !== '' && only !== key) continue
    const start = performance.now()
    const figures = await withinTime(measure(places))
    // What a key that failed left running would disturb the next one.
    endAll()
    result[key] = figures
    if (!figures.met) missed.push(key)
    say(`${key} (${Math.round((performance.now() - start) / 1_000)} s): ${JSON.stringify(figures)}`)
  }
  await places.close()
  console.log(JSON.stringify({ ...result, missed }))
  process.exit(0)
}
