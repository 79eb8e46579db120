// What the applicant may see of their own case on a screen turned to them: which proofs nobody asks of them, and who is asked instead.
import type { ApplicantScreenView } from '../../../src-shared/contract/case-view.ts'
import type { DeskQueryInput } from '../../../src-shared/contract/desk.ts'
import type { ProofState } from '../../../src-shared/domain/case.ts'
import { contentForbidden } from '../../../src-shared/domain/exemption-list.ts'
import { maskName } from '../../../src-shared/domain/identity.ts'
import { readCase } from './case-verbs.ts'
import type { DeskContext } from './desk-context.ts'
import { unitName } from './marks.ts'
import { verificationStateOf } from './projection.ts'

const givenBy: Readonly<Record<string, 'by-choice' | 'supplement'>> = {
  'proof-brought-voluntarily': 'by-choice',
  'supplement-received': 'supplement',
}

/** Masked: a hall has many eyes. No number, no answer and no reason of any unit is in it. */
export async function applicantScreenView(
  context: DeskContext,
  input: DeskQueryInput<'applicantScreen'>,
): Promise<ApplicantScreenView> {
  const state = await readCase(context, input.case)
  const asked = await context.store.streams
    .findByIds(state.proofs.flatMap((proof) => (proof.verification === null ? [] : [proof.verification])))
    .exec()
  const unitOf = (proof: ProofState): string => {
    const inquiry = asked.get(proof.verification ?? '')
    const unit = inquiry === undefined ? null : verificationStateOf({ state: inquiry.state }).request
    return unit === null || unit === undefined ? proof.entry.issuingUnit : unitName(context, unit.issuingUnit)
  }
  return {
    greetingName: maskName(state.applicant.name),
    serviceItemName: state.serviceItemName,
    over: state.status !== 'open',
    proofs: state.proofs.map((proof) => {
      const secret = contentForbidden(proof.entry.secrecy)
      return {
        entry: proof.entry.entry,
        proofName: secret ? '' : proof.entry.proofName,
        method: proof.method,
        status: proof.status,
        given: givenBy[proof.settledBy ?? ''] ?? null,
        unitName: secret ? '' : unitOf(proof),
      }
    }),
  }
}
