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
const endOfImage = 0xd9
const startOfScan = 0xda

/** A comment, and every APPn that says more than how to show it (APP0: its shape, APP14: its colours): Exif, XMP, provenance. */
function isMetadata(marker: number, content: Buffer): boolean {
  if (marker === 0xfe) return true
  if (marker < 0xe0 || marker > 0xef || marker === 0xe0 || marker === 0xee) return false
  // APP2 holds the colour profile, or a list of further pictures.
  return marker !== 0xe2 || content.toString('latin1', 0, 12) !== 'ICC_PROFILE\0'
}

/** Where the marker after a scan stands: in the scan itself 0xff is followed by 0 or by a restart. */
function afterScan(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from)
  for (; at !== -1; at = bytes.indexOf(0xff, at + 2)) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at
  }
  return bytes.length
}

/** Whether it is one whole JPEG, nothing behind it, without metadata about place, time or device. */
function isPlainJpeg(bytes: Buffer): boolean {
  if (bytes.length < 16 || bytes.readUInt16BE(0) !== startOfImage) return false
  let isScanned = false
  for (let at = 2; at + 2 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return false
    const marker = bytes[at + 1] ?? 0
    if (marker === endOfImage) return isScanned && at + 2 === bytes.length
    if (at + 4 > bytes.length) return false
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    if (isMetadata(marker, bytes.subarray(at + 4, end))) return false
    isScanned ||= marker === startOfScan
    at = marker === startOfScan ? afterScan(bytes, end) : end
  }
  return false
}
