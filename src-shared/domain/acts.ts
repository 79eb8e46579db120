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
  availableVerificationActions,
  foldVerification,
  isRaise,
  type VerificationBody,
  verificationActionOf,
  verificationBodies,
} from './verification.ts'

const bodies: Readonly<Record<string, Type.TSchema>> = { ...caseBodies, ...verificationBodies }
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
  return event.stream.startsWith('case/') === event.kind in caseBodies
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
