// A visit of one's own, recorded by hand in real Electron while the line is down: photos, a signature, a restart, another language.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demandingUnit, lin, passcode } from '../small-town.ts'
import { visitPhoto } from '../visit-photo.ts'
import { type Clerk, clerkAt } from './clerk.ts'
import { openRealTown, type RealTown } from './real-town.ts'

const marriage = '婚姻状况证明'
const screens = join(import.meta.dirname, '../../test-results/screens/visit')
let town: RealTown
let clerk: Clerk

beforeAll(async () => {
  mkdirSync(screens, { recursive: true })
  town = await openRealTown('electron')
  clerk = clerkAt((await town.open(demandingUnit.code, '镇办窗口')).page)
  await clerk.signIn(lin.id, passcode)
  await clerk.waitForLink('online')
  await clerk.openCase('公共租赁', '程小禾', '370304199001012840')
}, 180_000)
afterAll(() => town?.close(), 60_000)

const look = (name: string) => clerk.page.screenshot({ path: join(screens, `${name}.png`) })
const inForm = (testId: string) => clerk.page.getByTestId('form-check-on-site').getByTestId(testId)

async function fillFacts(): Promise<void> {
  await inForm('field-place').fill('博山区城东街道 12 号')
  await inForm('field-visitors').fill('林溪、柏安')
  await inForm('field-findings').fill('房屋空置，邻居称三年前搬离')
}

describe('A2§3 and A2§8 a visit on site', () => {
  it('is recorded by hand while the line is down, with photos and a signature', async () => {
    await town.endpoint.stop()
    await clerk.waitForLink('unreachable')
    const row = await clerk.standOn(marriage)
    await row.getByTestId('channel-on-site').click()
    await fillFacts()
    await inForm('choice-verdict-confirmed').click()
    const photos = await Promise.all(
      ['12', '14'].map(async (text) => ({
        name: `${text}.jpg`,
        mimeType: 'image/jpeg',
        buffer: await visitPhoto(text, 4000, 3000),
      })),
    )
    await inForm('visit-photos-input').setInputFiles([
      ...photos,
      { name: '说明.txt', mimeType: 'text/plain', buffer: Buffer.from('没有照片') },
    ])
    await inForm('visit-photo-1').waitFor()
    expect(await inForm('visit-photos-unread').innerText()).toContain('说明.txt')
    expect(await inForm('form-submit').isDisabled()).toBe(true)
    await inForm('field-signer').fill('程邻')
    const pad = inForm('signature-pad')
    await pad.scrollIntoViewIfNeeded()
    const box = await pad.boundingBox()
    if (box === null) throw new Error('no field to sign in')
    const { mouse } = clerk.page
    for (const [from, to] of [
      [0.2, 0.4],
      [0.5, 0.8],
    ] as const) {
      await mouse.move(box.x + box.width * from, box.y + box.height * 0.3)
      await mouse.down()
      await mouse.move(box.x + box.width * to, box.y + box.height * 0.7, { steps: 8 })
      await mouse.up()
    }
    await expect.poll(() => pad.getAttribute('data-signed')).toBe('true')
    await look('form-zh')
    await inForm('form-submit').click()
    await clerk.page
      .locator('[data-testid^="proof-"][data-status="settled"]', { hasText: marriage })
      .waitFor()
  }, 90_000)

  it('stands at the proof with its photos and signature, and opens large', async () => {
    const row = clerk.proof(marriage)
    await row.locator('h3').click()
    const record = row.getByTestId('visit-record')
    await record.waitFor()
    expect(await record.innerText()).toContain('三年前搬离')
    expect(await record.innerText()).toContain('程邻')
    await expect.poll(() => record.getByTestId('visit-kept-photo').count()).toBe(2)
    const widths = await record
      .locator('img')
      .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth))
    expect(widths).toEqual([1600, 1600])
    await look('record-zh')
    await record.getByTestId('visit-kept-photo').first().focus()
    await clerk.page.keyboard.press('Enter')
    await clerk.page.locator('.visit-large').waitFor()
    await look('large')
    await clerk.page.keyboard.press('Escape')
    await clerk.page.locator('.visit-large').waitFor({ state: 'detached' })
  }, 60_000)

  it('takes a reason in the place of a signature, in English too', async () => {
    await clerk.by('language').click()
    const row = await clerk.standOn('最低生活保障证明')
    await row.getByTestId('channel-on-site').click()
    await fillFacts()
    await inForm('choice-verdict-mismatch').click()
    const eight = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((number) => visitPhoto(`${number}`)))
    await inForm('visit-photos-input').setInputFiles(
      eight.map((buffer, at) => ({ name: `${at + 1}.jpg`, mimeType: 'image/jpeg', buffer })),
    )
    await inForm('visit-photo-5').waitFor()
    // What there is no room for is said, and the keyboard stays among the photos.
    expect(await inForm('visit-photos-left-out').innerText()).toContain('7.jpg、8.jpg')
    const focused = () => clerk.page.evaluate(() => document.activeElement?.closest('.visit-photos') !== null)
    for (let number = 6; number > 0; number -= 1) {
      await inForm('visit-photo-0').locator('xpath=..').getByRole('button').focus()
      await clerk.page.keyboard.press('Enter')
      await expect.poll(() => inForm(`visit-photo-${number - 1}`).count()).toBe(0)
      expect(await focused(), `after dropping one of ${number}`).toBe(true)
    }
    await inForm('choice-unsigned').check({ force: true })
    expect(await inForm('form-submit').isDisabled()).toBe(true)
    await inForm('field-unsignedBecause').fill('本人不在场，邻居不愿签名')
    await look('form-en')
    await inForm('form-submit').click()
    await expect
      .poll(async () => {
        if ((await row.getAttribute('aria-current')) !== 'step') await row.locator('h3').click()
        return row.getByTestId('visit-record').isVisible()
      })
      .toBe(true)
    await look('record-en')
    await clerk.by('language').click()
  }, 60_000)
})
