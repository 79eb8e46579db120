// The Electron window: what a page that went wrong could try, tried in a real one.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coreSettings, unattended } from '../desk-process.ts'
import { hosts, openElectronWindow, type TestWindow } from '../set-up/launch.ts'

describe.runIf(hosts.includes('electron'))('the Electron window', () => {
  let window: TestWindow
  let folder = ''
  let server: Server
  let foreign = ''
  const visits: string[] = []

  beforeAll(async () => {
    server = createServer((request, response) => {
      visits.push(request.url ?? '')
      response.end('foreign')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const bound = server.address()
    foreign = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`
    folder = mkdtempSync(join(tmpdir(), 'electron-'))
    window = await openElectronWindow(coreSettings(join(folder, 'window'), { demo: unattended }))
    await window.page.waitForFunction(() => 'desk' in globalThis)
  }, 90_000)
  afterAll(async () => {
    await window.close()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('gives the page no node, only the desk and its five members', async () => {
    const found = await window.page.evaluate(() => ({
      globals: ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter(
        (name) => name in globalThis,
      ),
      desk: Object.keys((globalThis as unknown as { desk: object }).desk).sort(),
    }))
    expect(found).toEqual({ globals: [], desk: ['announce', 'call', 'host', 'onCore', 'watch'] })
  })

  it('does not navigate, neither by script nor by a link', async () => {
    const before = window.page.url()
    await window.page.evaluate((address) => {
      location.href = address
    }, `${foreign}/by-script`)
    await window.page.evaluate((address) => {
      const link = document.createElement('a')
      link.href = address
      document.body.append(link)
      link.click()
    }, `${foreign}/by-link`)
    await window.page.waitForTimeout(500)
    expect(window.page.url()).toBe(before)
    expect(visits).toEqual([])
  })

  it('opens no window', async () => {
    const opened = await window.page.evaluate(
      (address) => globalThis.open(address) === null,
      `${foreign}/by-open`,
    )
    expect(opened).toBe(true)
    expect(visits).toEqual([])
  })

  it('grants no permission', async () => {
    const answers = await window.page.evaluate(async () => {
      const refused = (work: Promise<unknown>) =>
        work.then(
          () => 'granted',
          () => 'refused',
        )
      return {
        camera: await refused(navigator.mediaDevices.getUserMedia({ video: true })),
        place: await refused(
          new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
        ),
        notification: await Notification.requestPermission(),
        clipboard: await refused(navigator.clipboard.readText()),
      }
    })
    expect(answers).toEqual({
      camera: 'refused',
      place: 'refused',
      notification: 'denied',
      clipboard: 'refused',
    })
  })

  it('runs no inline script, no eval, and reaches no foreign address', async () => {
    const tried = await window.page.evaluate(async (address) => {
      const script = document.createElement('script')
      script.textContent = 'window.hacked = true'
      document.body.append(script)
      const image = await new Promise((resolve) => {
        const picture = new Image()
        picture.onload = () => resolve('reached')
        picture.onerror = () => resolve('refused')
        picture.src = `${address}/image`
      })
      const fetched = await fetch(`${address}/fetch`).then(
        () => 'reached',
        () => 'refused',
      )
      return { hacked: 'hacked' in globalThis, image, fetched }
    }, foreign)
    expect(tried).toEqual({ hacked: false, image: 'refused', fetched: 'refused' })
    expect(visits).toEqual([])
  })

  it('shows no foreign page in a frame and sends no form', async () => {
    await window.page.evaluate((address) => {
      const frame = document.createElement('iframe')
      frame.src = `${address}/frame`
      document.body.append(frame)
      const form = document.createElement('form')
      form.action = `${address}/form`
      document.body.append(form)
      form.submit()
    }, foreign)
    await window.page.waitForTimeout(500)
    expect(visits).toEqual([])
    expect(window.page.frames().map((frame) => frame.url())).not.toContain(`${foreign}/frame`)
  })

  it('serves nothing but its own built files', async () => {
    const statuses = await window.page.evaluate(() =>
      Promise.all(
        ['/index.html', '/../main/core.js', '/..%2fmain%2fcore.js', '/%2e%2e/main/core.js', '/%00', '/%'].map(
          async (path) => (await fetch(path)).status,
        ),
      ),
    )
    expect(statuses).toEqual([200, 404, 404, 404, 404, 404])
  })

  it('shows no frame, not even of its own making', async () => {
    const blocked = await window.page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective))
          const frame = document.createElement('iframe')
          frame.src = URL.createObjectURL(new Blob(['<p>own</p>'], { type: 'text/html' }))
          document.body.append(frame)
        }),
    )
    expect(blocked).toBe('frame-src')
    expect(window.page.frames().filter((frame) => frame.url().startsWith('blob:'))).toEqual([])
  })

  it('answers a verb it does not know with a coded refusal, and a malformed frame with nothing', async () => {
    const answer = await window.page.evaluate(() =>
      (globalThis as unknown as { desk: { call(verb: string, input: unknown): Promise<unknown> } }).desk.call(
        'dropTable',
        {},
      ),
    )
    expect(answer).toMatchObject({ error: { code: 'input-invalid' } })
  })

  it('core killed with -9 comes back and the window goes on', async () => {
    const before = await window.corePid()
    process.kill(before, 'SIGKILL')
    await expect.poll(() => window.corePid(), { timeout: 15_000 }).not.toBe(before)
    await expect
      .poll(
        () =>
          window.page.evaluate(() =>
            (globalThis as unknown as { desk: { call(verb: string, input: unknown): Promise<object> } }).desk
              .call('searchList', { text: '', limit: 1 })
              .then((answer) => 'value' in answer),
          ),
        { timeout: 15_000 },
      )
      .toBe(true)
  })
})
