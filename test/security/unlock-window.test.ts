// A real window without a keychain to be trusted asks for a passphrase, once a start; with a real keyring it asks nobody.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { coreSettings } from '../desk-process.ts'
import { hosts, openElectronWindow, openWindow, type TestWindow } from '../set-up/launch.ts'

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

/** A session bus with a keyring that is open, as a desktop has it after signing in. */
async function startKeyring(home: string) {
  mkdirSync(join(home, 'data'))
  const script = `printf 'sign-in' | gnome-keyring-daemon --unlock --components=secrets >/dev/null
echo "$DBUS_SESSION_BUS_ADDRESS"
cat >/dev/null`
  const child = spawn('dbus-run-session', ['--', 'sh', '-c', script], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_RUNTIME_DIR: home },
  })
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the keyring ended with ${code}`)))
  })
  return {
    environment: {
      DBUS_SESSION_BUS_ADDRESS: address,
      XDG_CURRENT_DESKTOP: 'GNOME',
      XDG_RUNTIME_DIR: home,
    },
    /** The keyring and its bus go when their input ends. */
    async close() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.stdin.end()
      await gone
    },
  }
}

describe.runIf(hosts.includes('electron'))('with a real keyring', () => {
  it('nobody is asked, the secret lies encrypted, and another keyring is a lost one', async () => {
    const settings = coreSettings(join(folder, 'keyring'))
    const home = mkdtempSync(join(tmpdir(), 'home-'))
    const keyring = await startKeyring(home)
    try {
      for (let start = 0; start < 2; start += 1) {
        window = await openElectronWindow(settings, keyring.environment)
        await window.page.getByTestId('enrol').waitFor()
        expect(await window.page.getByTestId('unlock').count()).toBe(0)
        await window.close()
        window = null
      }
      const kept = readFileSync(join(settings.folder, 'keys', 'keychain.bin'))
      expect(kept.subarray(0, 3).toString()).toBe('v11')
    } finally {
      await keyring.close()
      rmSync(home, { recursive: true, force: true })
    }
    const newHome = mkdtempSync(join(tmpdir(), 'home-'))
    const other = await startKeyring(newHome)
    try {
      window = await openElectronWindow(settings, other.environment)
      const veil = window.page.getByTestId('core')
      await veil.waitFor()
      await expect.poll(() => veil.getAttribute('data-core'), { timeout: 20_000 }).toBe('failed')
      expect(await veil.innerText()).toContain('系统钥匙串')
      await window.close()
      window = null
    } finally {
      await other.close()
      rmSync(newHome, { recursive: true, force: true })
    }
  }, 120_000)
})
