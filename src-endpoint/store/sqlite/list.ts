// The list with its editions and the reference documents on SQLite, and the writing of both.
import { canonicalJson } from '../../../src-shared/domain/event.ts'
import { keepingRecord, type ReferenceDocument } from '../../../src-shared/domain/reference.ts'
import type { Growth, StoreList } from '../endpoint-store.ts'
import type { EntryRow, FeedRow } from '../rows.ts'
import type { Region } from './region.ts'

export type StoredEntry = Omit<EntryRow, 'withdrawn'> & {
  readonly withdrawn: number
  readonly position: number
}
export const entryOf = (row: StoredEntry) => ({ ...row, withdrawn: row.withdrawn === 1 })

export function listOn({ region, database, sql, commit, take }: Region): StoreList {
  /** @returns how many changed, and how far the reference then goes */
  function putDocuments(documents: readonly ReferenceDocument[]): { changed: number; growth: Growth[] } {
    const read = sql('SELECT json FROM reference WHERE region = ? AND id = ?')
    const put = sql(
      `INSERT INTO reference (region, id, position, json) VALUES (?, ?, ?, ?)
       ON CONFLICT (region, id) DO UPDATE SET position = excluded.position, json = excluded.json`,
    )
    const keep = sql('INSERT OR REPLACE INTO staff_past (region, id, until, json) VALUES (?, ?, ?, ?)')
    let changed = 0
    let position = 0
    for (const document of documents) {
      const before = read.get(region, document.id) as { json: string } | undefined
      const here = before === undefined ? null : (JSON.parse(before.json) as ReferenceDocument)
      const json = canonicalJson(keepingRecord(here, document))
      if (before?.json === json) continue
      if (before !== undefined && document.type === 'staff')
        keep.run(region, document.id, Date.now(), before.json)
      position = take('reference', 1)
      put.run(region, document.id, position, json)
      changed += 1
    }
    return { changed, growth: changed === 0 ? [] : [{ feed: 'reference', unit: null, position }] }
  }

  function readDocument(id: string): ReferenceDocument | null {
    const row = sql('SELECT json FROM reference WHERE region = ? AND id = ?').get(region, id)
    return row === undefined ? null : (JSON.parse((row as FeedRow).json) as ReferenceDocument)
  }

  function writePublication(changes: readonly EntryRow[]): Growth[] {
    if (changes.length === 0) return []
    const put = sql(
      `INSERT INTO entries (region, id, position, withdrawn, edition, content) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (region, id) DO UPDATE SET position = excluded.position, withdrawn = excluded.withdrawn,
         edition = excluded.edition, content = excluded.content`,
    )
    const last = take('list', changes.length)
    for (const [index, { id, withdrawn, edition, content }] of changes.entries())
      put.run(region, id, last - changes.length + 1 + index, withdrawn ? 1 : 0, edition, content)
    return [{ feed: 'list', unit: null, position: last }]
  }

  return {
    async readEdition() {
      const row = sql(
        'SELECT position, pages FROM editions WHERE region = ? ORDER BY position DESC LIMIT 1',
      ).get(region) as { position: number; pages: string } | undefined
      return row === undefined ? null : { position: row.position, pages: JSON.parse(row.pages) }
    },
    async readEditionPage(digest) {
      const row = sql('SELECT gzip, brotli FROM edition_pages WHERE region = ? AND digest = ?')
      return (row.get(region, digest) as { gzip: Buffer; brotli: Buffer } | undefined) ?? null
    },
    async putEdition(position, pages) {
      const put = sql(
        'INSERT OR IGNORE INTO edition_pages (region, digest, gzip, brotli) VALUES (?, ?, ?, ?)',
      )
      const work = database.transaction(() => {
        for (const { digest, gzip, brotli } of pages) put.run(region, digest, gzip, brotli)
        const named = JSON.stringify(pages.map(({ digest, items }) => ({ digest, items })))
        sql('INSERT OR REPLACE INTO editions (region, position, pages) VALUES (?, ?, ?)').run(
          region,
          position,
          named,
        )
        sql(
          `DELETE FROM editions WHERE region = ? AND position NOT IN
             (SELECT position FROM editions WHERE region = ? ORDER BY position DESC LIMIT 2)`,
        ).run(region, region)
        sql(
          `DELETE FROM edition_pages WHERE region = ? AND digest NOT IN (SELECT page.value ->> 'digest'
             FROM editions, json_each(editions.pages) AS page WHERE editions.region = ?)`,
        ).run(region, region)
      })
      work.immediate()
    },
    readDocument: async (id) => readDocument(id),
    async putDocuments(documents) {
      return commit(() => {
        const { changed, growth } = putDocuments(documents)
        return { value: changed, growth }
      })
    },
    async changeDocument(id, change) {
      commit(() => ({ value: null, growth: putDocuments([change(readDocument(id))]).growth }))
    },
    async publish(decide) {
      return commit(() => {
        const rows = sql(
          'SELECT position, id, withdrawn, edition, content FROM entries WHERE region = ?',
        ).all(region) as StoredEntry[]
        const value = decide(rows.map(entryOf))
        const growth = [...writePublication(value.changes), ...putDocuments(value.documents).growth]
        return { value, growth }
      })
    },
  }
}
