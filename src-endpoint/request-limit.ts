// Keeps one device from taking the endpoint from the others: so many requests a second, with a reserve for coming back.
import { CodedFailure } from '../src-shared/errors.ts'

/** A window makes one to three requests for an act; a first sync a hundred in a row. */
export const perSecond = 40
export const reserve = 400
/** Devices remembered; the ones that were quiet longest have their reserve back anyway. */
const mostDevices = 20_000

/** A bucket for every device that fills by `perSecond` up to `reserve`. */
export function createRequestLimit(now: () => number = Date.now) {
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    /** @throws rate-limited with the `seconds` to wait */
    take(device: string): void {
      const at = now()
      const before = buckets.get(device) ?? { left: reserve, at }
      const left = Math.min(reserve, before.left + ((at - before.at) / 1_000) * perSecond)
      if (left < 1) throw new CodedFailure('rate-limited', { seconds: 1 + Math.ceil(Math.random() * 2) })
      buckets.delete(device)
      buckets.set(device, { left: left - 1, at })
      if (buckets.size > mostDevices) buckets.delete(buckets.keys().next().value ?? '')
    },
  }
}
