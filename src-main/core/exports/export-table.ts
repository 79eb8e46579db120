// A table as a file, made in core: XLSX or PDF, base64.
import type { ExportedFile, ExportFormat } from '../../../src-shared/contract/ledger.ts'
import type { ExportedTable } from './exported-table.ts'

const types = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
} as const satisfies Record<ExportFormat, string>

export async function exportTable(
  table: ExportedTable,
  format: ExportFormat,
  fontsFolder: string,
): Promise<ExportedFile> {
  const bytes =
    format === 'xlsx'
      ? await (await import('./write-workbook.ts')).writeWorkbook(table)
      : await (await import('./draw-table.ts')).drawTable(table, fontsFolder)
  return {
    fileName: `${table.title} ${table.period.replaceAll('/', '-')}.${format}`.trim(),
    type: types[format],
    content: Buffer.from(bytes).toString('base64'),
  }
}
