// A store damaged overnight, as the clerk meets it: the notice over every page, what came back, the backup card, in both hosts.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hosts, type TestWindow } from '../set-up/launch.ts'
import { demandingUnit, lin, passcode } from '../small-town.ts'
import { type Clerk, clerkAt } from './clerk.ts'
import { openRealTown, type RealTown } from './real-town.ts'

const pictures = 'test-results/screens'

describe.each(hosts)('a damaged store in %s', (host) => {
  let town: RealTown
  let window: TestWindow
  let clerk: Clerk
  beforeAll(async () => {
    town = await openRealTown(host)
    window = await town.open(demandingUnit.code, '综合窗口 3 号')
    clerk = clerkAt(window.page)
    await clerk.signIn(lin.id, passcode)
    await clerk.waitForLink('online')
  }, 180_000)
  afterAll(() => town?.close(), 60_000)

  it('is backed up when the clerk says so, and the card says that it was read through', async () => {
    await clerk.openCase('gzzf', '邵一帆', '370304199001012840')
    await clerk.goTo('settings')
    await clerk.by('back-up-now').click()
    await expect.poll(() => clerk.by('backup-result').getAttribute('data-result')).toBe('made')
    expect(await clerk.by('backups-lastGood').innerText()).toContain('已打开核对')
  }, 60_000)

  it('says over every page what was damaged and what came back, until somebody knows of it', async () => {
    await clerk.openCase('gzzf', '卢小满', '370304199001012840')
    await expect.poll(async () => (await clerk.read('status', {})).waiting).toBe(0)
    await town.shut(window)
    const database = join(town.folderOf(demandingUnit.code), 'window.sqlite')
    const bytes = readFileSync(database)
    bytes.fill(0, 0, 4096)
    writeFileSync(database, bytes)

    window = await town.open(demandingUnit.code, '综合窗口 3 号')
    clerk = clerkAt(window.page)
    await clerk.by('store-notice').waitFor()
    await clerk.signIn(lin.id, passcode)
    const words = clerk.by('recovery-words')
    expect(await words.getAttribute('data-damage')).toBe('header')
    await expect.poll(() => words.innerText()).toContain('已办的一条不缺')
    mkdirSync(pictures, { recursive: true })
    await window.page.screenshot({ path: join(pictures, `recovered-${host}.png`) })
    await clerk.goTo('cases')
    await expect
      .poll(async () =>
        (await clerk.read('cases', { text: '', status: 'all' })).rows.map((one) => one.applicantName),
      )
      .toEqual(expect.arrayContaining(['邵一帆', '卢小满']))

    await clerk.by('recovery-known').click()
    await clerk.by('store-notice').waitFor({ state: 'detached' })
    await clerk.goTo('settings')
    expect(await clerk.by('store-backups').innerText()).toContain('已知悉')
    await window.page.screenshot({ path: join(pictures, `backups-${host}.png`), fullPage: true })
  }, 120_000)
})
