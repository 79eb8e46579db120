// The frame of a verification: units, class, times, channel and verdict, and nothing of the person it is about (A2§12).
import Type from 'typebox'
import { archiveClasses, fallbackForbidden } from './exemption-list.ts'
import { channels, type VerificationState, verdicts, verificationStatuses } from './verification.ts'

const text = (maxLength: number) => Type.String({ maxLength })
const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])

export const verificationFrameSchema = Type.Object(
  {
    verification: text(120),
    letterNumber: text(200),
    /** '' for what is secret. */
    proofName: text(200),
    demandingUnit: text(200),
    issuingUnit: text(200),
    archiveClass: orNull(Type.Enum([...archiveClasses])),
    status: Type.Enum([...verificationStatuses]),
    requestedAt: text(40),
    /** Receipt by the unit asked as it registered it; null before. */
    receivedAt: orNull(text(40)),
    dueAt: orNull(text(40)),
    /** First answer or withdrawal. */
    endedAt: orNull(text(40)),
    verdict: orNull(Type.Enum([...verdicts])),
    /** The way the answer that counts came; before that, the first way the inquiry left by. */
    channel: Type.Enum([...channels]),
  },
  { additionalProperties: false },
)
export type VerificationFrame = Readonly<Type.Static<typeof verificationFrameSchema>>

/** Null while the request itself is not here. */
export function frameOf(verification: string, state: VerificationState): VerificationFrame | null {
  const { request, registration } = state
  if (request === null) return null
  return {
    verification,
    letterNumber: request.letterNumber,
    proofName: fallbackForbidden(request.secrecy) ? '' : request.proofName,
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
