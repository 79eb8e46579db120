// What a push is judged by, made of the rows either database answers with.
import type { EventEnvelope } from '../../src-shared/domain/event.ts'
import type { ReferenceDocument } from '../../src-shared/domain/reference.ts'
import type { CodedError, ErrorCode } from '../../src-shared/errors.ts'
import { grouped, type PushKnowledge, type Tip } from './endpoint-store.ts'

export type KnownRows = {
  readonly hashes: readonly { readonly id: string; readonly hash: string }[]
  readonly refused: readonly {
    readonly id: string
    readonly hash: string
    readonly code: ErrorCode
    readonly params: string
  }[]
  /** In the order of their commit. */
  readonly events: readonly { readonly stream: string; readonly json: string }[]
  readonly parties: readonly {
    readonly stream: string
    readonly unit: string
    readonly closed: boolean | number
  }[]
  readonly documents: readonly { readonly id: string; readonly json: string }[]
  /** The oldest first. */
  readonly past: readonly { readonly id: string; readonly until: number; readonly json: string }[]
}

export function knowledgeOf(tip: Tip, rows: KnownRows): PushKnowledge {
  const documentOf = (json: string) => JSON.parse(json) as ReferenceDocument
  return {
    tip,
    hashes: new Map(rows.hashes.map((row) => [row.id, row.hash])),
    refused: rows.refused.map((row) => ({ ...row, params: JSON.parse(row.params) as CodedError['params'] })),
    streams: grouped(
      rows.events,
      (row) => row.stream,
      (row) => JSON.parse(row.json) as EventEnvelope,
    ),
    parties: grouped(
      rows.parties,
      (row) => row.stream,
      (row) => row.unit,
    ),
    closed: new Set(rows.parties.filter((row) => Boolean(row.closed)).map((row) => row.stream)),
    documents: new Map(rows.documents.map((row) => [row.id, documentOf(row.json)])),
    past: grouped(
      rows.past,
      (row) => row.id,
      ({ until, json }) => ({ until, document: documentOf(json) }),
    ),
  }
}
