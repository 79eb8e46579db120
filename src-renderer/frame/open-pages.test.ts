// Nobody is shown a page that core would refuse to fill.
import { expect, it } from 'vitest'
import type { SessionView } from '../../src-shared/contract/desk.ts'
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
    expect(pageNames.filter((page) => !mayOpen(page, person(role)))).toEqual([])
})
it('opens list, directory and settings only to the joint office and to administrators', () => {
  for (const role of ['joint-office', 'administrator'] as const)
    expect(pageNames.filter((page) => mayOpen(page, person(role)))).toEqual([
      'lookup',
      'directory',
      'settings',
      'import',
    ])
})
it('leads who may not open a page to the list', () => {
  expect(pageFor('workbench', person('joint-office'))).toBe('lookup')
  expect(pageFor('workbench', person('joint-office', 'liaison'))).toBe('workbench')
})
