// Measures the storage beside plain better-sqlite3 with the same rows, pragmas, indexes and statements, in one run and in turn;
// encrypted beside plain; whole collections beside RxDB's memory storage; opening, memory after it, and what a live query costs.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../../src-main/core/store/rx-storage-sqlite/index.ts'
import { seeded } from './compose-list.ts'
import { act, idOf, pageLength, waitingActs } from './store/acts.ts'
import { collectionSubject, costOfLiveQuery, inMemory, onSqlite } from './store/collections.ts'
import { ourSubject, rawSubject, type Subject } from './store/subjects.ts'

type Size = {
  readonly documents: number
  readonly rounds: number
  /** A scan reads everything; fewer rounds are enough. */
  readonly scans: number
  readonly beside: boolean
}
/** `beside`: also encrypted and against the memory storage, which 500,000 events do not fit. */
const sizes: readonly Size[] = [
  { documents: 10_000, rounds: 45, scans: 15, beside: true },
  { documents: 100_000, rounds: 45, scans: 9, beside: true },
  { documents: 500_000, rounds: 45, scans: 3, beside: false },
]
const bulk = 500
const idsAtOnce = 3_000
const liveQueries = 200
/** Pages and counts asked in a round. */
const repeats = 20

const budgets = {
  bulk_insert: 2,
  find_by_ids_3000: 2.5,
  page_of_50_indexed: 3,
  count_indexed: 3,
  change_feed_scan: 2.5,
  open_ms: 150,
  resident_mb: 150,
  encrypted: 1.3,
  memory: 6,
  growth: 1.5,
  live_query_us: 50,
} as const

const measures = [
  'bulk_insert',
  'find_by_ids_3000',
  'page_of_50_indexed',
  'count_indexed',
  'change_feed_scan',
] as const
type Measure = (typeof measures)[number]
type Times = Readonly<Record<Measure, number>>

const rounded = (value: number) => Math.round(value * 1_000) / 1_000
const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0

type Work = () => Promise<number>

/** Milliseconds of `work`; it must answer `expected`, so that nobody is fast by doing less. */
async function timed(work: Work, expected: number): Promise<number> {
  const start = performance.now()
  const answered = await work()
  const took = performance.now() - start
  if (answered !== expected) throw new Error(`answered ${answered} documents, not ${expected}`)
  return took
}

/** A position to ask a page before. */
const anyPosition = (random: () => number, documents: number) =>
  200 + Math.floor(random() * (documents - 200))

/** Positions to count from, which no other round asks about, each with how many of the acts that wait come after: some 450. */
const countsAsked = (round: number, documents: number) =>
  Array.from({ length: repeats }, (_, index) => {
    const from = documents / 10 - round * repeats - index
    return { from, expected: waitingActs - Math.ceil(from / (documents / waitingActs)) }
  })

/** The times of all subjects, each step done by one after the other, in an order that turns from step to step. */
async function race<Name extends string>(
  subjects: Readonly<Record<Name, Subject>>,
  { documents, rounds, scans }: Size,
): Promise<Readonly<Record<Name, Times>>> {
  const runners = Object.entries(subjects) as [Name, Subject][]
  const times = new Map<string, number[]>()
  let turn = 0
  /** What `prepare` makes of each subject is timed. */
  async function step(measure: Measure, prepare: (subject: Subject) => Work, expected: number) {
    turn += 1
    for (let index = 0; index < runners.length; index += 1) {
      const [name, subject] = runners[(index + turn) % runners.length] as [Name, Subject]
      const took = await timed(prepare(subject), expected)
      const known = times.get(`${name} ${measure}`)
      if (known === undefined) times.set(`${name} ${measure}`, [took])
      else known.push(took)
    }
  }
  for (let first = 0; first < documents; first += bulk) {
    const acts = Array.from({ length: bulk }, (_, index) => act(first + index, documents))
    await step('bulk_insert', (subject) => () => subject.insert(acts), bulk)
  }
  const random = seeded(20_211_009)
  for (let round = 0; round < rounds; round += 1) {
    const numbers = new Set<number>()
    while (numbers.size < idsAtOnce) numbers.add(Math.floor(random() * documents))
    const ids = [...numbers].map(idOf)
    await step('find_by_ids_3000', (subject) => () => subject.findByIds(ids), idsAtOnce)
    for (const { from, expected } of countsAsked(round, documents)) {
      const below = anyPosition(random, documents)
      await step('page_of_50_indexed', (subject) => subject.page(below), pageLength)
      await step('count_indexed', (subject) => subject.count(from), expected)
    }
    if (round < scans) await step('change_feed_scan', (subject) => () => subject.scan(), documents)
  }
  const of = (name: Name, measure: Measure) => times.get(`${name} ${measure}`) ?? []
  const summed = (name: Name): Times => ({
    // The median of a bulk times their number: one that meets a stall of the disk decides nothing.
    bulk_insert: (median(of(name, 'bulk_insert')) * documents) / bulk,
    find_by_ids_3000: median(of(name, 'find_by_ids_3000')),
    page_of_50_indexed: median(of(name, 'page_of_50_indexed')),
    count_indexed: median(of(name, 'count_indexed')),
    change_feed_scan: median(of(name, 'change_feed_scan')),
  })
  return Object.fromEntries(runners.map(([name]) => [name, summed(name)])) as Record<Name, Times>
}

type Pair<Label extends string> = Readonly<Record<`${Label}_ms` | 'ours_ms' | 'ratio', number>>

/** Each measure of ours beside another's. */
function beside<Label extends string>(label: Label, ours: Times, other: Times) {
  return Object.fromEntries(
    measures.map((measure) => [
      measure,
      {
        ours_ms: rounded(ours[measure]),
        [`${label}_ms`]: rounded(other[measure]),
        ratio: rounded(ours[measure] / other[measure]),
      },
    ]),
  ) as Record<Measure, Pair<Label>>
}

/** Opens a store in a process of its own, several times; medians of milliseconds and of resident megabytes. */
function opening(whose: 'ours' | 'raw', path: string, key: Uint8Array | null) {
  const opener = fileURLToPath(new URL('store/opening.ts', import.meta.url))
  const words = [opener, whose, path, ...(key === null ? [] : [Buffer.from(key).toString('hex')])]
  const opened = Array.from({ length: 5 }, () => {
    const line = execFileSync(process.execPath, words, { encoding: 'utf8' })
    return JSON.parse(line) as { readonly took: number; readonly resident: number }
  })
  return { ms: median(opened.map((one) => one.took)), mb: median(opened.map((one) => one.resident)) }
}

const storePath = (folder: string, documents: number, name: string) =>
  join(folder, `${name}-${documents}.sqlite`)

/** What a page and a count cost in a store of 100,000 over what they cost in one of 10,000, asked in turn. */
async function measureGrowth(folder: string) {
  const sides = [10_000, 100_000].map((documents) => ({
    documents,
    database: openDatabase(storePath(folder, documents, 'ours')),
    pages: [] as number[],
    counts: [] as number[],
  }))
  const random = seeded(20_211_010)
  const subjects = await Promise.all(sides.map((side) => ourSubject(side.database)))
  for (let round = 0; round < 45; round += 1) {
    for (let ask = 0; ask < repeats; ask += 1) {
      for (const [index, { documents, pages, counts }] of sides.entries()) {
        const subject = subjects[index] as Subject
        pages.push(await timed(subject.page(anyPosition(random, documents)), pageLength))
        const { from, expected } = countsAsked(round, documents)[ask] as { from: number; expected: number }
        counts.push(await timed(subject.count(from), expected))
      }
    }
  }
  for (const { database } of sides) database.close()
  const [small, large] = sides as [(typeof sides)[0], (typeof sides)[0]]
  return {
    page_of_50_indexed: rounded(median(large.pages) / median(small.pages)),
    count_indexed: rounded(median(large.counts) / median(small.counts)),
  }
}

async function measure(size: Size, folder: string, say: (line: string) => void) {
  const key = randomBytes(32)
  const path = (name: string) => storePath(folder, size.documents, name)
  const ours = openDatabase(path('ours'))
  const raw = openDatabase(path('raw'))
  const { ours: ourTimes, raw: rawTimes } = await race(
    { ours: await ourSubject(ours), raw: rawSubject(raw) },
    size,
  )
  ours.close()
  raw.close()
  const opened = { ours: opening('ours', path('ours'), null), raw: opening('raw', path('raw'), null) }
  const result = {
    documents: size.documents,
    ...beside('raw', ourTimes, rawTimes),
    open: {
      ours_ms: rounded(opened.ours.ms),
      raw_ms: rounded(opened.raw.ms),
      ratio: rounded(opened.ours.ms / opened.raw.ms),
    },
    resident_mb: rounded(opened.ours.mb),
  }
  say(JSON.stringify(result))
  if (!size.beside) return result

  const plain = openDatabase(path('plain'))
  const encrypted = openDatabase(path('encrypted'), key)
  const ciphers = await race({ encrypted: await ourSubject(encrypted), plain: await ourSubject(plain) }, size)
  plain.close()
  encrypted.close()
  const besidePlain = beside('plain', ciphers.encrypted, ciphers.plain)
  say(JSON.stringify({ documents: size.documents, encrypted: besidePlain }))

  const sqlite = openDatabase(path('collection'))
  const collections = { ours: await onSqlite(sqlite), memory: await inMemory() }
  const stores = await race(
    { ours: collectionSubject(collections.ours), memory: collectionSubject(collections.memory) },
    size,
  )
  const liveQuery = await costOfLiveQuery(collections.ours, liveQueries)
  await collections.ours.close()
  // What the memory storage holds outlives a closed database.
  await collections.memory.remove()
  sqlite.close()
  const besideMemory = beside('memory', stores.ours, stores.memory)
  say(JSON.stringify({ documents: size.documents, memory: besideMemory, live_query_us: liveQuery }))
  return {
    ...result,
    encrypted: besidePlain,
    memory_storage: besideMemory,
    live_query_us: rounded(liveQuery),
  }
}
type Run = Awaited<ReturnType<typeof measure>>
type Growth = Awaited<ReturnType<typeof measureGrowth>>

/** What each figure may be at most, and every figure that is above it. */
function missed(runs: readonly Run[], growth: Growth): string[] {
  const above = (name: string, figure: number, budget: number) =>
    figure > budget ? [`${name}: ${figure} > ${budget}`] : []
  return [
    ...runs.flatMap((one) => [
      ...measures.flatMap((measure) =>
        above(`${one.documents} ${measure}`, one[measure].ratio, budgets[measure]),
      ),
      ...above(`${one.documents} open`, one.open.ours_ms, budgets.open_ms),
      ...above(`${one.documents} resident`, one.resident_mb, budgets.resident_mb),
      ...('encrypted' in one
        ? [
            ...measures.flatMap((measure) => [
              ...above(
                `${one.documents} ${measure} encrypted`,
                one.encrypted[measure].ratio,
                budgets.encrypted,
              ),
              ...above(
                `${one.documents} ${measure} beside memory`,
                one.memory_storage[measure].ratio,
                budgets.memory,
              ),
            ]),
            ...above(`${one.documents} live query`, one.live_query_us, budgets.live_query_us),
          ]
        : []),
    ]),
    ...Object.entries(growth).flatMap(([name, figure]) => above(`growth of ${name}`, figure, budgets.growth)),
  ]
}

/** The last line printed is the result; what led to it goes before, to stderr where `json` is asked. */
export async function run({ json }: { readonly json: boolean }): Promise<void> {
  const say = json ? console.error : console.log
  const folder = mkdtempSync(join(tmpdir(), 'bench-store-'))
  try {
    const runs: Run[] = []
    for (const size of sizes) runs.push(await measure(size, folder, say))
    const growth = await measureGrowth(folder)
    const result = { runs, growth_10000_to_100000: growth, budgets, missed: missed(runs, growth) }
    console.log(JSON.stringify(result))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
