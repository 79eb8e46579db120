// Letters by hand, on a real core in both hosts: a mail the server refuses, tried again and dropped; the mail server set; a letter found by its picture.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeskBridge } from '../../src-shared/contract/bridge.ts'
import { type MailServer, startMailServer } from '../mail-server/start.ts'
import { hosts } from '../set-up/launch.ts'
import { bai, demandingUnit, issuingUnit, lin, passcode } from '../small-town.ts'
import { type Clerk, clerkAt } from './clerk.ts'
import { openRealTown, type RealTown } from './real-town.ts'

const marriage = '婚姻状况证明'

describe.each(hosts)('A2§4 letters in %s', (host) => {
  const folder = mkdtempSync(join(tmpdir(), 'letters-'))
  let town: RealTown
  let other: MailServer
  let clerk: Clerk
  let stream = ''

  beforeAll(async () => {
    town = await openRealTown(host, '--refuse', issuingUnit.mail)
    other = await startMailServer()
    clerk = clerkAt((await town.open(demandingUnit.code, '综合窗口 3 号')).page)
    await clerk.signIn(lin.id, passcode)
    await clerk.waitForLink('online')
  }, 180_000)
  afterAll(async () => {
    await town?.close()
    await other?.stop()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const sendByMail = async () => {
    const form = await clerk.formBy('mail', marriage)
    await form.getByTestId('form-submit').click()
    await form.waitFor({ state: 'detached' })
  }

  it('a refused mail stands in the outbox with the answer, is tried again, and is dropped on a second word', async () => {
    await town.endpoint.kill()
    await clerk.waitForLink('unreachable')
    await clerk.openCase('gzzf', '邵一帆', '370304199001012840')
    stream = (await clerk.read('cases', { text: '', status: 'open' })).rows[0]?.stream ?? ''
    await clerk.askBy('mail', marriage, '离异')
    await sendByMail()
    await clerk.goTo('outbox')
    const job = clerk.by('job-mail-given-up')
    await job.waitFor()
    expect(await job.innerText()).toContain('550 5.1.1 No such user here')
    await clerk.by('job-retry').click()
    await expect.poll(async () => (await clerk.read('outbox', {})).jobs[0]?.attempts).toBe(2)
    await job.waitFor()
    await clerk.by('job-drop').click()
    await clerk.by('job-drop-yes').click()
    await clerk.by('outbox-jobs').waitFor({ state: 'detached' })
    expect((await clerk.read('outbox', {})).jobs).toEqual([])
  }, 120_000)

  it('an administrator sets another mail server, and the letter goes there', async () => {
    await clerk.by('lock').click()
    await clerk.signIn(bai.id, passcode)
    expect(await clerk.by('page-outbox').count()).toBe(0)
    await clerk.goTo('settings')
    await clerk.by('settings-mail').click()
    await clerk.by('mail-host').fill('127.0.0.1')
    await clerk.by('mail-port').fill(String(other.port))
    await clerk.by('mail-secure').setChecked(false)
    await clerk.by('mail-from').fill(demandingUnit.mail)
    await clerk.by('mail-save').click()
    await expect
      .poll(async () => (await clerk.read('session', {})).mail)
      .toEqual({ host: '127.0.0.1', port: other.port, from: demandingUnit.mail })
    await clerk.by('lock').click()
    await clerk.signIn(lin.id, passcode)
    await clerk.goTo('cases')
    await clerk.by('case-row-0').click()
    const queued = clerk.proof(marriage).getByTestId('another-way')
    await clerk.standOn(marriage)
    if (await queued.isVisible()) await queued.click()
    await clerk.proof(marriage).getByTestId('channel-mail').click()
    await sendByMail()
    await expect.poll(() => other.mails().length, { timeout: 20_000 }).toBe(1)
    expect(town.mail.mails()).toEqual([])
    await clerk.waitForDispatch('mail', marriage)
  }, 90_000)

  it('a letter is found by a picture of it, and another picture is said to be unreadable', async () => {
    const verification = (await clerk.read('case', { case: stream })).proofs.find(
      (proof) => proof.verification !== null,
    )?.verification
    const pdf = await clerk.page.evaluate(async (wanted) => {
      const { desk } = globalThis as unknown as { desk: DeskBridge }
      const answer = await desk.call('drawInquiryLetter', { verification: wanted, channel: 'fax' })
      return 'value' in answer ? (answer.value as { readonly pdf: string }).pdf : ''
    }, verification ?? '')
    const file = join(folder, `${host}.pdf`)
    writeFileSync(file, Buffer.from(pdf, 'base64'))
    execFileSync('pdftoppm', ['-r', '200', '-gray', '-singlefile', '-png', file, join(folder, host)])

    await clerk.goTo('workbench')
    await clerk.by('letter-finder').click()
    const unreadable = await clerk.page.screenshot()
    await clerk
      .by('letter-finder-picture')
      .setInputFiles({ name: 'desk.png', mimeType: 'image/png', buffer: unreadable })
    await clerk.page.locator('[data-testid="error"][data-error="letter-code-unreadable"]').waitFor()
    await clerk.by('letter-finder-picture').setInputFiles(join(folder, `${host}.png`))
    await clerk.page.locator(`[data-testid="case-page"][data-case="${stream}"]`).waitFor()
  }, 60_000)
})
