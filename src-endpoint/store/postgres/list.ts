// The list with its editions and the reference documents on PostgreSQL, and the writing of both.
import { canonicalJson } from '../../../src-shared/domain/event.ts'
import { keepingRecord, type ReferenceDocument } from '../../../src-shared/domain/reference.ts'
import type { Growth, StoreList } from '../endpoint-store.ts'
import type { EntryRow } from '../rows.ts'
import type { Sql } from './connections.ts'
import type { Region } from './region.ts'

export function listOn({ region, sql, commit, takeOne }: Region): StoreList {
  async function readDocument(sql: Sql, id: string): Promise<ReferenceDocument | null> {
    const [row] = await sql<{
      json: string
    }>`SELECT json FROM reference WHERE region = ${region} AND id = ${id}`
    return row === undefined ? null : (JSON.parse(row.json) as ReferenceDocument)
  }

  /** @returns how many changed, and how far the reference then goes */
  async function putDocuments(
    sql: Sql,
    documents: readonly ReferenceDocument[],
  ): Promise<{ readonly value: number; readonly growth: readonly Growth[] }> {
    // Whoever writes the reference holds its counter first: what is compared below stays as it was read.
    await takeOne(sql, 'reference', 0)
    const ids = documents.map((one) => one.id)
    const before = await sql<{ id: string; json: string }>`SELECT id, json FROM reference
      WHERE region = ${region} AND id = ANY(${ids}::text[])`
    const current = new Map(before.map((row) => [row.id, row.json]))
    const changed = new Map<string, string>()
    for (const document of documents) {
      const here = current.get(document.id)
      const kept = keepingRecord(
        here === undefined ? null : (JSON.parse(here) as ReferenceDocument),
        document,
      )
      const json = canonicalJson(kept)
      if (here !== json) changed.set(document.id, json)
    }
    if (changed.size === 0) return { value: 0, growth: [] }
    const replaced = before.filter((row) => row.id.startsWith('staff/') && changed.has(row.id))
    await sql`INSERT INTO staff_past (region, id, until, json) SELECT ${region}, id, ${Date.now()}, json FROM unnest(
        ${replaced.map((row) => row.id)}::text[], ${replaced.map((row) => row.json)}::text[]) AS one (id, json)
      ON CONFLICT DO NOTHING`
    const last = await takeOne(sql, 'reference', changed.size)
    const positions = Array.from(changed, (_, index) => last - changed.size + 1 + index)
    await sql`INSERT INTO reference (region, id, position, json) SELECT ${region}, * FROM unnest(
        ${[...changed.keys()]}::text[], ${positions}::bigint[], ${[...changed.values()]}::text[])
      ON CONFLICT (region, id) DO UPDATE SET position = excluded.position, json = excluded.json`
    return { value: changed.size, growth: [{ feed: 'reference', unit: null, position: last }] }
  }

  async function writeEntries(sql: Sql, changes: readonly EntryRow[]): Promise<readonly Growth[]> {
    if (changes.length === 0) return []
    const last = await takeOne(sql, 'list', changes.length)
    await sql`INSERT INTO entries (region, id, position, withdrawn, edition, content) SELECT ${region}, * FROM unnest(
        ${changes.map((one) => one.id)}::text[],
        ${changes.map((_, index) => last - changes.length + 1 + index)}::bigint[],
        ${changes.map((one) => String(one.withdrawn))}::text[]::boolean[], ${changes.map((one) => one.edition)}::text[],
        ${changes.map((one) => one.content)}::text[])
      ON CONFLICT (region, id) DO UPDATE SET position = excluded.position, withdrawn = excluded.withdrawn,
        edition = excluded.edition, content = excluded.content`
    return [{ feed: 'list', unit: null, position: last }]
  }

  return {
    readEdition: async () => {
      const [row] = await sql<{ position: number; pages: string }>`SELECT position, pages FROM editions
          WHERE region = ${region} ORDER BY position DESC LIMIT 1`
      return row === undefined ? null : { position: row.position, pages: JSON.parse(row.pages) }
    },
    readEditionPage: async (digest) => {
      const [row] = await sql<{ gzip: Buffer; brotli: Buffer }>`SELECT gzip, brotli FROM edition_pages
          WHERE region = ${region} AND digest = ${digest}`
      return row ?? null
    },
    putEdition: (position, pages) =>
      commit(async ({ sql }) => {
        for (const { digest, gzip, brotli } of pages)
          await sql`INSERT INTO edition_pages (region, digest, gzip, brotli)
            VALUES (${region}, ${digest}, ${Buffer.from(gzip)}, ${Buffer.from(brotli)}) ON CONFLICT DO NOTHING`
        const named = JSON.stringify(pages.map(({ digest, items }) => ({ digest, items })))
        await sql`INSERT INTO editions (region, position, pages) VALUES (${region}, ${position}, ${named})
          ON CONFLICT (region, position) DO UPDATE SET pages = excluded.pages`
        const kept = await sql<{ position: number; pages: string }>`SELECT position, pages FROM editions
          WHERE region = ${region} ORDER BY position DESC LIMIT 2`
        const oldest = Math.min(...kept.map((row) => row.position))
        await sql`DELETE FROM editions WHERE region = ${region} AND position < ${oldest}`
        const digests = kept.flatMap((row) =>
          (JSON.parse(row.pages) as { digest: string }[]).map((page) => page.digest),
        )
        await sql`DELETE FROM edition_pages WHERE region = ${region} AND digest <> ALL(${digests}::text[])`
        return { value: undefined, growth: [] }
      }),
    readDocument: (id) => readDocument(sql, id),
    putDocuments: (documents) => commit(({ sql }) => putDocuments(sql, documents)),
    async changeDocument(id, change) {
      await commit(async ({ sql }) => {
        await takeOne(sql, 'reference', 0)
        return putDocuments(sql, [change(await readDocument(sql, id))])
      })
    },
    publish: (decide) =>
      commit(async ({ sql }) => {
        await takeOne(sql, 'list', 0)
        const current = await sql<EntryRow>`
          SELECT id, withdrawn, edition, content FROM entries WHERE region = ${region}`
        const value = decide(current)
        const entries = await writeEntries(sql, value.changes)
        const { growth } = await putDocuments(sql, value.documents)
        return { value, growth: [...entries, ...growth] }
      }),
  }
}
