// How much room the disk of the store has left.
import { statfsSync } from 'node:fs'

const megabyte = 1024 * 1024

/** Below this a person is warned, bytes. */
export const littleRoom = 500 * megabyte
/** Below this the next acts may not fit, bytes. */
export const noRoom = 20 * megabyte

export type Room = {
  readonly state: 'enough' | 'little' | 'none'
  /** Bytes this user may still write; null where the system does not say. */
  readonly freeBytes: number | null
}

export function readRoom(folder: string): Room {
  try {
    const { bavail, bsize } = statfsSync(folder)
    const freeBytes = bavail * bsize
    return { state: freeBytes < noRoom ? 'none' : freeBytes < littleRoom ? 'little' : 'enough', freeBytes }
  } catch {
    return { state: 'enough', freeBytes: null }
  }
}
