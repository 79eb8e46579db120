// Recovers a damaged store: the new one is built beside it, then the damaged files are set aside whole, then the new one takes
// their place. Cut short anywhere, the next start either begins anew or finishes; at no moment is there an empty store instead.
//
//   damaged ──rebuild──▶ recovering/ complete (report.json) ──set aside──▶ set-aside/TIME/ ──rename──▶ store in place ──▶ report kept
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { RecoveryReport } from '../../../../src-shared/contract/store-care.ts'
import { flushFolder, readIfThere, writeDurably } from '../keys/durable-file.ts'
import { databaseEnds, type StoreFiles, storeFiles } from '../store-files.ts'
import type { Seen } from '../witness.ts'
import type { Damage } from './examine.ts'
import { rebuild, type StoreKeySet } from './rebuild.ts'
import { writeReport } from './recovery-report.ts'

const completeMark = (files: StoreFiles): string => join(files.recovering, 'report.json')

/** @throws store-full, store-read-only: nothing is lost, and the next start tries again */
export async function recoverStore(
  files: StoreFiles,
  keys: StoreKeySet,
  damage: Damage,
  witness: Seen | null,
): Promise<RecoveryReport> {
  const at = new Date().toISOString()
  const folder = at.replaceAll(/[:.]/g, '-')
  const rebuilt = await rebuild(files, keys, witness)
  const report: RecoveryReport = {
    form: 1,
    at,
    damage: damage.kind,
    detail: damage.detail,
    folder,
    ...rebuilt,
    acknowledgedAt: null,
  }
  writeDurably(completeMark(files), JSON.stringify(report))
  finishRecovery(files)
  return report
}

/** Finishes a recovery whose new store was complete when it was cut short; one that was not complete is dropped. */
export function finishRecovery(files: StoreFiles): void {
  const text = readIfThere(completeMark(files))
  if (text === null) {
    rmSync(files.recovering, { recursive: true, force: true })
    return
  }
  const report = JSON.parse(text) as RecoveryReport
  const aside = join(files.setAside, report.folder)
  const rebuilt = storeFiles(files.recovering).database
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  if (existsSync(rebuilt)) {
    for (const end of databaseEnds)
      if (existsSync(files.database + end))
        renameSync(files.database + end, join(aside, basename(files.database) + end))
    for (const beside of [files.witness, files.note])
      if (existsSync(beside)) renameSync(beside, join(aside, basename(beside)))
    flushFolder(aside)
    renameSync(rebuilt, files.database)
    flushFolder(files.folder)
  }
  writeReport(files, report)
  rmSync(files.recovering, { recursive: true, force: true })
}
