// A witness beside the database of how far it had come, so that commits which vanish with a lost or cut log are noticed.
//
// Written after every commit and never flushed: it may be behind the database, after a power cut it may be gone, but what it
// says had been acknowledged. A database that knows less than its witness has lost something.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { StoreFiles } from './store-files.ts'

/** `sequence`: the store's commit sequence; `chain`: the last link of this window's own chain. */
export type Seen = { readonly sequence: number; readonly chain: number }

/** One sector at most, so that no half of it is ever on the disk; always overwritten in place, which a full disk allows. */
const length = 64

/** What was witnessed, or null where nothing is, or nothing that can be read. */
export function readWitness(files: StoreFiles): Seen | null {
  try {
    const { sequence, chain } = JSON.parse(readFileSync(files.witness, 'utf8')) as Partial<Seen>
    return Number.isSafeInteger(sequence) && Number.isSafeInteger(chain)
      ? { sequence: Number(sequence), chain: Number(chain) }
      : null
  } catch {
    return null
  }
}

export type Witness = {
  readonly seen: Seen
  note(more: Partial<Seen>): void
  close(): void
}

/** Goes on from `start`; a file that cannot be written only leaves losses unnoticed. */
export function openWitness(files: StoreFiles, start: Seen): Witness {
  let seen = start
  let file: number | null = null
  const write = () => {
    try {
      file ??= openSync(files.witness, 'w', 0o600)
      writeSync(file, `${JSON.stringify(seen).padEnd(length - 1)}\n`, 0)
    } catch {
      // The act itself is on the disk; a disk that is full or read-only is told by the store.
    }
  }
  write()
  return {
    get seen() {
      return seen
    },
    note({ sequence = 0, chain = 0 }) {
      if (sequence <= seen.sequence && chain <= seen.chain) return
      seen = { sequence: Math.max(seen.sequence, sequence), chain: Math.max(seen.chain, chain) }
      write()
    },
    close() {
      if (file !== null) closeSync(file)
      file = null
    },
  }
}
