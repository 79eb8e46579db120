// Which pages a person may open: cases for who may serve, supervision for the joint office, list, directory and settings for all.
import type { SessionView } from '../../src-shared/contract/session-view.ts'
import { mayServe } from '../../src-shared/domain/staff.ts'
import type { PageName } from './route.ts'

type Person = SessionView['signedIn']
const withoutWork: readonly PageName[] = ['lookup', 'directory', 'settings', 'import']

/** Whether this person works on cases; core shows the others no applicant. */
export function isServing(person: Person): boolean {
  return person !== null && mayServe({ roles: [...person.roles] })
}

export function mayOpen(page: PageName, person: Person): boolean {
  if (page === 'supervision') return person?.roles.includes('joint-office') === true
  if (page === 'figures' && person?.roles.includes('joint-office') === true) return true
  return isServing(person) || (person !== null && withoutWork.includes(page))
}

/** The page to show where `page` was asked for. */
export function pageFor(page: PageName, person: Person): PageName {
  return mayOpen(page, person) ? page : 'lookup'
}
