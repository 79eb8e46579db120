// A visit of one's own (A2§3, §8): its photos are durable in this window's store before the event that names them.
import { createHash } from 'node:crypto'
import type { VisitPhotoView } from '../../../src-shared/contract/case-view.ts'
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import { availableProofActions, type CaseBody } from '../../../src-shared/domain/case.ts'
import { largestPhoto, type VisitPhoto } from '../../../src-shared/domain/visit.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { writeOne } from './append.ts'
import { proofOf, readCase } from './case-verbs.ts'
import { type DeskContext, servingStaff } from './desk-context.ts'

/** Photos that are kept and whose event may not be written yet. */
type Pending = { readonly pending: readonly { readonly case: string; readonly digests: readonly string[] }[] }
type KeptPhoto = { readonly jpeg: string }

/**
 * Records a visit with its photos (JPEG, base64).
 * @throws action-not-available, input-invalid where a photo is no JPEG, carries metadata, or is too large
 */
export async function checkOnSite(
  context: DeskContext,
  { case: stream, photos, ...body }: DeskInput<'checkOnSite'>,
) {
  const state = await readCase(context, stream)
  proofOf(state, body.entry)
  // Nothing is kept of what may not be visited.
  if (!availableProofActions(state, body.entry, servingStaff(context)).includes('check-on-site'))
    throw new CodedFailure('action-not-available', { action: 'check-on-site' })
  if (photos === undefined || photos.length === 0)
    return writeOne(context, stream, 'proof-checked-on-site', body)
  const taken = [...new Map(photos.map((photo) => readPhoto(photo)).map((one) => [one.digest, one])).values()]
  const digests = taken.map((one) => one.digest)
  await notePending(context, (pending) => [...pending, { case: stream, digests }])
  for (const { digest, jpeg } of taken) await context.store.writeLocal(`visit-photos/${digest}`, { jpeg })
  const written = await writeOne(context, stream, 'proof-checked-on-site', {
    ...body,
    photos: taken.map(({ digest, bytes }) => ({ digest, bytes })),
  })
  await notePending(context, (pending) =>
    pending.filter((one) => one.case !== stream || one.digests.join() !== digests.join()),
  )
  return written
}

async function notePending(
  context: DeskContext,
  change: (pending: Pending['pending']) => Pending['pending'],
): Promise<void> {
  const { pending } = (await context.store.readLocal<Pending>('visit-photos')) ?? { pending: [] }
  await context.store.writeLocal('visit-photos', { pending: change(pending) })
}

/** Removes photos of a visit that was cut off before its event was written; to be called at start. */
export async function dropLeftPhotos(context: DeskContext): Promise<void> {
  const { pending } = (await context.store.readLocal<Pending>('visit-photos')) ?? { pending: [] }
  if (pending.length === 0) return
  // By any visit: one photo may show what two cases ask.
  const visits = await visitsOf(context, { kind: visited })
  const named = new Set(visits.flatMap((body) => body.photos ?? []).map((one) => one.digest))
  for (const digest of pending.flatMap((one) => one.digests))
    if (!named.has(digest)) await context.store.removeLocal(`visit-photos/${digest}`)
  await context.store.writeLocal('visit-photos', { pending: [] })
}

const visited = 'proof-checked-on-site'
async function visitsOf(
  context: DeskContext,
  selector: { readonly stream: string } | { readonly kind: typeof visited },
) {
  const events = await context.store.events.find({ selector }).exec()
  return events
    .filter((one) => one.kind === visited)
    .map((one) => one.toJSON().body as CaseBody<typeof visited>)
}

/** A photo of a visit as this window has it. @throws not-found where no visit of the case names it */
export async function visitPhoto(
  context: DeskContext,
  input: DeskInput<'readVisitPhoto'>,
): Promise<VisitPhotoView> {
  const named = (await visitsOf(context, { stream: input.case })).flatMap((body) => body.photos ?? [])
  if (!named.some((one) => one.digest === input.digest))
    throw new CodedFailure('not-found', { digest: input.digest })
  const kept = await context.store.readLocal<KeptPhoto>(`visit-photos/${input.digest}`)
  if (kept === null) return { state: 'elsewhere' }
  const isWhole = digestOf(Buffer.from(kept.jpeg, 'base64')) === input.digest
  return isWhole ? { state: 'here', jpeg: kept.jpeg } : { state: 'damaged' }
}

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** @throws input-invalid */
function readPhoto(base64: string): VisitPhoto & KeptPhoto {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length > largestPhoto || !isPlainJpeg(bytes))
    throw new CodedFailure('input-invalid', { field: 'photos' })
  return { digest: digestOf(bytes), bytes: bytes.length, jpeg: bytes.toString('base64') }
}

const startOfImage = 0xffd8
const endOfImage = 0xffd9
const startOfScan = 0xda
/** APP1 holds Exif and XMP: where it was taken, with which telephone. APP13 holds what editors wrote. */
const metadata = [0xe1, 0xed]

/** Whether it is a JPEG without metadata about place, time or device. */
function isPlainJpeg(bytes: Buffer): boolean {
  if (bytes.length < 16 || bytes.readUInt16BE(0) !== startOfImage) return false
  if (bytes.readUInt16BE(bytes.length - 2) !== endOfImage) return false
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return false
    const marker = bytes[at + 1] ?? 0
    if (marker === startOfScan) return true
    if (metadata.includes(marker)) return false
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return false
}
