// The shell's locks: pages come from our own scheme with a strict policy, and a page can neither leave nor ask for anything.
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { app, protocol, session } from 'electron'
import { contentSecurityPolicy } from '../launcher/content-security.ts'

/** Origin of every page; only its main frame is heard. */
export const origin = 'window://desk'

/** Must run before Electron is ready. */
export function registerOwnScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'window',
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ])
}

/** File below `pages` that an address names, or null for what is not ours. */
function fileOf(pages: string, address: string): string | null {
  const url = new URL(address)
  if (`${url.protocol}//${url.host}` !== origin) return null
  try {
    const path = join(pages, url.pathname === '/' ? 'index.html' : decodeURIComponent(url.pathname))
    return path.startsWith(`${pages}${sep}`) && !path.includes('\0') ? path : null
  } catch {
    return null
  }
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** Serves the built pages, each with the policy. */
export function serveOwnPages(pages: string): void {
  protocol.handle('window', async (request) => {
    const path = request.method === 'GET' ? fileOf(pages, request.url) : null
    const file = path === null ? null : await readFile(path).catch(() => null)
    if (path === null || file === null) return new Response('', { status: 404 })
    return new Response(new Uint8Array(file), {
      headers: {
        'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
      },
    })
  })
}

/** Nothing is granted and nothing is opened: what a page does not need it cannot ask for. */
export function closeDoors(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    // The desk has no frames.
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame) event.preventDefault()
    })
  })
}
