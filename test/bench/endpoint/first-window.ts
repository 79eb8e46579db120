// A window as it comes new: its own encrypted store on the disk and the first reading of the list; says how many milliseconds it took.
import { randomBytes } from 'node:crypto'
import type { DeskContext } from '../../../src-main/core/desk/desk-context.ts'
import { createSignals } from '../../../src-main/core/desk/signals.ts'
import { createListSearch } from '../../../src-main/core/search/list-search.ts'
import { openSafeStore } from '../../../src-main/core/store/open-safe-store.ts'
import { readParts } from '../../../src-main/core/store/stored-list.ts'
import { readFirstList } from '../../../src-main/core/sync/first-reading.ts'
import { enrolClient } from '../../enrol-client.ts'

const [url = '', code = '', folder = ''] = process.argv.slice(2)
const { client } = await enrolClient(url, code, 'first-window')
const { store } = await openSafeStore(folder, { key: randomBytes(32), earlier: [] })
const context = { store, search: createListSearch(), signals: createSignals() }
// As a window that was enrolled has it: the reference is read before the list.
await client.pullReference(0, 500)
const start = performance.now()
await readFirstList(context as unknown as DeskContext, client, {}, async (next) => {
  await store.writeLocal('positions', next)
})
const took = performance.now() - start
let count = 0
for await (const { put } of readParts(store)) count += put.length
if (count !== context.search.size) throw new Error(`${count} entries, not ${context.search.size}`)
process.send?.(took)
