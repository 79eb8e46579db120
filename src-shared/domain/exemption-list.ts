// The exemption list (证明事项免提交清单): its entries, methods, secrecy and editions.
import Type from 'typebox'

/** How a proof is spared (免提交方式, S三(三), A3§9). */
export const exemptionMethods = [
  'abolished', // 直接取消
  'data-sharing', // 数据共享
  'commitment', // 告知承诺
  'verification', // 部门核验
  'agency', // 干部代办
  'other',
] as const
export type ExemptionMethod = (typeof exemptionMethods)[number]

/** Secrecy of an entry (密级); `unknown` is treated as `work-secret`. */
export const secrecyLevels = ['none', 'work-secret', 'state-secret', 'unknown'] as const
export type Secrecy = (typeof secrecyLevels)[number]

/** State of the issuing unit's archive, which sets the limit of A2§7. */
export const archiveClasses = ['electronic', 'paper', 'incomplete'] as const
export type ArchiveClass = (typeof archiveClasses)[number]

const text = (maxLength: number) => Type.String({ maxLength })

export const listEntryContentSchema = Type.Object(
  {
    entryNumber: text(64),
    proofName: text(400),
    proofPurpose: text(2000),
    serviceItemName: text(400),
    /** '' where the list gives none; kept as text, never computed on. */
    serviceItemCode: text(128),
    codeScheme: text(64),
    legalBasis: text(4000),
    basisRank: text(64),
    /** Names as published; matched to units by name. */
    demandingUnit: text(200),
    issuingUnit: text(400),
    level: text(64),
    method: Type.Enum([...exemptionMethods]),
    methodWording: text(2000),
    archiveClass: Type.Union([Type.Enum([...archiveClasses]), Type.Null()]),
    secrecy: Type.Enum([...secrecyLevels]),
    /** Reason why commitment is not open for this proof, or null. */
    commitmentExcluded: Type.Union([text(1000), Type.Null()]),
    /** Follow-up check of a commitment: by when, by what standard, how; or null. */
    followUp: Type.Union([text(2000), Type.Null()]),
    /** Closed questions for the inquiry letter. */
    questions: Type.Array(text(500), { maxItems: 20 }),
    note: text(2000),
  },
  { additionalProperties: false },
)
/** One row of the list as published. */
export type ListEntryContent = Readonly<Type.Static<typeof listEntryContentSchema>>

export const editionSchema = Type.Object(
  {
    /** As cited on letters and in decisions, e.g. `2026-2` (2026年第2期). */
    edition: Type.String({ minLength: 1, maxLength: 64 }),
    /** ISO date of publication. */
    publishedOn: text(32),
    /** True where the list is the composed sample (示例). */
    sample: Type.Boolean(),
    entries: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
)
/** One published edition of the list. Every decision records the edition in force. */
export type ListEdition = Readonly<Type.Static<typeof editionSchema>>

export const listEntrySchema = Type.Object(
  {
    id: Type.String({ maxLength: 128 }),
    edition: Type.String({ maxLength: 64 }),
    ...listEntryContentSchema.properties,
  },
  { additionalProperties: false },
)
/** An entry as replicated: content plus identity and the edition that last carried it. */
export type ListEntry = Readonly<Type.Static<typeof listEntrySchema>>

/** Whether fax, mail and OA are closed to this entry (A2§3: state and work secrets; unknown counts as work secret). */
export function fallbackForbidden(secrecy: Secrecy): boolean {
  return secrecy !== 'none'
}

/** Whether the client may keep any content about this entry at all. */
export function contentForbidden(secrecy: Secrecy): boolean {
  return secrecy === 'state-secret'
}
