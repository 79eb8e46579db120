// Reference documents: what the endpoint tells every window beside the list (units, staff, calendar, policy, edition, recovery key).
import Type from 'typebox'
import { editionSchema } from './exemption-list.ts'
import { fallbackPolicySchema } from './fallback-policy.ts'
import { staffSchema, unitSchema } from './staff.ts'

const exact = { additionalProperties: false } as const

export const calendarSchema = Type.Object(
  {
    years: Type.Record(
      Type.String({ pattern: '^\\d{4}$', maxLength: 4 }),
      Type.Object(
        {
          holidays: Type.Array(Type.String({ maxLength: 10 }), { maxItems: 100 }),
          workdays: Type.Array(Type.String({ maxLength: 10 }), { maxItems: 100 }),
          source: Type.String({ maxLength: 400 }),
        },
        exact,
      ),
    ),
  },
  exact,
)

const sessionSchema = Type.Object(
  {
    from: Type.String({ pattern: '^\\d\\d:\\d\\d$', maxLength: 5 }),
    to: Type.String({ pattern: '^\\d\\d:\\d\\d$', maxLength: 5 }),
  },
  exact,
)

const policySchema = Type.Object(
  {
    fallback: fallbackPolicySchema,
    officeHours: Type.Object({ sessions: Type.Array(sessionSchema, { minItems: 1, maxItems: 4 }) }, exact),
    /** Whether the 30 minutes of A2§7 run on through lunch and closing. */
    runOnThroughBreaks: Type.Boolean(),
    /** Days a closed case stays at its window. */
    closedCaseDays: Type.Integer({ minimum: 1, maximum: 3650 }),
  },
  exact,
)
/** What the joint office decided; replicated, recorded with who and why at the endpoint. */
export type Policy = Readonly<Type.Static<typeof policySchema>>

/** In force until the joint office says otherwise. */
export const defaultPolicy: Policy = {
  fallback: { allowed: true, afterMinutes: 10, citation: '《博山区证明事项核验实施办法（试行）》第三条' },
  officeHours: {
    sessions: [
      { from: '08:30', to: '12:00' },
      { from: '13:00', to: '17:00' },
    ],
  },
  runOnThroughBreaks: false,
  closedCaseDays: 90,
}

/** An age X25519 recipient: for whom every window wraps its database's key. */
const recoverySchema = Type.Object(
  { recipient: Type.String({ pattern: '^age1[a-z0-9]{58}$', maxLength: 62 }) },
  exact,
)

const id = Type.String({ minLength: 1, maxLength: 128 })
export const referenceDocumentSchema = Type.Union([
  Type.Object({ id, type: Type.Literal('unit'), body: unitSchema }, exact),
  Type.Object({ id, type: Type.Literal('staff'), body: staffSchema }, exact),
  Type.Object({ id, type: Type.Literal('calendar'), body: calendarSchema }, exact),
  Type.Object({ id, type: Type.Literal('policy'), body: policySchema }, exact),
  Type.Object({ id, type: Type.Literal('edition'), body: editionSchema }, exact),
  Type.Object({ id, type: Type.Literal('recovery'), body: recoverySchema }, exact),
])
/** One reference document; ids are `unit/<code>`, `staff/<id>`, `calendar`, `policy`, `edition`, `recovery`. */
export type ReferenceDocument = Readonly<Type.Static<typeof referenceDocumentSchema>>

/**
 * A document put in place of another, as a file that is imported does: the record the first kept of corrections and decisions
 * stays where the second has none.
 */
export function keepingRecord(before: ReferenceDocument | null, after: ReferenceDocument): ReferenceDocument {
  if (before?.type === 'unit' && after.type === 'unit') {
    const { contactChanges } = { ...before.body, ...after.body }
    return contactChanges === undefined ? after : { ...after, body: { ...after.body, contactChanges } }
  }
  if (before?.type === 'policy' && after.type === 'policy') {
    const { decisions } = { ...before.body.fallback, ...after.body.fallback }
    if (decisions === undefined) return after
    return { ...after, body: { ...after.body, fallback: { ...after.body.fallback, decisions } } }
  }
  return after
}
