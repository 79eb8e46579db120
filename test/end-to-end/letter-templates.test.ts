// A unit's own letter: its administrator edits the template, a clerk asks with it during an outage, and the paper says so; then
// what an applicant signs is printed from its form.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeskBridge } from '../../src-shared/contract/bridge.ts'
import { type ElectronTestWindow, hosts } from '../set-up/launch.ts'
import { bai, demandingUnit, lin, passcode } from '../small-town.ts'
import { type Clerk, clerkAt } from './clerk.ts'
import { openRealTown, type RealTown } from './real-town.ts'

const marriage = '婚姻状况证明'
const question = '申请人现在的婚姻登记状况是否为“离异”？'
const screens = join(import.meta.dirname, '../../test-results/screens/letter-templates')

describe.each(hosts.filter((host) => host === 'electron'))('A2§4 letter templates in %s', (host) => {
  const folder = mkdtempSync(join(tmpdir(), 'letter-templates-'))
  let town: RealTown
  let window: ElectronTestWindow
  let clerk: Clerk

  beforeAll(async () => {
    town = await openRealTown(host)
    window = (await town.open(demandingUnit.code, '综合窗口 3 号')) as ElectronTestWindow
    clerk = clerkAt(window.page)
    await clerk.signIn(bai.id, passcode)
    await clerk.waitForLink('online')
  }, 180_000)
  afterAll(async () => {
    await town?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const look = async (name: string) => {
    mkdirSync(screens, { recursive: true })
    await clerk.page.screenshot({ path: join(screens, `${name}.png`) })
  }
  const settled = () =>
    clerk.page
      .locator('[data-testid="template-preview"][data-settled="true"]:not([data-pages="0"])')
      .waitFor()

  it('the administrator finds the entry by keyboard, edits its letter beside the preview, and saves two versions', async () => {
    await clerk.goTo('settings')
    await clerk.by('settings-templates').click()
    await clerk.by('templates-filter').fill('婚姻')
    await clerk.page.locator('[data-testid="template-row-0"]', { hasText: marriage }).waitFor()
    await clerk.by('template-row-1').waitFor({ state: 'detached' })
    await clerk.by('templates-filter').press('ArrowDown')
    await clerk.by('template-editor').waitFor()
    await clerk.by('template-question-0').fill(question)
    await clerk.by('template-declared-0').fill('离异')
    await clerk.by('template-limit-paper').click()
    await clerk.by('template-limit-paper').press('ArrowLeft')
    await clerk.by('template-way-mail').click()
    await clerk.by('template-body').fill('我局正在办理“{事项}”，请贵单位核验{申请人}的{证明}。')
    await settled()
    await clerk.by('template-save').click()
    await clerk.by('template-saved').waitFor()
    await clerk.by('template-annexes').fill('申请人授权查询书')
    await clerk.by('template-annexes').press('Control+Enter')
    await expect.poll(() => clerk.by('template-history').locator('li').count()).toBe(2)
    await settled()
    await look('editor-zh')
    await clerk.by('template-take-1').click()
    expect(await clerk.by('template-annexes').inputValue()).toBe('')
    await clerk.by('template-annexes').fill('申请人授权查询书')
    await clerk.by('template-saved').waitFor({ state: 'detached' })
    expect((await clerk.read('letterTemplates', { text: '婚姻' })).rows.map((row) => row.version)).toEqual([
      2,
    ])
  }, 60_000)

  it('a clerk asks with it during an outage, and the letter shows it', async () => {
    await clerk.by('lock').click()
    await clerk.signIn(lin.id, passcode)
    await town.endpoint.kill()
    await clerk.waitForLink('unreachable')
    await clerk.openCase('gzzf', '邵一帆', '370304199001012840')
    const row = await clerk.standOn(marriage)
    expect(await row.getByTestId('question-0').inputValue()).toBe(question)
    expect(await row.getByTestId('declared-0').inputValue()).toBe('')
    expect(await row.getByTestId('declared-0').getAttribute('placeholder')).toBe('常见：离异')
    expect(await row.getByTestId('channel-mail').locator('input').isChecked()).toBe(true)
    await clerk.askBy('fax', marriage, '离异')
    await clerk.waitForLetterPages()
    await look('letter-zh')
    const stream = (await clerk.read('cases', { text: '', status: 'open' })).rows[0]?.stream ?? ''
    const view = await clerk.read('case', { case: stream })
    const asked = view.proofs.find((one) => one.verification !== null)
    expect(asked?.verificationView?.state.request?.template?.version).toBe(2)
    const pdf = await clerk.page.evaluate(async (wanted) => {
      const { desk } = globalThis as unknown as { desk: DeskBridge }
      const answer = await desk.call('drawInquiryLetter', { verification: wanted, channel: 'fax' })
      return 'value' in answer ? (answer.value as { readonly pdf: string }).pdf : ''
    }, asked?.verification ?? '')
    const text = execFileSync('pdftotext', ['-layout', '-', '-'], {
      input: Buffer.from(pdf, 'base64'),
      encoding: 'utf8',
    }).replace(/\s+/g, '')
    for (const part of [
      '我局正在办理“公共租赁住房资格确认”，请贵单位核验邵一帆的婚姻状况证明。',
      question,
      '申报：离异',
      '30分钟内；贵单位登记为其他档案形式的，以登记的为准',
      '附件：申请人授权查询书',
      '范本第2版',
    ])
      expect(text).toContain(part)
    expect(await clerk.onPaper()).toEqual({ pages: 1, desk: false })
    const saved = window.saveNext(join(folder, 'letter.pdf'))
    await clerk.by('save-letter').click()
    expect(await saved).toMatch(/^completed 博审批协函〔\d{4}〕\d+号\.pdf$/)
    expect(readFileSync(join(folder, 'letter.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
    const again = window.saveNext(join(folder, 'again.pdf'))
    await clerk.page.keyboard.press('Control+s')
    expect(await again).toMatch(/^completed /)
  }, 90_000)

  it('the letter is sent from under it, by whichever way is open: a report typed in, or one press', async () => {
    const sending = clerk.by('letter-sending')
    expect(await clerk.proof(marriage).getByTestId('form-fax').count()).toBe(0)
    const report = sending.getByTestId('form-fax')
    expect(await report.getByTestId('field-pages').inputValue()).toBe('1')
    await sending.getByTestId('report-oa').click()
    await sending.getByTestId('form-oa').waitFor()
    await clerk.waitForLetterPages()
    await look('send-oa-zh')
    await sending.getByTestId('report-fax').click()
    await report.waitFor()
    await clerk.by('language').click()
    await clerk.waitForLetterPages()
    await look('send-en')
    await clerk.by('language').click()
    const mail = sending.getByTestId('form-mail')
    expect(await mail.getByTestId('field-to').inputValue()).toBe('mzj@example.gov')
    await mail.getByTestId('field-to').press('Enter')
    await clerk.by('letter').waitFor({ state: 'detached' })
    await expect.poll(() => town.mail.mails().length, { timeout: 20_000 }).toBe(1)
    await clerk.waitForDispatch('mail', marriage)
  }, 60_000)

  it('the promise an applicant signs is printed from its form', async () => {
    const draw = await clerk.findOn('收入证明', 'draw-commit')
    await draw.click()
    await clerk.page.locator('[data-testid="letter"][aria-label="告知承诺书"]').waitFor()
    await clerk.waitForLetterPages()
    await look('promise-zh')
    expect(await clerk.onPaper()).toEqual({ pages: 1, desk: false })
  }, 60_000)
})
