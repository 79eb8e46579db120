// The list as immutable pages, compressed once: a first sync is served from memory, whatever the list's history is.
import { promisify } from 'node:util'
import { brotliCompress, constants, gunzip, gzip } from 'node:zlib'
import { entriesOfPage, type ListEdition, largestPage } from '../src-shared/contract/replication.ts'
import { CodedFailure } from '../src-shared/errors.ts'
import { entryText } from './feeds.ts'
import { sha256 } from './sha256.ts'
import type { EditionPage, EndpointStore } from './store/endpoint-store.ts'

/** After the list grew, milliseconds: publications that follow each other make one edition. */
const settleAfter = 200
/** Pages kept in memory, bytes of compressed text. */
const memory = 32 * 1024 * 1024

const compressGzip = promisify(gzip)
const compressBrotli = promisify(brotliCompress)
const decompress = promisify(gunzip)

/** Reads the list as it stands and compresses it. What changes meanwhile moves behind `position` and comes with the deltas. */
async function makePages(store: EndpointStore, position: number): Promise<readonly EditionPage[]> {
  const texts: string[] = []
  for (let after = 0; after < position; ) {
    const page = await store.readList(after, largestPage)
    if (page.rows.length === 0) break
    for (const row of page.rows) if (row.position <= position && !row.withdrawn) texts.push(entryText(row))
    after = page.position
  }
  const pages: EditionPage[] = []
  for (let at = 0; at < texts.length; at += entriesOfPage) {
    const items = texts.slice(at, at + entriesOfPage)
    const text = Buffer.from(`{"items":[${items.join(',')}]}`)
    const [small, smaller] = await Promise.all([
      compressGzip(text, { level: 9 }),
      compressBrotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } }),
    ])
    const digest = sha256(text)
    pages.push({ digest, items: items.length, gzip: small, brotli: smaller })
  }
  return pages
}

export type Editions = ReturnType<typeof openEditions>
type Compressed = Pick<EditionPage, 'gzip' | 'brotli'>

/** Keeps the newest edition of the list ready; makes it where the list has moved on. */
export function openEditions(store: EndpointStore) {
  const pages = new Map<string, Compressed>()
  let held = 0
  let timer: NodeJS.Timeout | null = null
  let making: Promise<void> = Promise.resolve()
  let closed = false

  async function make(): Promise<void> {
    const end = (await store.readEnds()).find((one) => one.feed === 'list')?.position ?? 0
    const newest = await store.readEdition()
    if (closed || end === 0 || newest?.position === end) return
    await store.putEdition(end, await makePages(store, end))
  }
  function soon(): void {
    if (closed || timer !== null) return
    timer = setTimeout(() => {
      timer = null
      // Where it cannot be made now, windows read the list from its feed, and the next change tries again.
      making = making.then(make).catch(() => undefined)
    }, settleAfter)
  }
  const unlisten = store.listen((change) => {
    const moved = change.change === 'grown' && change.growth.some((one) => one.feed === 'list')
    if (moved || change.change === 'anything') soon()
  })
  soon()

  async function read(digest: string): Promise<Compressed> {
    const known = pages.get(digest)
    if (known !== undefined) return known
    const page = /^[0-9a-f]{64}$/.test(digest) ? await store.readEditionPage(digest) : null
    if (page === null) throw new CodedFailure('not-found', {})
    pages.set(digest, page)
    held += page.gzip.length + page.brotli.length
    for (const [oldest, { gzip, brotli }] of pages) {
      if (held <= memory) break
      pages.delete(oldest)
      held -= gzip.length + brotli.length
    }
    return page
  }

  return {
    /** @throws not-found where there is none yet */
    async newest(): Promise<ListEdition> {
      const edition = await store.readEdition()
      if (edition === null) throw new CodedFailure('not-found', {})
      return edition
    },
    /** A page as the reader can take it. @throws not-found */
    async page(digest: string, acceptEncoding: string) {
      const page = await read(digest)
      const headers = { etag: `"${digest}"`, vary: 'accept-encoding' }
      for (const [encoding, body] of [
        ['br', page.brotli],
        ['gzip', page.gzip],
      ] as const) {
        const accepted = new RegExp(`(^|[, ])${encoding}([,; ]|$)`).test(acceptEncoding)
        if (accepted) return { headers: { ...headers, 'content-encoding': encoding }, body }
      }
      return { headers, body: await decompress(page.gzip) }
    },
    async close(): Promise<void> {
      closed = true
      unlisten()
      if (timer !== null) clearTimeout(timer)
      await making
    },
  }
}
