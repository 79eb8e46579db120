// Reads raw mails in a thread of its own, with a limit of time and memory, so that no file can stop or end core.
import { basename } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ReadMail } from './mail.ts'

export type ReadingOrder = { readonly raw: Uint8Array; readonly headOnly: boolean }
export type ReadingAnswer = ReadMail | null

/** Longest time one mail may take, milliseconds, and memory of the thread, megabytes. */
const longestReading = 90_000
const mostMemory = 512
/** A thread that nobody asks for this long ends; the PDF program in it takes some 60 MB. */
const idleFor = 30_000

/** Beside this file in the source; at the top of the built product, where this may have become a part of a bundle. */
function threadEntry(): URL {
  if (import.meta.filename.endsWith('.ts')) return new URL('./mail-reader-thread.ts', import.meta.url)
  const here = basename(import.meta.dirname) === 'parts' ? '../' : './'
  return new URL(`${here}mail-reader-thread.js`, import.meta.url)
}

/** `limits` in milliseconds and megabytes. */
export function createMailReader(limits = { time: longestReading, memory: mostMemory }) {
  let thread: Worker | null = null
  let idle: NodeJS.Timeout | null = null
  let turn: Promise<unknown> = Promise.resolve()

  function end(): Promise<unknown> {
    if (idle !== null) clearTimeout(idle)
    const ended = thread
    thread = null
    return ended === null ? Promise.resolve() : ended.terminate()
  }

  function start(): Worker {
    const worker = new Worker(threadEntry(), { resourceLimits: { maxOldGenerationSizeMb: limits.memory } })
    // A thread that breaks while nobody waits, or after it was ended, has no one to tell.
    return worker.on('error', () => undefined)
  }

  function readOne(order: ReadingOrder): Promise<ReadingAnswer> {
    if (idle !== null) clearTimeout(idle)
    thread ??= start()
    const worker = thread
    return new Promise((resolve) => {
      const answered = (answer: ReadingAnswer) => {
        stopListening()
        idle = setTimeout(() => void end(), idleFor)
        idle.unref()
        resolve(answer)
      }
      const broken = () => {
        stopListening()
        void end().then(() => resolve(null))
      }
      // Named one by one: a thread has listeners of its own under other names.
      const stopListening = () => {
        clearTimeout(late)
        worker.off('message', answered).off('exit', broken).off('error', broken)
      }
      const late = setTimeout(broken, limits.time)
      worker.once('message', answered).once('exit', broken).once('error', broken)
      worker.postMessage(order)
    })
  }

  return {
    /** What stands in the mail; null when it cannot be read, or not within the limits. One at a time. */
    read(raw: Uint8Array, headOnly = false): Promise<ReadMail | null> {
      const reading = turn.then(() => readOne({ raw, headOnly }))
      turn = reading
      return reading
    },
    close: end,
  }
}
