// Views beside cases: session, status strip, the issuing unit's queue, one verification, the outbox.
import type { DeskQueryInput, DeskViews } from '../../../src-shared/contract/desk.ts'
import type { OutboxItem, OutboxView } from '../../../src-shared/contract/outbox-view.ts'
import type { InboxRow, InboxView } from '../../../src-shared/contract/queue-view.ts'
import type { SessionView, StatusView } from '../../../src-shared/contract/session-view.ts'
import { staffShortfall } from '../../../src-shared/domain/staff.ts'
import { chinaDate, isYearKnown } from '../../../src-shared/domain/working-calendar.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { faxSettings } from '../channels/fax-channel.ts'
import type { Jobs } from '../channels/jobs.ts'
import { mailSettings } from '../channels/mail-channel.ts'
import type { IncomingMails } from '../channels/mail-in/incoming-mail.ts'
import { oaSettings } from '../channels/oa-channel.ts'
import type { StoredEvent, StreamDocument } from '../store/open-store.ts'
import { type DeskContext, fallbackOpen, rightNow } from './desk-context.ts'
import { waitingMails } from './incoming-mail-views.ts'
import { arrivalAt, clockView, readSending, staffView, unitName, verificationView } from './marks.ts'
import { readOpenWork } from './open-work.ts'
import { caseStateOf, plain, readStreamEvents, unsentRequestsOf, verificationStateOf } from './projection.ts'
import { supervisionsWaiting } from './supervision-views.ts'
import { timelineOf } from './timeline.ts'

export async function sessionView(
  context: DeskContext,
  incoming: IncomingMails,
  lineCut: boolean | null,
): Promise<SessionView> {
  const { enrolment } = context.identity ?? {}
  const own = [...context.reference.staff.values()].filter(
    (one) => one.unit === enrolment?.unit && one.active,
  )
  const signedIn = context.signedIn === null ? undefined : context.reference.staff.get(context.signedIn)
  const server = await mailSettings(context)
  const box = await incoming.settings()
  const oa = await oaSettings(context)
  return {
    enrolled: enrolment !== undefined,
    windowName: enrolment?.windowName ?? '',
    windowNumber: enrolment?.windowNumber ?? null,
    unit: enrolment === undefined ? null : (context.reference.units.get(enrolment.unit) ?? null),
    signedIn: signedIn === undefined ? null : staffView(context, signedIn),
    staff: own.map((one) => staffView(context, one)),
    shortfall: staffShortfall(own),
    demo: enrolment?.demo ?? context.settings.demo !== null,
    demoLineCut: lineCut,
    host: context.settings.host,
    mail: server === null ? null : { host: server.host, port: server.port, from: server.from },
    fallback: context.reference.policy.fallback,
    fax: await faxSettings(context),
    oa: oa?.way === 'webhook' ? { way: oa.way, url: oa.url } : oa,
    mailbox:
      box === null
        ? null
        : { host: box.host, port: box.port, secure: box.secure, user: box.user, mailbox: box.mailbox },
    units: [...context.reference.units.values()],
  }
}

export async function statusView(
  context: DeskContext,
  jobs: Jobs,
  incoming: IncomingMails,
): Promise<StatusView> {
  const unit = context.identity?.enrolment.unit ?? ''
  const [waiting, refused, { running, back }] = await Promise.all([
    context.store.events.count({ selector: { syncState: 'waiting' } }).exec(),
    context.store.events.count({ selector: { syncState: 'refused' } }).exec(),
    readOpenWork(context.store, unit),
  ])
  const unsent = await unsentRequestsOf(context.store)
  const clocks = running.map((one) => openClock(context, one, !unsent.has(one.id)))
  const asked = running.filter((one) => one.issuingUnit === unit)
  const { edition, calendar, policy } = context.reference
  return {
    link: context.link,
    waiting,
    refused,
    jobsWaiting: jobs.list().filter((job) => job.state === 'waiting').length,
    mailsCameIn: waitingMails(incoming),
    list: edition === null ? null : { ...edition, confirmedAt: context.listConfirmedAt },
    verifications: {
      overdue: clocks.filter((clock) => clock.state === 'over').length,
      soon: clocks.filter((clock) => clock.state === 'soon').length,
      toRegister: asked.filter((one) => one.status === 'requested').length,
      toAnswer: asked.filter((one) => one.status === 'registered').length,
      answered: back.length,
    },
    clockOffset: context.clockOffset,
    calendarKnown:
      isYearKnown(calendar, chinaDate(rightNow(context))) && clocks.every((clock) => clock.calendarKnown),
    fallbackOpen: fallbackOpen(context),
    policyCitation: policy.fallback.citation,
    supervisions: await supervisionsWaiting(context),
    store: storeStatus(context),
  }
}

/** The clock of an open verification. */
function openClock(context: DeskContext, document: StreamDocument, reached: boolean) {
  const state = verificationStateOf(document)
  return clockView(context, state, arrivalAt(context, document.id, state, reached))
}

/** What of the store's health a person must hear of on every page. */
function storeStatus({ care }: DeskContext): StatusView['store'] {
  const { room, suspected, recoveries } = care.view()
  return { room, suspected, recovery: recoveries.find((one) => one.acknowledgedAt === null) ?? null }
}

/** Answered rows the queue still shows below the open ones. */
const mostDone = 50

export async function inboxView(context: DeskContext, jobs: Jobs): Promise<InboxView> {
  const unit = context.identity?.enrolment.unit ?? ''
  const sending = await readSending(jobs)
  const read = async (statuses: readonly string[], limit: number) =>
    (
      await context.store.streams
        .find({
          selector: { type: 'verification', status: { $in: [...statuses] }, issuingUnit: unit },
          sort: [{ updatedAt: 'desc' }],
          limit,
        })
        .exec()
    ).map((one) => plain<StreamDocument>(one))
  const documents = [
    ...(await read(['requested', 'registered'], 500)),
    ...(await read(['answered', 'contradicted', 'withdrawn'], mostDone)),
  ]
  const rows = await Promise.all(
    documents.map(async (document): Promise<InboxRow> => {
      const events = await readStreamEvents(context.store, document.id)
      const view = verificationView(context, document.id, verificationStateOf(document), events, sending)
      return {
        ...view,
        group:
          document.status === 'requested'
            ? 'to-register'
            : document.status === 'registered'
              ? 'answering'
              : 'done',
        arrivedAt: events.map((event) => event.arrivedAt).sort()[0] ?? document.openedAt,
      }
    }),
  )
  const order = { 'to-register': 0, answering: 1, done: 2 } as const
  return {
    rows: rows.sort(
      (left, right) =>
        order[left.group] - order[right.group] ||
        (left.group === 'done'
          ? right.arrivedAt.localeCompare(left.arrivedAt)
          : (left.clock.dueAt ?? left.arrivedAt).localeCompare(right.clock.dueAt ?? right.arrivedAt)),
    ),
  }
}

export async function oneVerificationView(
  context: DeskContext,
  jobs: Jobs,
  input: DeskQueryInput<'verification'>,
): Promise<DeskViews['verification']> {
  const document = await context.store.streams.findOne(input.verification).exec()
  if (document === null || document.type !== 'verification')
    throw new CodedFailure('not-found', { stream: input.verification })
  const events = await readStreamEvents(context.store, input.verification)
  const state = verificationStateOf(plain<StreamDocument>(document))
  return {
    ...verificationView(context, input.verification, state, events, await readSending(jobs)),
    timeline: timelineOf(context, events, new Map()),
  }
}

/** Most rows of each part of the outbox page; the counts say how many there are. */
const mostOutbox = 200

export async function outboxView(context: DeskContext, jobs: Jobs): Promise<OutboxView> {
  const read = async (syncState: 'waiting' | 'refused') => {
    const found = await context.store.events
      .find({ selector: { syncState }, sort: [{ sequence: 'asc' }], limit: mostOutbox })
      .exec()
    return Promise.all(found.map((one) => outboxItem(context, plain<StoredEvent>(one))))
  }
  return {
    waiting: await read('waiting'),
    refused: await read('refused'),
    jobs: jobs.list(),
    link: context.link,
  }
}

async function outboxItem(context: DeskContext, event: StoredEvent): Promise<OutboxItem> {
  const document = await context.store.streams.findOne(event.stream).exec()
  const stream = document === null ? null : plain<StreamDocument>(document)
  const request = stream?.type === 'verification' ? verificationStateOf(stream).request : null
  const state = stream?.type === 'case' ? caseStateOf(stream) : null
  const { entry } = event.body as { entry?: string }
  const proof = state?.proofs.find((one) => one.entry.entry === entry)
  return {
    event: event.id,
    stream: event.stream,
    kind: event.kind,
    at: event.at,
    // What was written after an attempt was not in it.
    attempts: event.syncState === 'waiting' ? context.triedAt.filter((at) => at >= event.at).length : 1,
    error: event.refusal,
    title:
      stream?.type === 'supervision'
        ? stream.number
        : (proof?.entry.proofName ?? request?.proofName ?? state?.serviceItemName ?? ''),
    subtitle: [
      state?.applicant.name ?? request?.applicantName ?? '',
      stream?.type === 'supervision' ? unitName(context, stream.issuingUnit) : (stream?.number ?? ''),
    ]
      .filter(Boolean)
      .join(' · '),
  }
}
