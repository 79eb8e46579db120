// Enrolment codes and the windows they became, on PostgreSQL.
import { chainStart } from '../../../src-shared/domain/event.ts'
import {
  type EnrolmentCode,
  type StoredWindow,
  type StoreStatus,
  type StoreWindows,
  windowOf,
} from '../endpoint-store.ts'
import type { Region } from './region.ts'

export function windowsOn({ region, sql, commit, takeOne, news }: Region): StoreWindows {
  return {
    addCode: async ({ codeHash, unit, windowName, expiresAt }) => {
      await sql`INSERT INTO codes (region, code_hash, unit, window_name, expires_at)
          VALUES (${region}, ${codeHash}, ${unit}, ${windowName}, ${expiresAt})`
    },
    spendCode: (codeHash, make) =>
      commit(async ({ sql }) => {
        const [code] = await sql<EnrolmentCode & { usedAt: number | null }>`
          SELECT code_hash AS "codeHash", unit, window_name AS "windowName", expires_at AS "expiresAt", used_at AS "usedAt"
          FROM codes WHERE region = ${region} AND code_hash = ${codeHash} FOR UPDATE`
        const made = make(code ?? null, await takeOne(sql, 'windows', 1))
        await sql`UPDATE codes SET used_at = ${Date.parse(made.enrolledAt)}
          WHERE region = ${region} AND code_hash = ${codeHash}`
        await sql`INSERT INTO windows
          (region, "window", number, name, unit, public_key, tip_hash, enrolled_at)
          VALUES (${region}, ${made.window}, ${made.number}, ${made.name}, ${made.unit}, ${made.publicKey},
            ${chainStart}, ${made.enrolledAt})`
        return { value: made, growth: [] }
      }),
    findWindow: async (window) => {
      const [row] = await sql<StoredWindow>`
          SELECT "window", unit, public_key AS "publicKey", past_keys AS "pastKeys", revoked FROM windows
          WHERE region = ${region} AND "window" = ${window}`
      return row === undefined ? null : windowOf(row)
    },
    revoke: async (window) => {
      const changed = await sql`UPDATE windows SET revoked = true
          WHERE region = ${region} AND "window" = ${window} RETURNING 1`
      news.say({ change: 'window', window })
      // Whoever revokes may end right after: the others hear of it before that.
      await news.told()
      return changed.length > 0
    },
    changeKey: async (window, from, to) => {
      const changed = await sql`UPDATE windows
          SET public_key = ${to}, past_keys = (past_keys::jsonb || to_jsonb(public_key))::text
          WHERE region = ${region} AND "window" = ${window} AND public_key = ${from} RETURNING 1`
      news.say({ change: 'window', window })
      return changed.length > 0
    },
    readRevoked: async () => {
      const rows = await sql<{ window: string }>`
          SELECT "window" FROM windows WHERE region = ${region} AND revoked`
      return new Set(rows.map((row) => row.window))
    },
    readStatus: async () => {
      const [row] = await sql<StoreStatus>`SELECT
          (SELECT count(*) FROM windows WHERE region = ${region}) AS windows,
          (SELECT count(*) FROM windows WHERE region = ${region} AND revoked) AS revoked,
          (SELECT count(*) FROM events WHERE region = ${region}) AS events,
          (SELECT count(*) FROM refused WHERE region = ${region}) AS refused,
          (SELECT count(*) FROM entries WHERE region = ${region} AND NOT withdrawn) AS entries`
      return row ?? { windows: 0, revoked: 0, events: 0, refused: 0, entries: 0 }
    },
    readWindows: async () => {
      const rows = await sql<StoredWindow>`SELECT "window", unit, public_key AS "publicKey",
          past_keys AS "pastKeys", revoked FROM windows WHERE region = ${region} ORDER BY number`
      return rows.map(windowOf)
    },
  }
}
