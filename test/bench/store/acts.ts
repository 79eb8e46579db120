// What the bench of the store keeps: acts of 500 bytes with the indexes of the product's events, and what is asked of them.
import {
  type FilledMangoQuery,
  fillWithDefaultSettings,
  normalizeMangoQuery,
  prepareQuery,
  type RxDocumentData,
  type RxJsonSchema,
} from 'rxdb'

export type Act = {
  readonly id: string
  readonly stream: string
  readonly kind: string
  readonly at: string
  readonly window: string
  readonly sequence: number
  readonly syncState: 'waiting' | 'synced'
  readonly body: { readonly text: string }
}
export type ActData = RxDocumentData<Act>

/** Bytes of an act's JSON. */
const bytesEach = 500
/** Acts still waiting, whatever the store has grown to: a queue does not grow with the years behind it. */
export const waitingActs = 500
export const windows = 3

const text = (maxLength: number) => ({ type: 'string', maxLength }) as const
export const plainSchema: RxJsonSchema<Act> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: text(36),
    stream: text(40),
    kind: text(40),
    at: text(24),
    window: text(20),
    sequence: { type: 'integer', minimum: 0, maximum: 1_000_000_000, multipleOf: 1 },
    syncState: text(10),
    body: { type: 'object' },
  },
  required: ['id', 'stream', 'kind', 'at', 'window', 'sequence', 'syncState', 'body'],
  indexes: ['stream', ['syncState', 'sequence'], ['window', 'sequence'], ['kind', 'at']],
}
export const schema = fillWithDefaultSettings(plainSchema)

export const idOf = (number: number): string =>
  `0190-${String(number).padStart(12, '0')}-${String((number * 7_919) % 100_000).padStart(5, '0')}`

/** The act with this number of `count` acts. */
export function act(number: number, count: number): ActData {
  const of = (words: string): ActData => ({
    id: idOf(number),
    stream: `case/${number % 5_000}`,
    kind: `kind-${number % 20}`,
    at: new Date(1.7e12 + number * 1_000).toISOString(),
    window: `w${number % windows}`,
    sequence: number,
    syncState: number % (count / waitingActs) === 0 ? 'waiting' : 'synced',
    body: { text: words },
    _deleted: false,
    _meta: { lwt: 1.7e12 + number / 100 },
    _rev: '1-abcdefgh',
    _attachments: {},
  })
  const missing = bytesEach - Buffer.byteLength(JSON.stringify(of('')))
  return of('证明'.repeat(Math.floor(missing / 6)).padEnd(missing - 4 * Math.floor(missing / 6), '.'))
}

const alive = { _deleted: { $eq: false } } as const

/** The newest 50 of a window, before `below`. */
export const pageSelector = (below: number) =>
  ({ window: { $eq: `w${below % windows}` }, sequence: { $lt: below } }) as const
export const pageSort = [{ window: 'desc' }, { sequence: 'desc' }] as { window: 'desc' }[]
export const pageLength = 50
/** What waits from a position on; nearly all that waits. */
export const waitingSelector = (from: number) =>
  ({ syncState: { $eq: 'waiting' }, sequence: { $gte: from } }) as const

/** A query as RxDB hands it to a storage. */
export const prepared = (query: object) =>
  prepareQuery(schema, normalizeMangoQuery(schema, query as FilledMangoQuery<Act>))
export const preparedPage = (below: number) =>
  prepared({ selector: { ...alive, ...pageSelector(below) }, sort: pageSort, limit: pageLength })
export const preparedWaiting = (from: number) =>
  prepared({ selector: { ...alive, ...waitingSelector(from) } })
