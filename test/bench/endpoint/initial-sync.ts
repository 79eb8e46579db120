// A hundred windows pull a list of 20,000 at once, beside the same bytes as a static file of the same process; and one window with its
// durable store pulls it, beside PouchDB in memory.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { makeEnrolmentCode } from '../../../src-endpoint/windows.ts'
import type { ListEdition } from '../../../src-shared/contract/replication.ts'
import { composeEntries } from '../compose-list.ts'
import { median, rounded } from '../percentile.ts'
import { unitsOf } from './bench-town.ts'
import { type BenchWindow, createWindows } from './bench-window.ts'
import { createLoad, forAll, type Load } from './load.ts'
import { onStore, type Places, putList, putWindows } from './place.ts'
import { installPouch } from './pouch.ts'
import { startChild, startServing } from './serving.ts'

const entryCount = 20_000
const windowCount = 100
const rounds = 5
const pulls = 3
const targets = { ratio_static: 0.5, ratio_pouchdb: 10 }
/** As a window takes it over TLS. */
const accepted = 'br, gzip, deflate'

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

async function whenEditionIsMade(load: Load, window: BenchWindow): Promise<ListEdition> {
  for (;;) {
    const answer = await load.ask(window, 'GET', '/v1/list/edition').catch(() => null)
    if (answer !== null) return answer.read() as ListEdition
    await wait(100)
  }
}

/** All windows one after the other page, all at once. @returns bytes a second */
async function pullAtOnce(load: Load, windows: readonly BenchWindow[], bytes: number): Promise<number> {
  let received = 0
  const start = performance.now()
  await forAll(windows, windowCount, async (window) => {
    const edition = JSON.parse(
      (await load.ask(window, 'GET', '/v1/list/edition')).body.toString(),
    ) as ListEdition
    for (const { digest } of edition.pages) {
      const { body } = await load.ask(window, 'GET', `/v1/list/page/${digest}`, undefined, accepted)
      received += body.length
    }
  })
  const took = performance.now() - start
  if (received !== bytes * windows.length) throw new Error(`${received} bytes, not ${bytes * windows.length}`)
  return (received / took) * 1_000
}

async function readFilesAtOnce(files: Load, paths: readonly string[], bytes: number): Promise<number> {
  let received = 0
  const start = performance.now()
  await forAll(Array.from({ length: windowCount }), windowCount, async () => {
    for (const path of paths) {
      const { body } = await files.file(path)
      received += body.length
    }
  })
  const took = performance.now() - start
  if (received !== bytes * windowCount) throw new Error(`${received} bytes, not ${bytes * windowCount}`)
  return (received / took) * 1_000
}

/** Milliseconds a process needed for one pull; it says them itself, its own start does not count. */
async function timeOf(name: string, words: readonly string[]): Promise<number> {
  const child = startChild(file(name), words)
  try {
    return (await child.said()) as number
  } finally {
    await child.end()
  }
}

export async function measureInitialSync(places: Places) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-files-'))
  const units = unitsOf(1)
  const where = await places.next(units)
  const entries = composeEntries(entryCount, 7)
  await putList(
    where,
    entries.map(({ id, edition, ...content }) => content),
  )
  const windows = createWindows(windowCount, units)
  await putWindows(where, windows)
  const codes = await onStore(where, (store) =>
    Promise.all(Array.from({ length: pulls }, () => makeEnrolmentCode(store, units[0] as string, '', 30))),
  )
  const serving = await startServing({ ...where, files: folder })
  const load = createLoad(serving.url, windowCount)
  const files = createLoad(serving.files ?? '', windowCount)
  try {
    for (const window of windows) await load.takeToken(window)
    const [first] = windows as [BenchWindow]
    const { pages } = await whenEditionIsMade(load, first)
    const parts: Buffer[] = []
    for (const { digest } of pages)
      parts.push((await load.ask(first, 'GET', `/v1/list/page/${digest}`, undefined, accepted)).body)
    const whole = Buffer.concat(parts)
    writeFileSync(join(folder, 'list'), whole)
    for (const [index, part] of parts.entries()) writeFileSync(join(folder, `page-${index}`), part)
    const byPage = parts.map((_, index) => `/page-${index}`)
    const speeds = { ours: [] as number[], file: [] as number[], pages: [] as number[] }
    for (let round = 0; round < rounds; round += 1) {
      speeds.ours.push(await pullAtOnce(load, windows, whole.length))
      speeds.file.push(await readFilesAtOnce(files, ['/list'], whole.length))
      speeds.pages.push(await readFilesAtOnce(files, byPage, whole.length))
    }
    const [ours, one, many] = [median(speeds.ours), median(speeds.file), median(speeds.pages)]

    const pouch = installPouch()
    const source = join(folder, 'entries.json')
    writeFileSync(source, JSON.stringify(entries))
    const express = startChild(file('pouch-server.ts'), [pouch, source])
    const address = (await express.said()) as string
    const times = { ours: [] as number[], pouch: [] as number[] }
    for (const code of codes) {
      times.ours.push(await timeOf('first-window.ts', [serving.url, code, join(folder, code)]))
      times.pouch.push(await timeOf('pouch-pull.ts', [pouch, address, String(entryCount)]))
    }
    await express.end()
    const [window, baseline] = [median(times.ours), median(times.pouch)]
    const megabytes = (bytes: number) => rounded(bytes / 1_000_000)
    const ratioStatic = rounded(ours / one)
    const ratioPouch = rounded(baseline / window)
    return {
      ratio_static: ratioStatic,
      ratio_pouchdb: ratioPouch,
      megabytes_per_second: megabytes(ours),
      one_window_ms: rounded(window),
      list: {
        entries: entryCount,
        pages: pages.length,
        compressed_bytes: whole.length,
        windows: windowCount,
      },
      baseline: {
        static_file_megabytes_per_second: megabytes(one),
        static_pages_megabytes_per_second: megabytes(many),
        pouchdb_ms: rounded(baseline),
      },
      ratio_static_pages: rounded(ours / many),
      target: targets,
      met: ratioStatic >= targets.ratio_static && ratioPouch >= targets.ratio_pouchdb,
    }
  } finally {
    load.close()
    files.close()
    await serving.end()
    rmSync(folder, { recursive: true, force: true })
  }
}
