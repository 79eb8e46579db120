// The demo's line: a relay on loopback between this window and the demo endpoint that the clerk can cut and restore.
import { connect, createServer, type Server, type Socket } from 'node:net'

export type DemoLine = {
  /** Address to speak to in place of the endpoint's. */
  readonly address: string
  readonly cut: boolean
  setCut(cut: boolean): Promise<void>
  close(): Promise<void>
}

/** Opens the relay to `endpoint` (`http://127.0.0.1:port`). Cutting it ends every connection and refuses new ones. */
export async function openDemoLine(endpoint: string): Promise<DemoLine> {
  const target = new URL(endpoint)
  const sockets = new Set<Socket>()
  let server: Server | null = null
  let port = 0

  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  const open = () =>
    new Promise<void>((resolve, reject) => {
      server = createServer((near) => {
        const far = connect(Number(target.port), target.hostname)
        track(near)
        track(far)
        near.pipe(far)
        far.pipe(near)
        near.on('close', () => far.destroy())
        far.on('close', () => near.destroy())
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
  await open()
  return {
    address: `http://127.0.0.1:${port}`,
    get cut() {
      return server === null
    },
    async setCut(cut) {
      if (cut === (server === null)) return
      await (cut ? shut() : open())
    },
    close: shut,
  }
}
