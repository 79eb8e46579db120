// A process that only opens a store and reads one page of it: `node opening.ts ours|raw PATH [KEY]`, with one JSON line of what that cost.
import { argv } from 'node:process'
import { openDatabase } from '../../../src-main/core/store/rx-storage-sqlite/index.ts'
import { collectionSubject, onSqlite } from './collections.ts'

const [, , whose, path = '', key] = argv
const bytes = key === undefined ? null : Buffer.from(key, 'hex')
const start = performance.now()
const database = openDatabase(path, bytes)
if (whose === 'raw') {
  database
    .prepare(
      'SELECT data FROM act WHERE deleted = 0 AND window = ? AND sequence < ? ORDER BY sequence DESC LIMIT 50',
    )
    .all('w1', 1_000)
} else {
  const opened = await onSqlite(database)
  if ((await collectionSubject(opened).page(1_000)()) !== 50)
    throw new Error('not the store that was written')
}
const took = performance.now() - start
const resident = process.memoryUsage().rss / 1e6
process.stdout.write(`${JSON.stringify({ took, resident })}\n`)
database.close()
