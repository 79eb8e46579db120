// The joint office's word on the fallback of A2§3: which channels, for which units, when, after how long an outage, and who said so.
import Type from 'typebox'

const exact = { additionalProperties: false } as const
const channels = ['fax', 'mail', 'oa'] as const
/** `YYYY-MM-DD` by the office's clock. */
const date = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', maxLength: 10 })

/** What the joint office sets; a part that is left out sets no bound. */
const fallbackTerms = {
  allowed: Type.Boolean(),
  /** Minutes of outage before it may be used. */
  afterMinutes: Type.Integer({ minimum: 0, maximum: 1440 }),
  /** As cited on letters and records. */
  citation: Type.String({ minLength: 1, maxLength: 400 }),
  channels: Type.Optional(Type.Array(Type.Enum([...channels]), { maxItems: 3 })),
  /** Codes of the demanding units it is for. */
  units: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 500 })),
  /** First and last day. */
  from: Type.Optional(date),
  until: Type.Optional(date),
} as const

const decision = Type.Object(
  {
    staff: Type.String({ maxLength: 64 }),
    /** ISO time by the endpoint's clock. */
    at: Type.String({ maxLength: 24 }),
    reason: Type.String({ minLength: 1, maxLength: 2000 }),
    terms: Type.Object({ ...fallbackTerms, citation: Type.String({ maxLength: 400 }) }, exact),
  },
  exact,
)

/** Decisions the policy keeps, the newest last. */
export const mostDecisions = 50

export const fallbackPolicySchema = Type.Object(
  {
    ...fallbackTerms,
    citation: Type.String({ maxLength: 400 }),
    /** Who set it and why; none where it came with the reference. */
    decisions: Type.Optional(Type.Array(decision, { maxItems: mostDecisions })),
  },
  exact,
)
export type FallbackPolicy = Readonly<Type.Static<typeof fallbackPolicySchema>>
export const fallbackTermsSchema = Type.Object(fallbackTerms, exact)
export type FallbackTerms = Readonly<Type.Static<typeof fallbackTermsSchema>>

/** Whether the policy allows `channel` to `unit` on `today` (`YYYY-MM-DD`); the outage is asked about elsewhere. */
export function policyAllows(
  policy: FallbackTerms,
  channel: 'fax' | 'mail' | 'oa',
  unit: string,
  today: string,
): boolean {
  return (
    policy.allowed &&
    (policy.channels === undefined || policy.channels.includes(channel)) &&
    (policy.units === undefined || policy.units.includes(unit)) &&
    (policy.from === undefined || today >= policy.from) &&
    (policy.until === undefined || today <= policy.until)
  )
}
