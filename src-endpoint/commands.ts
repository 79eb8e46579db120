// What the commands beside `serve` do on the store.
import { readFileSync } from 'node:fs'
import Type from 'typebox'
import { Check } from 'typebox/value'
import { type PublishList, publishListSchema } from '../src-shared/contract/replication.ts'
import { type ListEntryContent, listEntryContentSchema } from '../src-shared/domain/exemption-list.ts'
import { type ReferenceDocument, referenceDocumentSchema } from '../src-shared/domain/reference.ts'
import { CodedFailure } from '../src-shared/errors.ts'
import { backUp, restore } from './backup.ts'
import { compareList, publishList, putReference } from './feeds.ts'
import type { EndpointStore } from './store/endpoint-store.ts'
import { verifyChains } from './verify-chains.ts'
import { makeEnrolmentCode, revokeWindow } from './windows.ts'

export type Given = {
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  /** @throws input-invalid where the option is missing */
  needed(option: string): string
}
type Command = (store: EndpointStore, given: Given) => Promise<void>

const say = (value: unknown): void => console.log(typeof value === 'string' ? value : JSON.stringify(value))

/** @throws input-invalid where the file is no JSON of this schema */
function readJson(file: string, schema: Type.TSchema): unknown {
  let read: unknown
  try {
    read = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new CodedFailure('input-invalid', { file })
  }
  if (!Check(schema, read)) throw new CodedFailure('input-invalid', { file })
  return read
}
const readEntries = (file: string) =>
  readJson(file, Type.Array(listEntryContentSchema, { minItems: 1 })) as readonly ListEntryContent[]

export const commands: Readonly<Record<string, Command>> = {
  /** Opening made the store where there was none. */
  async init({ kind, region, endpointId, demo }) {
    say({ store: kind, region, endpointId, demo })
  },
  async enrol(store, { values, needed }) {
    const minutes = Number(values.minutes ?? '30')
    say(await makeEnrolmentCode(store, needed('unit'), needed('window-name'), minutes))
  },
  async revoke(store, { needed }) {
    await revokeWindow(store, needed('window'))
  },
  async 'import-reference'(store, { needed }) {
    const documents = readJson(needed('file'), Type.Array(referenceDocumentSchema))
    say({ changed: await putReference(store, documents as readonly ReferenceDocument[]) })
  },
  async 'import-list'(store, { needed }) {
    say(await compareList(store, readEntries(needed('file'))))
  },
  async publish(store, { needed }) {
    const staff = await store.readDocument(`staff/${needed('staff')}`)
    if (staff?.type !== 'staff') throw new CodedFailure('not-found', { staff: needed('staff') })
    const list = {
      staff: needed('staff'),
      edition: { edition: needed('edition'), publishedOn: needed('published-on'), sample: false },
      entries: readEntries(needed('file')),
    }
    if (!Check(publishListSchema, list)) throw new CodedFailure('input-invalid', { field: 'edition' })
    say(await publishList(store, staff.body.unit, list as PublishList))
  },
  async 'recovery-key'(store, { values }) {
    const { makeRecoveryKey, nameRecoveryKey } = await import('./recovery-key.ts')
    const replace = values.replace === true
    if (typeof values.recipient === 'string') return nameRecoveryKey(store, values.recipient, replace)
    say(await makeRecoveryKey(store, replace))
    console.error('Write the last line down and keep it under lock: it is shown once and kept nowhere.')
  },
  async refused(store, { values }) {
    const rows = await store.readRefused(Number(values.limit ?? '100'))
    for (const { window, id, error, refusedAt, json } of rows) say({ window, id, error, refusedAt, json })
  },
  async backup(store, { needed }) {
    say({ records: await backUp(store, needed('to')) })
  },
  async restore(store, { needed }) {
    await restore(store, needed('from'))
    say(await store.readStatus())
  },
  async 'verify-chains'(store) {
    const reports = await verifyChains(store)
    for (const report of reports) say(report)
    if (reports.some((one) => one.state !== 'whole')) process.exitCode = 2
  },
  async status(store) {
    const edition = await store.readDocument('edition')
    const { kind, region, endpointId, demo } = store
    const list = edition?.type === 'edition' ? edition.body.edition : null
    say({ store: kind, region, endpointId, demo, edition: list, ...(await store.readStatus()) })
  },
}
