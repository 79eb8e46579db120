// A stock RxDB client of the list, written from src-shared/contract/replication.ts alone: it enrols, pulls, follows, comes back.
import { generateKeyPairSync, hash, sign } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { createRxDatabase } from 'rxdb'
import { replicateRxCollection } from 'rxdb/plugins/replication'
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory'
import { Subject } from 'rxjs'

const id = { type: 'string', maxLength: 128 } as const
const schema = { version: 0, primaryKey: 'id', type: 'object', properties: { id } } as const

/** Enrols at `url` with a one-time code and keeps `list`, an RxCollection in memory, the same as the endpoint's. */
export async function openStockClient(url: string, code: string, windowName: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const ended = new AbortController()
  let [token, expiresAt, at] = ['', 0, 0]
  async function ask(method: string, path: string, shown: string, body: string | null): Promise<Response> {
    at = Math.max(at + 1, Date.now() * 1_000)
    const digest = hash('sha256', body ?? '')
    const text = ['device-proof', method, path, hash('sha256', shown), digest, at].join('\n')
    const proof = `${at}.${digest}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`
    const headers = new Headers({ 'device-proof': proof, 'content-type': 'application/json' })
    if (shown !== '') headers.set('authorization', `Bearer ${shown}`)
    const response = await fetch(url + path, { method, headers, body, signal: ended.signal })
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`)
    return response
  }
  const post = async (path: string, body: object) =>
    (await ask('POST', path, '', JSON.stringify(body))).json()
  async function get(path: string): Promise<Response> {
    if (expiresAt < Date.now() + 60_000) ({ token, expiresAt } = await post('/v1/token', { window }))
    return ask('GET', path, token, null)
  }
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const { window } = await post('/v1/enrol', { code, publicKey: key, windowName })

  const storage = getRxStorageMemory()
  const database = await createRxDatabase({ name: window, storage, multiInstance: false })
  const { list } = await database.addCollections({ list: { schema } })
  const stream$ = new Subject<'RESYNC'>()
  async function handler({ after } = { after: 0 }, limit: number) {
    const page = await (await get(`/v1/pull/list?after=${after}&limit=${limit}`)).json()
    const documentOf = ({ entry, id }: { readonly entry?: object; readonly id: string }) =>
      entry === undefined ? { id, _deleted: true } : { ...entry, _deleted: false }
    return { documents: page.items.map(documentOf), checkpoint: { after: page.position as number } }
  }
  const pull = { handler, stream$, batchSize: 500 }
  const replication = replicateRxCollection({ collection: list, replicationIdentifier: url, pull })
  async function follow(): Promise<void> {
    const { body } = await get('/v1/stream')
    const events = body?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
    for await (const { event } of events ?? []) if (event === 'position') stream$.next('RESYNC')
  }
  const following = (async ({ signal }) => {
    // For ever, each time after anything up to ten seconds: no hall comes back in one moment.
    for (; !signal.aborted; await wait(Math.random() * 10_000, null, { signal }).catch(() => null))
      await follow().catch(() => null)
  })(ended)
  async function close(): Promise<void> {
    ended.abort()
    await Promise.all([following, replication.cancel()])
    await database.close()
  }
  return { list, replication, close }
}
