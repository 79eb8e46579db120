// Articles 11 and 12 and the ledgers in real Electron: the unit that asks, the unit asked and the joint office, a window each.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ExcelJS from 'exceljs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hosts } from '../set-up/launch.ts'
import { demandingUnit, issuingUnit, jointOffice, lin, ming, passcode, zhou } from '../small-town.ts'
import { type Clerk, clerkAt } from './clerk.ts'
import { openTownOf, type RealTown } from './real-town.ts'

const screens = join(import.meta.dirname, '../../test-results/screens/supervision')
const shiftedClock = pathToFileURL(join(import.meta.dirname, '../sync/shifted-clock.ts')).href
const minute = 60_000
const married = '婚姻状况证明'
const name = '程小禾'
const identityNumber = '370304199001012840'

describe.runIf(hosts.includes('electron'))('supervision and ledgers', () => {
  let town: RealTown
  let clerk: Clerk
  let answering: Clerk
  let office: Clerk
  let stream = ''
  const clockFile = join(mkdtempSync(join(tmpdir(), 'clock-')), 'shift')

  const shot = async (who: Clerk, picture: string) => {
    mkdirSync(screens, { recursive: true })
    await who.page.screenshot({ path: join(screens, `${picture}.png`) })
  }
  const inBothLanguages = async (who: Clerk, picture: string) => {
    await shot(who, `${picture}-zh-CN`)
    await who.by('language').click()
    await shot(who, `${picture}-en`)
    await who.by('language').click()
  }
  /** The endpoint's clock is the right one; it moves, and the machines learn of it. */
  async function timeGoesOn(minutes: number): Promise<void> {
    writeFileSync(clockFile, String(minutes * minute))
    for (const one of [clerk, answering, office])
      await expect
        .poll(
          async () => {
            await one.page.evaluate(() =>
              (globalThis as unknown as { desk: { call(verb: string, input: object): unknown } }).desk.call(
                'syncNow',
                {},
              ),
            )
            return Math.round(((await one.read('status', {})).clockOffset ?? 0) / minute)
          },
          { timeout: 30_000 },
        )
        .toBe(minutes)
  }

  beforeAll(async () => {
    writeFileSync(clockFile, '0')
    town = await openTownOf('electron', {
      endpoint: { NODE_OPTIONS: `--import=${shiftedClock}`, SHIFTED_CLOCK_FILE: clockFile },
    })
    const open = async (unit: string, window: string, staff: string) => {
      const opened = clerkAt((await town.open(unit, window)).page)
      await opened.signIn(staff, passcode)
      await opened.waitForLink('online')
      return opened
    }
    clerk = await open(demandingUnit.code, '综合窗口 3 号', lin.id)
    answering = await open(issuingUnit.code, '协查席', zhou.id)
    office = await open(jointOffice.code, '联席会议办公室', ming.id)
  }, 180_000)
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    for (const [at, one] of [clerk, answering, office].entries()) await shot(one, `as-it-failed-${at}`)
  })
  afterAll(() => town?.close(), 60_000)

  describe('A2§11 an overdue inquiry is reported', () => {
    it('an overdue inquiry is reported with the drafted text, while the line is down', async () => {
      await clerk.openCase('gzzf', name, identityNumber)
      await clerk.ask(married, '未婚')
      const [row] = (await clerk.read('cases', { text: name, status: 'open' })).rows
      const view = await clerk.read('case', { case: row?.stream ?? '' })
      stream = view.proofs.map((proof) => proof.verification ?? '').find((one) => one !== '') ?? ''
      await answering.goTo('inbox')
      await answering.by(`inbox-row-${stream}`).click()
      await answering.by('register').click()
      await answering.page.locator('[data-clock="ample"]').first().waitFor()
      await timeGoesOn(45)
      await town.endpoint.kill()
      await clerk.waitForLink('unreachable')
      await (await clerk.findOn(married, 'act-report-overdue')).click()
      const facts = clerk.by('field-facts')
      const draft = await facts.inputValue()
      expect(draft).toContain('第十一条')
      expect(draft).not.toContain(name)
      await facts.fill(`${draft}已电话催办两次。`)
      await inBothLanguages(clerk, 'report')
      await clerk.by('send-report').click()
      await clerk.by('overdue-reported').waitFor()
      await town.endpoint.start()
      for (const one of [clerk, answering, office]) await one.waitForLink('online')
    }, 90_000)

    it('an inquiry nobody reported is no business of the office, but for its figures', async () => {
      await clerk.openCase('gzzf', '邵一帆', identityNumber)
      await clerk.ask('最低生活保障证明', '未享受')
      await expect.poll(async () => (await clerk.read('status', {})).waiting, { timeout: 30_000 }).toBe(0)
      expect((await office.read('supervisions', {})).rows.length).toBeLessThanOrEqual(1)
    }, 60_000)
  })

  describe('A2§12 need to know', () => {
    it('the office sees the frame; the content opens after the look is recorded', async () => {
      await office.goTo('supervision')
      await office.page.locator('[data-testid^="supervision-row-"]').first().waitFor({ timeout: 30_000 })
      await office.by('supervision-detail').waitFor()
      const seen = await office.page.locator('#desk').innerText()
      expect(seen).toContain('已电话催办两次')
      expect(seen).not.toMatch(new RegExp(`${name}|3703041990|未婚`))
      await inBothLanguages(office, 'office')
      await office.by('act-reveal').click()
      await office.by('reveal-purpose').fill('核对逾期是否因信息不全')
      await shot(office, 'reveal')
      await office.by('reveal-submit').click()
      await office.by('revealed').waitFor()
      expect(await office.by('revealed').innerText()).toContain(identityNumber)
      await shot(office, 'revealed')
      await office.by('hide-revealed').click()
      expect(await office.page.locator('#desk').innerText()).not.toContain(identityNumber)
    }, 60_000)
  })

  describe('A2§11 the office inquires', () => {
    it('the office inquires, sets a deadline, invites, and the unit asked explains and answers', async () => {
      await office.by('submit-open-inquiry').click()
      await office.page.locator('[data-testid^="supervision-row-"][data-status="inquiring"]').waitFor()
      await office.by('act-set-deadline').click()
      await office.by('field-until').fill('2099-01-05T17:00')
      await office.by('submit-set-deadline').click()
      await office.page.locator('[data-testid^="supervision-row-"][data-status="deadline-set"]').waitFor()
      await office.by('act-invite-talk').click()
      await office.by('field-when').fill('2099-01-05T09:00')
      await office.by('field-where').fill('行政审批服务局三楼')
      await office.by('field-who').fill('民政局分管负责人')
      await office.by('submit-invite-talk').click()
      await office.page.locator('[data-kind="talk-invited"]').waitFor()
      await answering.by('supervision-banner').waitFor({ timeout: 20_000 })
      await answering.by('open-supervised').click()
      await answering.by('asked-supervision').waitFor()
      await inBothLanguages(answering, 'asked')
      await answering.by('field-explanation').fill('档案室停电，已恢复')
      await answering.by('submit-explain').click()
      await answering.by('asked-supervision').locator('summary').click()
      await answering.page.locator('[data-kind="explanation-given"]').waitFor()
      await answering.by('act-reveal').click()
      await answering.by('reveal-purpose').fill('查婚姻登记档案')
      await answering.by('reveal-submit').click()
      await answering.by('revealed').waitFor()
      expect(await answering.by('revealed').innerText()).toContain(identityNumber)
      await answering.by('hide-revealed').click()
      await answering.by('verdict-confirmed').click()
      await answering.by('send-answer').click()
      await office.page.locator('[data-kind="explanation-given"]').waitFor({ timeout: 20_000 })
      await office.by('act-close-supervision').click()
      await office.by('choice-finding-late-with-reason').click()
      await office.by('field-measure').fill('通报提醒')
      await office.by('submit-close-supervision').click()
      await office.by('supervision-filter-closed').click()
      await office.page.locator('[data-testid^="supervision-row-"][data-status="closed"]').waitFor()
      await shot(office, 'closed')
    }, 90_000)
  })

  describe('A2§13 figures', () => {
    it('the figures count each verification once, on both sides, and list the cases behind a number', async () => {
      for (const [who, scope] of [
        [clerk, 'own'],
        [office, 'all'],
      ] as const) {
        await who.goTo('figures')
        await who.by('figure-total-late').waitFor({ timeout: 30_000 })
        const { figures, scope: seen } = await who.read('figures', {
          filter: { from: '', to: '', unit: '', class: '', channel: '' },
        })
        expect(seen).toBe(scope)
        expect(figures.total).toMatchObject({ total: 2, late: 1, open: 1 })
        await who.by('figure-total-late').click()
        await who.by('figure-case').waitFor()
        expect(await who.by('figure-case').innerText()).toContain('博审批协函')
        expect(await who.page.locator('#desk').innerText()).not.toContain(name)
        await inBothLanguages(who, `figures-${scope}`)
      }
      await office.by('figures-by-unit').click()
      await office.by(`figure-${issuingUnit.code}-total`).waitFor()
      await shot(office, 'figures-by-unit')
      await office.by('figures-from').fill('2098-01')
      await office.by('figure-total-late').waitFor({ state: 'detached' })
    }, 60_000)
  })

  describe('A2§8, A2§9 the ledgers', () => {
    it('the ledgers show looks, are narrowed, and leave as workbook and PDF with the event behind each row', async () => {
      await answering.goTo('ledger')
      await answering.by('ledger-reveal').click()
      await answering.by('ledger-row-verification-revealed').waitFor()
      await inBothLanguages(answering, 'ledger')
      await answering.by('ledger-from').fill('2098-01-01')
      await answering.by('ledger-row-verification-revealed').waitFor({ state: 'detached' })
      await answering.by('ledger-from').fill('')
      await answering.by('ledger-row-verification-revealed').waitFor()
      for (const format of ['xlsx', 'pdf'] as const) {
        const made = await answering.page.evaluate(async (wanted) => {
          const { desk } = globalThis as unknown as {
            desk: {
              call(verb: string, input: object): Promise<{ value: { fileName: string; content: string } }>
            }
          }
          const filter = { ledger: 'reveal', from: '', to: '', unit: '', staff: '' }
          return (await desk.call('exportLedger', { ...filter, format: wanted })).value
        }, format)
        const bytes = Buffer.from(made.content, 'base64')
        expect(made.fileName).toBe(`查看完整信息台账 开始 至 今.${format}`)
        writeFileSync(join(screens, `ledger.${format}`), bytes)
        if (format === 'pdf') {
          expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
          continue
        }
        const book = new ExcelJS.Workbook()
        await book.xlsx.load(readFileSync(join(screens, 'ledger.xlsx')).buffer as ArrayBuffer)
        const text = JSON.stringify(book.worksheets.map((sheet) => sheet.getSheetValues()))
        expect(text).toContain('查婚姻登记档案')
        expect(text).not.toContain(identityNumber)
        expect(text).toContain('程*禾')
        expect(book.getWorksheet('事件')?.rowCount).toBe(3)
      }
      // The page's own buttons ask for the same and say nothing went wrong.
      await answering.by('export-ledger-xlsx').click()
      await answering.page.locator('[data-testid="export-ledger-xlsx"]:not([aria-busy])').waitFor()
      await answering.by('error').waitFor({ state: 'detached' })
    }, 60_000)
  })
})
