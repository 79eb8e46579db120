// The figures page: counts by what is asked for, and the cases behind a number (A2§13).
import type { DeskQueryInput } from '../../../src-shared/contract/desk.ts'
import {
  type FigureCasesView,
  type FiguresView,
  mostFigureCases,
} from '../../../src-shared/contract/figures.ts'
import { foldFigures, isBehind, outcomeOf } from '../../../src-shared/domain/figures.ts'
import { mayServe } from '../../../src-shared/domain/staff.ts'
import type { VerificationFrame } from '../../../src-shared/domain/verification-frame.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { type DeskContext, rightNow, signedInStaff } from '../desk/desk-context.ts'
import { unitName } from '../desk/marks.ts'
import { readFrames } from './frame-index.ts'

/** Whether this person's figures are of all units. @throws not-signed-in, not-your-role */
export function seesAllUnits(context: DeskContext): boolean {
  const staff = signedInStaff(context)
  if (staff.roles.includes('joint-office')) return true
  if (!mayServe(staff)) throw new CodedFailure('not-your-role')
  return false
}

/** The joint office sees every unit's frames, others what their unit asks or is asked. */
export async function visibleFrames(context: DeskContext) {
  const all = seesAllUnits(context)
  const index = await readFrames(context.store)
  const unit = context.identity?.enrolment.unit
  function* visible(): Generator<VerificationFrame> {
    for (const frame of index.frames)
      if (all || frame.demandingUnit === unit || frame.issuingUnit === unit) yield frame
  }
  return { all, frames: visible(), cases: index.cases }
}

export async function figuresView(
  context: DeskContext,
  { filter }: DeskQueryInput<'figures'>,
): Promise<FiguresView> {
  const { all, frames } = await visibleFrames(context)
  const figures = foldFigures(frames, filter, new Date(rightNow(context)).toISOString())
  const codes = Object.keys(figures.parts.unit)
  const told = all ? await context.store.readLocal<{ takenAt: number }>('frames') : null
  return {
    figures,
    unitNames: Object.fromEntries(codes.map((code) => [code, unitName(context, code)])),
    scope: all ? 'all' : 'own',
    toldAt: told === null ? null : new Date(told.takenAt).toISOString(),
  }
}

export async function figureCasesView(
  context: DeskContext,
  { filter, behind }: DeskQueryInput<'figureCases'>,
): Promise<FigureCasesView> {
  const { frames, cases } = await visibleFrames(context)
  const now = new Date(rightNow(context)).toISOString()
  const unit = context.identity?.enrolment.unit
  const found = [...frames].filter((frame) => isBehind(frame, filter, behind, now))
  found.sort((left, right) => right.requestedAt.localeCompare(left.requestedAt))
  return {
    total: found.length,
    rows: found.slice(0, mostFigureCases).map((frame) => ({
      ...frame,
      outcome: outcomeOf(frame, now),
      demandingUnitName: unitName(context, frame.demandingUnit),
      issuingUnitName: unitName(context, frame.issuingUnit),
      case: frame.demandingUnit === unit ? (cases.get(frame.verification) ?? '') : '',
    })),
  }
}
