// A proof that touches a state secret, in real Electron: nothing of it is shown or asked; that it was handled in person is all that is kept.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demandingUnit, lin, list, passcode } from '../small-town.ts'
import { type Clerk, clerkAt } from './clerk.ts'
import { openTownOf, type RealTown } from './real-town.ts'

const screens = join(import.meta.dirname, '../../test-results/screens/state-secret')
const secretName = '涉密人员证明'
let town: RealTown
let clerk: Clerk

beforeAll(async () => {
  mkdirSync(screens, { recursive: true })
  const [first] = list
  if (first === undefined) throw new Error('empty list')
  const secret = { ...first, entryNumber: '90', proofName: secretName, secrecy: 'state-secret' } as const
  town = await openTownOf('electron', { entries: [...list, secret] })
  clerk = clerkAt((await town.open(demandingUnit.code, '综合窗口 3 号')).page)
  await clerk.signIn(lin.id, passcode)
  await clerk.waitForLink('online')
  await clerk.openCase('公共租赁', '程小禾', '370304199001012840')
}, 180_000)
afterAll(() => town?.close(), 60_000)

const look = (name: string) => clerk.page.screenshot({ path: join(screens, `${name}.png`) })
const onScreen = () => clerk.page.locator('body').innerText()

describe('A2§3 a state secret', () => {
  it('is shown by its rank alone, with one act: in person', async () => {
    const row = await clerk.standOn('国家秘密')
    expect(await onScreen()).not.toContain(secretName)
    expect(await row.innerText()).toContain('只能线下当面办理')
    for (const channel of ['fax', 'mail', 'oa'])
      expect(await row.getByTestId(`channel-${channel}`).count()).toBe(0)
    await look('asked-zh')
    await clerk.by('language').click()
    await look('asked-en')
    await clerk.by('language').click()
  }, 60_000)

  it('is recorded as handled in person, and nothing more', async () => {
    const row = await clerk.standOn('国家秘密')
    await row.getByTestId('act-handle-outside').click()
    await clerk.page
      .locator('[data-testid^="proof-"][data-status="settled"]', { hasText: '国家秘密' })
      .waitFor()
    await look('handled-zh')
    expect(await onScreen()).not.toContain(secretName)
    await clerk.goTo('lookup')
    await clerk.by('lookup-input').fill('公共租赁')
    await clerk.by('lookup-item-0').click()
    await look('lookup-zh')
    expect(await onScreen()).not.toContain(secretName)
  }, 60_000)
})
