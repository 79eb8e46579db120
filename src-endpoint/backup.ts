// A backup of one region, taken beside running servers, and put back into an empty store of either kind.
import { createReadStream, createWriteStream, existsSync, renameSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { CodedFailure } from '../src-shared/errors.ts'
import type { EndpointStore } from './store/endpoint-store.ts'
import type { StoreRecord } from './store/records.ts'

const format = 'proof-free-endpoint-1'
type Head = { readonly format: string; readonly region: string; readonly takenAt: string }
/** The last line: a backup that was cut off is not taken for a whole one. */
type Foot = { readonly end: true; readonly records: number }

/**
 * Writes a backup: gzip, one record a line. The file has its name only when it is whole.
 * @returns how many records it holds
 * @throws action-not-available where there is a file of that name
 */
export async function backUp(store: EndpointStore, file: string): Promise<number> {
  if (existsSync(file)) throw new CodedFailure('action-not-available', { exists: file })
  const partial = `${file}.partial`
  const lines = new Transform({
    writableObjectMode: true,
    transform: (line, _, done) => done(null, `${line}\n`),
  })
  // It holds people's cases: nobody but its owner reads it.
  const written = pipeline(lines, createGzip(), createWriteStream(partial, { mode: 0o600 }))
  let records = 0
  const write = async (text: string): Promise<void> => {
    if (!lines.write(text))
      await Promise.race([new Promise((resolve) => lines.once('drain', resolve)), written])
  }
  const head: Head = { format, region: store.region, takenAt: new Date().toISOString() }
  await write(JSON.stringify(head))
  await store.dump(async (batch) => {
    records += batch.length
    for (const one of batch) await write(JSON.stringify(one))
  })
  lines.end(JSON.stringify({ end: true, records } satisfies Foot))
  await written
  renameSync(partial, file)
  return records
}

/**
 * Puts a backup into an empty store. Windows that hold more than the backup send it again by themselves.
 * @throws input-invalid where it is none, is cut off or belongs to another region, action-not-available where the store is not empty
 */
export async function restore(store: EndpointStore, file: string): Promise<void> {
  const invalid = (reason: string) => new CodedFailure('input-invalid', { file, reason })
  async function* records(): AsyncGenerator<StoreRecord> {
    const source = createReadStream(file).pipe(createGunzip())
    let head: Head | null = null
    let foot: Foot | null = null
    let count = 0
    for await (const line of createInterface({
      input: Readable.from(source),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      const read = JSON.parse(line) as Head | Foot | StoreRecord
      if (head === null) {
        head = read as Head
        if (head.format !== format) throw invalid('no backup of an endpoint')
        if (head.region !== store.region) throw invalid(`of region ${head.region}`)
      } else if ('end' in read) {
        foot = read
      } else {
        count += 1
        yield read as StoreRecord
      }
    }
    if (foot?.records !== count) throw invalid('cut off')
  }
  try {
    await store.load(records())
  } catch (thrown) {
    if (thrown instanceof CodedFailure) throw thrown
    throw thrown instanceof SyntaxError || Reflect.get(Object(thrown), 'code')?.startsWith?.('Z_')
      ? invalid('damaged')
      : thrown
  }
}
