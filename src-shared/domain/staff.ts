// Units and staff: who takes part, in which role, and who covers for whom (A2§5–7, AB角).
import Type from 'typebox'

/** Roles of A2§5–7 and of the joint office. A staff member may hold several. */
export const roles = ['window-clerk', 'agent', 'liaison', 'joint-office', 'administrator'] as const
export type Role = (typeof roles)[number]

const contacts = {
  telephone: Type.String({ maxLength: 40 }),
  fax: Type.String({ maxLength: 40 }),
  mail: Type.String({ maxLength: 200 }),
} as const

/** Corrections of a unit's contacts that stay with it. */
export const mostContactChanges = 20
const contactChangeSchema = Type.Object(
  {
    /** By the endpoint's clock, ISO. */
    at: Type.String({ maxLength: 40 }),
    staff: Type.String({ maxLength: 64 }),
    staffName: Type.String({ maxLength: 100 }),
    /** What it said until then. */
    before: Type.Object(contacts, { additionalProperties: false }),
  },
  { additionalProperties: false },
)

export const unitSchema = Type.Object(
  {
    code: Type.String({ maxLength: 64 }),
    name: Type.String({ maxLength: 200 }),
    /** Used in letter numbers (发文字号), e.g. 博审批. */
    shortName: Type.String({ maxLength: 40 }),
    kind: Type.String({ maxLength: 40 }),
    /** Directory of A2§6; empty where not known. */
    ...contacts,
    /** Who corrected them and when, newest first. */
    contactChanges: Type.Optional(Type.Array(contactChangeSchema, { maxItems: mostContactChanges })),
  },
  { additionalProperties: false },
)
/** A unit that demands or issues proofs. */
export type Unit = Readonly<Type.Static<typeof unitSchema>>

export const staffSchema = Type.Object(
  {
    id: Type.String({ maxLength: 64 }),
    name: Type.String({ maxLength: 100 }),
    unit: Type.String({ maxLength: 64 }),
    roles: Type.Array(Type.Enum([...roles]), { minItems: 1, maxItems: roles.length }),
    telephone: Type.String({ maxLength: 40 }),
    /** A (主) or B (备) of a pair; null outside one. */
    cover: Type.Union([Type.Enum(['A', 'B']), Type.Null()]),
    /** The other half of the pair. */
    partner: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
    /** ISO time until which this person is away; the partner sees the work meanwhile. */
    absentUntil: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
    /** ISO time from which on; left out or null: already. */
    absentFrom: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Null()])),
    active: Type.Boolean(),
    /** scrypt verifier of the passcode; only a unit's own windows are given it. */
    verifier: Type.Union([
      Type.Object({ salt: Type.String({ maxLength: 64 }), hash: Type.String({ maxLength: 128 }) }),
      Type.Null(),
    ]),
  },
  { additionalProperties: false },
)
/** A member of staff as replicated. */
export type Staff = Readonly<Type.Static<typeof staffSchema>>

/** May ask for a verification (A2§5) or register and answer one (A2§7). */
export function mayVerify(staff: Pick<Staff, 'roles'>): boolean {
  return staff.roles.includes('liaison') || staff.roles.includes('agent')
}

/** May work at a window: open cases and settle proofs. */
export function mayServe(staff: Pick<Staff, 'roles'>): boolean {
  return staff.roles.includes('window-clerk') || mayVerify(staff)
}

/** Whether this person is away now. */
export function isAway(staff: Pick<Staff, 'absentUntil' | 'absentFrom'>, now: string): boolean {
  return staff.absentUntil !== null && staff.absentUntil > now && (staff.absentFrom ?? '') <= now
}

/** Whether `staff` covers for `other` now: the partner while the other is away (A2§6, AB角). */
export function coversFor(staff: Staff, other: Staff, now: string): boolean {
  return staff.partner === other.id && isAway(other, now)
}

/** What a unit lacks of A2§6 (one liaison, two agents), for the screen to say so. */
export function staffShortfall(staff: readonly Staff[]): {
  readonly liaisons: number
  readonly agents: number
} {
  const active = staff.filter((one) => one.active)
  const count = (role: Role) => active.filter((one) => one.roles.includes(role)).length
  return { liaisons: Math.max(0, 1 - count('liaison')), agents: Math.max(0, 2 - count('agent')) }
}
