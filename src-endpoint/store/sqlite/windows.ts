// Enrolment codes and the windows they became, on SQLite.
import { chainStart } from '../../../src-shared/domain/event.ts'
import { type EnrolmentCode, type StoredWindow, type StoreWindows, windowOf } from '../endpoint-store.ts'
import type { Region } from './region.ts'

export function windowsOn({ region, sql, commit, take, tell }: Region): StoreWindows {
  return {
    async addCode({ codeHash, unit, windowName, expiresAt }) {
      sql('INSERT INTO codes (region, code_hash, unit, window_name, expires_at) VALUES (?, ?, ?, ?, ?)').run(
        region,
        codeHash,
        unit,
        windowName,
        expiresAt,
      )
    },
    async spendCode(codeHash, make) {
      return commit(() => {
        const code = sql(
          `SELECT code_hash AS codeHash, unit, window_name AS windowName, expires_at AS expiresAt, used_at AS usedAt
           FROM codes WHERE region = ? AND code_hash = ?`,
        ).get(region, codeHash) as (EnrolmentCode & { usedAt: number | null }) | undefined
        const made = make(code ?? null, take('windows', 1))
        sql('UPDATE codes SET used_at = ? WHERE region = ? AND code_hash = ?').run(
          Date.parse(made.enrolledAt),
          region,
          codeHash,
        )
        sql(
          `INSERT INTO windows (region, window, number, name, unit, public_key, tip_hash, enrolled_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        ).run(
          region,
          made.window,
          made.number,
          made.name,
          made.unit,
          made.publicKey,
          chainStart,
          made.enrolledAt,
        )
        return { value: made, growth: [] }
      })
    },
    async findWindow(window) {
      const row = sql(
        `SELECT window, unit, public_key AS publicKey, past_keys AS pastKeys, revoked FROM windows
         WHERE region = ? AND window = ?`,
      ).get(region, window) as StoredWindow | undefined
      return row === undefined ? null : windowOf(row)
    },
    async revoke(window) {
      const { changes } = sql('UPDATE windows SET revoked = 1 WHERE region = ? AND window = ?').run(
        region,
        window,
      )
      tell({ change: 'window', window })
      return changes > 0
    },
    async changeKey(window, from, to) {
      const { changes } = sql(
        `UPDATE windows SET public_key = ?, past_keys = json_insert(past_keys, '$[#]', public_key)
         WHERE region = ? AND window = ? AND public_key = ?`,
      ).run(to, region, window, from)
      tell({ change: 'window', window })
      return changes > 0
    },
    async readRevoked() {
      const rows = sql('SELECT window FROM windows WHERE region = ? AND revoked = 1').all(region)
      return new Set((rows as { window: string }[]).map((row) => row.window))
    },
    async readStatus() {
      const count = (text: string) => (sql(text).get(region) as { count: number }).count
      return {
        windows: count('SELECT count(*) AS count FROM windows WHERE region = ?'),
        revoked: count('SELECT count(*) AS count FROM windows WHERE region = ? AND revoked = 1'),
        events: count('SELECT count(*) AS count FROM events WHERE region = ?'),
        refused: count('SELECT count(*) AS count FROM refused WHERE region = ?'),
        entries: count('SELECT count(*) AS count FROM entries WHERE region = ? AND withdrawn = 0'),
      }
    },
    async readWindows() {
      const rows = sql(
        `SELECT window, unit, public_key AS publicKey, past_keys AS pastKeys, revoked FROM windows
         WHERE region = ? ORDER BY number`,
      ).all(region) as StoredWindow[]
      return rows.map(windowOf)
    },
  }
}
