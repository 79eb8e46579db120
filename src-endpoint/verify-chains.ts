// Goes over every window's hash chain as it is kept: where it is whole, and where not the last good event.
import { verify } from 'node:crypto'
import { chainStart, type EventEnvelope, sealedText } from '../src-shared/domain/event.ts'
import { sha256 } from './sha256.ts'
import type { ChainLink, EndpointStore } from './store/endpoint-store.ts'
import { readPublicKey } from './windows.ts'

export type ChainReport = {
  readonly window: string
  readonly links: number
  /** Refused links whose text was too large to be kept whole: they cannot be checked. */
  readonly unreadable: number
  readonly state: 'whole' | 'gap' | 'fork' | 'changed' | 'unsigned'
  /** Sequence and id of the last event before what is wrong, or of the last one there is. */
  readonly lastGood: { readonly sequence: number; readonly id: string } | null
}

type Link = { readonly event: EventEnvelope; readonly hash: string }

function readLink({ hash, json }: ChainLink): Link | null {
  try {
    const event = JSON.parse(json) as EventEnvelope
    return typeof event.sequence === 'number' ? { event, hash } : null
  } catch {
    return null
  }
}

export async function verifyChains(store: EndpointStore): Promise<readonly ChainReport[]> {
  const reports: ChainReport[] = []
  for (const { window, publicKey, pastKeys } of await store.readWindows())
    reports.push(checkChain(window, [publicKey, ...pastKeys], await store.readChain(window)))
  return reports
}

/** @param publicKeys - the window's key and those it had before */
export function checkChain(
  window: string,
  publicKeys: readonly string[],
  kept: readonly ChainLink[],
): ChainReport {
  const keys = publicKeys.map(readPublicKey).filter((key) => key !== null)
  const links = kept.map(readLink)
  const readable = links.filter((one) => one !== null)
  const unreadable = links.length - readable.length
  const sorted = readable.sort((one, other) => one.event.sequence - other.event.sequence)
  let last: Link | null = null
  const report = (state: ChainReport['state']): ChainReport => ({
    window,
    links: kept.length,
    unreadable,
    state,
    lastGood: last === null ? null : { sequence: last.event.sequence, id: last.event.id },
  })
  for (const one of sorted) {
    const { event, hash } = one
    const sealed = sha256(sealedText(event))
    if (sealed !== event.hash || sealed !== hash) return report('changed')
    const signature = Buffer.from(event.signature, 'base64')
    if (!keys.some((key) => verify(null, Buffer.from(event.hash), key, signature))) return report('unsigned')
    const before: Link | null = last
    const expected: number = (before?.event.sequence ?? 0) + 1
    // Links that could not be read may stand in between.
    if (event.sequence > expected && event.sequence - expected > unreadable) return report('gap')
    if (event.sequence < expected) return report('fork')
    const follows = event.previousHash === (before?.event.hash ?? chainStart)
    if (event.sequence === expected && !follows) return report('fork')
    last = one
  }
  return report('whole')
}
