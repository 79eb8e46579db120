// The verifications somebody waits for: unanswered ones of either side, and answers not yet taken into their open case.
import type { Store, StreamDocument } from '../store/open-store.ts'
import { caseStateOf, plain } from './projection.ts'

export type OpenWork = {
  /** Requested or registered. */
  readonly running: readonly StreamDocument[]
  /** Answered, and its proof still waits. */
  readonly back: readonly StreamDocument[]
}

/** Reads what is open; however many closed ones a window holds, they cost nothing. */
export async function readOpenWork(store: Store, unit: string): Promise<OpenWork> {
  const [running, cases] = await Promise.all([
    store.streams
      .find({ selector: { type: 'verification', status: { $in: ['requested', 'registered'] } } })
      .exec(),
    store.streams.find({ selector: { type: 'case', status: 'open' } }).exec(),
  ])
  const asked = cases
    .map((one) => plain<StreamDocument>(one))
    .filter((one) => one.unit === unit)
    .flatMap((one) => caseStateOf(one).proofs)
    .flatMap((proof) => (proof.status === 'asked' && proof.verification !== null ? [proof.verification] : []))
  const found = await store.streams.findByIds(asked).exec()
  return {
    running: running
      .map((one) => plain<StreamDocument>(one))
      .filter((one) => one.unit === unit || one.issuingUnit === unit),
    back: [...found.values()]
      .map((one) => plain<StreamDocument>(one))
      .filter((one) => one.status === 'answered' || one.status === 'contradicted'),
  }
}
