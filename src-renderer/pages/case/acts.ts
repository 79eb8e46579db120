// Which acts a proof offers on screen, and which one comes next: from core's actions and the verification's answer only.
import type { ProofView } from '../../../src-shared/contract/case-view.ts'
import { nextProofStep, type ProofAction } from '../../../src-shared/domain/case.ts'

/** Acts of the page: the proof's own and those on its verification. A refusal of a channel is made by choosing it. */
export type DeskAct =
  | Exclude<ProofAction, 'refuse-channel'>
  | 'dispatch'
  | 'transcribe-answer'
  | 'withdraw-verification'
  | 'resolve'

/** Acts done by one press, without a form. */
const pressActs = ['waive', 'take-answer', 'handle-outside'] as const satisfies readonly DeskAct[]
export type PressAct = (typeof pressActs)[number]
export function isPress(act: DeskAct): act is PressAct {
  return (pressActs as readonly DeskAct[]).includes(act)
}

export function openActs(proof: ProofView): readonly DeskAct[] {
  const verification = proof.status === 'asked' ? proof.verificationView : null
  const acts: DeskAct[] = []
  for (const action of proof.actions) {
    if (action === 'refuse-channel') continue
    // There is nothing to take before an answer counts.
    if (action === 'take-answer' && verification?.state.status !== 'answered') continue
    acts.push(action)
  }
  if (verification !== null) {
    const can = verification.actions
    const fallback = verification.channels.some(
      ({ channel }) => channel === 'fax' || channel === 'mail' || channel === 'oa',
    )
    if (can.includes('resolve')) acts.push('resolve')
    if (fallback && ['requested', 'registered'].includes(verification.state.status) && !linePossible(proof))
      acts.push('dispatch')
    if (can.includes('transcribe-answer')) acts.push('transcribe-answer')
    if (can.includes('withdraw')) acts.push('withdraw-verification')
  }
  return acts
}

/** Whether the system itself is open for this proof now. */
export function linePossible(proof: ProofView): boolean {
  const channels = proof.verificationView?.channels ?? proof.channels
  return channels.find(({ channel }) => channel === 'system')?.open ?? true
}

/** The next lawful act that is ours; null where others hold the proof or nothing is open to this person. */
export function nextAct(proof: ProofView): DeskAct | null {
  const acts = openActs(proof)
  if (acts.includes('resolve')) return 'resolve'
  const step = nextProofStep(
    proof,
    proof.actions.filter((action) => (acts as readonly string[]).includes(action)),
  )
  if (step !== null && step !== 'refuse-channel') return step
  const verification = proof.verificationView
  const unsent = verification !== null && !verification.reached && verification.state.dispatches.length === 0
  const way = verification?.channels.some(
    ({ channel, open }) => open && channel !== 'system' && channel !== 'on-site',
  )
  return unsent && way === true && acts.includes('dispatch') ? 'dispatch' : null
}

/** Whose court the ball is in; a colleague's where asking is open to other roles only. */
export function ballOf(proof: ProofView): 'settled' | 'mine' | 'theirs' | 'colleagues' {
  if (proof.status === 'settled') return 'settled'
  if (nextAct(proof) !== null) return 'mine'
  return proof.status === 'asked' ? 'theirs' : 'colleagues'
}

/** Where the page goes after an act: the same proof while it is ours, else the next that is, else the end. */
export function whereNext(proofs: readonly ProofView[], from: string): string {
  const at = proofs.findIndex((proof) => proof.entry.entry === from)
  const turn = at < 0 ? proofs : [...proofs.slice(at), ...proofs.slice(0, at)]
  const mine = turn.find((proof) => ballOf(proof) === 'mine')
  if (mine !== undefined) return mine.entry.entry
  if (proofs.every((proof) => proof.status === 'settled')) return endOfCase
  return from === endOfCase ? (proofs[0]?.entry.entry ?? endOfCase) : from
}

/** Stands for the last row of the spine: close and file. */
export const endOfCase = 'end'
