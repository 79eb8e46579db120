// A note beside the database: how it was left, whether damage is suspected, when it was last read through, and a mark of its key.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import Type from 'typebox'
import { Check } from 'typebox/value'
import { readIfThere, writeDurably } from './keys/durable-file.ts'
import type { StoreFiles } from './store-files.ts'

const noteSchema = Type.Object({
  form: Type.Literal(1),
  /** `open` while a core has it, and after one that had no chance to close it. */
  left: Type.Union([Type.Literal('open'), Type.Literal('closed')]),
  /** What was seen that makes the next start look closely; '' where nothing was. */
  suspicion: Type.String({ maxLength: 500 }),
  /** When every page was last read and found whole, ISO; '' where never. */
  readThroughAt: Type.String({ maxLength: 24 }),
  /** Tells another key from a damaged file; null for a plain file. Says nothing of the key. */
  keyMark: Type.Union([
    Type.Object({ salt: Type.String({ maxLength: 64 }), mark: Type.String({ maxLength: 64 }) }),
    Type.Null(),
  ]),
})
export type StoreNote = Readonly<Type.Static<typeof noteSchema>>

/** The note, or null where there is none that can be read: the file is then treated like one left open. */
export function readNote(files: StoreFiles): StoreNote | null {
  try {
    const given: unknown = JSON.parse(readIfThere(files.note) ?? '')
    return Check(noteSchema, given) ? given : null
  } catch {
    return null
  }
}

/** On the disk when this returns; where the disk takes nothing more the note stays as it was. */
export function writeNote(files: StoreFiles, note: StoreNote): void {
  try {
    writeDurably(files.note, JSON.stringify(note))
  } catch {
    // A store that cannot be written is told by its own first write.
  }
}

const markOf = (key: Uint8Array, salt: string): string =>
  createHmac('sha256', key).update(`proof-free-window key mark\0${salt}`).digest('hex')

/** A mark by which this key, and no other, is known again. */
export function markKey(key: Uint8Array | null): StoreNote['keyMark'] {
  if (key === null) return null
  const salt = randomBytes(16).toString('hex')
  return { salt, mark: markOf(key, salt) }
}

/** Whether `key` is the one that was marked. */
export function isMarkedKey(mark: StoreNote['keyMark'], key: Uint8Array | null): boolean {
  if (mark === null || key === null) return mark === null && key === null
  return timingSafeEqual(Buffer.from(markOf(key, mark.salt)), Buffer.from(mark.mark.padEnd(64).slice(0, 64)))
}
