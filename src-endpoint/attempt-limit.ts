// Slows down whoever guesses: wrong attempts a minute, by the address they come from.
import { CodedFailure } from '../src-shared/errors.ts'

const minute = 60_000
/** More addresses than these at once are an attack; the oldest are forgotten. */
const mostAddresses = 10_000

/** Lets `free` wrong attempts a minute pass from one address; the right ones never count. */
export function createAttemptLimit(free: number, now: () => number = Date.now) {
  const wrong = new Map<string, { count: number; readonly until: number }>()
  return {
    /** @throws rate-limited with the `seconds` to wait, and whatever `attempt` throws */
    async check<Value>(address: string, attempt: () => Promise<Value>): Promise<Value> {
      const before = wrong.get(address)
      if (before !== undefined && before.until <= now()) wrong.delete(address)
      else if (before !== undefined && before.count >= free) {
        throw new CodedFailure('rate-limited', { seconds: Math.ceil((before.until - now()) / 1_000) })
      }
      try {
        return await attempt()
      } catch (thrown) {
        const entry = wrong.get(address) ?? { count: 0, until: now() + minute }
        entry.count += 1
        wrong.set(address, entry)
        if (wrong.size > mostAddresses) wrong.delete(wrong.keys().next().value ?? '')
        throw thrown
      }
    },
  }
}
