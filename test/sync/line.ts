// A bad line between a window and the endpoint, over real HTTP: cut, restored, answers lost, requests delivered twice.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** What the line does to the next push, or change of the device key: `answer-lost` delivers and drops the answer, `twice` delivers twice. */
export type LineFault = 'none' | 'answer-lost' | 'twice'

export type Line = {
  /** Address the window speaks to. */
  readonly address: string
  /** Where the endpoint is now; it may have moved while it was down. */
  target: string
  fault: LineFault
  cut(): Promise<void>
  restore(): Promise<void>
  close(): Promise<void>
}

export async function openLine(target: string): Promise<Line> {
  const sockets = new Set<Socket>()
  let server: Server | null = null
  let port = 0

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const isPush = incoming.url === '/v1/push' || incoming.url === '/v1/key'
    const fault = isPush ? line.fault : 'none'
    if (isPush) line.fault = 'none'
    if (fault === 'twice') await deliver(incoming, body, null)
    if (fault === 'answer-lost') {
      await deliver(incoming, body, null)
      incoming.socket.destroy()
      return
    }
    await deliver(incoming, body, outgoing)
  }

  /** Forwards one request; without `outgoing` its answer is read and thrown away. */
  function deliver(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse | null): Promise<void> {
    return new Promise((resolve) => {
      const url = new URL(incoming.url ?? '/', line.target)
      const headers = { ...incoming.headers, host: url.host, 'content-length': String(body.length) }
      const forward = request(url, { method: incoming.method ?? 'GET', headers }, (answer) => {
        answer.on('close', resolve)
        answer.on('error', () => resolve())
        if (outgoing === null) {
          answer.resume()
          return
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
        // An answer that breaks off (a stream of a killed endpoint) breaks off for the window too.
        answer.on('error', () => outgoing.destroy())
        outgoing.on('close', () => forward.destroy())
      })
      forward.on('error', () => {
        incoming.socket.destroy()
        resolve()
      })
      forward.end(body)
    })
  }

  const open = () =>
    new Promise<void>((resolve, reject) => {
      server = createServer((incoming, outgoing) => {
        serve(incoming, outgoing).catch(() => incoming.socket.destroy())
      })
      server.on('connection', (socket) => {
        sockets.add(socket)
        socket.on('close', () => sockets.delete(socket))
      })
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        const bound = server?.address()
        port = typeof bound === 'object' && bound !== null ? bound.port : 0
        resolve()
      })
    })

  const shut = async () => {
    const closing = server
    server = null
    for (const socket of sockets) socket.destroy()
    if (closing !== null) await new Promise<void>((resolve) => closing.close(() => resolve()))
  }

  const line: Line = {
    get address() {
      return `http://127.0.0.1:${port}`
    },
    target,
    fault: 'none',
    cut: shut,
    async restore() {
      if (server === null) await open()
    },
    close: shut,
  }
  await open()
  return line
}
