// Brings a store of an earlier layout to this version's: a verified backup first, then the steps.
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { CodedFailure } from '../../../../src-shared/errors.ts'
import { backupName, backupPath, clearLeftovers, writeManifest } from '../backups/backup-folder.ts'
import { checkDatabase } from '../backups/check-database.ts'
import { copyOpenFile } from '../keys/database-file.ts'
import { readRoom } from '../limits/disk-room.ts'
import { openDatabase, storeVersion } from '../rx-storage-sqlite/index.ts'
import { type StoreFiles, sizeOf } from '../store-files.ts'
import { layoutOf, type Migration, migrate, migrations } from './migrations.ts'

/**
 * Does nothing to a store of this version's layout. Nobody else may have the store open.
 * @throws store-full (nothing was touched), store-migration-failed (the backup is there, the file is whole at the layout reached)
 */
export function migrateStore(
  files: StoreFiles,
  key: Uint8Array | null,
  known: readonly Migration[] = migrations,
  target = storeVersion,
): void {
  // Opened before the database and closed after it: closing any handle of this process would drop SQLite's lock.
  const handle = openSync(files.database, 'r')
  const database = openDatabase(files.database, key)
  try {
    const layout = layoutOf(database)
    if (layout >= target) return
    database.pragma('wal_checkpoint(TRUNCATE)')
    backUpLayout(files, handle, key, layout)
    migrate(database, known, target)
  } finally {
    database.close()
    closeSync(handle)
  }
}

/** Copies the file, which nobody writes meanwhile, and reads the copy through. */
function backUpLayout(files: StoreFiles, handle: number, key: Uint8Array | null, layout: number): void {
  const { freeBytes } = readRoom(files.folder)
  // The copy, and a log of the whole migration.
  if (freeBytes !== null && freeBytes < 3 * sizeOf(files.database)) throw new CodedFailure('store-full')
  mkdirSync(files.backups, { recursive: true, mode: 0o700 })
  const madeAt = new Date().toISOString()
  const name = `${backupName(madeAt, 0)}-layout-${layout}`
  const path = backupPath(files.backups, name)
  copyWhole(handle, path)
  const found = checkDatabase({ path, key, depth: 'quick' })
  if (!found.whole) throw new CodedFailure('store-damaged', { found: found.detail })
  writeManifest(files.backups, name, {
    form: 1,
    madeAt,
    reason: 'before-migration',
    storeVersion: layout,
    sequence: found.sequence,
    bytes: sizeOf(path),
    documents: { ...found.documents },
    verifiedAt: new Date().toISOString(),
  })
  clearLeftovers(files.backups)
}

/** Copies through the open handle; the copy is on the disk when this returns. */
function copyWhole(handle: number, path: string): void {
  copyOpenFile(handle, path)
  const copied = openSync(path, 'r+')
  try {
    fsyncSync(copied)
  } finally {
    closeSync(copied)
  }
}
