// express-pouchdb in memory with the list in it; says its database's address.
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ListEntry } from '../../../src-shared/domain/exemption-list.ts'
import { loadPouch } from './pouch.ts'

type Application = {
  use(handler: unknown): void
  listen(port: number, host: string, done: () => void): Server
}

const [folder = '', source = ''] = process.argv.slice(2)
const { Pouch, load } = loadPouch(folder)
const Memory = Pouch.defaults({ adapter: 'memory' })
const list = new Memory('list')
const entries = JSON.parse(readFileSync(source, 'utf8')) as readonly ListEntry[]
await list.bulkDocs(entries.map(({ id, ...entry }) => ({ _id: id, ...entry })))
const application = (load('express') as () => Application)()
const expressPouch = load('express-pouchdb') as (pouch: unknown, options: object) => unknown
application.use(
  expressPouch(Memory, { inMemoryConfig: true, mode: 'minimumForPouchDB', logPath: '/dev/null' }),
)
const server = application.listen(0, '127.0.0.1', () =>
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/list`),
)
process.on('disconnect', () => process.exit(0))
