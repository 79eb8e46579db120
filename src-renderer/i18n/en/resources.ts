// Every English word by page.
import { applicant } from './applicant.ts'
import { caseWords } from './case.ts'
import { common } from './common.ts'
import { directory } from './directory.ts'
import { errors } from './errors.ts'
import { figures } from './figures.ts'
import { frame } from './frame.ts'
import { inbox } from './inbox.ts'
import { ledger } from './ledger.ts'
import { letterFinder } from './letter-finder.ts'
import { letterTemplates } from './letter-templates.ts'
import { lookup } from './lookup.ts'
import { mailIn } from './mail-in.ts'
import { notices } from './notices.ts'
import { outbox } from './outbox.ts'
import { settings } from './settings.ts'
import { signIn } from './sign-in.ts'
import { storeCare } from './store-care.ts'
import { supervision } from './supervision.ts'
import { unlock } from './unlock.ts'
import { visit } from './visit.ts'
import { workbench } from './workbench.ts'

export const english = {
  inbox,
  ledger,
  letterFinder,
  letterTemplates,
  lookup,
  mailIn,
  notices,
  outbox,
  settings,
  applicant,
  case: caseWords,
  common,
  directory,
  errors,
  figures,
  frame,
  signIn,
  storeCare,
  supervision,
  unlock,
  visit,
  workbench,
} as const
