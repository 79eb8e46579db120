// The desk contract: every verb a page may say to core and every view it may watch, with input schemas and result types.
import Type from 'typebox'
import { applicantSchema } from '../domain/case.ts'
import { archiveClasses, exemptionMethods } from '../domain/exemption-list.ts'
import { fallbackTermsSchema } from '../domain/fallback-policy.ts'
import { dismissReasonSchema } from '../domain/incoming-mail.ts'
import { questionSchema, verdicts } from '../domain/verification.ts'
import { largestPhoto, mostPhotos, visitEvidence } from '../domain/visit.ts'
import type {
  ApplicantScreenView,
  CasesView,
  CaseView,
  VerificationView,
  VisitPhotoView,
} from './case-view.ts'
import { exportFiguresInput, type FigureCasesView, type FiguresView, figuresQueries } from './figures.ts'
import { type KeysView, shortestPassphrase } from './keys.ts'
import { type ExportedFile, exportLedgerInput, type LedgerView, ledgerQuery } from './ledger.ts'
import {
  type LetterTemplatesView,
  type LetterTemplateView,
  letterTemplateQueries,
  templateInput,
} from './letter-templates.ts'
import type { TimelineItem } from './marks.ts'
import type { IncomingMailsView, OutboxView } from './outbox-view.ts'
import type { InboxView, WorkbenchView } from './queue-view.ts'
import type { PublishAnswer } from './replication.ts'
import type { ImportPreview, SearchAnswer, ServiceItemView } from './search-view.ts'
import type { NoticesView, SessionView, StatusView } from './session-view.ts'
import type { DirectoryView, HandOversView, WorkOfView } from './staffing-view.ts'
import type { StoreCareView } from './store-care.ts'
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
