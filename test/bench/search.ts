// Measures the search of the list as a window asks it: 500 queries to a core process over its bridge, on lists of two sizes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pinyin } from 'pinyin-pro'
import { appendParts, packList } from '../../src-main/core/store/stored-list.ts'
import type { ListEntry } from '../../src-shared/domain/exemption-list.ts'
import { coreSettings, startDeskProcess } from '../desk-process.ts'
import { openStoreOf } from '../store-keys.ts'
import { composeEntries, seeded } from './compose-list.ts'
import { percentile } from './percentile.ts'

const sizes = [20_000, 100_000] as const
const queriesOfEachKind = 100
/** Hits a page asks for in each group. */
const limit = 50
const seed = 20_211_009

type Kind = 'two characters' | 'part of a long name' | 'code' | 'full pinyin' | 'initials'
type Query = { readonly kind: Kind; readonly text: string }

/** Queries as clerks type them, each about something that is in the list. */
export function composeQueries(entries: readonly ListEntry[]): readonly Query[] {
  const random = seeded(seed)
  const upTo = (most: number) => Math.floor(random() * (most + 1))
  const han = (text: string) => text.replace(/[^\p{Script=Han}]/gu, '')
  const names = () => {
    const entry = entries[upTo(entries.length - 1)]
    return han((random() < 0.75 ? entry?.serviceItemName : entry?.proofName) ?? '')
  }
  const part = (from: number, to: number): string => {
    for (;;) {
      const name = names()
      const length = from + upTo(to - from)
      if (name.length < length) continue
      const start = random() < 0.5 ? 0 : upTo(name.length - length)
      return name.slice(start, start + length)
    }
  }
  const code = (): string => {
    for (;;) {
      const whole = entries[upTo(entries.length - 1)]?.serviceItemCode ?? ''
      if (whole.length < 8) continue
      if (random() < 0.7) return whole.slice(0, 6 + upTo(8))
      const start = upTo(whole.length - 6)
      return whole.slice(start, start + 6)
    }
  }
  const sounds = (text: string, pattern: 'pinyin' | 'first', separator: string) =>
    pinyin(text, { pattern, toneType: 'none', type: 'array', v: true }).join(separator)
  const kinds: Readonly<Record<Kind, () => string>> = {
    'two characters': () => part(2, 2),
    'part of a long name': () => part(4, 10),
    code,
    'full pinyin': () => sounds(part(2, 5), 'pinyin', random() < 0.2 ? ' ' : ''),
    initials: () => sounds(part(3, 6), 'first', ''),
  }
  return (Object.keys(kinds) as Kind[]).flatMap((kind) =>
    Array.from({ length: queriesOfEachKind }, () => ({ kind, text: kinds[kind]() })),
  )
}

const rounded = (milliseconds: number) => Math.round(milliseconds * 100) / 100

/** Puts the entries into the store of a window that is not running. */
export async function fillStore(folder: string, entries: readonly ListEntry[]): Promise<void> {
  const store = await openStoreOf(coreSettings(folder))
  await appendParts(store, packList(entries))
  await store.close()
}

async function measure(count: number, say: (line: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'window-search-'))
  try {
    const entries = composeEntries(count, seed)
    const queries = composeQueries(entries)
    await fillStore(folder, entries)
    const started = performance.now()
    const desk = await startDeskProcess(coreSettings(folder))
    try {
      const ready = performance.now() - started
      const item = entries[0]?.serviceItemName ?? ''
      while ((await desk.call('searchList', { text: item, limit })).items.length === 0)
        await new Promise((resolve) => setTimeout(resolve, 5))
      say(
        `${count} entries: core ready after ${rounded(ready)} ms, first hit after ${rounded(performance.now() - started)} ms`,
      )

      const times: number[] = []
      const timesOfKind = new Map<Kind, number[]>()
      let missed = 0
      for (const { kind, text } of queries) {
        const asked = performance.now()
        const answer = await desk.call('searchList', { text, limit })
        const took = performance.now() - asked
        times.push(took)
        timesOfKind.set(kind, [...(timesOfKind.get(kind) ?? []), took])
        if (answer.items.length + answer.byProof.length === 0) missed += 1
      }
      for (const [kind, took] of timesOfKind)
        say(`  ${kind}: p50 ${rounded(percentile(took, 0.5))} ms, p95 ${rounded(percentile(took, 0.95))} ms`)
      say(`  slowest ${rounded(Math.max(...times))} ms; without a hit ${missed} of ${queries.length}`)
      return {
        entries: count,
        p50_ms: rounded(percentile(times, 0.5)),
        p95_ms: rounded(percentile(times, 0.95)),
      }
    } finally {
      await desk.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The last line printed is the result; what led to it goes before, to stderr where `json` is asked. */
export async function run({ json }: { readonly json: boolean }): Promise<void> {
  const say = json ? console.error : console.log
  const runs: Awaited<ReturnType<typeof measure>>[] = []
  for (const count of sizes) runs.push(await measure(count, say))
  console.log(JSON.stringify({ runs }))
}
