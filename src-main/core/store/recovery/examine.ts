// Looks at a store before it is opened and changes nothing: is it there, does the key fit, is it whole, does it know all it should?
import { closeSync, openSync, readSync } from 'node:fs'
import type { DamageKind } from '../../../../src-shared/contract/store-care.ts'
import { listBackups } from '../backups/backup-folder.ts'
import { checkDatabase, openForReading, sequenceOf } from '../backups/check-database.ts'
import { StoreError, storeVersion } from '../rx-storage-sqlite/index.ts'
import { withStoreErrors } from '../rx-storage-sqlite/store-error.ts'
import { databaseIsThere, type StoreFiles, sizeOf } from '../store-files.ts'
import { isMarkedKey, type StoreNote } from '../store-note.ts'
import type { Seen } from '../witness.ts'

export type Damage = { readonly kind: DamageKind; readonly detail: string }

/** `new`: there is none and never was. `checked`: its pages were read just now; `layout`: what its tables are of. */
export type Finding =
  | { readonly state: 'new' }
  | { readonly state: 'whole'; readonly checked: boolean; readonly layout: number }
  | { readonly state: 'damaged'; readonly damage: Damage }

const damaged = (kind: DamageKind, detail: string): Finding => ({
  state: 'damaged',
  damage: { kind, detail },
})

/**
 * A file up to this size is read through at every start, bytes; a larger one only where it was not closed or is suspected, and
 * else in a thread soon after. 8 MiB take some 50 ms of the 150 ms a start may cost, 86 MiB (100,000 events) 230 ms.
 */
const smallFile = 8 * 1024 * 1024

/**
 * @throws store-newer-version, store-key-wrong, store-locked, store-read-only: no damage, and nothing was touched
 */
export function examine(
  files: StoreFiles,
  key: Uint8Array | null,
  note: StoreNote | null,
  witness: Seen | null,
): Finding {
  const [newest] = listBackups(files.backups)
  const hasHistory = note !== null || witness !== null || newest !== undefined
  if (sizeOf(files.database) === 0 && sizeOf(`${files.database}-wal`) === 0) {
    return hasHistory ? damaged('missing', 'no file') : { state: 'new' }
  }
  if (!databaseIsThere(files.database)) return { state: 'new' }
  const form = formOf(files.database)
  try {
    const reader = openForReading(files.database, key)
    try {
      return withStoreErrors((): Finding => {
        const version = Number(reader.pragma('user_version', { simple: true }))
        if (version > storeVersion)
          throw new StoreError('store-newer-version', { version, known: storeVersion })
        if (form !== '' && !knownForm.test(form)) return damaged('header', `form ${form}`)
        const sequence = sequenceOf(reader)
        const known = Math.max(witness?.sequence ?? 0, newest?.sequence ?? 0)
        if (sequence < known) return damaged('behind', `${sequence} < ${known}`)
        const isOurs = reader.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'rx_instance'").get()
        const isEmpty = reader.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
        if (isOurs === undefined && !isEmpty) return damaged('header', 'a database of something else')
        const suspected = note === null || note.left === 'open' || note.suspicion !== ''
        const checked = suspected || sizeOf(files.database) <= smallFile
        if (checked) {
          const pragma = note?.suspicion ? 'integrity_check(1)' : 'quick_check(1)'
          const found = String(reader.pragma(pragma, { simple: true }))
          if (found !== 'ok') return damaged('pages', found.slice(0, 300))
        }
        return { state: 'whole', checked, layout: version }
      })
    } finally {
      reader.close()
    }
  } catch (thrown) {
    if (!(thrown instanceof StoreError)) throw thrown
    if (thrown.code === 'store-damaged') return damaged('pages', String(thrown.params.sqlite ?? ''))
    if (thrown.code !== 'store-not-a-database') throw thrown
    if (fits(files, key, note)) return damaged('header', 'not a database')
    throw new StoreError('store-key-wrong')
  }
}

/** Rollback journal or log, and the three payload fractions every SQLite file has: bytes 18, 19 and 21 to 23 of the header. */
const knownForm = /^[12] [12] 64 32 32$/

/**
 * The part of the header that lies in the clear and that no authentication covers: another write version makes SQLite open the
 * file read-only, as if the folder were. '' for a file too short for a header, which SQLite judges.
 */
function formOf(path: string): string {
  const header = Buffer.alloc(24)
  if (sizeOf(path) < header.length) return ''
  const file = openSync(path, 'r')
  try {
    readSync(file, header, 0, header.length, 0)
  } finally {
    closeSync(file)
  }
  return [18, 19, 21, 22, 23].map((at) => header[at]).join(' ')
}

/**
 * Whether `key` is this store's, so that a file it does not open is damaged. Told by the mark of the key, else by a backup it
 * opens. Without key, mark or backup the file was never a store of this window.
 */
function fits(files: StoreFiles, key: Uint8Array | null, note: StoreNote | null): boolean {
  if (note !== null) return isMarkedKey(note.keyMark, key)
  const [newest] = listBackups(files.backups)
  if (newest === undefined) return key === null
  return checkDatabase({ path: newest.path, key, depth: 'none' }).whole
}
