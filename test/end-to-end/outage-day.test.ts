// The outage day, in real Electron and in a browser: two windows of two units and an endpoint as processes of their own.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hosts, type TestWindow } from '../set-up/launch.ts'
import { demandingUnit, issuingUnit, lin, passcode, zhou } from '../small-town.ts'
import { type Clerk, clerkAt } from './clerk.ts'
import { openRealTown, type RealTown } from './real-town.ts'

const screens = join(import.meta.dirname, '../../test-results/screens')
const identityNumber = '370304199001012840'

describe.each(hosts)('the outage day in %s', (host) => {
  let town: RealTown
  let windows: readonly [TestWindow, TestWindow]
  let clerk: Clerk
  let answering: Clerk
  const cases: string[] = []

  const shot = async (who: Clerk, name: string) => {
    mkdirSync(join(screens, host), { recursive: true })
    await who.page.screenshot({ path: join(screens, host, `${name}.png`) })
  }
  /** The stream of the newest verification of this page's case. */
  const newestVerification = async (): Promise<string> => {
    const stream = cases.at(-1) ?? ''
    const view = await clerk.read('case', { case: stream })
    return view.proofs.map((proof) => proof.verification ?? '').find((one) => one !== '') ?? ''
  }
  const openCase = async (applicant: string) => {
    await clerk.openCase('gzzf', applicant, identityNumber)
    const { rows } = await clerk.read('cases', { text: applicant, status: 'open' })
    cases.push(rows[0]?.stream ?? '')
  }

  beforeAll(async () => {
    town = await openRealTown(host)
    windows = [
      await town.open(demandingUnit.code, '综合窗口 3 号'),
      await town.open(issuingUnit.code, '协查席'),
    ]
    clerk = clerkAt(windows[0].page)
    answering = clerkAt(windows[1].page)
  }, 180_000)

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await shot(clerk, 'as-it-failed')
  })
  afterAll(async () => {
    await town?.close()
  }, 60_000)

  it('8:30, both sign in and see the list, its edition and that it is a sample', async () => {
    await clerk.signIn(lin.id, passcode)
    await answering.signIn(zhou.id, passcode)
    await clerk.waitForLink('online')
    expect(await clerk.by('list-edition').innerText()).toContain('2026-2')
    await clerk.by('sample').first().waitFor()
  }, 60_000)

  it('a case is verified over the system', async () => {
    await openCase('程小禾')
    await clerk.ask('婚姻状况证明', '未婚')
    const stream = await newestVerification()
    await answering.answer(stream, 'confirmed')
    await clerk.takeAnswer('婚姻状况证明')
    await shot(clerk, 'case-online')
  }, 60_000)

  it('the endpoint is killed; the window says so and goes on', async () => {
    await town.endpoint.kill()
    await clerk.waitForLink('unreachable')
    await answering.waitForLink('unreachable')
  }, 90_000)

  it('a second case is verified by fax', async () => {
    await openCase('邵一帆')
    await clerk.askBy('fax', '婚姻状况证明', '离异')
    await clerk.waitForLetterPages()
    await shot(clerk, 'outage-fax')
    expect(await clerk.onPaper()).toEqual({ pages: 1, desk: false })
    await clerk.recordFaxReport('婚姻状况证明', 'TX-0117')
    await clerk.typeInAnswer('婚姻状况证明', 'confirmed', '周衡')
    await clerk.takeAnswer('婚姻状况证明')
  }, 60_000)

  it("the window's core is killed in the middle and nothing acknowledged is gone", async () => {
    const before = await windows[0].corePid()
    process.kill(before, 'SIGKILL')
    await expect.poll(() => windows[0].corePid(), { timeout: 20_000 }).not.toBe(before)
    await clerk.page
      .locator('[data-testid^="proof-"][data-status="settled"]', { hasText: '婚姻状况证明' })
      .waitFor({ timeout: 20_000 })
    await clerk.by('signed-in').waitFor()
  }, 60_000)

  it('a third case is asked by official mail, and a real mail server has the letter', async () => {
    await openCase('宋知远')
    await clerk.askBy('mail', '婚姻状况证明', '已婚')
    const form = await clerk.formBy('mail', '婚姻状况证明')
    await form.getByTestId('form-submit').click()
    await expect.poll(() => town.mail.mails().length, { timeout: 20_000 }).toBe(1)
    expect(town.mail.mails()[0]).toContain('application/pdf')
    await form.waitFor({ state: 'detached' })
    await clerk.waitForDispatch('mail', '婚姻状况证明')
  }, 60_000)

  it('a secret entry refuses fax, says why, and the refusal is on record', async () => {
    const row = await clerk.standOn('优抚对象待遇证明')
    await row.getByTestId('channel-fax').click()
    await row.getByTestId('refusal-wait').waitFor()
    await shot(clerk, 'secret-refused')
    const view = await clerk.read('case', { case: cases.at(-1) ?? '' })
    expect(view.timeline.some((item) => item.kind === 'channel-refused')).toBe(true)
    expect(town.mail.mails()).toHaveLength(1)
  }, 30_000)

  it('the endpoint is back: everything is sent once, and the other unit sees what was asked by fax and its answer', async () => {
    await town.endpoint.start()
    await clerk.waitForLink('online')
    await answering.waitForLink('online')
    await expect.poll(async () => (await clerk.read('status', {})).waiting, { timeout: 30_000 }).toBe(0)
    await answering.goTo('inbox')
    await answering.by('asked-by-fax').first().waitFor({ timeout: 20_000 })
    await answering.by('answered-by-fax').first().waitFor()
    await shot(answering, 'inbox-after-outage')
    const asked = await newestVerification()
    await answering.answer(asked, 'confirmed')
    await clerk.takeAnswer('婚姻状况证明')
  }, 120_000)

  it('both windows and the endpoint end in the same state, every event exactly once, the outbox empty', async () => {
    for (const one of [clerk, answering]) {
      await expect.poll(async () => (await one.read('status', {})).waiting, { timeout: 30_000 }).toBe(0)
      expect((await one.read('status', {})).refused).toBe(0)
    }
    const [ours, theirs] = await Promise.all(
      [demandingUnit, issuingUnit].map((unit) => town.endpoint.feedOf(unit.code)),
    )
    const ids = (ours ?? []).map((event) => event.id)
    expect(new Set(ids).size).toBe(ids.length)
    const streams = [...new Set((theirs ?? []).map((event) => event.stream))]
    expect(streams).toHaveLength(3)
    for (const stream of streams) {
      const expected = (theirs ?? []).filter((event) => event.stream === stream).map((event) => event.id)
      const views = await Promise.all(
        [clerk, answering].map((one) => one.read('verification', { verification: stream })),
      )
      for (const view of views)
        expect(view.timeline.map((item) => item.event).sort()).toEqual([...expected].sort())
      expect(views[0]?.state).toEqual(views[1]?.state)
      expect(views[0]?.state.answers).toHaveLength(1)
    }
    for (const stream of cases) {
      const view = await clerk.read('case', { case: stream })
      const atEndpoint = (ours ?? []).filter((event) => event.stream === stream).map((event) => event.id)
      const here = view.timeline.filter((item) => item.stream === stream).map((item) => item.event)
      expect([...here].sort()).toEqual([...atEndpoint].sort())
    }
  }, 90_000)

  it('every page is there to be looked at, in both languages', async () => {
    for (const language of ['zh-CN', 'en'] as const) {
      for (const page of ['workbench', 'lookup', 'cases', 'inbox', 'outbox', 'ledger', 'settings'] as const) {
        await clerk.goTo(page)
        await clerk.page.waitForTimeout(300)
        await shot(clerk, `${page}-${language}`)
      }
      await clerk.goTo('figures')
      await clerk.by('figure-total-total').click()
      await clerk.by('figure-case').first().waitFor()
      await shot(clerk, `figures-${language}`)
      await clerk.goTo('cases')
      await clerk.by('case-row-0').click()
      await clerk.by('case-page').waitFor()
      await shot(clerk, `case-${language}`)
      await clerk.by('language').click()
    }
  }, 60_000)
})
