// Checks the frame of a page's request before it reaches core; core validates verb and input.
import type { Announcement, BridgeRequest } from '../../src-shared/contract/bridge.ts'

/** Longest verb or query name. */
const longestName = 64

/** The request, rebuilt from what it may hold; null for anything else. */
export function readRequest(given: unknown): BridgeRequest | null {
  if (typeof given !== 'object' || given === null) return null
  const { type, id, verb, query, input } = given as Record<string, unknown>
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) return null
  const isName = (name: unknown): name is string => typeof name === 'string' && name.length <= longestName
  if (type === 'call' && isName(verb)) return { type, id, verb, input }
  if (type === 'watch' && isName(query)) return { type, id, query, input }
  return type === 'unwatch' ? { type, id } : null
}

/** Longest words a system notice is given, characters, and the highest number beside a window. */
const longestWords = 200
const mostWaiting = 9_999

/** The announcement, rebuilt from what it may hold; null for anything else. */
export function readAnnouncement(given: unknown): Announcement | null {
  if (typeof given !== 'object' || given === null) return null
  const { waiting, notice } = given as Record<string, unknown>
  if (typeof waiting !== 'number' || !Number.isSafeInteger(waiting) || waiting < 0) return null
  const count = Math.min(mostWaiting, waiting)
  if (notice === null) return { waiting: count, notice }
  if (typeof notice !== 'object') return null
  const { title, body } = notice as Record<string, unknown>
  if (typeof title !== 'string' || typeof body !== 'string') return null
  const words = { title: title.slice(0, longestWords), body: body.slice(0, longestWords) }
  return { waiting: count, notice: words }
}
