// Who of a unit is away and until when, so that B sees A's work meanwhile (A2§6, AB角).
import Type from 'typebox'
import type { EventEnvelope } from '../event.ts'

const exact = { additionalProperties: false } as const
const staff = Type.String({ minLength: 1, maxLength: 64 })
const time = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{3})?)?Z$',
  maxLength: 24,
})

export const absenceNotedBody = Type.Object(
  { staff, from: time, until: time, reason: Type.String({ maxLength: 200 }) },
  exact,
)
export const absenceEndedBody = Type.Object({ staff }, exact)

export type Absence = Readonly<Type.Static<typeof absenceNotedBody>> & { readonly notedBy: string }
/** By staff; null: is back, whatever was said before. Who is not named was never noted away here. */
export type Absences = Readonly<Record<string, Absence | null>>

export function applyAbsenceNoted(absences: Absences, event: EventEnvelope): Absences {
  const body = event.body as Readonly<Type.Static<typeof absenceNotedBody>>
  return { ...absences, [body.staff]: { ...body, notedBy: event.staff } }
}
export function applyAbsenceEnded(absences: Absences, event: EventEnvelope): Absences {
  const body = event.body as Readonly<Type.Static<typeof absenceEndedBody>>
  return { ...absences, [body.staff]: null }
}
