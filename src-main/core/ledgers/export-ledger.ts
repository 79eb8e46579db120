// Hands a ledger out as a workbook or on paper, with the event behind every row.
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import { type ExportedFile, mostExported } from '../../../src-shared/contract/ledger.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { type DeskContext, rightNow } from '../desk/desk-context.ts'
import { staffName, unitName } from '../desk/marks.ts'
import type { ExportedTable, TableRow } from '../exports/exported-table.ts'
import type { StoredEvent } from '../store/open-store.ts'
import { ledgerRows } from './ledger-view.ts'
import { ledgerCells, ledgerColumns, ledgerNames, paperTime } from './ledger-words.ts'
import { readLedger } from './read-ledger.ts'

/** Events turned into rows at a time. */
const atOnce = 500

/** @throws export-too-long where the period holds more rows than such a file may have */
export async function exportLedger(
  context: DeskContext,
  { format, ...filter }: DeskInput<'exportLedger'>,
): Promise<ExportedFile> {
  async function* rows(): AsyncGenerator<TableRow> {
    let waiting: StoredEvent[] = []
    let count = 0
    for await (const event of readLedger(context.store, filter)) {
      count += 1
      if (count > mostExported[format])
        throw new CodedFailure('export-too-long', { rows: mostExported[format] })
      waiting.push(event)
      if (waiting.length < atOnce) continue
      yield* await tableRows(context, waiting)
      waiting = []
    }
    yield* await tableRows(context, waiting)
  }
  const edition = context.reference.edition?.edition ?? ''
  const table: ExportedTable = {
    title: ledgerNames[filter.ledger],
    facts: [
      ['单位', unitName(context, context.identity?.enrolment.unit ?? '')],
      ['期间', `${filter.from === '' ? '开始' : filter.from} 至 ${filter.to === '' ? '今' : filter.to}`],
      ['经办单位', filter.unit === '' ? '全部' : unitName(context, filter.unit)],
      ['经办人', filter.staff === '' ? '全部' : staffName(context, filter.staff)],
      ['清单', edition],
      [
        '制表',
        `${paperTime(new Date(rightNow(context)).toISOString())} ${context.identity?.enrolment.windowName ?? ''}`,
      ],
    ],
    note: '申请人姓名和证件号码已遮盖。每行下方是事件号、哈希、窗口和窗口内序号，可与归档的事件核对。',
    ofEvents: true,
    columns: ledgerColumns,
    rows,
  }
  // Loaded with the first export: neither library is part of a start.
  const { exportTable } = await import('../exports/export-table.ts')
  return exportTable(table, format, context.settings.fonts)
}

async function tableRows(context: DeskContext, events: readonly StoredEvent[]): Promise<readonly TableRow[]> {
  const byId = new Map(events.map((event) => [event.id, event]))
  return (await ledgerRows(context, events)).map((row) => ({
    cells: ledgerCells(row),
    events: [row.event].flatMap((id) => byId.get(id) ?? []),
  }))
}
