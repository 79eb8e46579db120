// Opens this window's database: four RxDB collections on SQLite and the few local documents beside them.
import { mkdirSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { addRxPlugin, createRxDatabase, type RxCollection, type RxDatabase, type RxJsonSchema } from 'rxdb'
import { RxDBLocalDocumentsPlugin } from 'rxdb/plugins/local-documents'
import type { EventEnvelope } from '../../../src-shared/domain/event.ts'
import type { ReferenceDocument } from '../../../src-shared/domain/reference.ts'
import type { CodedError } from '../../../src-shared/errors.ts'
import type { Packing } from '../packed.ts'
import { getRxStorageSqlite, openDatabase } from './rx-storage-sqlite/index.ts'
import { storeFiles } from './store-files.ts'
import { type Commit, watchCommits } from './watch-commits.ts'

addRxPlugin(RxDBLocalDocumentsPlugin)

/** An event with what this window knows of its sync; the envelope is never changed. */
export type StoredEvent = EventEnvelope & {
  /** `waiting`: ours and not acknowledged; `synced`: the endpoint has it; `refused`: set aside with a reason. */
  readonly syncState: 'waiting' | 'synced' | 'refused'
  readonly refusal: CodedError | null
  /** When this window first held it, ISO. */
  readonly arrivedAt: string
}

/** One stream's folded state and what queues sort by; rebuilt from events at any time. */
export type StreamDocument = {
  readonly id: string
  readonly type: 'case' | 'verification' | 'supervision' | 'frame' | 'unit'
  readonly status: string
  /** The unit that opened it (case), that demands (verification) or that reports (supervision). */
  readonly unit: string
  /** The unit asked; '' for a case. */
  readonly issuingUnit: string
  /** Case number of a case, letter number of the others. */
  readonly number: string
  /** Case stream of a verification, verification of a supervision; '' for a case. */
  readonly parent: string
  readonly updatedAt: string
  readonly openedAt: string
  readonly state: Readonly<Record<string, unknown>>
}

/**
 * Some entries of the list put and some removed, as they came (`stored-list.ts`). `id`: twelve digits that count up; of two parts that
 * say something of an entry the later counts. `bytes`: base64.
 */
export type ListPart = { readonly id: string; readonly packing: Packing; readonly bytes: string }
export type ReferenceStored = {
  readonly id: string
  readonly type: string
  readonly document: ReferenceDocument
}

const text = (maxLength: number) => ({ type: 'string', maxLength }) as const

const eventsSchema: RxJsonSchema<StoredEvent> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: text(36),
    stream: text(120),
    kind: text(64),
    at: text(24),
    clockOffset: { type: ['integer', 'null'] },
    unit: text(64),
    staff: text(64),
    window: text(64),
    sequence: { type: 'integer', minimum: 0, maximum: 1_000_000_000, multipleOf: 1 },
    previousHash: text(64),
    after: { type: 'array', items: { type: 'string' } },
    edition: text(64),
    body: { type: 'object' },
    hash: text(64),
    signature: text(128),
    syncState: text(10),
    refusal: { type: ['object', 'null'] },
    arrivedAt: text(24),
  },
  required: ['id', 'stream', 'kind', 'at', 'window', 'sequence', 'syncState', 'arrivedAt'],
  indexes: ['stream', ['syncState', 'sequence'], ['window', 'sequence'], ['kind', 'at']],
}

const streamsSchema: RxJsonSchema<StreamDocument> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: text(120),
    type: text(16),
    status: text(16),
    unit: text(64),
    issuingUnit: text(64),
    number: text(200),
    parent: text(120),
    updatedAt: text(24),
    openedAt: text(24),
    state: { type: 'object' },
  },
  required: [
    'id',
    'type',
    'status',
    'unit',
    'issuingUnit',
    'number',
    'parent',
    'updatedAt',
    'openedAt',
    'state',
  ],
  indexes: [['type', 'status', 'updatedAt'], ['type', 'updatedAt'], ['type', 'openedAt'], 'number', 'parent'],
}

const listPartsSchema: RxJsonSchema<ListPart> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: text(12), packing: text(8), bytes: { type: 'string' } },
  required: ['id', 'packing', 'bytes'],
}

const referenceSchema: RxJsonSchema<ReferenceStored> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: text(128), type: text(16), document: { type: 'object' } },
  required: ['id', 'type', 'document'],
}

export type Collections = {
  readonly listParts: RxCollection<ListPart>
  readonly reference: RxCollection<ReferenceStored>
  readonly events: RxCollection<StoredEvent>
  readonly streams: RxCollection<StreamDocument>
}

/** What core keeps beside the collections; never replicated. */
export type Store = Collections & {
  readonly database: RxDatabase<Collections>
  readLocal<Value extends object>(name: LocalName): Promise<Value | null>
  writeLocal<Value extends object>(name: LocalName, value: Value): Promise<void>
  /** Removing what is not there changes nothing. */
  removeLocal(name: LocalName): Promise<void>
  close(): Promise<void>
}

/** Where this window's chain goes on after a recovery; kept as the local document `chain`. */
export type ChainState = {
  /** True until the endpoint was asked what it holds of this window's chain; nothing is pushed before. */
  readonly rejoin: boolean
  /** Last link the endpoint has given a place, where this store may not hold it. */
  readonly head: { readonly sequence: number; readonly hash: string } | null
  /** Links that had been acknowledged and are missing here. */
  readonly missing: readonly number[]
  /** Events in the order they are linked anew behind `head`, so that a stop in between changes nothing. */
  readonly plan: readonly string[] | null
}

/**
 * `window`: enrolment and keys; `positions`: feeds read; `session`: who is signed in; `projected`: folded so far; `chain`: where
 * this window's chain goes on after a recovery; `number-floors`: numbers a recovered window must not give again; `mail-in/…`:
 * attachments of one mail that came in; `mail-queue`: jobs of a version that sent by mail only; `clock`: the last measured offset; `arrivals`: when open inquiries reached the unit asked; `case-limits`: working days promised by service item; `notices`:
 * steps of clocks that were announced and read.
 */
export type LocalName =
  | 'window'
  | 'positions'
  | 'session'
  | 'projected'
  | 'mail-settings'
  | 'mail-queue'
  | 'channel-jobs'
  | 'fax-settings'
  | 'oa-settings'
  | 'mail-in-settings'
  | 'mail-in'
  | `mail-in/${string}`
  | 'chain'
  | 'number-floors'
  | 'clock'
  | 'arrivals'
  | 'case-limits'
  | 'visit-photos'
  | `visit-photos/${string}`
  | 'notices'
  | 'frames'

/**
 * Opens the store in `folder`, making it when it is missing; with a key of 32 bytes the file is encrypted. What watches over it
 * and repairs it is `open-safe-store.ts`; this is the bare store.
 * @throws store-newer-version, store-locked, store-damaged, store-not-a-database
 */
export async function openStore(folder: string, key: Uint8Array | null = null): Promise<Store> {
  mkdirSync(folder, { recursive: true })
  return openStoreOn(openDatabase(storeFiles(folder).database, key))
}

/** Opens the store on an open database, which is closed with it; `onCommit` hears of every commit before its writer does. */
export async function openStoreOn(
  sqlite: Database,
  onCommit: (commit: Commit) => void = () => undefined,
): Promise<Store> {
  const database = await createRxDatabase<Collections>({
    name: 'window',
    storage: watchCommits(getRxStorageSqlite({ database: sqlite }), onCommit),
    multiInstance: false,
    eventReduce: true,
    localDocuments: true,
  })
  const collections = await database
    .addCollections({
      listParts: { schema: listPartsSchema },
      reference: { schema: referenceSchema },
      events: { schema: eventsSchema },
      streams: { schema: streamsSchema },
    })
    .catch(async (thrown: unknown) => {
      // RxDB keeps a name in use until its database is closed, and a store that is repaired is opened again.
      await database.close().catch(() => undefined)
      throw thrown
    })
  return {
    ...(collections as unknown as Collections),
    database,
    async readLocal<Value extends object>(name: LocalName) {
      const document = await database.getLocal<{ value: Value }>(name)
      return document === null ? null : (document.toJSON().data.value as Value)
    },
    async writeLocal<Value extends object>(name: LocalName, value: Value) {
      await database.upsertLocal(name, { value })
    },
    async removeLocal(name) {
      await (await database.getLocal(name))?.remove()
    },
    async close() {
      await database.close()
      if (sqlite.open) sqlite.close()
    },
  }
}
