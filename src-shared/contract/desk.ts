// The desk contract: every verb a page may say to core and every view it may watch, with input schemas and result types.
import Type from 'typebox'
import {
  applicantSchema,
  type CaseAction,
  type CaseBody,
  type CaseState,
  type ProofAction,
  type ProofState,
} from '../domain/case.ts'
import type { CaseClock } from '../domain/case-clock.ts'
import {
  archiveClasses,
  type ExemptionMethod,
  exemptionMethods,
  type ListEdition,
  type ListEntry,
  type ListEntryContent,
  type Secrecy,
} from '../domain/exemption-list.ts'
import { type FallbackPolicy, fallbackTermsSchema } from '../domain/fallback-policy.ts'
import { dismissReasonSchema, type MailEvidence, type TrayReason } from '../domain/incoming-mail.ts'
import type { NoticeSide, NoticeStep } from '../domain/notices.ts'
import type { OwnVerificationGround } from '../domain/own-verification.ts'
import type { Role, Unit } from '../domain/staff.ts'
import type { LetterTemplate } from '../domain/unit-matters/letter-template.ts'
import type { StaffAction } from '../domain/unit-matters.ts'
import {
  type FallbackChannel,
  questionSchema,
  type VerificationAction,
  type VerificationState,
  verdicts,
} from '../domain/verification.ts'
import { largestPhoto, mostPhotos, visitEvidence } from '../domain/visit.ts'
import type { CodedError } from '../errors.ts'
import type { CoreSettings } from './bridge.ts'
import { exportFiguresInput, type FigureCasesView, type FiguresView, figuresQueries } from './figures.ts'
import { type KeysView, shortestPassphrase } from './keys.ts'
import { type ExportedFile, exportLedgerInput, type LedgerView, ledgerQuery } from './ledger.ts'
import {
  type LetterTemplatesView,
  type LetterTemplateView,
  letterTemplateQueries,
  templateInput,
} from './letter-templates.ts'
import type { ClockView, SyncMark, TimelineItem } from './marks.ts'
import type { PublishAnswer } from './replication.ts'
import type { RecoveryReport, StoreCareView } from './store-care.ts'
import {
  type OverdueReportView,
  type RevealedContent,
  type SupervisionsView,
  supervisionCalls,
  supervisionQueries,
} from './supervision.ts'

const exact = { additionalProperties: false } as const
const stream = Type.String({ minLength: 1, maxLength: 120 })
const line = Type.String({ minLength: 1, maxLength: 200 })
const optionalLine = Type.String({ maxLength: 200 })
const reason = Type.String({ minLength: 1, maxLength: 2000 })
const remark = Type.String({ maxLength: 2000 })
const time = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{3})?)?Z$',
  maxLength: 24,
})
const entry = Type.String({ minLength: 1, maxLength: 128 })
const base64 = Type.String({ maxLength: 30_000_000 })
const onProof = { case: stream, entry }

export type { ClockView, SyncMark, TimelineItem } from './marks.ts'

/** Verbs: what a page may ask core to do. Each is one act; it is durable before it is answered. */
export const deskCalls = {
  // this window and its people
  /** `authority`: PEM of the office's own CA, where this machine does not know it. */
  enrol: Type.Object(
    {
      endpoint: Type.String({ maxLength: 200 }),
      code: line,
      windowName: line,
      authority: Type.Optional(Type.String({ maxLength: 64_000 })),
    },
    exact,
  ),
  signIn: Type.Object({ staff: line, passcode: Type.String({ minLength: 1, maxLength: 200 }) }, exact),
  signOut: Type.Object({}, exact),
  setDemoLine: Type.Object({ cut: Type.Boolean() }, exact),
  setMailSettings: Type.Object(
    {
      host: line,
      port: Type.Integer({ minimum: 1, maximum: 65535 }),
      secure: Type.Boolean(),
      user: optionalLine,
      password: optionalLine,
      from: line,
    },
    exact,
  ),
  /** The joint office's word on the fallback, with why; online only. */
  setPolicy: Type.Object({ reason, terms: fallbackTermsSchema }, exact),
  /** How a fax leaves: by hand, through a HylaFAX server (`host:port`), or through a gateway's mail address (`{number}@…`). */
  setFaxSettings: Type.Union([
    Type.Object({ way: Type.Literal('by-hand') }, exact),
    Type.Object({ way: Type.Literal('hylafax'), server: line }, exact),
    Type.Object({ way: Type.Literal('gateway'), pattern: line }, exact),
  ]),
  /** How a letter reaches the OA: by hand, by a folder it empties, or by a webhook. An empty secret keeps the one that is set. */
  setOaSettings: Type.Union([
    Type.Object({ way: Type.Literal('by-hand') }, exact),
    Type.Object(
      { way: Type.Literal('folder'), folder: Type.String({ minLength: 1, maxLength: 1000 }) },
      exact,
    ),
    Type.Object(
      {
        way: Type.Literal('webhook'),
        url: Type.String({ minLength: 1, maxLength: 1000 }),
        secret: optionalLine,
      },
      exact,
    ),
  ]),
  /** Where official mail comes in (IMAP). An empty password keeps the one that is set. */
  setMailbox: Type.Object(
    {
      host: line,
      port: Type.Integer({ minimum: 1, maximum: 65535 }),
      secure: Type.Boolean(),
      user: line,
      password: optionalLine,
      mailbox: line,
    },
    exact,
  ),
  removeMailbox: Type.Object({}, exact),
  // the unit's people
  noteAbsence: Type.Object({ staff: line, from: time, until: time, reason: optionalLine }, exact),
  endAbsence: Type.Object({ staff: line }, exact),
  handOverWork: Type.Object(
    {
      from: line,
      to: line,
      cases: Type.Array(stream, { maxItems: 200 }),
      verifications: Type.Array(stream, { maxItems: 200 }),
      remark: Type.String({ maxLength: 500 }),
    },
    exact,
  ),
  confirmHandOver: Type.Object({ handOver: line }, exact),
  /** Telephone, fax and mail of this unit as every unit's directory has them. */
  changeDirectory: Type.Object(
    {
      telephone: Type.String({ maxLength: 40 }),
      fax: Type.String({ maxLength: 40 }),
      mail: Type.String({ maxLength: 200 }),
    },
    exact,
  ),
  lookForMail: Type.Object({}, exact),
  /** `before` is the passphrase of now, null where there is none yet. */
  changePassphrase: Type.Object(
    {
      before: Type.Union([Type.String({ maxLength: 200 }), Type.Null()]),
      passphrase: Type.String({ minLength: shortestPassphrase, maxLength: 200 }),
    },
    exact,
  ),
  /** Gives this window another device key; the endpoint knows it by the new one from then on. */
  changeDeviceKey: Type.Object({}, exact),
  /** Makes a new key for the database; core restarts to give it. */
  rotateKey: Type.Object({}, exact),
  syncNow: Type.Object({}, exact),
  /** That these steps of clocks were shown by the system, or read by a person. */
  markNotices: Type.Object(
    {
      ids: Type.Array(Type.String({ maxLength: 300 }), { maxItems: 2000 }),
      as: Type.Enum(['announced', 'read']),
    },
    exact,
  ),
  backUpNow: Type.Object({}, exact),
  /** Says that a person knows of a recovery; `folder` names it. */
  acknowledgeRecovery: Type.Object({ folder: line }, exact),
  /** Where damage is suspected: core restarts and repairs at once instead of at the next start. */
  repairStore: Type.Object({}, exact),

  // the list
  searchList: Type.Object(
    { text: Type.String({ maxLength: 200 }), limit: Type.Integer({ minimum: 1, maximum: 100 }) },
    exact,
  ),
  readServiceItem: Type.Object({ serviceItem: Type.String({ maxLength: 1000 }) }, exact),
  previewListImport: Type.Object({ fileName: line, content: base64 }, exact),
  publishList: Type.Object(
    { preview: line, edition: line, publishedOn: line, sample: Type.Boolean() },
    exact,
  ),

  // a case
  openCase: Type.Object(
    {
      serviceItem: Type.String({ maxLength: 1000 }),
      applicant: applicantSchema,
      /** Working days promised for the item, 0 for 即办件. */
      limitDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 365 })),
    },
    exact,
  ),
  revealIdentity: Type.Object({ case: stream, purpose: reason }, exact),
  waiveProof: Type.Object(onProof, exact),
  lookUpProof: Type.Object({ ...onProof, source: line, reference: optionalLine, seen: reason }, exact),
  commitProof: Type.Object({ ...onProof, credit: Type.String({ maxLength: 500 }) }, exact),
  askVerification: Type.Object(
    {
      ...onProof,
      questions: Type.Array(questionSchema, { minItems: 1, maxItems: 20 }),
      /** Another unit than the list names, after that one returned the inquiry. */
      issuingUnit: Type.Optional(line),
    },
    exact,
  ),
  takeAnswer: Type.Object(onProof, exact),
  checkOnSite: Type.Object(
    {
      ...onProof,
      visitedAt: time,
      place: line,
      visitors: line,
      findings: reason,
      verdict: Type.Enum(['confirmed', 'mismatch']),
      ...visitEvidence,
      /** JPEG, base64, without metadata. */
      photos: Type.Optional(
        Type.Array(Type.String({ maxLength: Math.ceil(largestPhoto / 3) * 4 }), { maxItems: mostPhotos }),
      ),
    },
    exact,
  ),
  readVisitPhoto: Type.Object(
    { case: stream, digest: Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64 }) },
    exact,
  ),
  authoriseAgent: Type.Object({ ...onProof, agent: line, powers: reason, until: line }, exact),
  handOverProof: Type.Object({ ...onProof, from: line, document: line }, exact),
  settleOtherwise: Type.Object({ ...onProof, how: reason }, exact),
  handleOutside: Type.Object(onProof, exact),
  bringVoluntarily: Type.Object({ ...onProof, document: line, remark }, exact),
  askSupplement: Type.Object({ ...onProof, material: line, purpose: reason }, exact),
  receiveSupplement: Type.Object({ ...onProof, document: line }, exact),
  changeMethod: Type.Object({ ...onProof, to: Type.Enum([...exemptionMethods]), reason }, exact),
  closeCase: Type.Object({ case: stream, result: Type.Enum(['granted', 'refused', 'other']), remark }, exact),
  withdrawCase: Type.Object({ case: stream, reason }, exact),

  // a verification, demanding side
  drawInquiryLetter: Type.Object({ verification: stream, channel: Type.Enum(['fax', 'mail', 'oa']) }, exact),
  recordFaxReport: Type.Object(
    {
      verification: stream,
      faxNumber: line,
      sentAt: time,
      pages: Type.Integer({ minimum: 1, maximum: 999 }),
      reportNumber: optionalLine,
      result: Type.Enum(['ok', 'failed']),
    },
    exact,
  ),
  sendByMail: Type.Object({ verification: stream, to: line }, exact),
  sendFax: Type.Object({ verification: stream, to: line }, exact),
  /** `to` is the unit that receives it. */
  sendByOa: Type.Object({ verification: stream, to: line }, exact),
  retryJob: Type.Object({ job: line }, exact),
  dropJob: Type.Object({ job: line }, exact),
  recordOaNumber: Type.Object({ verification: stream, documentNumber: line, sentAt: time }, exact),
  /** Records that a channel was refused for secrecy; answers with the refusal. */
  refuseChannel: Type.Object({ ...onProof, channel: Type.Enum(['fax', 'mail', 'oa']) }, exact),
  transcribeAnswer: Type.Object(
    {
      verification: stream,
      verdict: Type.Enum([...verdicts]),
      channel: Type.Enum(['fax', 'mail', 'oa']),
      answeredAt: time,
      answeredBy: line,
      replyNumber: optionalLine,
      remark,
    },
    exact,
  ),
  /** Takes the answer a person read in a mail; the mail is kept as its evidence. */
  acceptMail: Type.Object(
    {
      mail: line,
      verdict: Type.Enum([...verdicts]),
      answeredAt: time,
      answeredBy: line,
      replyNumber: optionalLine,
      remark,
    },
    exact,
  ),
  assignMail: Type.Object({ mail: line, verification: stream }, exact),
  dismissMail: Type.Object({ mail: line, reason: dismissReasonSchema }, exact),
  readMailFile: Type.Object({ mail: line, index: Type.Integer({ minimum: 0, maximum: 1000 }) }, exact),
  /** By letter number, by the text of its QR code (hand scanner), or by a picture of the page. */
  findLetter: Type.Union([Type.Object({ text: line }, exact), Type.Object({ picture: base64 }, exact)]),
  withdrawVerification: Type.Object({ verification: stream, reason }, exact),
  resolveContradiction: Type.Object({ verification: stream, answer: line, reason }, exact),

  // a verification, issuing side
  registerVerification: Type.Object(
    { verification: stream, archiveClass: Type.Enum([...archiveClasses]) },
    exact,
  ),
  reclassifyVerification: Type.Object(
    { verification: stream, archiveClass: Type.Enum([...archiveClasses]), reason },
    exact,
  ),
  answerVerification: Type.Object(
    { verification: stream, verdict: Type.Enum(['confirmed', 'mismatch', 'not-found']), remark },
    exact,
  ),
  returnVerification: Type.Object({ verification: stream, reason }, exact),
  drawReplyLetter: Type.Object({ verification: stream }, exact),

  // letter templates of this unit
  saveLetterTemplate: templateInput,
  previewLetterTemplate: templateInput,

  // what a person signs at the window, before it is recorded
  drawCommitment: Type.Object(onProof, exact),
  drawAuthorisation: Type.Object({ ...onProof, agent: line, powers: reason, until: line }, exact),

  exportLedger: exportLedgerInput,
  exportFigures: exportFiguresInput,

  ...supervisionCalls,
} as const satisfies Record<string, Type.TSchema>
export type DeskCall = keyof typeof deskCalls
export type DeskInput<Call extends DeskCall> = Readonly<Type.Static<(typeof deskCalls)[Call]>>

type Done = { readonly event: string }
type Letter = {
  readonly fileName: string
  readonly letterNumber: string
  /** PDF, base64. */
  readonly pdf: string
  readonly pages: number
}

/** What each verb answers; verbs not named here answer with the event they wrote. */
type NamedResults = {
  readonly enrol: null
  readonly signIn: null
  readonly signOut: null
  readonly setDemoLine: null
  readonly setMailSettings: null
  readonly setFaxSettings: null
  readonly setPolicy: null
  readonly setOaSettings: null
  readonly setMailbox: null
  readonly removeMailbox: null
  readonly changeDirectory: null
  readonly lookForMail: null
  readonly assignMail: null
  readonly dismissMail: null
  /** Base64 in `content`. */
  readonly readMailFile: { readonly fileName: string; readonly type: string; readonly content: string }
  readonly changePassphrase: null
  readonly changeDeviceKey: null
  readonly rotateKey: null
  readonly syncNow: null
  readonly markNotices: null
  readonly backUpNow: NonNullable<StoreCareView['backups']['last']>
  readonly acknowledgeRecovery: null
  readonly repairStore: null
  readonly searchList: SearchAnswer
  readonly readServiceItem: ServiceItemView
  readonly previewListImport: ImportPreview
  readonly publishList: PublishAnswer
  readonly openCase: { readonly case: string }
  readonly revealIdentity: { readonly identityNumber: string; readonly telephone: string }
  readonly askVerification: { readonly verification: string; readonly letterNumber: string }
  readonly readVisitPhoto: VisitPhotoView
  readonly drawInquiryLetter: Letter
  readonly drawReplyLetter: Letter
  readonly saveLetterTemplate: { readonly version: number }
  /** Without a number: nobody is asked by it. */
  readonly previewLetterTemplate: Letter
  readonly drawCommitment: Letter
  readonly drawAuthorisation: Letter
  readonly sendByMail: { readonly job: string }
  readonly sendFax: { readonly job: string }
  readonly sendByOa: { readonly job: string }
  readonly retryJob: null
  readonly dropJob: null
  readonly exportLedger: ExportedFile
  readonly exportFigures: ExportedFile
  readonly revealVerification: RevealedContent
  readonly revealSupervised: RevealedContent
  /** `case` and its proof's `entry`, null where the letter is not of a case of this unit. */
  readonly findLetter: {
    readonly verification: string
    readonly case: string | null
    readonly entry: string | null
  }
}
export type DeskResult<Call extends DeskCall> = Call extends keyof NamedResults ? NamedResults[Call] : Done

/** Queries: what a page may watch. The view comes at once and again whenever it changed. */
export const deskQueries = {
  session: Type.Object({}, exact),
  status: Type.Object({}, exact),
  workbench: Type.Object({}, exact),
  cases: Type.Object(
    { text: Type.String({ maxLength: 100 }), status: Type.Enum(['open', 'closed', 'all']) },
    exact,
  ),
  case: Type.Object({ case: stream }, exact),
  /** The case as a screen turned to the applicant may show it. */
  applicantScreen: Type.Object({ case: stream }, exact),
  inbox: Type.Object({}, exact),
  verification: Type.Object({ verification: stream }, exact),
  outbox: Type.Object({}, exact),
  /** Mails waiting for a person: beside one inquiry, or with null all of them. */
  incomingMails: Type.Object({ verification: Type.Union([stream, Type.Null()]) }, exact),
  /** Work handed over between colleagues: what waits for the one signed in, and the last ones of the unit. */
  handOvers: Type.Object({}, exact),
  ...letterTemplateQueries,
  /** Open cases and inquiries that are this colleague's. */
  workOf: Type.Object({ staff: line }, exact),
  /** What the clocks of both sides have to say; open before signing in, then without names. */
  notices: Type.Object({}, exact),
  ledger: ledgerQuery,
  ...supervisionQueries,
  ...figuresQueries,
  /** Units and who asks and answers there (A2§6), by part of a name, pinyin, initials or number. */
  directory: Type.Object({ text: Type.String({ maxLength: 100 }) }, exact),
  keys: Type.Object({}, exact),
  storeCare: Type.Object({}, exact),
} as const satisfies Record<string, Type.TSchema>
export type DeskQuery = keyof typeof deskQueries
export type DeskQueryInput<Query extends DeskQuery> = Readonly<Type.Static<(typeof deskQueries)[Query]>>

export type StaffView = {
  readonly id: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly telephone: string
  readonly cover: 'A' | 'B' | null
  readonly partnerName: string | null
  readonly away: boolean
  /** True where this person covers for the partner now. */
  readonly covering: boolean
  /** Noted and not over yet; it may begin later. */
  readonly absence: { readonly from: string | null; readonly until: string } | null
  /** What the one signed in may do about this person. */
  readonly actions: readonly StaffAction[]
}

export type FaxWay =
  | { readonly way: 'hylafax'; readonly server: string }
  | { readonly way: 'gateway'; readonly pattern: string }
/** A webhook's secret is never shown. */
export type OaWay =
  | { readonly way: 'folder'; readonly folder: string }
  | { readonly way: 'webhook'; readonly url: string }

export type SessionView = {
  readonly enrolled: boolean
  readonly windowName: string
  readonly windowNumber: number | null
  readonly unit: Unit | null
  readonly signedIn: StaffView | null
  /** Who may sign in at this window. */
  readonly staff: readonly StaffView[]
  /** What this unit lacks of A2§6. */
  readonly shortfall: { readonly liaisons: number; readonly agents: number }
  readonly demo: boolean
  /** Whether the demo's line is cut; null outside the demo. */
  readonly demoLineCut: boolean | null
  readonly host: CoreSettings['host']
  readonly mail: { readonly host: string; readonly port: number; readonly from: string } | null
  /** What the joint office decided of the fallback, with who and why (A2§3). */
  readonly fallback: FallbackPolicy
  /** How this window sends faxes and OA letters by itself; null where that is done by hand. */
  readonly fax: FaxWay | null
  readonly oa: OaWay | null
  /** Where official mail comes in; null where none is set. */
  readonly mailbox: {
    readonly host: string
    readonly port: number
    readonly secure: boolean
    readonly user: string
    readonly mailbox: string
  } | null
  readonly units: readonly Unit[]
}

export type LinkView = {
  readonly state: 'connecting' | 'online' | 'no-network' | 'unreachable' | 'error'
  /** ISO time since when this state holds. */
  readonly since: string
  /** HTTP status or error code where there is one. */
  readonly detail: string | null
  readonly attempts: number
  readonly nextAttemptAt: string | null
}

export type StatusView = {
  readonly link: LinkView
  /** Events not yet acknowledged by the endpoint. */
  readonly waiting: number
  readonly refused: number
  /** Letters that wait to go out by another way than the system. */
  readonly jobsWaiting: number
  /** Mails that came in and wait for a person. */
  readonly mailsCameIn: number
  readonly list:
    | (ListEdition & {
        /** When this copy was last known to be the endpoint's, ISO. */ readonly confirmedAt: string | null
      })
    | null
  readonly verifications: {
    readonly overdue: number
    readonly soon: number
    readonly toRegister: number
    readonly toAnswer: number
    readonly answered: number
  }
  /** Endpoint's clock minus this machine's, milliseconds. */
  readonly clockOffset: number | null
  /** False where the working calendar of a year in use is not known yet. */
  readonly calendarKnown: boolean
  /** Supervisions that wait for who is signed in. */
  readonly supervisions: number
  readonly fallbackOpen: boolean
  readonly policyCitation: string
  readonly store: Pick<StoreCareView, 'room' | 'suspected'> & {
    /** The newest recovery nobody has acknowledged yet. */
    readonly recovery: RecoveryReport | null
  }
}

/** Marks the matched part of a name: [start, end) in UTF-16 units. */
export type Highlight = readonly [number, number]

export type ServiceItemHit = {
  readonly serviceItem: string
  readonly name: string
  readonly code: string
  readonly demandingUnit: string
  readonly proofs: number
  readonly highlights: readonly Highlight[]
}
export type ProofHit = {
  readonly serviceItem: string
  readonly serviceItemName: string
  readonly code: string
  readonly demandingUnit: string
  readonly proofName: string
  readonly method: ExemptionMethod
  readonly highlights: readonly Highlight[]
}
export type SearchAnswer = {
  readonly items: readonly ServiceItemHit[]
  readonly byProof: readonly ProofHit[]
  readonly milliseconds: number
}
export type ServiceItemView = {
  readonly serviceItem: string
  readonly name: string
  readonly code: string
  readonly codeScheme: string
  readonly demandingUnit: string
  /** Whether this window's unit is the one that demands. */
  readonly ours: boolean
  /** Working days promised when this window last opened a case of it; null where none were. */
  readonly limitDays: number | null
  readonly entries: readonly ListEntry[]
}

export type ImportPreview = {
  /** Names this preview when it is published. */
  readonly preview: string
  readonly rows: number
  readonly entries: readonly ListEntryContent[]
  readonly rejected: readonly {
    readonly rowNumber: number
    readonly cells: readonly string[]
    readonly reasons: readonly { readonly code: string; readonly params: Readonly<Record<string, unknown>> }[]
  }[]
  readonly columns: readonly { readonly header: string; readonly field: string | null }[]
  readonly warnings: readonly { readonly code: string; readonly params: Readonly<Record<string, unknown>> }[]
}

export type ChannelView = {
  readonly channel: 'system' | FallbackChannel | 'on-site'
  readonly open: boolean
  /** Why not, as an i18n code under `channels.closed`. */
  readonly closedBecause:
    | 'line-down'
    | 'line-up'
    | 'secret'
    | 'policy'
    | 'too-early'
    | 'no-address'
    | 'not-configured'
    | null
  /** Fax number or mail address of the other unit as the directory has it. */
  readonly address: string
  /** This window sends by it itself; otherwise what was sent by hand is recorded. */
  readonly byItself: boolean
}

export type VerificationView = {
  readonly stream: string
  readonly state: VerificationState
  readonly demandingUnitName: string
  readonly issuingUnitName: string
  readonly requestedByName: string
  readonly registeredByName: string
  /** Who raised the archive class; '' where nobody did. */
  readonly raisedByName: string
  readonly actions: readonly VerificationAction[]
  readonly clock: ClockView
  readonly channels: readonly ChannelView[]
  readonly jobs: readonly ChannelJob[]
  readonly sync: SyncMark
  /** The request is acknowledged by the endpoint, so the other unit can see it. */
  readonly reached: boolean
}

export type ProofView = ProofState & {
  /** Questions of the unit's own inquiry template, null where it has none. */
  readonly inquiryTemplate: (Pick<LetterTemplate, 'questions' | 'way'> & { readonly version: number }) | null
  readonly actions: readonly ProofAction[]
  readonly verificationView: VerificationView | null
  /** Why nothing is to be had by asking, so that the unit may go and look by itself (A2§8); null where asking is the way. */
  readonly ownVerification: OwnVerificationGround | null
  readonly issuingUnitName: string
  readonly channels: readonly ChannelView[]
  /** The last visit of one's own; null where there was none. */
  readonly visit: CaseBody<'proof-checked-on-site'> | null
  readonly sync: SyncMark
}
/** A photo of a visit: JPEG in base64; kept by another window; or no longer what it was. */
export type VisitPhotoView =
  | { readonly state: 'here'; readonly jpeg: string }
  | { readonly state: 'elsewhere' | 'damaged' }

export type CaseView = {
  readonly stream: string
  /** Identity number and telephone are masked. */
  readonly state: Omit<CaseState, 'proofs'>
  readonly proofs: readonly ProofView[]
  readonly actions: readonly CaseAction[]
  readonly timeline: readonly TimelineItem[]
  /** A2§7: the case's own clock stands still while a verification runs. */
  readonly standsStill: boolean
  /** The promised limit and how far verifications moved it; null where none was promised. */
  readonly ownClock: CaseClock | null
  readonly openedByName: string
}

export type QueueGroup = 'back' | 'overdue' | 'soon' | 'today' | 'later' | 'mine' | 'colleagues'
export type WorkbenchRow = {
  readonly group: QueueGroup
  readonly case: string
  readonly entry: string
  readonly verification: string | null
  readonly proofName: string
  readonly serviceItemName: string
  readonly applicantName: string
  readonly caseNumber: string
  readonly method: ExemptionMethod
  readonly clock: ClockView
  /** Whose court the ball is in: mine, the unit's that was asked, or a colleague's who may ask. */
  readonly ball: 'mine' | 'theirs' | 'colleagues'
  readonly otherUnitName: string
  readonly verificationStatus: VerificationState['status'] | null
  readonly verdict: string | null
  readonly action: ProofAction | null
  readonly staffName: string
  /** Seen because its owner is away and I cover (AB角). */
  readonly covered: boolean
  readonly mine: boolean
  readonly sync: SyncMark
  readonly lastDispatch: { readonly channel: FallbackChannel; readonly sentAt: string } | null
}
export type WorkbenchView = {
  readonly rows: readonly WorkbenchRow[]
  /** The case opened or touched last and still open, pinned above the queue. */
  readonly current: {
    readonly case: string
    readonly applicantName: string
    readonly serviceItemName: string
    readonly caseNumber: string
    readonly proofs: readonly {
      readonly entry: string
      readonly proofName: string
      readonly method: ExemptionMethod
      readonly status: ProofState['status']
    }[]
  } | null
  readonly today: {
    readonly opened: number
    readonly closed: number
    readonly spared: number
    readonly onTime: number
    readonly answered: number
  }
}

export type CaseRow = {
  readonly stream: string
  readonly caseNumber: string
  readonly applicantName: string
  readonly serviceItemName: string
  readonly status: CaseState['status']
  readonly openedAt: string
  readonly settled: number
  readonly proofs: number
  readonly sync: SyncMark
}
export type CasesView = { readonly rows: readonly CaseRow[]; readonly total: number }

export type InboxRow = VerificationView & {
  readonly group: 'to-register' | 'answering' | 'done'
  /** When this window first saw it, ISO. */
  readonly arrivedAt: string
}
export type InboxView = { readonly rows: readonly InboxRow[] }

export type OutboxItem = {
  readonly event: string
  readonly stream: string
  readonly kind: string
  readonly at: string
  readonly attempts: number
  readonly error: CodedError | null
  readonly title: string
  readonly subtitle: string
}
/** A letter on its way by fax, mail or OA, or one that stopped. */
export type ChannelJob = {
  readonly job: string
  readonly channel: FallbackChannel
  readonly verification: string
  readonly letterNumber: string
  readonly to: string
  readonly queuedAt: string
  readonly attempts: number
  readonly state: 'waiting' | 'sent' | 'given-up'
  /** Id a server gave it when it took it; it is asked until it says how that ended. */
  readonly request: string | null
  /** After a sudden stop it went out again and nobody could say whether it had before; the id is the same. */
  readonly doubtful: boolean
  /** Why it may not go out (any more). */
  readonly stopped: 'secret' | 'not-open' | 'policy' | null
  /** What the other side said last, in its own words. */
  readonly response: string
  readonly nextAttemptAt: string | null
}
/** How the mailbox that official mail comes into stands. */
export type MailboxView = {
  readonly state: 'connecting' | 'listening' | 'full' | 'unreachable' | 'refused' | 'no-mailbox'
  readonly since: string
  /** In the server's own words. */
  readonly detail: string
  readonly nextAttemptAt: string | null
}
export type LetterWords = {
  readonly verification: string
  readonly case: string
  readonly letterNumber: string
  readonly proofName: string
}
export type IncomingMail = {
  readonly id: string
  readonly from: string
  readonly fromName: string
  readonly subject: string
  /** ISO; by the sender's clock, or null. */
  readonly sentAt: string | null
  readonly receivedAt: string
  readonly bytes: number
  /** Beginning of its text. */
  readonly text: string
  readonly attachments: readonly {
    readonly name: string
    readonly type: string
    readonly bytes: number
    readonly notRead: string | null
    /** Kept here; else it is in the mailbox only. */
    readonly kept: boolean
  }[]
  /** The inquiry it answers; `by` is null where a person said so. */
  readonly letter:
    | (LetterWords & { readonly by: readonly MailEvidence[] | null; readonly issuingUnitName: string })
    | null
  /** Why it is tied to none. */
  readonly tray: TrayReason | null
  /** Letters it names all the same. */
  readonly mayAnswer: readonly LetterWords[]
  /** Whether it came from the asked unit's address of the directory. */
  readonly senderIsAsked: boolean
}
export type IncomingMailsView = {
  /** Null where none is set. */
  readonly mailbox: MailboxView | null
  readonly mails: readonly IncomingMail[]
}
export type OutboxView = {
  readonly waiting: readonly OutboxItem[]
  readonly refused: readonly OutboxItem[]
  readonly jobs: readonly ChannelJob[]
  readonly link: LinkView
}

export type NoticeView = {
  readonly id: string
  readonly step: NoticeStep
  readonly side: NoticeSide
  readonly verification: string
  /** On the demanding side. */
  readonly case: string | null
  readonly entry: string
  readonly letterNumber: string
  readonly proofName: string
  readonly otherUnitName: string
  readonly secrecy: Secrecy
  readonly clock: ClockView
  /** The system has shown it already; it is not shown again. */
  readonly announced: boolean
}
/** The most urgent first. */
export type NoticesView = { readonly notices: readonly NoticeView[] }

/** Masked, and without anything another unit said. */
export type ApplicantScreenView = {
  readonly greetingName: string
  readonly serviceItemName: string
  readonly over: boolean
  readonly proofs: readonly {
    readonly entry: string
    /** '' for a state secret. */
    readonly proofName: string
    readonly method: ExemptionMethod
    readonly status: ProofState['status']
    /** What the applicant gave all the same: by choice (A2§9) or after a mismatch (A2§8). */
    readonly given: 'by-choice' | 'supplement' | null
    readonly unitName: string
  }[]
}

export type HandedCase = {
  readonly stream: string
  readonly applicantName: string
  readonly serviceItemName: string
  readonly caseNumber: string
}
export type HandedVerification = {
  readonly stream: string
  readonly letterNumber: string
  readonly proofName: string
  readonly demandingUnitName: string
  readonly dueAt: string | null
}
export type WorkOfView = {
  readonly cases: readonly HandedCase[]
  readonly verifications: readonly HandedVerification[]
}
export type HandOverView = WorkOfView & {
  readonly event: string
  readonly fromName: string
  readonly toName: string
  readonly at: string
  readonly remark: string
  readonly confirmedAt: string | null
}
export type HandOversView = {
  readonly toMe: readonly HandOverView[]
  readonly recent: readonly HandOverView[]
}

export type DirectoryPerson = {
  readonly id: string
  readonly name: string
  readonly liaison: boolean
  readonly cover: 'A' | 'B' | null
  readonly telephone: string
  readonly away: boolean
}
export type DirectoryRow = {
  readonly unit: Unit
  readonly own: boolean
  readonly liaisons: readonly DirectoryPerson[]
  readonly agents: readonly DirectoryPerson[]
}
export type DirectoryView = { readonly rows: readonly DirectoryRow[]; readonly total: number }

/** What each query shows. */
export type DeskViews = {
  readonly session: SessionView
  readonly status: StatusView
  readonly workbench: WorkbenchView
  readonly cases: CasesView
  readonly case: CaseView
  readonly applicantScreen: ApplicantScreenView
  readonly inbox: InboxView
  readonly verification: VerificationView & { readonly timeline: readonly TimelineItem[] }
  readonly outbox: OutboxView
  readonly incomingMails: IncomingMailsView
  readonly ledger: LedgerView
  readonly supervisions: SupervisionsView
  readonly figures: FiguresView
  readonly figureCases: FigureCasesView
  readonly overdueReport: OverdueReportView
  readonly notices: NoticesView
  readonly handOvers: HandOversView
  readonly letterTemplates: LetterTemplatesView
  readonly letterTemplate: LetterTemplateView
  readonly workOf: WorkOfView
  readonly directory: DirectoryView
  readonly keys: KeysView
  readonly storeCare: StoreCareView
}
