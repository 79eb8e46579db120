// Writes `working-calendar.json`: days off and swapped days per year, from the notices that chinese-days keeps.
// Run again when a new year's notice is out: `node resources/make-working-calendar.ts`.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const firstYear = 2021
const require = createRequire(import.meta.url)
const folder = dirname(require.resolve('chinese-days'))
const { version } = JSON.parse(readFileSync(join(folder, '../package.json'), 'utf8')) as { version: string }
const days = JSON.parse(readFileSync(join(folder, 'chinese-days.json'), 'utf8')) as {
  holidays: Record<string, string>
  workdays: Record<string, string>
}

const isWeekend = (date: string) => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay())
const known = [...new Set(Object.keys(days.holidays).map((date) => date.slice(0, 4)))]
  .filter((year) => Number(year) >= firstYear)
  .sort()
const years = Object.fromEntries(
  known.map((year) => [
    year,
    {
      holidays: Object.keys(days.holidays)
        .filter((date) => date.startsWith(year) && !isWeekend(date))
        .sort(),
      workdays: Object.keys(days.workdays)
        .filter((date) => date.startsWith(year))
        .sort(),
      source: `国务院办公厅关于${year}年部分节假日安排的通知（chinese-days ${version}）`,
    },
  ]),
)
writeFileSync(join(import.meta.dirname, 'working-calendar.json'), `${JSON.stringify({ years }, null, 1)}\n`)
