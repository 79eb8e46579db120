// The frame of a verification: units, class, times, channel and verdict, and nothing of the person it is about (A2§12).
import { type ArchiveClass, contentForbidden, fallbackForbidden } from './exemption-list.ts'
import type { Channel, Verdict, VerificationState, VerificationStatus } from './verification.ts'

export type VerificationFrame = {
  readonly verification: string
  readonly letterNumber: string
  /** '' for what is secret. */
  readonly proofName: string
  readonly demandingUnit: string
  readonly issuingUnit: string
  readonly archiveClass: ArchiveClass | null
  readonly status: VerificationStatus
  readonly requestedAt: string
  /** Receipt by the unit asked as it registered it; null before. */
  readonly receivedAt: string | null
  readonly dueAt: string | null
  /** First answer or withdrawal. */
  readonly endedAt: string | null
  readonly verdict: Verdict | null
  /** The way the answer that counts came; before that, the first way the inquiry left by. */
  readonly channel: Channel
}

/** Null while the request itself is not here. */
export function frameOf(verification: string, state: VerificationState): VerificationFrame | null {
  const { request, registration } = state
  if (request === null) return null
  const secret = contentForbidden(request.secrecy) || fallbackForbidden(request.secrecy)
  return {
    verification,
    letterNumber: request.letterNumber,
    proofName: secret ? '' : request.proofName,
    demandingUnit: request.demandingUnit,
    issuingUnit: request.issuingUnit,
    archiveClass: state.archiveClass,
    status: state.status,
    requestedAt: state.requestedAt ?? '',
    receivedAt: registration?.receivedAt ?? null,
    dueAt: state.dueAt,
    endedAt: state.endedAt,
    verdict: state.answer?.body.verdict ?? null,
    channel: state.answer?.body.channel ?? state.dispatches[0]?.body.channel ?? 'system',
  }
}
