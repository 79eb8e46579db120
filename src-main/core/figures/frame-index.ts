// Frames of all verifications this window knows, in memory: read once from the store, then only what changed since.
import { getChangedDocumentsSince } from 'rxdb'
import { frameOf, type VerificationFrame } from '../../../src-shared/domain/verification-frame.ts'
import { verificationStateOf } from '../desk/projection.ts'
import type { Store, StreamDocument } from '../store/open-store.ts'

type Checkpoint = Readonly<Record<string, unknown>>
export type FrameIndex = {
  /** Own verifications and, at the joint office, those it was told of; each once. */
  readonly frames: Iterable<VerificationFrame>
  /** The case of an own verification. */
  readonly cases: ReadonlyMap<string, string>
  readonly told: number
}
type Kept = {
  readonly own: Map<string, VerificationFrame>
  readonly told: Map<string, VerificationFrame>
  readonly cases: Map<string, string>
  checkpoint: Checkpoint | undefined
  reading: Promise<void>
}

/** Documents of one page of the change feed. */
const pageSize = 2_000
const indexes = new WeakMap<Store, Kept>()

/** The frames as the store has them now. The first reading takes the store whole, page by page. */
export async function readFrames(store: Store): Promise<FrameIndex> {
  const kept: Kept = indexes.get(store) ?? {
    own: new Map(),
    told: new Map(),
    cases: new Map(),
    checkpoint: undefined,
    reading: Promise.resolve(),
  }
  indexes.set(store, kept)
  kept.reading = kept.reading.catch(() => undefined).then(() => catchUp(store, kept))
  await kept.reading
  return { frames: framesOf(kept), cases: kept.cases, told: kept.told.size }
}

function* framesOf({ own, told }: Kept): Generator<VerificationFrame> {
  yield* own.values()
  for (const [verification, frame] of told) if (!own.has(verification)) yield frame
}

async function catchUp(store: Store, kept: Kept): Promise<void> {
  for (;;) {
    const page = await getChangedDocumentsSince<StreamDocument, Checkpoint>(
      store.streams.storageInstance,
      pageSize,
      kept.checkpoint,
    )
    for (const document of page.documents) take(kept, document)
    if (page.documents.length === 0) return
    kept.checkpoint = page.checkpoint
  }
}

function take(kept: Kept, document: StreamDocument & { readonly _deleted?: boolean }): void {
  if (document.type === 'frame') {
    const frame = document.state as unknown as VerificationFrame
    if (document._deleted === true) kept.told.delete(frame.verification)
    else kept.told.set(frame.verification, frame)
    return
  }
  if (document.type !== 'verification') return
  const frame = document._deleted === true ? null : frameOf(document.id, verificationStateOf(document))
  if (frame === null) {
    kept.own.delete(document.id)
    kept.cases.delete(document.id)
    return
  }
  kept.own.set(document.id, frame)
  kept.cases.set(document.id, document.parent)
}
