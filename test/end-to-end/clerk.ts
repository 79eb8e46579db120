// What a clerk does at the window, in the words of the desk; every step waits for what the screen says.
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { DeskBridge } from '../../src-shared/contract/bridge.ts'
import type { DeskQuery, DeskQueryInput, DeskViews } from '../../src-shared/contract/desk.ts'

export type Clerk = ReturnType<typeof clerkAt>

/** A clerk in front of this page. */
export function clerkAt(page: Page) {
  const by = (testId: string): Locator => page.getByTestId(testId)
  const proof = (name: string): Locator => page.locator('[data-testid^="proof-"]', { hasText: name })

  async function goTo(
    name:
      | 'workbench'
      | 'lookup'
      | 'cases'
      | 'inbox'
      | 'outbox'
      | 'ledger'
      | 'supervision'
      | 'figures'
      | 'settings',
  ) {
    await by(`page-${name}`).click()
  }
  /**
   * Stands on a proof until `testId` is there: after an act the desk moves on to what is next by itself, so a clerk who
   * wants to look comes back.
   */
  async function findOn(name: string, testId: string): Promise<Locator> {
    const row = proof(name)
    const wanted = row.getByTestId(testId)
    await expect
      .poll(
        async () => {
          if ((await row.getAttribute('aria-current')) !== 'step') await row.locator('h3').click()
          return wanted.isVisible()
        },
        { timeout: 25_000, interval: 300 },
      )
      .toBe(true)
    return wanted
  }
  /** The form that sends or reports by a way: under the letter while it is shown, else in the row. */
  const formBy = async (channel: 'fax' | 'mail' | 'oa', name: string): Promise<Locator> => {
    await findOn(name, 'next')
    const form = by(`form-${channel}`)
    await form.waitFor()
    return form
  }
  const standOn = async (name: string): Promise<Locator> => {
    await findOn(name, 'next')
    return proof(name)
  }
  const waitForDispatch = (channel: 'fax' | 'mail', name: string) => findOn(name, `sent-${channel}`)

  return {
    page,
    by,
    waitForDispatch,
    proof,
    goTo,
    standOn,
    findOn,
    formBy,
    async signIn(staff: string, passcode: string) {
      await by(`sign-in-staff-${staff}`).click()
      await by('passcode').fill(passcode)
      await by('sign-in').click()
      await by('signed-in').waitFor()
    },
    async openCase(words: string, applicant: string, identityNumber: string) {
      await goTo('lookup')
      await by('lookup-input').fill(words)
      await by('lookup-item-0').click()
      await by('open-case').click()
      await by('applicant-name').fill(applicant)
      await by('applicant-identity').fill(identityNumber)
      await by('start-case').click()
      await by('case-page').waitFor()
    },
    /** Asks over the system: the line is up. */
    async ask(name: string, declared: string) {
      const row = await standOn(name)
      await row.getByTestId('declared-0').fill(declared)
      await row.getByTestId('form-submit').click()
      await page.locator(`[data-testid^="proof-"][data-status="asked"]`, { hasText: name }).waitFor()
    },
    /** Asks and draws the letter for another way: the line is down. */
    async askBy(channel: 'fax' | 'mail', name: string, declared: string) {
      const row = await standOn(name)
      await row.getByTestId('declared-0').fill(declared)
      await row.getByTestId(`channel-${channel}`).click()
      await row.getByTestId('form-submit').click()
      await by('letter').waitFor()
    },
    /** The drawn letter's pages stand beside the case. */
    async waitForLetterPages() {
      await page.locator('[data-testid="letter-pages"]:not([data-pages="0"]) img').first().waitFor()
    },
    /** What would come out of the printer now: pages of a letter, and whether the desk is on them. */
    async onPaper() {
      await page.emulateMedia({ media: 'print' })
      const paper = {
        pages: await by('paper-letter').locator('img:visible').count(),
        desk: await page.locator('#desk').isVisible(),
      }
      await page.emulateMedia({ media: null })
      return paper
    },
    async recordFaxReport(name: string, reportNumber: string) {
      const form = await formBy('fax', name)
      await form.getByTestId('field-reportNumber').fill(reportNumber)
      await form.getByTestId('form-submit').click()
      await form.waitFor({ state: 'detached' })
      await waitForDispatch('fax', name)
    },
    async typeInAnswer(name: string, verdict: string, answeredBy: string) {
      await (await findOn(name, 'act-transcribe-answer')).click()
      const row = proof(name)
      await row.getByTestId(`choice-verdict-${verdict}`).click()
      await row.getByTestId('field-answeredBy').fill(answeredBy)
      await row.getByTestId('form-submit').click()
    },
    async takeAnswer(name: string) {
      await (await findOn(name, 'act-take-answer')).click()
      await page.locator(`[data-testid^="proof-"][data-status="settled"]`, { hasText: name }).waitFor()
    },
    /** The issuing side: register and answer the inquiry about this proof and applicant. */
    async answer(stream: string, verdict: string) {
      await goTo('inbox')
      await by(`inbox-row-${stream}`).click()
      await by('register').click()
      await by(`verdict-${verdict}`).click()
      await by('send-answer').click()
    },
    async waitForLink(state: string) {
      await page.locator(`[data-testid="link-state"][data-link="${state}"]`).waitFor({ timeout: 60_000 })
    },
    /** A view as this page's core has it. */
    read<Query extends DeskQuery>(query: Query, input: DeskQueryInput<Query>): Promise<DeskViews[Query]> {
      return page.evaluate(
        ([name, given]) =>
          new Promise<never>((resolve, reject) => {
            const { desk } = globalThis as unknown as { desk: DeskBridge }
            const end = desk.watch(
              name,
              given,
              (view) => {
                end()
                resolve(view as never)
              },
              (error) => reject(new Error(error.code)),
            )
          }),
        [query, input] as const,
      )
    },
  }
}
