// PouchDB in memory pulls a whole database; says how many milliseconds it took.
import { loadPouch } from './pouch.ts'

const [folder = '', address = '', expected = ''] = process.argv.slice(2)
const { Pouch } = loadPouch(folder)
const here = new Pouch('here', { adapter: 'memory' })
await here.info()
const start = performance.now()
await here.replicate.from(address, { batch_size: 1_000, batches_limit: 10 })
const took = performance.now() - start
const { doc_count } = await here.info()
if (doc_count !== Number(expected)) throw new Error(`${doc_count} documents, not ${expected}`)
process.send?.(took)
