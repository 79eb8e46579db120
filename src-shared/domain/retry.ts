// When to try again: capped exponential back-off with full jitter, for mail and sync alike.

export type RetryPolicy = {
  /** Ceiling of the first delay, milliseconds. */
  readonly first: number
  /** Ceiling of every later delay, milliseconds. */
  readonly longest: number
}

/** A line that fails for seconds comes back in seconds; one that fails for hours is asked once a minute. */
export const syncRetry: RetryPolicy = { first: 1_000, longest: 60_000 }
/** A mail server that refuses for now is asked again gently (RFC 5321 §4.5.4.1 lets a client wait longer still). */
export const mailRetry: RetryPolicy = { first: 15_000, longest: 15 * 60_000 }

/**
 * Milliseconds to wait after failed attempt number `attempt` (the first is 0). Full jitter: anywhere between nothing and
 * the ceiling, so that windows cut off together do not come back together. `random` gives [0, 1).
 */
export function retryDelay(attempt: number, random: () => number, policy: RetryPolicy = syncRetry): number {
  const doublings = Math.min(Math.max(0, Math.floor(attempt)), 40)
  return Math.floor(random() * Math.min(policy.longest, policy.first * 2 ** doublings))
}

export type NextAttempt = { readonly kind: 'again'; readonly at: number } | { readonly kind: 'give-up' }

/**
 * When a message that failed is tried again, or that a person must take over: after `giveUpAfter` milliseconds (24 hours by
 * default) since its first attempt. Times are milliseconds since the epoch.
 */
export function nextAttempt(
  attempts: { readonly count: number; readonly firstAt: number },
  now: number,
  random: () => number,
  giveUpAfter: number = 24 * 3_600_000,
  policy: RetryPolicy = mailRetry,
): NextAttempt {
  const end = attempts.firstAt + giveUpAfter
  if (now >= end) return { kind: 'give-up' }
  // The last attempt falls on the end itself rather than beyond it.
  return { kind: 'again', at: Math.min(end, now + retryDelay(attempts.count - 1, random, policy)) }
}
