// Hands a ledger out as a workbook or on paper, with the event behind every row.
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import { type ExportedFile, mostExported } from '../../../src-shared/contract/ledger.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { type DeskContext, rightNow } from '../desk/desk-context.ts'
import { staffName, unitName } from '../desk/marks.ts'
import { type ExportWords, exportWords, paperTime } from '../exports/export-words.ts'
import type { ExportedTable, TableRow } from '../exports/exported-table.ts'
import type { StoredEvent } from '../store/open-store.ts'
import { ledgerRows } from './ledger-view.ts'
import { ledgerCells, ledgerWidths } from './ledger-words.ts'
import { readLedger } from './read-ledger.ts'

/** Events turned into rows at a time. */
const atOnce = 500

/** @throws export-too-long where the period holds more rows than such a file may have */
export async function exportLedger(
  context: DeskContext,
  { format, language = 'zh-CN', ...filter }: DeskInput<'exportLedger'>,
): Promise<ExportedFile> {
  const words = exportWords[language]
  const { facts, ledger, all } = words
  async function* rows(): AsyncGenerator<TableRow> {
    let waiting: StoredEvent[] = []
    let count = 0
    for await (const event of readLedger(context.store, filter)) {
      count += 1
      if (count > mostExported[format])
        throw new CodedFailure('export-too-long', { rows: mostExported[format] })
      waiting.push(event)
      if (waiting.length < atOnce) continue
      yield* await tableRows(context, waiting, words)
      waiting = []
    }
    yield* await tableRows(context, waiting, words)
  }
  const edition = context.reference.edition?.edition ?? ''
  const period = words.period(filter.from, filter.to)
  const table: ExportedTable = {
    language,
    title: ledger.names[filter.ledger],
    period,
    facts: [
      [facts.unit, unitName(context, context.identity?.enrolment.unit ?? '')],
      [facts.period, period],
      [facts.handlingUnit, filter.unit === '' ? all : unitName(context, filter.unit)],
      [facts.staff, filter.staff === '' ? all : staffName(context, filter.staff)],
      [facts.list, edition],
      [
        facts.made,
        `${paperTime(new Date(rightNow(context)).toISOString())} ${context.identity?.enrolment.windowName ?? ''}`,
      ],
    ],
    note: ledger.note,
    ofEvents: true,
    columns: ledger.columns.map((head, at) => ({ head, width: ledgerWidths[at] ?? 9 })),
    rows,
  }
  // Loaded with the first export: neither library is part of a start.
  const { exportTable } = await import('../exports/export-table.ts')
  return exportTable(table, format, context.settings.fonts)
}

async function tableRows(
  context: DeskContext,
  events: readonly StoredEvent[],
  words: ExportWords,
): Promise<readonly TableRow[]> {
  const byId = new Map(events.map((event) => [event.id, event]))
  return (await ledgerRows(context, events)).map((row) => ({
    cells: ledgerCells(row, words),
    events: [row.event].flatMap((id) => byId.get(id) ?? []),
  }))
}
