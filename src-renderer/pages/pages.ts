// Which component shows which page; a page is added by one line here.
import type { ComponentType } from 'react'
import type { PageName } from '../frame/route.ts'
import { ApplicantPage } from './applicant/applicant-page.tsx'
import { CasePage } from './case/case-page.tsx'
import { CasesPage } from './cases/cases-page.tsx'
import { DirectoryPage } from './directory/directory-page.tsx'
import { FiguresPage } from './figures/figures-page.tsx'
import { InboxPage } from './inbox/inbox-page.tsx'
import { LedgerPage } from './ledger/ledger-page.tsx'
import { LookupPage } from './lookup/lookup-page.tsx'
import { NewCasePage } from './new-case/new-case-page.tsx'
import { OutboxPage } from './outbox/outbox-page.tsx'
import { ImportPage, SettingsPage } from './settings/settings-page.tsx'
import { SupervisionPage } from './supervision/supervision-page.tsx'
import { WorkbenchPage } from './workbench/workbench-page.tsx'

export const pages: Readonly<Partial<Record<PageName, ComponentType>>> = {
  workbench: WorkbenchPage,
  cases: CasesPage,
  case: CasePage,
  applicant: ApplicantPage,
  'new-case': NewCasePage,
  lookup: LookupPage,
  inbox: InboxPage,
  outbox: OutboxPage,
  ledger: LedgerPage,
  directory: DirectoryPage,
  figures: FiguresPage,
  supervision: SupervisionPage,
  settings: SettingsPage,
  import: ImportPage,
}
