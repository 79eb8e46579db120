// How much room the disk of the store has left.
import { statfsSync } from 'node:fs'

const megabyte = 1024 * 1024

/** Below this a person is warned, bytes. */
export const littleRoom = 500 * megabyte
/** Below this the next acts may not fit, bytes. */
const noRoom = 20 * megabyte

/** What the largest act with its folds may take, bytes: with less nothing is begun. */
const oneAct = 4 * megabyte

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

/** Whether an act and all that follows from it fits: half of one is never written for want of room. */
export function fitsAnAct(folder: string): boolean {
  const { freeBytes } = readRoom(folder)
  return freeBytes === null || freeBytes >= oneAct
}
