// Every query of the contract, after which topics it is read again, and who may ask.
import type { DeskQuery, DeskQueryInput, DeskViews } from '../../../src-shared/contract/desk.ts'
import { figureCasesView, figuresView, seesAllUnits } from '../figures/figures-view.ts'
import { ledgerView } from '../ledgers/ledger-view.ts'
import { keepFramesFresh } from '../sync/pull-frames.ts'
import { applicantScreenView } from './applicant-view.ts'
import { caseView } from './case-view.ts'
import { casesView } from './cases-view.ts'
import { signedInStaff } from './desk-context.ts'
import { directoryView } from './directory-view.ts'
import { incomingMailsView } from './incoming-mail-views.ts'
import * as keyVerbs from './key-verbs.ts'
import * as letterTemplates from './letter-templates.ts'
import { noticesView } from './notices.ts'
import type { RunningDesk } from './running-desk.ts'
import type { Topic } from './signals.ts'
import * as staffing from './staffing.ts'
import { overdueReportView, supervisionsView } from './supervision-views.ts'
import { inboxView, oneVerificationView, outboxView, sessionView, statusView } from './unit-views.ts'
import { workbenchView } from './workbench-view.ts'

type Queries = {
  readonly [Query in DeskQuery]: {
    readonly read: (input: DeskQueryInput<Query>) => Promise<DeskViews[Query]>
    /** Topics after which the view is read again. */
    readonly topics: (input: DeskQueryInput<Query>) => readonly Topic[]
  }
}

export const openQueries: readonly DeskQuery[] = ['session', 'status', 'storeCare', 'notices']
export const officeQueries: readonly DeskQuery[] = [
  'supervisions',
  'figures',
  'figureCases',
  'keys',
  'directory',
  'letterTemplates',
  'letterTemplate',
]

export function deskQueryTable({ context, jobs, incoming, client, demoLine }: RunningDesk): Queries {
  const ofUnit: readonly Topic[] = ['streams', 'session', 'reference', 'minute', 'link', 'mail']
  return {
    session: {
      read: () => sessionView(context, incoming, demoLine()?.cut ?? null),
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
      read: () => supervisionsView(context, client()),
      topics: () => [...ofUnit, 'frames'],
    },
    overdueReport: { read: (input) => overdueReportView(context, input), topics: () => ofUnit },
    figures: {
      read(input) {
        if (seesAllUnits(context)) keepFramesFresh(context, client(), signedInStaff(context).id)
        return figuresView(context, input)
      },
      topics: () => [...ofUnit, 'frames'],
    },
    figureCases: { read: (input) => figureCasesView(context, input), topics: () => [...ofUnit, 'frames'] },
    keys: { read: () => keyVerbs.keysView(context), topics: () => ['keys', 'reference', 'session'] },
    storeCare: { read: async () => context.care.view(), topics: () => ['store', 'minute'] },
  }
}
