// What a window is told of a verification as its clock goes on (A2§7): each step once, on either side.
//
//   issuing:    arrived ──▶ (registered) ──soon──▶ ──overdue──▶ (answered)
//   demanding:                raised · soon ──▶ ──overdue──▶ answered ──▶ (taken into the case)
import type { VerificationState } from './verification.ts'

export const noticeSteps = ['overdue', 'soon', 'arrived', 'answered', 'raised'] as const
export type NoticeStep = (typeof noticeSteps)[number]
export type NoticeSide = 'demanding' | 'issuing'

export type NoticeFacts = {
  readonly side: NoticeSide
  readonly state: Pick<VerificationState, 'status' | 'raise' | 'answers' | 'archiveClass'>
  /** Where its clock stands now. */
  readonly clock: 'not-started' | 'ample' | 'soon' | 'over' | 'answered'
}

/** One step of one verification. `key` is the same at every look and after a restart: what has been said is not said again. */
export type Notice = { readonly step: NoticeStep; readonly key: string }

/**
 * The steps a verification stands on now. Another archive class makes its steps new ones; that the two sides know its arrival
 * to different milliseconds does not.
 */
export function noticesOf(stream: string, facts: NoticeFacts): readonly Notice[] {
  const { side, state, clock } = facts
  const notice = (step: NoticeStep, stamp: string): Notice => ({ step, key: `${stream} ${step} ${stamp}` })
  const waiting = state.status === 'requested' || state.status === 'registered'
  if (!waiting) {
    const back = state.status === 'answered' || state.status === 'contradicted'
    return side === 'demanding' && back ? [notice('answered', String(state.answers.length))] : []
  }
  return [
    ...(clock === 'over' ? [notice('overdue', state.archiveClass ?? '')] : []),
    ...(clock === 'soon' ? [notice('soon', state.archiveClass ?? '')] : []),
    ...(side === 'issuing' && state.status === 'requested' ? [notice('arrived', '')] : []),
    ...(side === 'demanding' && state.raise !== null ? [notice('raised', '')] : []),
  ]
}
