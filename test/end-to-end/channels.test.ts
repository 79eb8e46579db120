// The other ways out, in real Electron: a fax into a real HylaFAX queue, a letter into the OA folder, one by a real Postfix whose answer comes
// back by a real Dovecot; the proof and the outbox say how each stands.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FaxServer, startFaxServer } from '../fax-server/start.ts'
import { type ImapServer, startImapServer } from '../imap-server/start.ts'
import { type PostfixServer, startPostfix } from '../postfix-server/start.ts'
import { bai, demandingUnit, issuingUnit, jointOffice, lin, ming, passcode } from '../small-town.ts'
import { type Clerk, clerkAt } from './clerk.ts'
import { openRealTown, type RealTown } from './real-town.ts'

const marriage = '婚姻状况证明'
const allowance = '最低生活保障证明'
/** A hand-over that HylaFAX does not answer is ended after a minute and tried again, milliseconds. */
const faxPatience = 80_000
const screens = join(import.meta.dirname, '../../test-results/screens/channels')
const folder = mkdtempSync(join(tmpdir(), 'oa-'))
let town: RealTown
let fax: FaxServer
let imap: ImapServer
let postfix: PostfixServer
let clerk: Clerk
let office: Clerk

beforeAll(async () => {
  mkdirSync(screens, { recursive: true })
  ;[town, fax, imap] = await Promise.all([openRealTown('electron'), startFaxServer(), startImapServer()])
  postfix = await startPostfix(imap, ['spj', 'mzj'])
  clerk = clerkAt((await town.open(demandingUnit.code, '综合窗口 3 号')).page)
  await clerk.signIn(bai.id, passcode)
  await clerk.waitForLink('online')
}, 180_000)
afterAll(async () => {
  await town?.close()
  await fax?.stop()
  await postfix?.stop()
  await imap?.stop()
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

const look = (name: string) => clerk.page.screenshot({ path: join(screens, `${name}.png`) })

describe('A2§3 the other ways out', () => {
  it('the joint office allows the other ways with a reason and an end, and the window shows it', async () => {
    office = clerkAt((await town.open(jointOffice.code, '联席会议办公室')).page)
    await office.signIn(ming.id, passcode)
    await office.waitForLink('online')
    await office.goTo('settings')
    await office.by('settings-mail').click()
    await office.by('policy-until').fill('2099-12-31')
    await office.by('policy-reason').fill('线路检修期间')
    await office.by('policy-save').click()
    await office.by('policy-decision').waitFor()
    await office.page.screenshot({ path: join(screens, 'policy.png') })
    await clerk.goTo('settings')
    await clerk.by('settings-mail').click()
    await expect.poll(() => clerk.by('policy-decision').innerText()).toContain('线路检修期间')
  }, 60_000)

  it('an administrator sets the mail server, the mailbox, the fax server and the OA folder', async () => {
    await clerk.by('mail-host').fill('127.0.0.1')
    await clerk.by('mail-port').fill(String(postfix.port))
    await clerk.by('mail-secure').setChecked(false)
    await clerk.by('mail-from').fill(demandingUnit.mail)
    await clerk.by('mail-save').click()
    await expect.poll(async () => (await clerk.read('session', {})).mail?.port).toBe(postfix.port)
    await clerk.by('mailbox-host').fill('127.0.0.1')
    await clerk.by('mailbox-port').fill(String(imap.port))
    await clerk.by('mailbox-secure').setChecked(false)
    await clerk.by('mailbox-user').fill(imap.user)
    await clerk.by('mailbox-password').fill(imap.password)
    await clerk.by('mailbox-save').click()
    await clerk.by('fax-way-hylafax').click()
    await clerk.by('fax-server').fill(fax.server)
    await clerk.by('fax-save').click()
    await expect.poll(() => clerk.by('fax-current').innerText()).toContain(fax.server)
    await clerk.by('oa-way-folder').click()
    await clerk.by('oa-folder').fill(folder)
    await clerk.by('oa-save').click()
    await expect.poll(() => clerk.by('oa-current').innerText()).toContain(folder)
    await look('settings')
  }, 30_000)

  it('a fax waits under its request id, beside its proof and in the outbox, and went when the server says so', async () => {
    await clerk.by('lock').click()
    await clerk.signIn(lin.id, passcode)
    await town.endpoint.kill()
    await clerk.waitForLink('unreachable')
    await clerk.openCase('gzzf', '邵一帆', '370304199001012840')
    await clerk.askBy('fax', marriage, '离异')
    const form = await clerk.formBy('fax', marriage)
    await look('send-fax')
    await form.getByTestId('form-submit').click()
    const line = await clerk.findOn(marriage, 'job-fax-waiting')
    await expect.poll(() => line.innerText(), { timeout: faxPatience }).toMatch(/请求号 \d/)
    const [request = ''] = fax.waiting()
    expect(await line.innerText()).toContain(`请求号 ${request}`)
    await look('fax-waiting')
    await clerk.goTo('outbox')
    await clerk.by('job-fax-waiting').waitFor()
    await look('outbox')
    fax.sayItWent(request, 1)
    await clerk.by('job-fax-sent').waitFor()
  }, 150_000)

  it('a letter lies in the OA folder', async () => {
    await clerk.openCase('gzzf', '程小禾', '370304199001012840')
    const row = await clerk.standOn(allowance)
    await row.getByTestId('declared-0').fill('是')
    await row.getByTestId('channel-oa').click()
    await row.getByTestId('form-submit').click()
    const form = await clerk.formBy('oa', allowance)
    await form.getByTestId('form-submit').click()
    await expect.poll(() => readdirSync(folder).filter((name) => name.endsWith('.json'))).toHaveLength(1)
    await clerk.findOn(allowance, 'sent-oa')
    await look('oa-sent')
  }, 60_000)

  it('a letter goes by Postfix, and its answer comes by Dovecot, is accepted and taken', async () => {
    await clerk.openCase('gzzf', '邵一帆', '370304199001012840')
    await clerk.askBy('mail', marriage, '离异')
    const form = await clerk.formBy('mail', marriage)
    await clerk.waitForLetterPages()
    await look('send-three-ways')
    // The way the clerk chose stands ready: one press.
    const ready = form.getByTestId('form-submit')
    await expect.poll(() => ready.evaluate((button) => button === document.activeElement)).toBe(true)
    await clerk.page.keyboard.press('Enter')
    await clerk.waitForDispatch('mail', marriage)
    await expect.poll(() => postfix.mails('mzj').length, { timeout: 20_000 }).toBe(1)
    const messageId = /^Message-ID: (.*)\r?$/m.exec(postfix.mails('mzj')[0] ?? '')?.[1]
    await createTransport({ host: '127.0.0.1', port: postfix.port, ignoreTLS: true }).sendMail({
      from: issuingUnit.mail,
      to: demandingUnit.mail,
      subject: '回复',
      text: '属实',
      inReplyTo: messageId,
    })
    const mails = await clerk.findOn(marriage, 'mails-of-inquiry')
    await mails.getByTestId('mail-accept').click()
    await mails.getByTestId('choice-verdict-confirmed').click()
    await mails.getByTestId('field-answeredBy').fill('周衡')
    await mails.getByTestId('form-submit').click()
    await clerk.takeAnswer(marriage)
    await look('mail-answered')
  }, 60_000)

  it('the joint office closes fax: the letter that waits is stopped, says why, and leads to the ways that are open', async () => {
    await clerk.openCase('gzzf', '宁清越', '370304199203044520')
    await clerk.askBy('fax', marriage, '离异')
    await (await clerk.formBy('fax', marriage)).getByTestId('form-submit').click()
    await clerk.findOn(marriage, 'job-fax-waiting')
    await expect.poll(() => fax.waiting(), { timeout: faxPatience }).toHaveLength(1)
    await town.endpoint.start()
    await office.waitForLink('online')
    await office.by('policy-fax').click()
    await office.by('policy-reason').fill('传真机送检')
    await office.by('policy-save').click()
    await clerk.findOn(marriage, 'job-fax-given-up')
    expect(fax.waiting()).toEqual([])
    await clerk.goTo('outbox')
    const job = clerk.by('job-fax-given-up')
    expect(await job.innerText()).toContain('联席会议办公室已停用此方式')
    await look('stopped-by-policy')
    await town.endpoint.kill()
    await clerk.waitForLink('unreachable')
    await job.getByTestId('job-other-way').click()
    // It reached the other unit by the system when the line was back: another way is a door beside the wait.
    await (await clerk.findOn(marriage, 'act-dispatch')).click()
    await clerk.proof(marriage).locator('[data-testid="channel-fax"][data-closed-because="policy"]').waitFor()
    await clerk.proof(marriage).locator('[data-testid="channel-mail"][data-open="true"]').waitFor()
    expect(await clerk.by('timeline').innerText()).toContain('传真机送检')
    await look('stopped-in-case')
  }, 150_000)
})
