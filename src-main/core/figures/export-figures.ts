// The figures as a workbook or on paper: the total, and every part of every dimension.
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import type { ExportedFile } from '../../../src-shared/contract/ledger.ts'
import {
  type Counts,
  type Dimension,
  dimensions,
  onTimeShare,
  outcomes,
} from '../../../src-shared/domain/figures.ts'
import { archiveClassText } from '../../../src-shared/domain/letter.ts'
import { type DeskContext, rightNow } from '../desk/desk-context.ts'
import { unitName } from '../desk/marks.ts'
import type { ExportedTable, TableRow } from '../exports/exported-table.ts'
import { paperTime } from '../ledgers/ledger-words.ts'
import { figuresView } from './figures-view.ts'

const dimensionNames: Readonly<Record<Dimension, string>> = {
  month: '月份',
  unit: '出具单位',
  class: '档案情况',
  channel: '渠道',
}
const channelNames: Readonly<Record<string, string>> = {
  system: '系统',
  fax: '传真',
  mail: '公务邮箱',
  oa: '协同办公',
}
const columns = [
  { head: '分类', width: 12 },
  { head: '项目', width: 36 },
  { head: '合计', width: 9 },
  { head: '按时反馈', width: 11 },
  { head: '超时反馈', width: 11 },
  { head: '退回', width: 9 },
  { head: '撤回', width: 9 },
  { head: '办理中', width: 9 },
  { head: '逾期未反馈', width: 12 },
  { head: '按时率', width: 9 },
] as const

export async function exportFigures(
  context: DeskContext,
  { filter, format }: DeskInput<'exportFigures'>,
): Promise<ExportedFile> {
  const { figures, scope } = await figuresView(context, { filter })
  const nameOf = (dimension: Dimension, part: string): string => {
    if (dimension === 'unit') return unitName(context, part)
    if (dimension === 'class') return (archiveClassText as Readonly<Record<string, string>>)[part] ?? '未定'
    return dimension === 'channel' ? (channelNames[part] ?? part) : part
  }
  async function* rows(): AsyncGenerator<TableRow> {
    yield rowOf('合计', '', figures.total)
    for (const dimension of dimensions)
      for (const [part, counts] of Object.entries(figures.parts[dimension]))
        yield rowOf(dimensionNames[dimension], nameOf(dimension, part), counts)
  }
  const any = (text: string) => (text === '' ? '全部' : text)
  const own = unitName(context, context.identity?.enrolment.unit ?? '')
  const table: ExportedTable = {
    title: '部门核验统计',
    facts: [
      ['范围', scope === 'all' ? '全部单位' : own],
      ['期间', `${filter.from === '' ? '开始' : filter.from} 至 ${filter.to === '' ? '今' : filter.to}`],
      ['出具单位', filter.unit === '' ? '全部' : nameOf('unit', filter.unit)],
      ['档案情况', filter.class === '' ? '全部' : nameOf('class', filter.class)],
      ['渠道', any(channelNames[filter.channel] ?? '')],
      ['清单', context.reference.edition?.edition ?? ''],
      ['制表', paperTime(new Date(rightNow(context)).toISOString())],
    ],
    note: '按发起月份统计，每件计一次。按时率为按时反馈占已反馈（不含退回）的比例。',
    ofEvents: false,
    columns,
    rows,
  }
  const { exportTable } = await import('../exports/export-table.ts')
  return exportTable(table, format, context.settings.fonts)
}

function rowOf(dimension: string, part: string, counts: Counts): TableRow {
  const share = onTimeShare(counts)
  return {
    cells: [
      dimension,
      part,
      counts.total,
      ...outcomes.map((outcome) => counts[outcome]),
      share === null ? '' : `${Math.round(share * 1000) / 10}%`,
    ],
    events: [],
  }
}
