// The ledgers (台账): which events each one is made of, and the article that asks for it.
import { maskTelephone } from './identity.ts'
import { maskIdentityNumber } from './letter.ts'

/** Ledger → the kinds of its events. An event stands in one ledger only. */
export const ledgerKinds = {
  /** Supplementary material after a mismatch (A2§8). */
  supplement: ['supplement-asked', 'supplement-received'],
  /** What the applicant brought by choice (A2§9). */
  voluntary: ['proof-brought-voluntarily'],
  /** Own verification on site (A2§8). */
  'on-site': ['proof-checked-on-site'],
  /** Letters that left by fax, mail or OA (A2§3). */
  dispatch: ['verification-dispatched'],
  /** Channels refused for secrecy (A2§3). */
  refusal: ['channel-refused'],
  /** Looks at masked data, each with its purpose (A2§12). */
  reveal: ['identity-revealed', 'verification-revealed', 'supervision-revealed'],
} as const satisfies Record<string, readonly string[]>
export type Ledger = keyof typeof ledgerKinds
export type LedgerKind = (typeof ledgerKinds)[Ledger][number]
export const ledgers = Object.keys(ledgerKinds) as readonly Ledger[]

/** Kinds of one ledger, or of all of them. */
export function kindsOf(ledger: Ledger | 'all'): readonly LedgerKind[] {
  return ledger === 'all' ? ledgers.flatMap((one) => [...ledgerKinds[one]]) : ledgerKinds[ledger]
}

/** The ledger an event stands in; null for what stands in none. */
export function ledgerOf(kind: string): Ledger | null {
  return ledgers.find((one) => (ledgerKinds[one] as readonly string[]).includes(kind)) ?? null
}

const numbers = /(?<!\d)(?:\d{17}[\dXx]|\d{15}|1\d{10})(?![\dXx])/gu

/** Words a clerk typed, with the identity and mobile numbers in them masked: a ledger leaves the house. */
export function maskedWords(text: string): string {
  return text.replace(numbers, (found) =>
    found.length === 11 ? maskTelephone(found) : maskIdentityNumber(found),
  )
}
