// A verification (协查核验): one unit asks another for a fact (annex 2).
//
//   (nothing) ──requested──▶ requested ──registered──▶ registered ──answered──▶ answered ──another answer──▶ contradicted
//                               │ ▲                        │  │ reclassified (once)  ▲                          │
//                               │ └─ dispatched (fax, mail, oa: any number, proven in every status)  └──resolved──┘
//                               └──withdrawn──▶ withdrawn ◀─┘   an answer may come from every status but withdrawn
//
// A `returned` (not their business, A2§7) is an answer whose verdict is `returned`.
import Type from 'typebox'
import type { EventEnvelope } from './event.ts'
import { momentOf, orderEvents } from './event.ts'
import { type ArchiveClass, archiveClasses, type Secrecy, secrecyLevels } from './exemption-list.ts'
import { mayVerify, type Staff } from './staff.ts'
import { usedTemplateSchema } from './unit-matters/used-template.ts'

const short = Type.String({ minLength: 1, maxLength: 200 })
const long = Type.String({ maxLength: 2000 })
const time = Type.String({ maxLength: 40 })

/** 属实 · 不符 · 查无 · 退回（非本单位职责）. */
export const verdicts = ['confirmed', 'mismatch', 'not-found', 'returned'] as const
export type Verdict = (typeof verdicts)[number]

/** Ways an inquiry or its answer travels (A2§3). `system` is the rule, the others its fallback. */
export const channels = ['system', 'fax', 'mail', 'oa'] as const
export type Channel = (typeof channels)[number]
export type FallbackChannel = Exclude<Channel, 'system'>
export const fallbackChannels = ['fax', 'mail', 'oa'] as const satisfies readonly FallbackChannel[]

export const questionSchema = Type.Object(
  { question: Type.String({ minLength: 1, maxLength: 500 }), declared: Type.String({ maxLength: 500 }) },
  { additionalProperties: false },
)

const exact = { additionalProperties: false } as const

/** Bodies of the stream's events, by kind. */
export const verificationBodies = {
  'verification-requested': Type.Object(
    {
      letterNumber: short,
      case: short,
      caseNumber: short,
      entry: short,
      entryNumber: Type.String({ maxLength: 64 }),
      proofName: short,
      serviceItemName: short,
      legalBasis: long,
      demandingUnit: short,
      issuingUnit: short,
      applicantName: short,
      applicantIdentityNumber: Type.String({ maxLength: 40 }),
      questions: Type.Array(questionSchema, { maxItems: 20 }),
      /** Version of the demanding unit's template the letter is of; left out where it has none. */
      template: Type.Optional(usedTemplateSchema),
      archiveClass: Type.Enum([...archiveClasses]),
      secrecy: Type.Enum([...secrecyLevels]),
      liaisonName: short,
      liaisonTelephone: Type.String({ maxLength: 40 }),
    },
    exact,
  ),
  'verification-dispatched': Type.Object(
    {
      channel: Type.Enum(['fax', 'mail', 'oa']),
      sentAt: time,
      /** Fax number, mail address or OA document number it went to. */
      address: Type.String({ maxLength: 200 }),
      /** Transmission report, mail server's answer, OA number: as they came. */
      proof: Type.String({ maxLength: 1000 }),
      /** Under which the mail went out, with its angle brackets: an answer refers to it. */
      messageId: Type.Optional(Type.String({ maxLength: 200 })),
      pages: Type.Union([Type.Integer({ minimum: 0, maximum: 999 }), Type.Null()]),
      /** The policy that allows this fallback, cited as on the letter. */
      policy: long,
    },
    exact,
  ),
  /** A letter that waited to go out was stopped, because the policy does not allow its way any more (A2§3). */
  'verification-dispatch-stopped': Type.Object(
    {
      channel: Type.Enum(['fax', 'mail', 'oa']),
      address: Type.String({ maxLength: 200 }),
      /** Of the queue; one job is stopped once. */
      job: Type.String({ minLength: 1, maxLength: 64 }),
      /** The policy it had been queued under, as cited on the letter. */
      policy: long,
      /** Why the joint office changed it; '' where it said nothing. */
      reason: long,
    },
    exact,
  ),
  'verification-registered': Type.Object(
    {
      receivedAt: time,
      archiveClass: Type.Enum([...archiveClasses]),
      /** Due time worked out by the registering window on its calendar, ISO. */
      dueAt: time,
      /** The calendar of a year it crosses was not known: it counts anew once it is. */
      provisional: Type.Optional(Type.Boolean()),
    },
    exact,
  ),
  'verification-reclassified': Type.Object(
    {
      archiveClass: Type.Enum([...archiveClasses]),
      dueAt: time,
      provisional: Type.Optional(Type.Boolean()),
      reason: Type.String({ minLength: 1, maxLength: 2000 }),
    },
    exact,
  ),
  'verification-answered': Type.Object(
    {
      verdict: Type.Enum([...verdicts]),
      /** How the answer came; other than `system` it is typed in from the reply by the demanding unit. */
      channel: Type.Enum([...channels]),
      answeredAt: time,
      answeredBy: Type.String({ maxLength: 200 }),
      /** Number of the reply letter, '' where there is none. */
      replyNumber: Type.String({ maxLength: 100 }),
      remark: long,
      /** Message-ID and digest of the mail it was taken from; left out for what did not come by mail into this desk. */
      evidence: Type.Optional(Type.String({ maxLength: 400 })),
      /** Version of the issuing unit's template its reply letter is of. */
      template: Type.Optional(usedTemplateSchema),
    },
    exact,
  ),
  'verification-withdrawn': Type.Object({ reason: Type.String({ minLength: 1, maxLength: 2000 }) }, exact),
  /** A look at the whole identity number, with its purpose (A2§12). */
  'verification-revealed': Type.Object({ purpose: Type.String({ minLength: 1, maxLength: 2000 }) }, exact),
  'verification-resolved': Type.Object(
    { answer: Type.String({ maxLength: 36 }), reason: Type.String({ minLength: 1, maxLength: 2000 }) },
    exact,
  ),
} as const
export type VerificationKind = keyof typeof verificationBodies
export type VerificationBody<Kind extends VerificationKind> = Readonly<
  Type.Static<(typeof verificationBodies)[Kind]>
>

export type VerificationAnswer = {
  readonly event: string
  readonly unit: string
  readonly recordedAt: string
  readonly body: VerificationBody<'verification-answered'>
}
export type VerificationDispatch = {
  readonly event: string
  readonly body: VerificationBody<'verification-dispatched'>
}

export const verificationStatuses = [
  'unknown', // events are here, the request itself is not yet
  'requested',
  'registered',
  'answered',
  'contradicted',
  'withdrawn',
] as const
export type VerificationStatus = (typeof verificationStatuses)[number]

/** What a verification is: the fold of its events. */
export type VerificationState = {
  readonly status: VerificationStatus
  readonly request: VerificationBody<'verification-requested'> | null
  /** By the endpoint's clock as far as the asking window knew it, ISO. */
  readonly requestedAt: string | null
  readonly requestedBy: string | null
  readonly dispatches: readonly VerificationDispatch[]
  readonly registration: {
    readonly receivedAt: string
    readonly registeredAt: string
    readonly registeredBy: string
  } | null
  readonly archiveClass: ArchiveClass | null
  readonly dueAt: string | null
  /** Worked out with weekends only for a year whose calendar was not known. */
  readonly provisional: boolean
  readonly reclassified: boolean
  /** The one raise of the archive class and why; null while there was none. */
  readonly raise: {
    readonly from: ArchiveClass | null
    readonly reason: string
    readonly at: string
    readonly by: string
    readonly dueBefore: string | null
  } | null
  /** The answer that counts: the first, or the one a person chose. */
  readonly answer: VerificationAnswer | null
  /** Every answer in order, the counting one among them. */
  readonly answers: readonly VerificationAnswer[]
  readonly withdrawnReason: string | null
  /** When the first answer was given or it was withdrawn, ISO. */
  readonly endedAt: string | null
}

export const emptyVerification: VerificationState = {
  status: 'unknown',
  request: null,
  requestedAt: null,
  requestedBy: null,
  dispatches: [],
  registration: null,
  archiveClass: null,
  dueAt: null,
  provisional: false,
  reclassified: false,
  raise: null,
  answer: null,
  answers: [],
  withdrawnReason: null,
  endedAt: null,
}

/** The units a verification concerns and whose windows hold it. */
export function verificationParties(state: VerificationState): readonly string[] {
  return state.request === null ? [] : [state.request.demandingUnit, state.request.issuingUnit]
}

/** Folds a verification from its events, whatever order they came in (architecture 1, 7). */
export function foldVerification(events: readonly EventEnvelope[]): VerificationState {
  return orderEvents(events).reduce(applyVerification, emptyVerification)
}

const rightTime = (event: EventEnvelope): string => new Date(momentOf(event)).toISOString()

function applyVerification(state: VerificationState, event: EventEnvelope): VerificationState {
  switch (event.kind) {
    case 'verification-requested': {
      // One letter number is one request: what arrives twice changes nothing.
      if (state.request !== null) return state
      const request = event.body as VerificationBody<'verification-requested'>
      return withStatus({
        ...state,
        request,
        requestedAt: rightTime(event),
        requestedBy: event.staff,
        archiveClass: state.archiveClass ?? request.archiveClass,
      })
    }
    case 'verification-dispatched':
      return {
        ...state,
        dispatches: [
          ...state.dispatches,
          { event: event.id, body: event.body as VerificationBody<'verification-dispatched'> },
        ],
      }
    case 'verification-registered': {
      if (state.registration !== null) return state
      const body = event.body as VerificationBody<'verification-registered'>
      return withStatus({
        ...state,
        registration: {
          receivedAt: body.receivedAt,
          registeredAt: rightTime(event),
          registeredBy: event.staff,
        },
        archiveClass: body.archiveClass,
        dueAt: body.dueAt,
        provisional: body.provisional === true,
      })
    }
    case 'verification-reclassified': {
      // Raised once only (A2§7); a second one is kept as an event and changes nothing.
      if (state.reclassified) return state
      const body = event.body as VerificationBody<'verification-reclassified'>
      return {
        ...state,
        archiveClass: body.archiveClass,
        dueAt: body.dueAt,
        provisional: body.provisional === true,
        reclassified: true,
        raise: {
          from: state.archiveClass,
          reason: body.reason,
          at: rightTime(event),
          by: event.staff,
          dueBefore: state.dueAt,
        },
      }
    }
    case 'verification-answered': {
      const answer: VerificationAnswer = {
        event: event.id,
        unit: event.unit,
        recordedAt: event.at,
        body: event.body as VerificationBody<'verification-answered'>,
      }
      const agrees = state.answer === null || state.answer.body.verdict === answer.body.verdict
      return {
        ...state,
        answer: state.answer ?? answer,
        endedAt: state.endedAt ?? answer.body.answeredAt,
        answers: [...state.answers, answer],
        // The first valid answer counts; a contradiction waits for a person (architecture 7).
        status: agrees && state.status !== 'contradicted' ? 'answered' : 'contradicted',
      }
    }
    case 'verification-resolved': {
      const { answer } = event.body as VerificationBody<'verification-resolved'>
      const chosen = state.answers.find((one) => one.event === answer)
      return chosen === undefined ? state : { ...state, answer: chosen, status: 'answered' }
    }
    case 'verification-withdrawn':
      // An answer that is there stays an answer.
      return state.answers.length > 0
        ? state
        : {
            ...state,
            status: 'withdrawn',
            withdrawnReason: (event.body as { reason: string }).reason,
            endedAt: state.endedAt ?? rightTime(event),
          }
    default:
      // An event kind of a newer version is kept in the store and changes nothing here.
      return state
  }
}

function withStatus(state: VerificationState): VerificationState {
  return { ...state, status: statusOf(state) }
}

function statusOf(state: VerificationState): VerificationStatus {
  if (state.answers.length > 0 || state.status === 'withdrawn') return state.status
  if (state.registration !== null) return 'registered'
  return state.request === null ? 'unknown' : 'requested'
}

const verificationActions = [
  'request',
  'dispatch',
  'prove-dispatch',
  'stop-dispatch',
  'transcribe-answer',
  'withdraw',
  'resolve',
  'register',
  'reclassify',
  'answer',
  'return',
  'reveal',
] as const
export type VerificationAction = (typeof verificationActions)[number]
type Side = 'demanding' | 'issuing'

/**
 * Status → side → actions: the one table behind the buttons, core's check and the endpoint's. What went out or was stopped is a fact,
 * whatever was answered meanwhile: it is recorded in every status and changes none.
 */
const verificationTable = {
  unknown: { demanding: [], issuing: [] },
  requested: {
    demanding: ['dispatch', 'prove-dispatch', 'stop-dispatch', 'transcribe-answer', 'withdraw'],
    issuing: ['register', 'return', 'reveal'],
  },
  registered: {
    demanding: ['dispatch', 'prove-dispatch', 'stop-dispatch', 'transcribe-answer', 'withdraw'],
    issuing: ['answer', 'return', 'reclassify', 'reveal'],
  },
  answered: { demanding: ['prove-dispatch', 'stop-dispatch', 'transcribe-answer'], issuing: [] },
  contradicted: {
    demanding: ['prove-dispatch', 'stop-dispatch', 'transcribe-answer', 'resolve'],
    issuing: ['reveal'],
  },
  withdrawn: { demanding: ['prove-dispatch', 'stop-dispatch'], issuing: [] },
} as const satisfies Record<VerificationStatus, Record<Side, readonly VerificationAction[]>>

const fallbackActions: ReadonlySet<VerificationAction> = new Set([
  'dispatch',
  'prove-dispatch',
  'stop-dispatch',
  'transcribe-answer',
])

/** What this member of staff may do with this verification now (A2§3, §5, §7). */
export function availableVerificationActions(
  state: VerificationState,
  staff: Pick<Staff, 'unit' | 'roles' | 'active'>,
): readonly VerificationAction[] {
  if (!staff.active || !mayVerify(staff) || state.request === null) return []
  const { demandingUnit, issuingUnit, secrecy } = state.request
  const rows = verificationTable[state.status]
  const open: VerificationAction[] = []
  if (staff.unit === demandingUnit) open.push(...rows.demanding)
  if (staff.unit === issuingUnit) open.push(...rows.issuing)
  return open.filter((action) => {
    // What may not leave by fax, mail or OA may not come back by it either (A2§3).
    if (fallbackActions.has(action)) return fallbackOpen(secrecy)
    if (action === 'reclassify') return !state.reclassified && state.archiveClass !== 'incomplete'
    return true
  })
}

/** Whether `to` is a slower archive than `from`: a class is only ever raised (A2§7). */
export function isRaise(from: ArchiveClass | null, to: ArchiveClass): boolean {
  return from !== null && archiveClasses.indexOf(to) > archiveClasses.indexOf(from)
}

function fallbackOpen(secrecy: Secrecy): boolean {
  return secrecy === 'none'
}

/** Which action an event of this stream is. An answer brought in from a fallback channel is typed in by the demanding unit. */
export function verificationActionOf(event: Pick<EventEnvelope, 'kind' | 'body'>): VerificationAction | null {
  switch (event.kind) {
    case 'verification-requested':
      return 'request'
    case 'verification-dispatched':
      return 'prove-dispatch'
    case 'verification-dispatch-stopped':
      return 'stop-dispatch'
    case 'verification-registered':
      return 'register'
    case 'verification-reclassified':
      return 'reclassify'
    case 'verification-answered':
      if (event.body.channel !== 'system') return 'transcribe-answer'
      return event.body.verdict === 'returned' ? 'return' : 'answer'
    case 'verification-withdrawn':
      return 'withdraw'
    case 'verification-resolved':
      return 'resolve'
    case 'verification-revealed':
      return 'reveal'
    default:
      return null
  }
}
