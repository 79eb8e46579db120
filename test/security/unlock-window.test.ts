// A real window without a keychain to be trusted asks for a passphrase, once a start.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { coreSettings } from '../desk-process.ts'
import { hosts, openWindow, type TestWindow } from '../set-up/launch.ts'

const passphrase = '春天的第一场雨下了'
let folder = ''
let window: TestWindow | null = null
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unlock-'))
})
afterEach(async () => {
  await window?.close()
  window = null
})
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }))

describe.each(hosts)('without a keychain, in %s', (host) => {
  const settings = () => coreSettings(join(folder, host))
  const by = (name: string) => {
    if (window === null) throw new Error('no window')
    return window.page.getByTestId(name)
  }

  it('the first start asks for a passphrase twice, and then for the enrolment', async () => {
    window = await openWindow(host, settings())
    await by('unlock').waitFor()
    expect(await by('unlock').getAttribute('data-lock')).toBe('first-start')
    await by('new-passphrase').fill(passphrase)
    await by('repeat-passphrase').fill(`${passphrase}。`)
    expect(await by('unlock-set-up').isDisabled()).toBe(true)
    await by('repeat-passphrase').fill(passphrase)
    await by('unlock-set-up').click()
    await by('enrol').waitFor()
    // safeStorage's own password is no keychain: nothing was given to it.
    expect(existsSync(join(folder, host, 'keys', 'keychain.bin'))).toBe(false)
  }, 60_000)

  it('the next one asks for it; a wrong one is said so, and a killed core asks nobody again', async () => {
    window = await openWindow(host, settings())
    await by('unlock-passphrase').fill('不是这一句')
    await by('unlock-open').click()
    await by('error').waitFor()
    expect(await by('error').getAttribute('data-error')).toBe('unlock-wrong')
    expect(await by('unlock-passphrase').inputValue()).toBe('')
    await by('unlock-passphrase').fill(passphrase)
    await by('unlock-open').click()
    await by('enrol').waitFor()
    const before = await window.corePid()
    process.kill(before, 'SIGKILL')
    await expect.poll(() => window?.corePid(), { timeout: 20_000 }).not.toBe(before)
    await by('core').waitFor({ state: 'detached' })
    await by('enrol').waitFor()
    expect(await by('unlock').count()).toBe(0)
  }, 60_000)
})
