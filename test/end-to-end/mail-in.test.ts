// An answer by official mail on a day without a line, in both hosts: the letter goes out by SMTP, its scanned reply comes in by IMAP,
// lies beside the inquiry and is taken by a person; what is no answer waits in the tray.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ImapServer, startImapServer } from '../imap-server/start.ts'
import { composeMail, filePart, multipart, textPart } from '../mail-samples/compose-mail.ts'
import { drawPages, scannedPdf } from '../mail-samples/letter-pages.ts'
import { unembeddedPdf } from '../mail-samples/unembedded-pdf.ts'
import { hosts } from '../set-up/launch.ts'
import { bai, demandingUnit, issuingUnit, lin, passcode } from '../small-town.ts'
import { type Clerk, clerkAt } from './clerk.ts'
import { openRealTown, type RealTown } from './real-town.ts'

const marriage = '婚姻状况证明'

/** Dark pixels of a picture on the page. */
async function inkOf(image: Element): Promise<number> {
  const picture = image as HTMLImageElement
  await picture.decode()
  const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight)
  const drawing = canvas.getContext('2d')
  drawing?.drawImage(picture, 0, 0)
  const { data } = drawing?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
  let dark = 0
  for (let at = 0; at < data.length; at += 4)
    if ((data[at] ?? 255) < 100 && (data[at + 3] ?? 0) > 100) dark += 1
  return dark
}

describe.each(hosts)('A2§3 mail that comes in, in %s', (host) => {
  let town: RealTown
  let inbox: ImapServer
  let clerk: Clerk
  let verification = ''

  beforeAll(async () => {
    town = await openRealTown(host)
    inbox = await startImapServer()
    clerk = clerkAt((await town.open(demandingUnit.code, '综合窗口 3 号')).page)
    await clerk.signIn(bai.id, passcode)
    await clerk.waitForLink('online')
  }, 180_000)
  afterAll(async () => {
    await town?.close()
    await inbox?.stop()
  }, 60_000)

  it('an administrator sets the mailbox, whose password is shown to nobody', async () => {
    await clerk.goTo('settings')
    await clerk.by('settings-mail').click()
    await clerk.by('mailbox-host').fill('127.0.0.1')
    await clerk.by('mailbox-port').fill(String(inbox.port))
    await clerk.by('mailbox-secure').setChecked(false)
    await clerk.by('mailbox-user').fill(inbox.user)
    await clerk.by('mailbox-password').fill(inbox.password)
    await clerk.by('mailbox-save').click()
    const { port, user } = inbox
    await expect
      .poll(async () => (await clerk.read('session', {})).mailbox)
      .toEqual({ host: '127.0.0.1', port, secure: false, user, mailbox: 'INBOX' })
    await expect.poll(() => clerk.by('mailbox-password').inputValue()).toBe('')
    await clerk.by('lock').click()
    await clerk.signIn(lin.id, passcode)
  }, 60_000)

  it('a scanned reply lies beside its inquiry, is looked at, recorded and taken', async () => {
    await town.endpoint.kill()
    await clerk.waitForLink('unreachable')
    await clerk.openCase('gzzf', '邵一帆', '370304199001012840')
    await clerk.askBy('mail', marriage, '离异')
    await (await clerk.formBy('mail', marriage)).getByTestId('form-submit').click()
    await expect.poll(() => town.mail.mails().length, { timeout: 20_000 }).toBe(1)
    await clerk.waitForDispatch('mail', marriage)
    const stream = (await clerk.read('cases', { text: '', status: 'open' })).rows[0]?.stream ?? ''
    const { proofs } = await clerk.read('case', { case: stream })
    verification = proofs.find((proof) => proof.verification !== null)?.verification ?? ''
    const [year, serial] = verification.split('-').slice(-2).map(Number)
    const number = { unitShortName: demandingUnit.shortName, year: year ?? 0, serial: serial ?? 0 }

    const { jpeg } = await drawPages(verification, number, 'confirmed')
    const page = filePart('扫描件.pdf', 'application/pdf', scannedPdf(jpeg, 1.5))
    inbox.deliver(
      composeMail(
        [`From: <${issuingUnit.mail}>`, 'Subject: '],
        multipart('mixed', [textPart('见附件'), page], 'b'),
      ),
    )
    const mails = await clerk.findOn(marriage, 'mails-of-inquiry')
    expect(await mails.getByTestId('mail-tie').innerText()).toContain('附件上有原函二维码')
    await mails.getByTestId('mail-file-look-0').click()
    await clerk.page.locator('[data-testid="mail-pages"][data-pages="1"] img').waitFor()
    await mails.getByTestId('mail-accept').click()
    await mails.getByTestId('choice-verdict-confirmed').click()
    await mails.getByTestId('field-answeredBy').fill('周衡')
    await mails.getByTestId('form-submit').click()
    await clerk.takeAnswer(marriage)
    const answered = await clerk.read('verification', { verification })
    expect(answered.state.answer?.body).toMatchObject({
      verdict: 'confirmed',
      channel: 'mail',
      answeredBy: '周衡',
    })
    expect(answered.state.answer?.body.evidence).toMatch(/sha256:[0-9a-f]{32}$/)
  }, 120_000)

  it('what names no letter waits in the tray with the reason, and is put away with one', async () => {
    const page = filePart('价目.pdf', 'application/pdf', unembeddedPdf('代开发票价目'))
    inbox.deliver(
      composeMail(
        ['From: <offer@example.com>', 'Subject: win'],
        multipart('mixed', [textPart('发票代开'), page], 'b'),
      ),
    )
    await clerk.goTo('outbox')
    await clerk.by('look-for-mail').click()
    const mail = clerk.page.locator('[data-testid^="mail-in-"][data-tray="no-letter"]')
    await mail.waitFor()
    expect(await mail.getByTestId('mail-tray-reason').innerText()).toContain('没有写函号')
    // Words in a font the file does not bring are drawn too: an empty page would be taken for an empty answer.
    await mail.getByTestId('mail-file-look-0').click()
    const drawn = clerk.page.locator('[data-testid="mail-pages"][data-pages="1"] img')
    await drawn.waitFor()
    expect(await drawn.evaluate(inkOf)).toBeGreaterThan(500)
    await mail.getByTestId('mail-dismiss').click()
    await mail.getByTestId('field-reason').fill('广告')
    await mail.getByTestId('form-submit').click()
    await mail.waitFor({ state: 'detached' })
    expect((await clerk.read('incomingMails', { verification: null })).mails).toEqual([])
    for (const file of inbox.files()) expect(file).not.toMatch(/:2,./)
  }, 60_000)
})
