// What the tests of this folder share: a small collection, opened on any storage.
import {
  type FilledMangoQuery,
  fillWithDefaultSettings,
  normalizeMangoQuery,
  prepareQuery,
  type RxDocumentData,
  type RxJsonSchema,
  type RxStorage,
  type RxStorageInstance,
} from 'rxdb'

export type Sample = {
  readonly id: string
  readonly name: string
  readonly count: number
  readonly deep?: { readonly unit?: string }
}
export type SampleData = RxDocumentData<Sample>

const plainSchema: RxJsonSchema<Sample> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 30 },
    name: { type: 'string', maxLength: 20 },
    count: { type: 'number', minimum: 0, maximum: 100_000, multipleOf: 1 },
    deep: { type: 'object', properties: { unit: { type: 'string', maxLength: 20 } } },
  },
  required: ['id', 'name', 'count'],
  indexes: ['name', ['name', 'count']],
  attachments: {},
}

export const sampleSchema = fillWithDefaultSettings(plainSchema)

/** The schema with other indexes, of another version, or without attachments. */
export const sampleSchemaWith = (over: Partial<RxJsonSchema<Sample>>): RxJsonSchema<SampleData> =>
  fillWithDefaultSettings({ ...plainSchema, ...over })

export function openSample(
  storage: RxStorage<unknown, object>,
  over: { readonly collectionName?: string; readonly schema?: RxJsonSchema<SampleData> } = {},
): Promise<RxStorageInstance<Sample, unknown, object>> {
  return storage.createStorageInstance<Sample>({
    databaseInstanceToken: 'token',
    databaseName: 'database',
    collectionName: 'samples',
    schema: sampleSchema,
    options: {},
    multiInstance: false,
    devMode: false,
    ...over,
  })
}

/** One moment for all: a storage may hold the previous document a write names against the one it has. */
const writtenAt = Date.now()

export const sample = (id: string, over: Partial<SampleData> = {}): SampleData => ({
  id,
  name: 'a',
  count: 1,
  _deleted: false,
  _meta: { lwt: writtenAt },
  _rev: '1-a',
  _attachments: {},
  ...over,
})

export const prepared = (query: Partial<FilledMangoQuery<Sample>>) =>
  prepareQuery(sampleSchema, normalizeMangoQuery(sampleSchema, query as never))

export const documentsEachBulk = 20

/** The rows of the bulk with this number, beside the one that moves `head`. */
export const bulkOf = (number: number) =>
  Array.from({ length: documentsEachBulk }, (_, index) => ({
    document: sample(`${number}/${index}`, { name: `bulk ${number}`, count: number }),
  }))
