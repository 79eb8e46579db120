// Checks the frame of a page's request before it reaches core; core validates verb and input.
import type { BridgeRequest } from '../../src-shared/contract/bridge.ts'

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
