// Tells the joint office's window of every unit's verifications, frames only: what is open, and what closed since it last asked.
import type { VerificationFrame } from '../../../src-shared/domain/verification-frame.ts'
import type { DeskContext } from '../desk/desk-context.ts'
import { readFrames } from '../figures/frame-index.ts'
import type { StreamDocument } from '../store/open-store.ts'
import type { EndpointClient } from './endpoint-client.ts'

/**
 * Milliseconds between two askings while somebody looks at them, and so many times as long as the last one took, which grows with what is
 * open and on a thin line; less where one is looked for that is not here.
 */
const askEvery = 15_000
const restFor = 10
const askAgain = 2_000
/** What closed while the last asking was under way is asked for again, milliseconds. */
const overlap = 60_000
/** When it was last asked, and how long that rests; null while it is under way. Milliseconds. */
const askings = new WeakMap<DeskContext, { readonly at: number; readonly rest: number | null }>()

/**
 * Asks in the background where it is time to; the views are read again when something came. Offline the last answer stands.
 * @param missing - whether a frame is looked for that is not here
 */
export function keepFramesFresh(
  context: DeskContext,
  client: EndpointClient | null,
  staff: string,
  missing = false,
): void {
  const last = askings.get(context) ?? { at: 0, rest: askEvery }
  if (client === null || context.link.state !== 'online' || last.rest === null) return
  const at = Date.now()
  if (at - last.at < (missing ? askAgain : last.rest)) return
  askings.set(context, { at, rest: null })
  void pullFrames(context, client, staff)
    .catch(() => undefined)
    .finally(() => {
      const rest = Math.max(askEvery, restFor * (Date.now() - at))
      askings.set(context, { at, rest })
      // Whoever still looks at them then asks again.
      setTimeout(() => context.signals.changed('frames'), rest).unref()
    })
}

async function pullFrames(context: DeskContext, client: EndpointClient, staff: string): Promise<void> {
  const { told } = await readFrames(context.store)
  const before = await context.store.readLocal<{ takenAt: number }>('frames')
  // A store put back from a backup or rebuilt may have lost what it was told.
  const since = before === null || told === 0 ? 0 : Math.max(0, before.takenAt - overlap)
  let after = ''
  let takenAt = 0
  for (;;) {
    const page = await client.frames(staff, since, after)
    takenAt = takenAt === 0 ? page.takenAt : takenAt
    await context.store.streams.bulkUpsert(page.frames.map(documentOf))
    if (page.cursor === null) break
    after = page.cursor
  }
  await context.store.writeLocal('frames', { takenAt })
  context.signals.changed('frames')
}

const frameId = (verification: string): string => verification.replace(/^verification\//, 'frame/')

/** The frame of another unit's verification as the endpoint last told it; null where it has not. */
export async function toldFrame(
  context: DeskContext,
  verification: string,
): Promise<VerificationFrame | null> {
  const found = await context.store.streams.findOne(frameId(verification)).exec()
  return found === null ? null : (found.toMutableJSON().state as unknown as VerificationFrame)
}

function documentOf(frame: VerificationFrame): StreamDocument {
  return {
    id: frameId(frame.verification),
    type: 'frame',
    status: frame.status,
    unit: frame.demandingUnit,
    issuingUnit: frame.issuingUnit,
    // No letter is found by it: it is no stream of this window.
    number: '',
    parent: '',
    openedAt: frame.requestedAt.slice(0, 24),
    updatedAt: (frame.endedAt ?? frame.requestedAt).slice(0, 24),
    state: { ...frame },
  }
}
