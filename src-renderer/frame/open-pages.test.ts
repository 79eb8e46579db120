// Nobody is shown a page that core would refuse to fill.
import { expect, it } from 'vitest'
import type { SessionView } from '../../src-shared/contract/session-view.ts'
import type { Role } from '../../src-shared/domain/staff.ts'
import { mayOpen, pageFor } from './open-pages.ts'
import { pageNames } from './route.ts'

const person = (...roles: Role[]): SessionView['signedIn'] => ({
  id: 'x',
  name: '',
  roles,
  telephone: '',
  cover: null,
  partnerName: null,
  away: false,
  covering: false,
  absence: null,
  actions: [],
})

it('opens every page to who may serve', () => {
  for (const role of ['window-clerk', 'agent', 'liaison'] as const)
    expect(pageNames.filter((page) => !mayOpen(page, person(role)))).toEqual(['supervision'])
})
it('opens list, directory and settings only to administrators, supervision and figures to the joint office', () => {
  const common = ['lookup', 'directory', 'settings', 'import']
  const opened = (role: Role) => pageNames.filter((page) => mayOpen(page, person(role)))
  expect(opened('administrator')).toEqual(common)
  expect(opened('joint-office')).toEqual(
    pageNames.filter((page) => [...common, 'figures', 'supervision'].includes(page)),
  )
})
it('leads who may not open a page to the list', () => {
  expect(pageFor('workbench', person('joint-office'))).toBe('lookup')
  expect(pageFor('workbench', person('joint-office', 'liaison'))).toBe('workbench')
})
