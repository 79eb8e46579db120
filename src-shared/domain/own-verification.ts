// When nothing is to be had by asking another unit, so that the demanding unit goes and looks by itself (A2§8, third paragraph).
import type { ProofState } from './case.ts'
import { contentForbidden } from './exemption-list.ts'
import type { Verdict, VerificationStatus } from './verification.ts'

/** 查无 · 超时未答复 · 未登记也未答复 · 无单位可询. */
const ownVerificationGrounds = ['not-found', 'overdue', 'no-answer', 'nobody-to-ask'] as const
export type OwnVerificationGround = (typeof ownVerificationGrounds)[number]

/** How the inquiry in use stands. */
export type AskedFacts = {
  readonly status: VerificationStatus
  /** Of the answer that counts; null while there is none. */
  readonly verdict: Verdict | null
  /** Its limit has passed. */
  readonly over: boolean
}

/** The ground on which this proof may be verified by the unit itself; null while asking is the way, or no proof is verified. */
export function ownVerificationGround(
  proof: Pick<ProofState, 'status' | 'method' | 'lastVerdict'> & {
    readonly entry: Pick<ProofState['entry'], 'issuingUnitCode' | 'secrecy'>
  },
  asked: AskedFacts | null,
): OwnVerificationGround | null {
  if (proof.method !== 'verification' || contentForbidden(proof.entry.secrecy)) return null
  if (proof.status === 'open') {
    if (proof.lastVerdict === 'not-found') return 'not-found'
    return proof.entry.issuingUnitCode === null ? 'nobody-to-ask' : null
  }
  if (proof.status !== 'asked' || asked === null) return null
  switch (asked.status) {
    case 'answered':
      return asked.verdict === 'not-found' ? 'not-found' : null
    case 'registered':
      return asked.over ? 'overdue' : null
    case 'requested':
      return asked.over ? 'no-answer' : null
    default:
      return null
  }
}
