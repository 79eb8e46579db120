// The browser host lets in only the browser it was opened for: every other way in is tried here.
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeskBridge } from '../../src-shared/contract/bridge.ts'
import { coreSettings, unattended } from '../desk-process.ts'
import { launchChromium, startBrowserHost } from '../set-up/launch.ts'

type BrowserHost = Awaited<ReturnType<typeof startBrowserHost>>
let host: BrowserHost
let folder = ''
let cookie = ''
let base = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'host-'))
  host = await startBrowserHost(coreSettings(join(folder, 'window'), { demo: unattended }))
  base = new URL(host.address).origin
})
afterAll(async () => {
  await host.close()
  rmSync(folder, { recursive: true, force: true })
})

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${base}${path}`, { headers, redirect: 'manual', method })

/** Sends bytes as they are: a client that tidies nothing. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(port), hostname, () => socket.write(text))
    socket.setTimeout(1_000, () => socket.destroy())
    socket.on('data', (data) => {
      answer += data.toString('latin1')
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

describe('the one-time address', () => {
  it('a wrong one is refused, the right one lets in once, and then no more', async () => {
    expect((await ask('/open/not-the-token')).status).toBe(403)
    const path = new URL(host.address).pathname
    const entered = await ask(path)
    expect(entered.status).toBe(303)
    const set = entered.headers.get('set-cookie') ?? ''
    expect(set).toMatch(/HttpOnly; SameSite=Strict/)
    cookie = set.split(';')[0] ?? ''
    expect((await ask(path)).status).toBe(403)
    expect((await ask('/', { cookie })).status).toBe(200)
  })

  it('nothing is served without the cookie, nor with another', async () => {
    for (const path of ['/', '/index.html', '/browser-bridge.js', '/assets/', '/bridge']) {
      expect(`${path} ${(await ask(path)).status}`).toBe(`${path} 401`)
      expect((await ask(path, { cookie: 'window-session=guess' })).status).toBe(401)
    }
  })

  it('a new address ends the browser before it', async () => {
    const before = cookie
    const address = await host.newAddress()
    expect((await ask('/', { cookie: before })).status).toBe(200)
    const set = (await ask(new URL(address).pathname)).headers.get('set-cookie') ?? ''
    cookie = set.split(';')[0] ?? ''
    expect((await ask('/', { cookie: before })).status).toBe(401)
    expect((await ask('/', { cookie })).status).toBe(200)
  })
})

describe('where a request comes from', () => {
  it('another Host is refused even with the cookie (DNS rebinding)', async () => {
    const { port } = new URL(base)
    for (const name of [`localhost:${port}`, 'evil.example', `evil.example:${port}`, '127.0.0.1']) {
      const answer = await raw(
        `GET / HTTP/1.1\r\nHost: ${name}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
      )
      expect(`${name} ${answer.slice(9, 12)}`).toBe(`${name} 421`)
    }
  })

  it('another Origin is refused, for pages and for the bridge', async () => {
    expect((await ask('/', { cookie, origin: 'http://evil.example' })).status).toBe(403)
    const upgrade = (origin: string, withCookie: string) =>
      raw(
        `GET /bridge HTTP/1.1\r\nHost: ${new URL(base).host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${origin}${withCookie}\r\n`,
      )
    expect(await upgrade('Origin: http://evil.example\r\n', `Cookie: ${cookie}\r\n`)).toMatch(
      /^HTTP\/1.1 403/,
    )
    expect(await upgrade(`Origin: ${base}\r\n`, '')).toMatch(/^HTTP\/1.1 401/)
    // Without an Origin it is no browser: the socket is closed at once with a policy code.
    const closed = await upgrade('', `Cookie: ${cookie}\r\n`)
    expect(closed).not.toContain('"type":"core"')
    expect(await upgrade(`Origin: ${base}\r\n`, `Cookie: ${cookie}\r\n`)).toMatch(/^HTTP\/1.1 101/)
  })

  it('listens on loopback only', async () => {
    const { port } = new URL(base)
    const others = Object.values(networkInterfaces())
      .flatMap((one) => one ?? [])
      .filter((one) => !one.internal && one.family === 'IPv4')
    for (const { address } of others) {
      const reached = await new Promise((resolve) => {
        const socket = connect({ port: Number(port), host: address, timeout: 1_000 }, () => resolve(true))
        socket.on('error', () => resolve(false))
        socket.on('timeout', () => resolve(false))
      })
      expect(reached).toBe(false)
    }
  })
})

describe('what is served', () => {
  it('pages carry a strict policy and nothing outside their folder is reached', async () => {
    const page = await ask('/', { cookie })
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(page.headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/)
    for (const path of [
      '/../main/core.js',
      '/..%2fmain%2fcore.js',
      '/%2e%2e/main/core.js',
      '/assets/../../main/core.js',
    ]) {
      const answer = await raw(
        `GET ${path} HTTP/1.1\r\nHost: ${new URL(base).host}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
      )
      expect(answer).not.toContain('openDesk')
      expect(Number(answer.slice(9, 12))).toBeGreaterThanOrEqual(400)
    }
  })

  it('refuses a frame that is not of the contract by closing the socket', async () => {
    const browser = await launchChromium()
    const page = await browser.newPage()
    await page.goto(await host.newAddress())
    await page.waitForFunction(() => 'desk' in window)
    const closed = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const socket = new WebSocket(`ws://${location.host}/bridge`)
          socket.onopen = () => socket.send('{"type":"drop","id":1}')
          socket.onclose = (event) => resolve(event.code)
        }),
    )
    expect(closed).toBe(1008)
    await browser.close()
  })

  it('in a real browser: an inline script does not run and a foreign address is not reached', async () => {
    const browser = await launchChromium()
    const page = await browser.newPage()
    await page.goto(await host.newAddress())
    await page.waitForFunction(() => 'desk' in window)
    const tried = await page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.hacked = true'
      document.body.append(script)
      const fetched = await fetch('http://127.0.0.1:9/').then(
        () => 'reached',
        () => 'refused',
      )
      return { hacked: 'hacked' in window, fetched }
    })
    expect(tried).toEqual({ hacked: false, fetched: 'refused' })
    await browser.close()
  })
})

describe('one browser after another', () => {
  const ask = (page: Page) =>
    page.evaluate(async () => {
      const answer = await (window as unknown as { desk: DeskBridge }).desk.call('searchList', {
        text: '',
        limit: 1,
      })
      return 'value' in answer
    })
  const enter = async (context: BrowserContext, address: string) => {
    const page = await context.newPage()
    await page.goto(address)
    await page.waitForFunction(() => 'desk' in window)
    await expect.poll(() => ask(page)).toBe(true)
    return page
  }

  it('the one that was in before is cut off in the middle of its work', async () => {
    const browser = await launchChromium()
    const first = await enter(await browser.newContext(), await host.newAddress())
    const second = await enter(await browser.newContext(), await host.newAddress())
    await expect.poll(() => ask(first)).toBe(false)
    await first.locator('[data-testid="core"][data-core="failed"]').waitFor()
    expect(await ask(second)).toBe(true)
    await browser.close()
  })

  it('two windows beside each other in one browser both stay in', async () => {
    const other = await startBrowserHost(coreSettings(join(folder, 'window-beside'), { demo: unattended }))
    const browser = await launchChromium()
    const context = await browser.newContext()
    const here = await enter(context, await host.newAddress())
    const beside = await enter(context, other.address)
    await here.reload()
    await here.waitForFunction(() => 'desk' in window)
    await expect.poll(() => ask(here)).toBe(true)
    expect(await ask(beside)).toBe(true)
    await browser.close()
    await other.close()
  })

  it('is gone when whoever started it is', async () => {
    const other = await startBrowserHost(coreSettings(join(folder, 'window-left'), { demo: unattended }))
    await expect.poll(() => other.corePid()).toBeGreaterThan(0)
    await other.endInput()
    expect(() => process.kill(other.corePid(), 0)).toThrow()
  })
})
