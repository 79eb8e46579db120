// One question for core and endpoint alike: was this act well-formed and open to its writer in the state it knew?
import type Type from 'typebox'
import { Compile } from 'typebox/compile'
import {
  availableCaseActions,
  availableProofActions,
  type CaseAction,
  caseActionOf,
  caseActions,
  caseBodies,
  foldCase,
  type ProofAction,
} from './case.ts'
import { type EventEnvelope, knownTo } from './event.ts'
import type { Staff } from './staff.ts'
import {
  availableSupervisionActions,
  foldSupervision,
  mayReport,
  type SupervisionBody,
  type SupervisionKind,
  supervisionBodies,
  supervisionKindActions,
} from './supervision.ts'
import { unitActWasOpen, unitBodies, unitOfStream } from './unit-matters.ts'
import {
  availableVerificationActions,
  foldVerification,
  isRaise,
  type VerificationBody,
  verificationActionOf,
  verificationBodies,
} from './verification.ts'

/** What stands before the slash of a stream → the bodies of its events. */
const families: Readonly<Record<string, Readonly<Record<string, Type.TSchema>>>> = {
  case: caseBodies,
  verification: verificationBodies,
  supervision: supervisionBodies,
  unit: unitBodies,
}
const bodies: Readonly<Record<string, Type.TSchema>> = Object.assign({}, ...Object.values(families))
/** Compiled when the first event of a kind comes. */
const compiled = new Map<string, ReturnType<typeof Compile>>()

function compiledBody(kind: string): ReturnType<typeof Compile> | null {
  const known = compiled.get(kind)
  if (known !== undefined) return known
  const schema = Object.hasOwn(bodies, kind) ? bodies[kind] : undefined
  if (schema === undefined) return null
  const made = Compile(schema)
  compiled.set(kind, made)
  return made
}

/** Whether the event's kind is known, fits its stream, and its body fits its kind. */
export function bodyFits(event: Pick<EventEnvelope, 'kind' | 'stream' | 'body'>): boolean {
  if (compiledBody(event.kind)?.Check(event.body) !== true) return false
  const family = event.stream.slice(0, event.stream.indexOf('/'))
  return Object.hasOwn(families[family] ?? {}, event.kind)
}

/**
 * Whether the act was open to `staff` in the state its window knew (`after`), not in what others did meanwhile
 * (architecture 3). `streamEvents` are the stream's events that are here.
 */
export function actWasOpen(
  event: EventEnvelope,
  streamEvents: readonly EventEnvelope[],
  staff: Staff,
): boolean {
  if (staff.id !== event.staff || staff.unit !== event.unit) return false
  const known = knownTo(event, streamEvents)
  if (event.stream.startsWith('case/')) {
    const action = caseActionOf(event.kind)
    if (action === null) return false
    const state = foldCase(known)
    if ((caseActions as readonly string[]).includes(action)) {
      return availableCaseActions(state, staff).includes(action as CaseAction)
    }
    const { entry } = event.body as { entry: string }
    return availableProofActions(state, entry, staff).includes(action as ProofAction)
  }
  if (event.stream.startsWith('supervision/')) return supervisionActWasOpen(event, known, staff)
  if (unitOfStream(event.stream) !== null) return unitActWasOpen(event, known, staff)
  const action = verificationActionOf(event)
  if (action === null) return false
  if (action === 'request') {
    // Opens the stream: the request names the writer's own unit as the one that demands.
    const request = event.body as VerificationBody<'verification-requested'>
    const state = foldVerification([...known, event])
    return (
      known.every((one) => one.kind !== 'verification-requested') &&
      request.demandingUnit === staff.unit &&
      request.secrecy !== 'state-secret' &&
      availableVerificationActions({ ...state, status: 'requested' }, staff).includes('withdraw')
    )
  }
  const state = foldVerification(known)
  if (action === 'reclassify') {
    const { archiveClass } = event.body as VerificationBody<'verification-reclassified'>
    if (!isRaise(state.archiveClass, archiveClass)) return false
  }
  return availableVerificationActions(state, staff).includes(action)
}

function supervisionActWasOpen(event: EventEnvelope, known: readonly EventEnvelope[], staff: Staff): boolean {
  if (!Object.hasOwn(supervisionKindActions, event.kind)) return false
  const state = foldSupervision(known)
  if (event.kind === 'overdue-reported')
    return mayReport(event.body as SupervisionBody<'overdue-reported'>, event.stream, state, staff)
  const action = supervisionKindActions[event.kind as SupervisionKind]
  return availableSupervisionActions(state, staff).includes(action)
}
