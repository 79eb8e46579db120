// Opens the desk: store, identity, reference, search, mail and sync, and answers every verb and query of the contract.
import { Check } from 'typebox/value'
import type { CoreSettings } from '../../../src-shared/contract/bridge.ts'
import {
  type DeskCall,
  type DeskInput,
  type DeskQuery,
  type DeskQueryInput,
  type DeskResult,
  type DeskViews,
  deskCalls,
  deskQueries,
} from '../../../src-shared/contract/desk.ts'
import { CodedFailure, toCodedError } from '../../../src-shared/errors.ts'
import { openIncomingMails } from '../channels/mail-in/incoming-mail.ts'
import { exportFigures } from '../figures/export-figures.ts'
import { figureCasesView, figuresView, seesAllUnits } from '../figures/figures-view.ts'
import { exportLedger } from '../ledgers/export-ledger.ts'
import { ledgerView } from '../ledgers/ledger-view.ts'
import { fillListSearch } from '../search/fill-list-search.ts'
import { createListSearch } from '../search/list-search.ts'
import type { StoreKeys } from '../store/keys/open-store-keys.ts'
import { openSafeStore } from '../store/open-safe-store.ts'
import { trustAuthorities } from '../sync/authorities.ts'
import { type DemoLine, openDemoLine } from '../sync/demo-line.ts'
import { keepFramesFresh } from '../sync/pull-frames.ts'
import { type Replication, startReplication } from '../sync/replicate.ts'
import { alone, foldWaiting } from './append.ts'
import { applicantScreenView } from './applicant-view.ts'
import { readArrivals } from './arrivals.ts'
import * as caseVerbs from './case-verbs.ts'
import { casesView, caseView, workbenchView } from './case-views.ts'
import * as channelSettings from './channel-settings.ts'
import { type DeskContext, servingStaff, signedInStaff } from './desk-context.ts'
import { directoryView } from './directory-view.ts'
import * as mailVerbs from './incoming-mail-verbs.ts'
import { incomingMailsView } from './incoming-mail-views.ts'
import * as keyVerbs from './key-verbs.ts'
import * as letterTemplates from './letter-templates.ts'
import { markNotices, noticesView } from './notices.ts'
import { catchUpProjection } from './projection.ts'
import { emptyReference, readReference } from './reference.ts'
import * as sendingVerbs from './sending-verbs.ts'
import { createSignals, type Topic } from './signals.ts'
import { drawAuthorisation, drawCommitment } from './signed-form-verbs.ts'
import * as staffing from './staffing.ts'
import * as supervisionVerbs from './supervision-verbs.ts'
import { overdueReportView, supervisionsView } from './supervision-views.ts'
import { inboxView, oneVerificationView, outboxView, sessionView, statusView } from './unit-views.ts'
import * as verificationVerbs from './verification-verbs.ts'
import * as visitVerbs from './visit-verbs.ts'
import { readIdentity } from './window-identity.ts'
import * as windowVerbs from './window-verbs.ts'

type Verbs = { readonly [Call in DeskCall]: (input: DeskInput<Call>) => Promise<DeskResult<Call>> }
type Queries = {
  readonly [Query in DeskQuery]: {
    readonly read: (input: DeskQueryInput<Query>) => Promise<DeskViews[Query]>
    /** Topics after which the view is read again. */
    readonly topics: (input: DeskQueryInput<Query>) => readonly Topic[]
  }
}

/** What a person may do before signing in. */
const openVerbs: readonly DeskCall[] = [
  'enrol',
  'signIn',
  'signOut',
  'setDemoLine',
  'syncNow',
  'markNotices',
  'searchList',
  'readServiceItem',
]
/** What checks for a role of its own; all else is work on cases, of which the joint office sees nothing. */
const officeVerbs: readonly DeskCall[] = [
  'setMailSettings',
  'setFaxSettings',
  'setPolicy',
  'setOaSettings',
  'setMailbox',
  'removeMailbox',
  'changeDirectory',
  'noteAbsence',
  'saveLetterTemplate',
  'previewLetterTemplate',
  'endAbsence',
  'changePassphrase',
  'changeDeviceKey',
  'rotateKey',
  'previewListImport',
  'publishList',
  'backUpNow',
  'acknowledgeRecovery',
  'repairStore',
  // the supervision's own table says whose they are
  'openInquiry',
  'setDeadline',
  'inviteTalk',
  'closeSupervision',
  'revealSupervised',
  'exportFigures',
]
const openQueries: readonly DeskQuery[] = ['session', 'status', 'storeCare', 'notices']
const officeQueries: readonly DeskQuery[] = [
  'supervisions',
  'figures',
  'figureCases',
  'keys',
  'directory',
  'letterTemplates',
  'letterTemplate',
]

export type Desk = Awaited<ReturnType<typeof openDesk>>

/** `restart` ends this core for one that gives the store its new key. @throws what `openSafeStore` throws */
export async function openDesk(settings: CoreSettings, keys: StoreKeys, restart: () => void) {
  const { store, care } = await openSafeStore(settings.folder, { key: keys.key, earlier: keys.keys.all })
  const signals = createSignals()
  const context: DeskContext = {
    settings,
    store,
    care,
    keys,
    signals,
    search: createListSearch(),
    identity: await readIdentity(store),
    reference: emptyReference,
    signedIn: null,
    link: {
      state: 'connecting',
      since: new Date().toISOString(),
      detail: null,
      attempts: 0,
      nextAttemptAt: null,
    },
    triedAt: [],
    clockOffset: (await store.readLocal<{ offset: number }>('clock'))?.offset ?? null,
    arrivals: await readArrivals(store),
    listConfirmedAt: null,
  }
  context.reference = await readReference(store)
  if (settings.restarted)
    context.signedIn = (await store.readLocal<{ staff: string | null }>('session'))?.staff ?? null
  await catchUpProjection(store)
  const filling = await fillListSearch(context.search, store, settings.folder)
  const jobs = await sendingVerbs.openChannelJobs(context)
  jobs.start()
  const incoming = await openIncomingMails(context)
  mailVerbs.finishTakenMails(context, incoming)
  let line: DemoLine | null = null
  let replication: Replication | null = null

  async function startSync(): Promise<void> {
    const { identity } = context
    if (identity === null) return
    if (identity.endpoint.startsWith('https:')) trustAuthorities(identity.authority ?? null)
    if (identity.enrolment.demo && settings.demo !== null) line = await openDemoLine(settings.demo.endpoint)
    const relay = line
    const address = relay === null ? identity.endpoint : relay.address
    replication = await startReplication(context, () => address)
    await incoming.start()
  }

  /** The demo enrols by itself; elsewhere a person types the code. */
  async function enrolDemo(): Promise<void> {
    const { demo } = settings
    if (demo === null || context.identity !== null) return
    const windowName = demo.windowName
    await windowVerbs.enrolWindow(context, { endpoint: demo.endpoint, code: demo.enrolmentCode, windowName })
  }

  const ownUnit = () => context.reference.units.get(context.identity?.enrolment.unit ?? '')

  const verbs: Verbs = {
    async enrol(input) {
      await windowVerbs.enrolWindow(context, input)
      await startSync()
      return null
    },
    signIn: (input) => windowVerbs.signIn(context, input),
    signOut: () => windowVerbs.signOut(context),
    async setDemoLine(input) {
      if (line === null) throw new CodedFailure('action-not-available', { action: 'set-demo-line' })
      await line.setCut(input.cut)
      signals.changed('session')
      replication?.syncNow()
      return null
    },
    async setMailSettings(input) {
      await channelSettings.setMailSettings(context, input)
      jobs.wake()
      return null
    },
    setPolicy: (input) => windowVerbs.setPolicy(context, replication?.client ?? null, input),
    async setFaxSettings(input) {
      await channelSettings.setFaxSettings(context, input)
      jobs.wake()
      return null
    },
    async setOaSettings(input) {
      await channelSettings.setOaSettings(context, input)
      jobs.wake()
      return null
    },
    setMailbox: (input) => mailVerbs.setMailbox(context, incoming, input),
    removeMailbox: () => mailVerbs.removeMailbox(context, incoming),
    changeDirectory: (input) => windowVerbs.changeDirectory(context, replication?.client ?? null, input),
    async lookForMail() {
      incoming.lookNow()
      return null
    },
    changePassphrase: (input) => keyVerbs.changePassphrase(context, input),
    changeDeviceKey: () => keyVerbs.changeDeviceKey(context, replication?.client ?? null),
    rotateKey: () => keyVerbs.rotateKey(context, restart),
    async backUpNow() {
      signedInStaff(context)
      return care.backUp()
    },
    async acknowledgeRecovery(input) {
      signedInStaff(context)
      care.acknowledge(input.folder)
      return null
    },
    async repairStore() {
      signedInStaff(context)
      if (!care.view().suspected) throw new CodedFailure('action-not-available', { action: 'repair-store' })
      restart()
      return null
    },
    async syncNow() {
      replication?.syncNow()
      return null
    },
    noteAbsence: (input) => staffing.noteAbsence(context, input),
    endAbsence: (input) => staffing.endAbsence(context, input),
    handOverWork: (input) => staffing.handOverWork(context, input),
    confirmHandOver: (input) => staffing.confirmHandOver(context, input),
    markNotices: (input) => markNotices(context, input),
    searchList: async (input) => context.search.search(input.text, input.limit, ownUnit()?.name),
    async readServiceItem(input) {
      await context.search.whenLoaded()
      const item = context.search.readServiceItem(input.serviceItem)
      if (item === null) throw new CodedFailure('not-found', { serviceItem: input.serviceItem })
      const unit = ownUnit()
      const limitDays = await caseVerbs.usualLimit(context, input.serviceItem)
      return { ...item, ours: unit?.name === item.demandingUnit, limitDays }
    },
    previewListImport: (input) => windowVerbs.previewListImport(context, input),
    publishList: (input) => windowVerbs.publishList(context, replication?.client ?? null, input),

    openCase: (input) => caseVerbs.openCase(context, input),
    revealIdentity: (input) => caseVerbs.revealIdentity(context, input),
    waiveProof: (input) => onProof('waiveProof', input),
    lookUpProof: (input) => onProof('lookUpProof', input),
    commitProof: (input) => caseVerbs.commitProof(context, input),
    askVerification: (input) => caseVerbs.askVerification(context, input),
    takeAnswer: (input) => caseVerbs.takeAnswer(context, input),
    checkOnSite: (input) => visitVerbs.checkOnSite(context, input),
    readVisitPhoto: (input) => visitVerbs.visitPhoto(context, input),
    authoriseAgent: (input) => onProof('authoriseAgent', input),
    handOverProof: (input) => onProof('handOverProof', input),
    settleOtherwise: (input) => onProof('settleOtherwise', input),
    handleOutside: (input) => onProof('handleOutside', input),
    bringVoluntarily: (input) => onProof('bringVoluntarily', input),
    askSupplement: (input) => onProof('askSupplement', input),
    receiveSupplement: (input) => onProof('receiveSupplement', input),
    changeMethod: (input) => caseVerbs.changeMethod(context, input),
    closeCase: ({ case: stream, ...body }) => caseVerbs.writeOne(context, stream, 'case-closed', body),
    withdrawCase: ({ case: stream, ...body }) => caseVerbs.writeOne(context, stream, 'case-withdrawn', body),

    drawInquiryLetter: (input) => verificationVerbs.drawInquiryLetter(context, input),
    recordFaxReport: (input) => sendingVerbs.recordFaxReport(context, input),
    sendByMail: (input) => sendingVerbs.sendLetter(context, jobs, 'mail', input),
    sendFax: (input) => sendingVerbs.sendLetter(context, jobs, 'fax', input),
    sendByOa: (input) => sendingVerbs.sendLetter(context, jobs, 'oa', input),
    async retryJob(input) {
      await jobs.retry(input.job)
      return null
    },
    async dropJob(input) {
      await jobs.drop(input.job)
      return null
    },
    recordOaNumber: (input) => sendingVerbs.recordOaNumber(context, input),
    refuseChannel: (input) => caseVerbs.refuseChannel(context, input),
    transcribeAnswer: (input) => sendingVerbs.transcribeAnswer(context, input),
    acceptMail: (input) => mailVerbs.acceptMail(context, incoming, jobs, input),
    assignMail: (input) => mailVerbs.assignMail(context, incoming, input),
    dismissMail: (input) => mailVerbs.dismissMail(context, incoming, input),
    readMailFile: (input) => mailVerbs.readMailFile(incoming, input),
    findLetter: (input) => verificationVerbs.findLetter(context, input),
    withdrawVerification: (input) => caseVerbs.withdrawVerification(context, input),
    resolveContradiction: ({ verification, ...body }) =>
      caseVerbs.writeOne(context, verification, 'verification-resolved', body),
    registerVerification: (input) => verificationVerbs.registerVerification(context, input),
    reclassifyVerification: (input) => verificationVerbs.reclassifyVerification(context, input),
    answerVerification: (input) => verificationVerbs.answerVerification(context, input),
    returnVerification: (input) => verificationVerbs.returnVerification(context, input),
    drawReplyLetter: (input) => verificationVerbs.drawReplyLetter(context, input),
    saveLetterTemplate: (input) => letterTemplates.saveLetterTemplate(context, input),
    previewLetterTemplate: (input) => letterTemplates.previewLetterTemplate(context, input),
    drawCommitment: (input) => drawCommitment(context, input),
    drawAuthorisation: (input) => drawAuthorisation(context, input),
    exportLedger: (input) => exportLedger(context, input),
    exportFigures: (input) => exportFigures(context, input),

    reportOverdue: (input) => supervisionVerbs.reportOverdue(context, input),
    openInquiry: (input) => onSupervision('openInquiry', input),
    setDeadline: (input) => onSupervision('setDeadline', input),
    inviteTalk: (input) => onSupervision('inviteTalk', input),
    giveExplanation: (input) => onSupervision('giveExplanation', input),
    closeSupervision: (input) => onSupervision('closeSupervision', input),
    revealSupervised: (input) =>
      supervisionVerbs.revealSupervised(context, replication?.client ?? null, input),
    revealVerification: (input) => supervisionVerbs.revealVerification(context, input),
  }

  /** The verbs that are one event on one proof: the event's body is the input without its stream. */
  function onProof(verb: keyof typeof caseVerbs.proofVerbs, input: { readonly case: string }) {
    const { case: stream, ...body } = input
    return caseVerbs.writeOne(context, stream, caseVerbs.proofVerbs[verb], body)
  }

  function onSupervision(
    verb: keyof typeof supervisionVerbs.supervisionVerbs,
    input: { readonly supervision: string },
  ) {
    const { supervision: stream, ...body } = input
    return caseVerbs.writeOne(context, stream, supervisionVerbs.supervisionVerbs[verb], body)
  }

  /** A page that cannot be read shows only when somebody asks for it. */
  async function noticingDamage<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work()
    } catch (thrown) {
      const { code, params } = toCodedError(thrown)
      if (code === 'store-damaged') care.suspect(String(params.sqlite ?? code))
      throw thrown
    }
  }

  const ofUnit: readonly Topic[] = ['streams', 'session', 'reference', 'minute', 'link', 'mail']
  const queries: Queries = {
    session: {
      read: () => sessionView(context, incoming, line === null ? null : line.cut),
      topics: () => ['session', 'reference', 'mail', 'mail-in', 'minute'],
    },
    status: {
      read: () => statusView(context, jobs, incoming),
      topics: () => [
        'link',
        'outbox',
        'list',
        'reference',
        'streams',
        'mail',
        'mail-in',
        'minute',
        'session',
        'store',
      ],
    },
    workbench: { read: () => workbenchView(context), topics: () => ofUnit },
    cases: { read: (input) => casesView(context, input), topics: () => ['streams', 'session'] },
    case: { read: (input) => caseView(context, jobs, input), topics: () => ofUnit },
    inbox: { read: () => inboxView(context, jobs), topics: () => ofUnit },
    verification: {
      read: (input) => oneVerificationView(context, jobs, input),
      topics: (input) => [`stream:${input.verification}`, 'session', 'minute', 'link', 'mail'],
    },
    outbox: { read: () => outboxView(context, jobs), topics: () => ['outbox', 'link', 'mail', 'session'] },
    incomingMails: {
      read: (input) => incomingMailsView(context, incoming, jobs, input),
      topics: () => ['mail-in', 'mail', 'streams', 'session', 'reference'],
    },
    directory: {
      read: (input) => directoryView(context, input),
      topics: () => ['reference', 'session', 'streams', 'minute'],
    },
    handOvers: {
      read: () => staffing.handOversView(context),
      topics: () => ['reference', 'streams', 'session'],
    },
    letterTemplates: {
      read: (input) => letterTemplates.letterTemplatesView(context, input),
      topics: () => ['reference', 'list', 'session'],
    },
    letterTemplate: {
      read: (input) => letterTemplates.letterTemplateView(context, input),
      topics: () => ['reference', 'list', 'session'],
    },
    workOf: { read: (input) => staffing.workOfView(context, input), topics: () => ['streams', 'session'] },
    applicantScreen: {
      read: (input) => applicantScreenView(context, input),
      topics: (input) => [`stream:${input.case}`, 'streams', 'session', 'reference'],
    },
    notices: {
      read: () => noticesView(context),
      topics: () => ['streams', 'minute', 'session', 'reference', 'link', 'outbox', 'notices'],
    },
    ledger: { read: (input) => ledgerView(context, input), topics: () => ['streams', 'session'] },
    supervisions: {
      read: () => supervisionsView(context, replication?.client ?? null),
      topics: () => [...ofUnit, 'frames'],
    },
    overdueReport: { read: (input) => overdueReportView(context, input), topics: () => ofUnit },
    figures: {
      read(input) {
        if (seesAllUnits(context))
          keepFramesFresh(context, replication?.client ?? null, signedInStaff(context).id)
        return figuresView(context, input)
      },
      topics: () => [...ofUnit, 'frames'],
    },
    figureCases: { read: (input) => figureCasesView(context, input), topics: () => [...ofUnit, 'frames'] },
    keys: { read: () => keyVerbs.keysView(context), topics: () => ['keys', 'reference', 'session'] },
    storeCare: { read: async () => care.view(), topics: () => ['store', 'minute'] },
  }

  care.onChange(() => signals.changed('store'))
  const unlisten = signals.listen((topics) => {
    if ([...topics].some((topic) => topic.startsWith('stream:unit/')))
      void staffing.readMattersAgain(context).catch(() => undefined)
  })
  const minute = setInterval(() => {
    signals.changed('minute')
    void alone(context, () => foldWaiting(context)).catch(() => undefined)
  }, 30_000)

  return {
    context,
    /** Loads the search and starts sync; the desk answers meanwhile. */
    async start(): Promise<void> {
      await filling.loaded
      signals.changed('list')
      signals.listen((topics) => topics.has('list') && filling.changed())
      keyVerbs.followRecoveryKey(context)
      await visitVerbs.dropLeftPhotos(context)
      await enrolDemo().catch(() => undefined)
      await startSync()
    },
    /** Answers one verb after validating its input. @throws CodedFailure */
    async call(verb: string, input: unknown): Promise<unknown> {
      if (!isKey(deskCalls, verb)) throw new CodedFailure('input-invalid', { verb })
      if (!Check(deskCalls[verb], input)) throw new CodedFailure('input-invalid', { verb })
      if (!openVerbs.includes(verb) && !officeVerbs.includes(verb)) servingStaff(context)
      return noticingDamage(() => (verbs[verb] as (input: unknown) => Promise<unknown>)(input))
    },
    /** Reads one view after validating its input. @throws CodedFailure */
    async read(
      query: string,
      input: unknown,
    ): Promise<{ readonly value: unknown; readonly topics: readonly Topic[] }> {
      if (!isKey(deskQueries, query)) throw new CodedFailure('input-invalid', { query })
      if (!Check(deskQueries[query], input)) throw new CodedFailure('input-invalid', { query })
      const { read, topics } = queries[query] as {
        read: (input: unknown) => Promise<unknown>
        topics: (input: unknown) => readonly Topic[]
      }
      if (officeQueries.includes(query)) signedInStaff(context)
      else if (!openQueries.includes(query)) servingStaff(context)
      return { value: await noticingDamage(() => read(input)), topics: topics(input) }
    },
    async close(): Promise<void> {
      clearInterval(minute)
      unlisten()
      await replication?.stop()
      await line?.close()
      await incoming.close()
      await jobs.close()
      await filling.close()
      await store.close()
    },
  }
}

function isKey<Table extends object>(table: Table, key: string): key is Extract<keyof Table, string> {
  return Object.hasOwn(table, key)
}
