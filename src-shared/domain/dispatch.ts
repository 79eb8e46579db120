// Proof that a letter left by another way than the system (A2§3): one shape per channel. Sent is never received.
import Type from 'typebox'

/** Ways open while the system is not up (A2§3), and going to look (A2§8). Never for secrets. */
export const fallbackChannels = ['oa', 'fax', 'mail', 'on-site'] as const
export type DispatchChannel = (typeof fallbackChannels)[number]

const exact = { additionalProperties: false } as const
const time = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,3})?)?(Z|[+-]\\d\\d:\\d\\d)$',
  maxLength: 40,
})

/** The fax machine's transmission report, typed in by hand. */
export const transmissionReportSchema = Type.Object(
  {
    /** Number the machine dialled: digits, spaces, `+ - ( ) ,` and `#`. */
    faxNumber: Type.String({ pattern: '^\\+?[0-9][0-9 ()\\-,#*]{2,38}$', minLength: 3, maxLength: 40 }),
    sentAt: time,
    /** Pages the machine says it sent. */
    pages: Type.Integer({ minimum: 0, maximum: 999 }),
    durationSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
    result: Type.Enum(['ok', 'failed']),
    reportNumber: Type.Optional(Type.String({ maxLength: 40 })),
  },
  exact,
)
export type TransmissionReport = Readonly<Type.Static<typeof transmissionReportSchema>>

/** What the official mail server said when it took a message. */
export const mailProofSchema = Type.Object(
  {
    channel: Type.Literal('mail'),
    to: Type.String({ minLength: 3, maxLength: 254 }),
    sentAt: time,
    messageId: Type.String({ minLength: 3, maxLength: 200 }),
    /** The server's own words, such as `250 2.0.0 Ok: queued as 4F2`. */
    response: Type.String({ maxLength: 500 }),
  },
  exact,
)

export const dispatchProofSchema = Type.Union([
  Type.Object({ channel: Type.Literal('fax'), report: transmissionReportSchema }, exact),
  mailProofSchema,
  Type.Object(
    {
      channel: Type.Literal('oa'),
      documentNumber: Type.String({ minLength: 1, maxLength: 100 }),
      sentAt: time,
    },
    exact,
  ),
  Type.Object(
    {
      channel: Type.Literal('on-site'),
      visitedAt: time,
      place: Type.String({ minLength: 1, maxLength: 200 }),
      /** Who went; A2§8 wants it in the ledger. */
      visitedBy: Type.String({ minLength: 1, maxLength: 200 }),
    },
    exact,
  ),
])
/** Proof of a dispatch, by channel. Kept with the event as it came. */
export type DispatchProof = Readonly<Type.Static<typeof dispatchProofSchema>>
