// A thin line between windows and the endpoint, below HTTP: all connections share so many bytes a second, every packet takes its
// time, a lost one holds up those behind it, and now and then a connection breaks. Seeded.
import { createServer, connect as openSocket, type Socket } from 'node:net'
import { seeded } from '../campaign/schedules.ts'

export type ThinLineSettings = {
  readonly bytesPerSecond: number
  /** One way, milliseconds. */
  readonly latency: number
  /** Share of packets lost, 0 to 1; each comes again after `again` milliseconds. */
  readonly loss: number
  readonly again: number
  /** Share of packets at which the connection breaks. */
  readonly breaks: number
}

/** A town's line on a bad day. */
export const townLine: ThinLineSettings = {
  bytesPerSecond: 64_000 / 8,
  latency: 300,
  loss: 0.1,
  again: 900,
  breaks: 0.002,
}

const packetBytes = 1_400

export async function openThinLine(target: string, settings: ThinLineSettings, seed: number) {
  const { hostname, port } = new URL(target)
  const random = seeded(seed)
  const sockets = new Set<Socket>()
  const carried = { up: 0, down: 0, broken: 0 }
  /** When the wire of each direction is free again. */
  const free = { up: 0, down: 0 }

  /** Carries one direction of one connection; reads no further than the wire can take. */
  async function carry(from: Socket, to: Socket, direction: 'up' | 'down'): Promise<void> {
    let arrives = 0
    // Packets in order: each waits for the one before it.
    let delivered = Promise.resolve()
    const deliver = (at: number, what: () => void) => {
      delivered = delivered.then(() => pause(at - Date.now())).then(what)
    }
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; at += packetBytes) {
        const packet = chunk.subarray(at, at + packetBytes)
        free[direction] =
          Math.max(free[direction], Date.now()) + (packet.length * 1_000) / settings.bytesPerSecond
        await pause(free[direction] - Date.now())
        if (random() < settings.breaks) {
          carried.broken += 1
          from.destroy()
          to.destroy()
          return
        }
        carried[direction] += packet.length
        const late = settings.latency + (random() < settings.loss ? settings.again : 0)
        arrives = Math.max(arrives, Date.now() + late)
        deliver(arrives, () => void (to.destroyed || to.write(packet)))
      }
    }
    deliver(Math.max(Date.now() + settings.latency, arrives), () => void to.end())
  }

  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = openSocket({ host: hostname, port: Number(port), allowHalfOpen: true })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => sockets.delete(one))
    }
    carry(near, far, 'up').catch(() => far.destroy())
    carry(far, near, 'down').catch(() => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  return {
    address: `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`,
    /** Bytes carried each way, and connections broken. */
    carried,
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const pause = (milliseconds: number) =>
  milliseconds > 1 ? new Promise<void>((resolve) => setTimeout(resolve, milliseconds)) : undefined
