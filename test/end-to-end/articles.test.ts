// Articles 5, 6, 7, 8 and 9 as a window meets them, each under its own name, in real Electron: who asks, who answers, what follows.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ReferenceDocument } from '../../src-shared/domain/reference.ts'
import type { Staff } from '../../src-shared/domain/staff.ts'
import { hosts } from '../set-up/launch.ts'
import { bai, demandingUnit, issuingUnit, jointOffice, lin, passcode, person, zhou } from '../small-town.ts'
import { type Clerk, clerkAt } from './clerk.ts'
import { openTownOf, type RealTown } from './real-town.ts'

const screens = join(import.meta.dirname, '../../test-results/screens/articles')
const married = '婚姻状况证明'
const support = '最低生活保障证明'
/** Works at a window and may not ask other units. */
const he: Staff = {
  ...person('he-qing', '何晴', demandingUnit, ['window-clerk']),
  cover: 'A',
  partner: lin.id,
}
const wholeLedger = { ledger: 'all', from: '', to: '', unit: '', staff: '', limit: 100 } as const
const staffDocument = (body: Staff): ReferenceDocument => ({ id: `staff/${body.id}`, type: 'staff', body })

describe.runIf(hosts.includes('electron'))('articles 5 to 9', () => {
  let town: RealTown
  let clerk: Clerk
  let answering: Clerk
  let stream = ''

  /** In both languages: the English button is pressed, the picture taken, and pressed again. */
  async function shot(who: Clerk, name: string): Promise<void> {
    mkdirSync(screens, { recursive: true })
    await who.page.screenshot({ path: join(screens, `${name}-zh.png`) })
    await who.by('language').click()
    await who.page.screenshot({ path: join(screens, `${name}-en.png`) })
    await who.by('language').click()
  }
  const openCase = async (applicant: string) => {
    await clerk.openCase('gzzf', applicant, '370304199001012840')
    const { rows } = await clerk.read('cases', { text: applicant, status: 'open' })
    stream = rows[0]?.stream ?? ''
  }
  const proofOf = async (name: string) =>
    (await clerk.read('case', { case: stream })).proofs.find((one) => one.entry.proofName === name)
  const inquiryOf = async (name: string) => (await proofOf(name))?.verification ?? ''
  /** The issuing side, with the remark or reason that goes with its answer. */
  async function answer(name: string, verdict: string, remark: string): Promise<void> {
    const inquiry = await inquiryOf(name)
    await answering.goTo('inbox')
    await answering.by(`inbox-row-${inquiry}`).click()
    await answering.by('register').click()
    await answering.by(`verdict-${verdict}`).click()
    await answering.by('answer-remark').fill(remark)
    await answering.by('send-answer').click()
  }
  const takeAnswer = async (name: string, status: string) => {
    await (await clerk.findOn(name, 'act-take-answer')).click()
    await clerk.page.locator(`[data-testid^="proof-"][data-status="${status}"]`, { hasText: name }).waitFor()
  }
  async function signInAs(who: Clerk, staff: string): Promise<void> {
    await who.page.keyboard.press('Control+l')
    await who.signIn(staff, passcode)
  }

  beforeAll(async () => {
    town = await openTownOf('electron', { reference: [staffDocument(he)] })
    clerk = clerkAt((await town.open(demandingUnit.code, '综合窗口 3 号')).page)
    answering = clerkAt((await town.open(issuingUnit.code, '协查席')).page)
    await clerk.signIn(he.id, passcode)
    await answering.signIn(zhou.id, passcode)
  }, 180_000)
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await shot(clerk, 'as-it-failed')
  })
  afterAll(async () => {
    await town?.close()
  }, 60_000)

  describe('A2§5 who asks and who answers', () => {
    it('a window clerk opens the case; asking waits for an agent or a liaison', async () => {
      await openCase('程小禾')
      const row = await clerk.standOn(married)
      expect(await row.getByTestId('form-ask').count()).toBe(0)
      expect(await row.getByTestId('next').innerText()).toContain('第五条')
      await shot(clerk, '5-window-clerk')
      await signInAs(clerk, lin.id)
      await clerk.goTo('cases')
      await clerk.by('case-row-0').click()
      await clerk.ask(married, '未婚')
      expect((await proofOf(married))?.status).toBe('asked')
    }, 60_000)
  })

  describe('A2§6 liaisons, agents and their directory', () => {
    it('the directory names the unit asked, its numbers, and whom to call', async () => {
      await clerk.standOn(support)
      await clerk.proof(support).getByTestId('unit-link').click()
      const card = clerk.by('unit-card')
      await card.waitFor()
      expect(await card.innerText()).toContain(issuingUnit.fax)
      expect(await card.innerText()).toContain(zhou.name)
      await card.getByTestId('copy-fax').click()
      await expect.poll(() => card.getByTestId('copy-fax').innerText()).toBe('已复制')
      await shot(clerk, '6-directory')
      await clerk.by('directory-filter').fill('lxb')
      await clerk.by(`unit-${issuingUnit.code}`).waitFor({ state: 'detached' })
      await clerk.by('directory-filter').fill('mzj')
      await clerk.by(`unit-${issuingUnit.code}`).waitFor()
      await clerk.goTo('settings')
      await clerk.by('settings-people').click()
      await clerk.by('staff-shortfall').waitFor()
      await shot(clerk, '6-staffing')
    }, 60_000)

    it('an absence is noted and ended; work is handed over, stands on top of the receiver’s queue and is confirmed', async () => {
      await clerk.by(`away-${lin.id}`).click()
      await clerk.by('field-reason').fill('外出核查')
      await clerk.by('absence-submit').click()
      await clerk.page.locator(`[data-testid="person-${lin.id}"][data-away="true"]`).waitFor()
      await shot(clerk, '6-away')
      await clerk.by(`back-${lin.id}`).click()
      await clerk.page.locator(`[data-testid="person-${lin.id}"][data-away="false"]`).waitFor()
      await signInAs(clerk, he.id)
      await clerk.goTo('settings')
      await clerk.by('settings-people').click()
      await clerk.by(`hand-over-${he.id}`).click()
      await clerk.by('form-hand-over').waitFor()
      await clerk.by('hand-over-remark').fill('等民政局答复，申请人下午来')
      await shot(clerk, '6-hand-over')
      await clerk.by('hand-over-submit').click()
      await clerk.by('hand-overs').waitFor()
      await signInAs(clerk, lin.id)
      await clerk.goTo('workbench')
      const handed = clerk.by('handed-over')
      await handed.waitFor()
      expect(await handed.innerText()).toContain('等民政局答复，申请人下午来')
      expect(await handed.innerText()).toContain('程小禾')
      await shot(clerk, '6-handed-over')
      await clerk.by('confirm-hand-over').click()
      await handed.waitFor({ state: 'detached' })
      expect((await clerk.read('workbench', {})).rows.every((row) => row.mine)).toBe(true)
    }, 60_000)

    it('an administrator corrects the unit’s fax, and the other unit sees it', async () => {
      await signInAs(clerk, bai.id)
      await clerk.by('page-directory').click()
      await clerk.by('change-contacts').click()
      await clerk.by('contact-fax').fill('0533-4009902')
      await clerk.by('contact-save').click()
      await clerk.by('contact-form').waitFor({ state: 'detached' })
      await answering.by('page-directory').click()
      await answering.by('directory-filter').fill('0533-4009902')
      await answering.by(`unit-${demandingUnit.code}`).waitFor()
      await signInAs(clerk, lin.id)
    }, 60_000)
  })

  describe('A2§7 returned with a reason', () => {
    it('what is not their business comes back with the reason, and another unit is asked', async () => {
      await answer(married, 'returned', '婚姻登记已移交联席会议办公室')
      await clerk.goTo('cases')
      await clerk.by('case-row-0').click()
      await takeAnswer(married, 'open')
      const row = await clerk.standOn(married)
      await row.getByTestId('other-unit').waitFor()
      expect(await row.getByTestId('other-unit').innerText()).toContain('婚姻登记已移交联席会议办公室')
      await row.locator('.other-unit .ant-select').click()
      await clerk.page.locator('.ant-select-item-option', { hasText: jointOffice.name }).click()
      await shot(clerk, '7-ask-another-unit')
      await row.getByTestId('form-submit').click()
      await expect
        .poll(async () => (await proofOf(married))?.verificationView?.issuingUnitName)
        .toBe(jointOffice.name)
      await clerk.by('stands-still').waitFor()
    }, 60_000)
  })

  describe('A2§8 supplementary material', () => {
    it('a mismatch opens the door to supplementary material with its purpose, in the ledger', async () => {
      await openCase('邵一帆')
      await clerk.ask(married, '未婚')
      await answer(married, 'mismatch', '2021 年登记结婚')
      await takeAnswer(married, 'mismatch')
      const row = await clerk.standOn(married)
      expect(await row.getByTestId('own-verification').count()).toBe(0)
      await row.getByTestId('field-material').fill('结婚证')
      await row.getByTestId('field-purpose').fill('核对申报的婚姻状况')
      await shot(clerk, '8-supplement')
      await row.getByTestId('form-submit').click()
      await clerk.page
        .locator('[data-testid^="proof-"][data-status="supplement-asked"]', { hasText: married })
        .waitFor()
      await clerk.standOn(married)
      await clerk.proof(married).getByTestId('field-document').fill('结婚证')
      await clerk.proof(married).getByTestId('form-submit').click()
      await clerk.page
        .locator('[data-testid^="proof-"][data-status="settled"]', { hasText: married })
        .waitFor()
    }, 60_000)
  })

  it('the screen turned to the applicant shows what they need not bring and who is asked, and nothing of anybody else', async () => {
    await clerk.by('turn-to-applicant').click()
    const screen = clerk.by('applicant-screen')
    await screen.waitFor()
    const words = await screen.innerText()
    expect(words).toContain('邵*帆')
    expect(words).toContain(issuingUnit.name)
    // Neither the whole name, nor a number, nor what another unit answered, nor anything of another case.
    for (const hidden of ['邵一帆', '3703041990', '登记结婚', '程小禾', '不符'])
      expect(await clerk.page.locator('body').innerText()).not.toContain(hidden)
    await clerk.by('size-large').click()
    mkdirSync(screens, { recursive: true })
    await clerk.page.screenshot({ path: join(screens, 'applicant-zh.png') })
    await clerk.page.keyboard.press('Escape')
    await clerk.by('case-page').waitFor()
    await clerk.by('language').click()
    await clerk.by('turn-to-applicant').click()
    await screen.waitFor()
    await clerk.page.screenshot({ path: join(screens, 'applicant-en.png') })
    await clerk.by('applicant-back').click()
    await clerk.by('language').click()
  }, 60_000)

  describe('A2§8 own verification', () => {
    it('what was not found may be verified on site, with the article cited', async () => {
      await clerk.ask(support, '是')
      expect(await (await clerk.standOn(support)).getByTestId('own-verification').count()).toBe(0)
      await answer(support, 'not-found', '查 2006 年以来全部卷宗')
      await (await clerk.findOn(support, 'own-verification')).waitFor()
      await takeAnswer(support, 'open')
      const row = await clerk.standOn(support)
      const panel = row.getByTestId('own-verification')
      await panel.waitFor()
      expect(await panel.getAttribute('data-ground')).toBe('not-found')
      expect(await panel.innerText()).toContain('第八条')
      await row.getByTestId('form-check-on-site').waitFor()
      await shot(clerk, '8-own-verification')
    }, 60_000)
  })

  describe('A2§9 voluntary material', () => {
    it('what the applicant wants to hand in is taken, whatever the proof stands on, and stands in the ledger', async () => {
      for (const name of [support, '无房证明', '收入证明']) {
        const row = await clerk.standOn(name)
        await row.getByTestId('act-bring-voluntarily').click()
        await row.getByTestId('form-bring-voluntarily').waitFor()
        if (name === support) await shot(clerk, '9-voluntary')
        await row.getByTestId('form-submit').click()
        await clerk.page
          .locator('[data-testid^="proof-"][data-status="settled"]', { hasText: name })
          .waitFor()
      }
      const kinds = (await clerk.read('ledger', wholeLedger)).rows.map((one) => one.kind)
      expect(kinds.filter((one) => one === 'proof-brought-voluntarily')).toHaveLength(3)
      expect(kinds).toContain('supplement-asked')
      await clerk.goTo('ledger')
      await shot(clerk, '9-ledger')
    }, 60_000)
  })
})
