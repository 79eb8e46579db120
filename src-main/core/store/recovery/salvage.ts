// Takes what matters from the rows of a damaged store: the last version of each event, part of the list, reference and local document.
import { type EventEnvelope, sealedText } from '../../../../src-shared/domain/event.ts'
import { sha256 } from '../../sha256.ts'
import type { ListPart, LocalName, ReferenceStored, StoredEvent } from '../open-store.ts'
import { databaseEnds, sizeOf } from '../store-files.ts'
import { type PageReading, readPages, type SalvagedRow } from './read-pages.ts'

type Kept<Value> = { readonly sequence: number; readonly deleted: boolean; readonly value: Value }

export type Salvage = {
  readonly events: ReadonlyMap<string, Kept<StoredEvent>>
  readonly listParts: ReadonlyMap<string, Kept<ListPart>>
  readonly reference: ReadonlyMap<string, Kept<ReferenceStored>>
  readonly local: ReadonlyMap<LocalName, Kept<object>>
  /** Events that were found and are not what their hash says. */
  readonly unproven: number
  /** Highest commit sequence that was seen. */
  readonly sequence: number
  readonly reading: PageReading | null
}

/** Local documents worth taking; which feeds were read and how far was folded are found anew. */
const localNames: readonly LocalName[] = [
  'window',
  'session',
  'mail-settings',
  'mail-queue',
  'channel-jobs',
  'fax-settings',
  'oa-settings',
  'chain',
  'number-floors',
]

/** Whether it is the photo of a visit, byte by byte what its name says: no other window has it. */
function isWholePhoto(id: string, held: object): id is LocalName {
  const { jpeg } = held as { readonly jpeg?: unknown }
  return typeof jpeg === 'string' && id === `visit-photos/${sha256(Buffer.from(jpeg, 'base64'))}`
}

/** Whether the event is, letter by letter, what was sealed. */
function isProven(event: EventEnvelope): boolean {
  try {
    return sha256(sealedText(event)) === event.hash
  } catch {
    return false
  }
}

/** A document without what RxDB keeps in it. */
function withoutMarks(document: SalvagedRow['document']): Record<string, unknown> {
  const { _deleted, _meta, _rev, _attachments, ...value } = document
  return value
}

function collect(after: number) {
  const events = new Map<string, Kept<StoredEvent>>()
  const listParts = new Map<string, Kept<ListPart>>()
  const reference = new Map<string, Kept<ReferenceStored>>()
  const local = new Map<LocalName, Kept<object>>()
  const unproven = new Set<string>()
  let sequence = 0

  function keep<Id extends string, Value>(into: Map<Id, Kept<Value>>, id: Id, next: Kept<Value>): void {
    const known = into.get(id)
    if (known === undefined || known.sequence < next.sequence) into.set(id, next)
  }
  function take({ sequence: at, deleted, document }: SalvagedRow): void {
    sequence = Math.max(sequence, at)
    const { id } = document
    // What is no newer than the backup is in it, whole.
    if (at <= after || typeof id !== 'string') return
    const value = withoutMarks(document)
    const kept = <Value>(as: Value) => ({ sequence: at, deleted, value: as })
    if ('hash' in value && 'signature' in value && 'stream' in value) {
      const { syncState, refusal, arrivedAt, ...envelope } = value
      if (deleted) return
      if (isProven(envelope as unknown as EventEnvelope))
        keep(events, id, kept(value as unknown as StoredEvent))
      else unproven.add(id)
    } else if ('packing' in value) keep(listParts, id, kept(value as unknown as ListPart))
    else if ('document' in value && 'type' in value)
      keep(reference, id, kept(value as unknown as ReferenceStored))
    else if ('data' in value) {
      const { value: held } = value.data as { value?: unknown }
      if (deleted || typeof held !== 'object' || held === null) return
      if ((localNames as readonly string[]).includes(id) || isWholePhoto(id, held))
        keep(local, id as LocalName, kept(held))
    }
  }
  return {
    take,
    result: (reading: PageReading | null): Salvage => ({
      events,
      listParts,
      reference,
      local,
      unproven: [...unproven].filter((id) => !events.has(id)).length,
      sequence,
      reading,
    }),
  }
}

/**
 * Reads the damaged file and its log with the first of `keys` that reads anything; neither is changed. Rows up to the commit
 * sequence `after` are passed over.
 */
export function salvage(
  damaged: string,
  keys: readonly (Uint8Array | null)[],
  after: number,
  scratch: string,
): Salvage {
  if (databaseEnds.every((end) => sizeOf(damaged + end) === 0)) return collect(after).result(null)
  let nothing: Salvage | null = null
  for (const key of keys) {
    const collected = collect(after)
    const reading = readPages(damaged, key, scratch, collected.take)
    if (reading.rows > 0) return collected.result(reading)
    nothing ??= collected.result(reading)
  }
  return nothing ?? collect(after).result(null)
}
