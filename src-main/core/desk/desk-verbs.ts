// Every verb of the contract, and who may say it.
import type { DeskCall, DeskInput, DeskResult } from '../../../src-shared/contract/desk.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { exportFigures } from '../figures/export-figures.ts'
import { exportLedger } from '../ledgers/export-ledger.ts'
import { writeOne } from './append.ts'
import * as caseVerbs from './case-verbs.ts'
import * as channelSettings from './channel-settings.ts'
import { signedInStaff } from './desk-context.ts'
import * as mailVerbs from './incoming-mail-verbs.ts'
import * as keyVerbs from './key-verbs.ts'
import * as letterTemplates from './letter-templates.ts'
import { markNotices } from './notices.ts'
import type { RunningDesk } from './running-desk.ts'
import * as sendingVerbs from './sending-verbs.ts'
import { drawAuthorisation, drawCommitment } from './signed-form-verbs.ts'
import * as staffing from './staffing.ts'
import * as supervisionVerbs from './supervision-verbs.ts'
import * as verificationVerbs from './verification-verbs.ts'
import * as visitVerbs from './visit-verbs.ts'
import * as windowVerbs from './window-verbs.ts'

type Verbs = { readonly [Call in DeskCall]: (input: DeskInput<Call>) => Promise<DeskResult<Call>> }
/** What a person may do before signing in. */
export const openVerbs: readonly DeskCall[] = [
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
export const officeVerbs: readonly DeskCall[] = [
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
export function deskVerbs(desk: RunningDesk): Verbs {
  const { context, jobs, incoming, client, demoLine, startSync, syncNow, restart } = desk
  const { care, signals } = context
  const ownUnit = () => context.reference.units.get(context.identity?.enrolment.unit ?? '')

  return {
    async enrol(input) {
      await windowVerbs.enrolWindow(context, input)
      await startSync()
      return null
    },
    signIn: (input) => windowVerbs.signIn(context, input),
    signOut: () => windowVerbs.signOut(context),
    async setDemoLine(input) {
      const line = demoLine()
      if (line === null) throw new CodedFailure('action-not-available', { action: 'set-demo-line' })
      await line.setCut(input.cut)
      signals.changed('session')
      syncNow()
      return null
    },
    async setMailSettings(input) {
      await channelSettings.setMailSettings(context, input)
      jobs.wake()
      return null
    },
    setPolicy: (input) => windowVerbs.setPolicy(context, client(), input),
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
    changeDirectory: (input) => windowVerbs.changeDirectory(context, client(), input),
    async lookForMail() {
      incoming.lookNow()
      return null
    },
    changePassphrase: (input) => keyVerbs.changePassphrase(context, input),
    changeDeviceKey: () => keyVerbs.changeDeviceKey(context, client()),
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
      syncNow()
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
    publishList: (input) => windowVerbs.publishList(context, client(), input),

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
    closeCase: ({ case: stream, ...body }) => writeOne(context, stream, 'case-closed', body),
    withdrawCase: ({ case: stream, ...body }) => writeOne(context, stream, 'case-withdrawn', body),

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
      writeOne(context, verification, 'verification-resolved', body),
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
    revealSupervised: (input) => supervisionVerbs.revealSupervised(context, client(), input),
    revealVerification: (input) => supervisionVerbs.revealVerification(context, input),
  }

  /** The verbs that are one event on one proof: the event's body is the input without its stream. */
  function onProof(verb: keyof typeof caseVerbs.proofVerbs, input: { readonly case: string }) {
    const { case: stream, ...body } = input
    return writeOne(context, stream, caseVerbs.proofVerbs[verb], body)
  }

  function onSupervision(
    verb: keyof typeof supervisionVerbs.supervisionVerbs,
    input: { readonly supervision: string },
  ) {
    const { supervision: stream, ...body } = input
    return writeOne(context, stream, supervisionVerbs.supervisionVerbs[verb], body)
  }
}
