// A process that writes bulk after bulk, and says each number once the bulk is acknowledged, until it is killed.
import { writeSync } from 'node:fs'
import { getRxStorageSqlite } from './index.ts'
import { bulkOf, openSample, sample } from './sample-instance.fixture.ts'

const [path, first] = process.argv.slice(2)
const storage = getRxStorageSqlite({ path: String(path) })
const instance = await openSample(storage)
let [head] = await instance.findDocumentsById(['head'], false)
for (let number = Number(first); ; number += 1) {
  const next = sample('head', { count: number, _rev: `${number}-a` })
  const rows = [
    ...bulkOf(number),
    head === undefined ? { document: next } : { previous: head, document: next },
  ]
  const { error } = await instance.bulkWrite(rows, 'test')
  if (error.length > 0) throw new Error(JSON.stringify(error))
  head = next
  // At once and by this process itself: what is buffered when the kill comes was never said.
  writeSync(1, `${number}\n`)
}
