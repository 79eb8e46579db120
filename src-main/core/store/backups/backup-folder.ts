// The backups of one store on the disk: a database file each, and beside it a small manifest that says what it holds.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Type from 'typebox'
import { Check } from 'typebox/value'
import { readIfThere, writeDurably } from '../keys/durable-file.ts'

const backupReasons = ['schedule', 'manual', 'close', 'before-migration', 'after-recovery'] as const

const manifestSchema = Type.Object({
  form: Type.Literal(1),
  /** When it was made, ISO, by this machine's clock. */
  madeAt: Type.String({ maxLength: 24 }),
  reason: Type.Enum([...backupReasons]),
  storeVersion: Type.Integer({ minimum: 0 }),
  /** The store's commit sequence: which of two is newer is asked of this and not of a clock. */
  sequence: Type.Integer({ minimum: 0 }),
  bytes: Type.Integer({ minimum: 0 }),
  /** Documents by collection. */
  documents: Type.Record(Type.String(), Type.Integer()),
  /** When it was opened and read through, ISO; null until then. */
  verifiedAt: Type.Union([Type.String({ maxLength: 24 }), Type.Null()]),
})
export type BackupManifest = Readonly<Type.Static<typeof manifestSchema>>
export type BackupReason = BackupManifest['reason']

/** One backup. `name` is its file's name without an ending. */
export type Backup = BackupManifest & { readonly name: string; readonly path: string }

/** `2026-11-23T08-00-00-123Z-000001234`: the time for people, the sequence so that no two have one name. */
export const backupName = (madeAt: string, sequence: number): string =>
  `${madeAt.replaceAll(/[:.]/g, '-')}-${String(sequence).padStart(9, '0')}`

const manifestPath = (folder: string, name: string): string => join(folder, `${name}.json`)
export const backupPath = (folder: string, name: string): string => join(folder, `${name}.sqlite`)

/** All backups with a file and a readable manifest, newest first. */
export function listBackups(folder: string): readonly Backup[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file): Backup[] => {
      const name = file.slice(0, -'.json'.length)
      const path = backupPath(folder, name)
      const manifest = readManifest(folder, name)
      return manifest === null || !existsSync(path) ? [] : [{ ...manifest, name, path }]
    })
    .sort((one, other) => other.sequence - one.sequence || (one.madeAt < other.madeAt ? 1 : -1))
}

function readManifest(folder: string, name: string): BackupManifest | null {
  try {
    const given: unknown = JSON.parse(readIfThere(manifestPath(folder, name)) ?? '')
    return Check(manifestSchema, given) ? given : null
  } catch {
    return null
  }
}

export function writeManifest(folder: string, name: string, manifest: BackupManifest): void {
  writeDurably(manifestPath(folder, name), JSON.stringify(manifest, null, 1))
}

export function removeBackup(folder: string, name: string): void {
  rmSync(manifestPath(folder, name), { force: true })
  rmSync(backupPath(folder, name), { force: true })
}

/** Copies that were cut short, the empty logs their readers left, and files without a manifest: never a backup. */
export function clearLeftovers(folder: string): void {
  if (!existsSync(folder)) return
  for (const file of readdirSync(folder)) {
    const cutShort = /\.part(-wal|-shm)?$/.test(file) || /\.sqlite-(wal|shm)$/.test(file)
    const alone = file.endsWith('.sqlite') && !existsSync(join(folder, file.replace(/\.sqlite$/, '.json')))
    if (cutShort || alone) rmSync(join(folder, file), { force: true })
  }
}

export type Keeping = {
  /** Newest ones kept whatever their age. */
  readonly newest: number
  /** Days of which the newest one is kept. */
  readonly days: number
}
export const usualKeeping: Keeping = { newest: 6, days: 14 }
/** Where room is short. */
export const shortKeeping: Keeping = { newest: 2, days: 0 }

/**
 * Names of the backups that need not be kept. The newest verified one is always kept, and what was made before a migration
 * for as long as a day's one would be.
 */
export function outlived(backups: readonly Backup[], { newest, days }: Keeping): readonly string[] {
  const kept = new Set(backups.slice(0, newest).map((one) => one.name))
  const verified = backups.find((one) => one.verifiedAt !== null)
  if (verified !== undefined) kept.add(verified.name)
  const ofDay = new Map<string, string>()
  for (const one of backups) {
    const day = one.madeAt.slice(0, 10)
    if (!ofDay.has(day)) ofDay.set(day, one.name)
  }
  for (const name of [...ofDay.values()].slice(0, days)) kept.add(name)
  return backups.filter((one) => !kept.has(one.name)).map((one) => one.name)
}
