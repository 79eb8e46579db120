// Article 7 as two units meet it in real Electron windows: registered at once, raised once, due, overdue, announced outside too.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hosts, type TestWindow } from '../set-up/launch.ts'
import { demandingUnit, issuingUnit, lin, passcode, zhou } from '../small-town.ts'
import { type Clerk, clerkAt } from './clerk.ts'
import { openTownOf, type RealTown } from './real-town.ts'
import { openSessionBus } from './session-bus.ts'

const screens = join(import.meta.dirname, '../../test-results/screens/clocks')
const shiftedClock = pathToFileURL(join(import.meta.dirname, '../sync/shifted-clock.ts')).href
const minute = 60_000
const married = '婚姻状况证明'

describe.runIf(hosts.includes('electron'))('A2§7 the clock', () => {
  let town: RealTown
  let bus: Awaited<ReturnType<typeof openSessionBus>>
  let clerk: Clerk
  let answering: Clerk
  let seat: TestWindow
  let stream = ''
  const clockFile = join(mkdtempSync(join(tmpdir(), 'clock-')), 'shift')

  const shot = async (who: Clerk, name: string) => {
    mkdirSync(screens, { recursive: true })
    await who.page.screenshot({ path: join(screens, `${name}.png`) })
  }
  /** The endpoint's clock is right and both machines' are not: time goes on as the endpoint says. */
  async function timeGoesOn(minutes: number): Promise<void> {
    writeFileSync(clockFile, String(minutes * minute))
    for (const one of [clerk, answering]) {
      await expect
        .poll(
          async () => {
            await one.page.evaluate(() =>
              (globalThis as unknown as { desk: { call(verb: string, input: object): unknown } }).desk.call(
                'syncNow',
                {},
              ),
            )
            const { clockOffset } = await one.read('status', {})
            return Math.abs((clockOffset ?? 0) - minutes * minute) < minute
          },
          { timeout: 30_000 },
        )
        .toBe(true)
    }
  }
  const titles = () => bus.notices().map((notice) => notice.title)
  const barOf = (who: Clerk, step: string) =>
    who.page.locator(`[data-testid="notice-bar"][data-step="${step}"]`)

  beforeAll(async () => {
    writeFileSync(clockFile, '0')
    bus = await openSessionBus()
    town = await openTownOf('electron', {
      endpoint: { NODE_OPTIONS: `--import=${shiftedClock}`, SHIFTED_CLOCK_FILE: clockFile },
      windows: { DBUS_SESSION_BUS_ADDRESS: bus.address },
    })
    clerk = clerkAt((await town.open(demandingUnit.code, '综合窗口 3 号')).page)
    seat = await town.open(issuingUnit.code, '协查席')
    answering = clerkAt(seat.page)
    await clerk.signIn(lin.id, passcode)
    await answering.signIn(zhou.id, passcode)
  }, 180_000)
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await shot(clerk, 'as-it-failed').then(() => shot(answering, 'as-it-failed-2'))
  })
  afterAll(async () => {
    await town?.close()
    bus?.close()
  }, 60_000)

  it('an inquiry is announced where it arrives, in the window and outside it, without a person’s data', async () => {
    await clerk.openCase('gzzf', '程小禾', '370304199001012840')
    await clerk.ask(married, '未婚')
    const [row] = (await clerk.read('cases', { text: '程小禾', status: 'open' })).rows
    const view = await clerk.read('case', { case: row?.stream ?? '' })
    stream = view.proofs.map((proof) => proof.verification ?? '').find((one) => one !== '') ?? ''
    await barOf(answering, 'arrived').waitFor()
    await shot(answering, 'arrived')
    await expect.poll(titles).toEqual(['收到协查，请即时登记'])
    const [notice] = bus.notices()
    expect(notice?.body).toBe(`${married} · ${view.proofs[0]?.verificationView?.state.request?.letterNumber}`)
    expect(JSON.stringify(bus.notices())).not.toMatch(/程小禾|3703041990/)
    expect(await answering.page.title()).toBe('(1) 无证明窗口')
  }, 60_000)

  it('registered at once, it is due soon and overdue on both sides; each step is announced once', async () => {
    await answering.by('notice-open').click()
    await answering.by('register').click()
    await answering.page.locator('[data-clock="ample"]').first().waitFor()
    await timeGoesOn(20)
    for (const one of [clerk, answering]) await barOf(one, 'soon').waitFor()
    await shot(clerk, 'soon-demanding')
    await timeGoesOn(34)
    for (const one of [clerk, answering]) await barOf(one, 'overdue').waitFor()
    await clerk.goTo('workbench')
    await clerk.page.locator('[data-clock="over"]').first().waitFor()
    await shot(clerk, 'overdue-demanding')
    await shot(answering, 'overdue-issuing')
    // Article 8: overdue opens the way to go and look, where the proof stands.
    await clerk.by('notice-open').click()
    const panel = await clerk.findOn(married, 'own-verification')
    expect(await panel.getAttribute('data-ground')).toBe('overdue')
    await shot(clerk, 'overdue-own-verification')
    const steps = ['协查将到期，请答复', '等对方答复，将到期', '协查已超时未答复', '对方超时未答复']
    await expect.poll(() => titles().slice(1).sort()).toEqual([...steps].sort())
  }, 90_000)

  it('after a restart nothing is announced again', async () => {
    const before = bus.notices().length
    const core = await seat.corePid()
    process.kill(core, 'SIGKILL')
    await expect.poll(() => seat.corePid(), { timeout: 20_000 }).not.toBe(core)
    await answering.page.reload()
    await barOf(answering, 'overdue').waitFor()
    await clerk.page.reload()
    await clerk.by('workbench').waitFor()
    expect(await clerk.by('notice-bar').count()).toBe(0)
    expect(bus.notices()).toHaveLength(before)
  }, 60_000)

  it('the class is raised once with a reason; the asking side sees reason and new due time', async () => {
    await answering.goTo('inbox')
    await answering.by(`inbox-row-${stream}`).click()
    await answering.by('archive-paper').click()
    await answering.by('reclassify-reason').fill('电子库只有 2006 年以后，须翻纸质卷')
    await answering.by('reclassify').click()
    await barOf(clerk, 'raised').waitFor()
    await clerk.by('notice-open').click()
    await clerk.by('raise-note').waitFor()
    expect(await clerk.by('raise-note').innerText()).toContain('电子库只有 2006 年以后，须翻纸质卷')
    await shot(clerk, 'raised-demanding')
    await shot(answering, 'raised-issuing')
    await answering.by('verdict-confirmed').click()
    await answering.by('send-answer').click()
    await barOf(clerk, 'answered').waitFor()
  }, 60_000)

  it('in a year whose calendar is not known the screen says so, and the due time is provisional', async () => {
    await timeGoesOn(2 * 366 * 24 * 60)
    const unknown = clerk.page.getByText('年度日历未到')
    await unknown.first().waitFor()
    await clerk.goTo('cases')
    await clerk.by('case-row-0').click()
    await clerk.ask('最低生活保障证明', '是')
    await barOf(answering, 'arrived').waitFor()
    await answering.by('notice-open').click()
    await answering.by('register').click()
    await answering.by('provisional').first().waitFor()
    await clerk.standOn('最低生活保障证明')
    await clerk.by('provisional').first().waitFor()
    await shot(clerk, 'provisional-demanding')
    await shot(answering, 'provisional-issuing')
  }, 90_000)
})
