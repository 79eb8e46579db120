// Work one colleague hands over to another: which cases and inquiries, with a word, and that the other took it (A2§6).
import Type from 'typebox'
import { type EventEnvelope, momentOf } from '../event.ts'

const exact = { additionalProperties: false } as const
const staff = Type.String({ minLength: 1, maxLength: 64 })
const streams = Type.Array(Type.String({ minLength: 1, maxLength: 120 }), { maxItems: 200 })

export const workHandedOverBody = Type.Object(
  { from: staff, to: staff, cases: streams, verifications: streams, remark: Type.String({ maxLength: 500 }) },
  exact,
)
export const handOverConfirmedBody = Type.Object(
  { handOver: Type.String({ minLength: 36, maxLength: 36 }) },
  exact,
)

export type HandOver = Readonly<Type.Static<typeof workHandedOverBody>> & {
  readonly event: string
  readonly at: string
  readonly handedBy: string
  /** When the receiver said that they have it; null while they have not. */
  readonly confirmedAt: string | null
}

const rightTime = (event: EventEnvelope): string => new Date(momentOf(event)).toISOString()

export function applyWorkHandedOver(
  handOvers: readonly HandOver[],
  event: EventEnvelope,
): readonly HandOver[] {
  const body = event.body as Readonly<Type.Static<typeof workHandedOverBody>>
  const one = { ...body, event: event.id, at: rightTime(event), handedBy: event.staff, confirmedAt: null }
  return [...handOvers, one]
}

export function applyHandOverConfirmed(
  handOvers: readonly HandOver[],
  event: EventEnvelope,
): readonly HandOver[] {
  const { handOver } = event.body as Readonly<Type.Static<typeof handOverConfirmedBody>>
  return handOvers.map((one) =>
    one.event === handOver && one.confirmedAt === null ? { ...one, confirmedAt: rightTime(event) } : one,
  )
}

/** Whose a case or inquiry is by what was handed over last; null where it never was. */
export function holderOf(handOvers: readonly HandOver[], stream: string): string | null {
  const last = handOvers.findLast((one) => one.cases.includes(stream) || one.verifications.includes(stream))
  return last?.to ?? null
}
