// The loopback host for machines where Electron cannot be installed: lets in one browser, serves the pages, carries the bridge.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import fastifyWebsocket from '@fastify/websocket'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import type { CoreToHost } from '../../src-shared/contract/bridge.ts'
import { readRequest } from '../launcher/bridge-frame.ts'
import { contentSecurityPolicy } from '../launcher/content-security.ts'
import type { CoreConnection } from '../launcher/start-core.ts'

/** Largest frame a page may send, bytes: a list file of 20 MB as base64. */
const largestFrame = 32 * 1024 * 1024

/** Tells a page that another browser took its place, so that it does not try to come back. */
const replaced = 4001

export type BrowserHostOptions = {
  /** Built pages (`out/renderer`). */
  readonly pages: string
  readonly port: number
  readonly core: (onAnswer: (message: Extract<CoreToHost, { type: 'answer' }>) => void) => CoreConnection
}

const same = (left: string, right: string): boolean =>
  timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest())

/** Serves on 127.0.0.1 only. `newAddress` makes a one-time address; each lets in one browser and ends the one before. */
export async function serveBrowser(options: BrowserHostOptions) {
  const server = Fastify({ logger: false, bodyLimit: 1024, forceCloseConnections: true })
  let token: string | null = null
  let session: string | null = null
  let host = ''
  // Browsers keep one cookie jar for all ports of this machine: two windows beside each other must not take each other's place.
  let cookieName = 'window-session'
  const sockets = new Map<
    string,
    { send(text: string): void; close(code: number, why: string): void; terminate(): void }
  >()
  let clients = 0

  const core = options.core((message) => {
    sockets.get(message.client)?.send(JSON.stringify(message.answer))
  })

  const cookieOf = (request: FastifyRequest): string =>
    (request.headers.cookie ?? '')
      .split(';')
      .map((part) => part.trim())
      .find((part) => part.startsWith(`${cookieName}=`))
      ?.slice(cookieName.length + 1) ?? ''
  const isSession = (request: FastifyRequest): boolean => session !== null && same(cookieOf(request), session)

  function refuse(reply: FastifyReply, status: number, text: string) {
    return reply.code(status).type('text/plain; charset=utf-8').send(text)
  }

  server.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    // Another name for this address (DNS rebinding) and another site's page are both turned away.
    if (request.headers.host !== host) return refuse(reply, 421, 'wrong host')
    const { origin } = request.headers
    if (origin !== undefined && origin !== `http://${host}`) return refuse(reply, 403, 'wrong origin')
    const { url } = request
    if (url.startsWith('/open/')) return
    if (!isSession(request)) {
      return refuse(
        reply,
        401,
        '此地址只供打开它的浏览器使用，请从程序打印的一次性地址进入。\nOpen the one-time address that the program printed.',
      )
    }
  })

  server.get('/open/:token', (request, reply) => {
    const given = (request.params as { token: string }).token
    if (token === null || !same(given, token)) {
      return refuse(
        reply,
        403,
        '一次性地址已用过或有误，请在程序窗口按回车取新地址。\nThis one-time address was used already or is wrong.',
      )
    }
    token = null
    session = randomBytes(32).toString('base64url')
    for (const socket of sockets.values()) socket.close(replaced, 'another browser came in')
    return reply
      .header('set-cookie', `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`)
      .redirect('/', 303)
  })

  await server.register(fastifyWebsocket, { options: { maxPayload: largestFrame } })
  server.get('/bridge', { websocket: true }, (socket, request) => {
    // A browser always names its origin here; what does not is no browser of ours.
    if (request.headers.origin !== `http://${host}`) {
      socket.close(1008, 'wrong origin')
      return
    }
    clients += 1
    const client = `page-${clients}`
    sockets.set(client, socket)
    const unlisten = core.onHealth((health) => socket.send(JSON.stringify({ type: 'core', health })))
    socket.on('message', (data: Buffer) => {
      const frame = parse(data)
      if (frame === null) socket.close(1008, 'malformed frame')
      else core.request(client, frame)
    })
    socket.on('close', () => {
      unlisten()
      sockets.delete(client)
      core.clientGone(client)
    })
  })

  const index = () =>
    readFileSync(join(options.pages, 'index.html'), 'utf8').replace(
      '<script ',
      '<script type="module" src="./browser-bridge.js"></script><script ',
    )
  server.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(index()))
  server.get('/index.html', (_request, reply) => reply.redirect('/', 303))
  await server.register(fastifyStatic, {
    root: options.pages,
    index: false,
    dotfiles: 'deny',
    cacheControl: false,
  })

  await server.listen({ host: '127.0.0.1', port: options.port })
  const bound = server.server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.port
  host = `127.0.0.1:${port}`
  cookieName = `window-session-${port}`

  return {
    core,
    url: `http://${host}`,
    /** A new one-time address; the browser let in before stays in until this one is used. */
    newAddress(): string {
      token = randomBytes(24).toString('base64url')
      return `http://${host}/open/${token}`
    },
    async close(): Promise<void> {
      await core.stop()
      for (const socket of sockets.values()) socket.terminate()
      await server.close()
    },
  }
}

function parse(data: Buffer) {
  try {
    return readRequest(JSON.parse(data.toString('utf8')))
  } catch {
    return null
  }
}
