// Verbs that draw what a person signs at the window: drawn before the act is recorded, refused where the act is not open.
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import { availableProofActions, type ProofAction } from '../../../src-shared/domain/case.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { proofOf, readCase } from './case-verbs.ts'
import { type DeskContext, signedInStaff, today } from './desk-context.ts'
import { handedOver } from './drawn-letter.ts'

/** What both forms say of the case and its applicant. @throws not-found, action-not-available */
async function formOf(context: DeskContext, input: DeskInput<'drawCommitment'>, action: ProofAction) {
  const staff = signedInStaff(context)
  const state = await readCase(context, input.case)
  const { entry } = proofOf(state, input.entry)
  if (state.applicant === null || !availableProofActions(state, input.entry, staff).includes(action))
    throw new CodedFailure('action-not-available', { action })
  const { name, identityNumber } = state.applicant
  return {
    entry,
    form: {
      caseNumber: state.caseNumber,
      unit: context.reference.units.get(staff.unit)?.name ?? '',
      applicant: { name, identityKind: '居民身份证', identityNumber },
      serviceItemName: state.serviceItemName,
      proofName: entry.proofName,
      date: today(context),
    },
  }
}

export async function drawCommitment(context: DeskContext, input: DeskInput<'drawCommitment'>) {
  const { entry, form } = await formOf(context, input, 'commit')
  const { drawCommitment: draw } = await import('../letters/draw-commitment.ts')
  const { legalBasis, proofPurpose, followUp } = entry
  const bytes = await draw(
    { ...form, legalBasis, proofPurpose, followUp: followUp ?? '' },
    context.settings.fonts,
  )
  return handedOver(`${form.caseNumber}-告知承诺书.pdf`, form.caseNumber, bytes)
}

export async function drawAuthorisation(context: DeskContext, input: DeskInput<'drawAuthorisation'>) {
  const { form } = await formOf(context, input, 'authorise')
  const { drawAuthorisation: draw } = await import('../letters/draw-authorisation.ts')
  const { agent, powers, until } = input
  const bytes = await draw({ ...form, agent, powers, until }, context.settings.fonts)
  return handedOver(`${form.caseNumber}-授权委托书.pdf`, form.caseNumber, bytes)
}
