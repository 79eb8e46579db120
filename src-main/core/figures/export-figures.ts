// The figures as a workbook or on paper: the total, every part of every dimension, and the verifications they count.
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import { type ExportedFile, mostExported } from '../../../src-shared/contract/ledger.ts'
import {
  type Counts,
  type Dimension,
  dimensions,
  isCounted,
  monthOf,
  onTimeShare,
  outcomeOf,
  outcomes,
} from '../../../src-shared/domain/figures.ts'
import type { VerificationFrame } from '../../../src-shared/domain/verification-frame.ts'
import { type DeskContext, rightNow } from '../desk/desk-context.ts'
import { unitName } from '../desk/marks.ts'
import { type ExportWords, exportWords, paperTime } from '../exports/export-words.ts'
import type { ExportedTable, TableRow } from '../exports/exported-table.ts'
import { figuresView, visibleFrames } from './figures-view.ts'

const caseWidths = [26, 20, 24, 24, 9, 12, 10, 11, 16, 16]

/** More verifications than such a file may list are counted, and not listed. */
export async function exportFigures(
  context: DeskContext,
  { filter, format, language = 'zh-CN' }: DeskInput<'exportFigures'>,
): Promise<ExportedFile> {
  const words = exportWords[language]
  const { facts, all, channels } = words
  const { figures, scope } = await figuresView(context, { filter })
  const isListed = figures.total.total <= mostExported[format]
  const nameOf = (dimension: Dimension, part: string) => partName(context, words, dimension, part)
  async function* rows(): AsyncGenerator<TableRow> {
    yield rowOf(words.figures.total, '', figures.total)
    for (const dimension of dimensions)
      for (const [part, counts] of Object.entries(figures.parts[dimension]))
        yield rowOf(words.figures.dimensions[dimension], nameOf(dimension, part), counts)
  }
  const now = new Date(rightNow(context)).toISOString()
  async function* cases(): AsyncGenerator<TableRow> {
    const { frames } = await visibleFrames(context)
    const counted = [...frames].filter((frame) => isCounted(frame, filter))
    counted.sort((left, right) => right.requestedAt.localeCompare(left.requestedAt))
    for (const frame of counted) yield { cells: caseCells(context, words, frame, now), events: [] }
  }
  const period = words.period(filter.from, filter.to)
  const own = unitName(context, context.identity?.enrolment.unit ?? '')
  const widths = [12, 36, 9, 11, 11, 9, 9, 9, 12, 9]
  const heads = [
    words.figures.part,
    words.figures.item,
    words.figures.total,
    ...outcomes.map((outcome) => words.figures.outcomes[outcome]),
    words.figures.share,
  ]
  const table: ExportedTable = {
    language,
    title: words.figures.title,
    period,
    facts: [
      [facts.scope, scope === 'all' ? words.figures.everyUnit : own],
      [facts.period, period],
      [facts.askedUnit, filter.unit === '' ? all : nameOf('unit', filter.unit)],
      [facts.class, filter.class === '' ? all : nameOf('class', filter.class)],
      [facts.channel, filter.channel === '' ? all : channels[filter.channel]],
      [facts.list, context.reference.edition?.edition ?? ''],
      [facts.made, paperTime(now)],
    ],
    note: isListed ? words.figures.note : words.figures.noteWithoutList,
    ofEvents: false,
    columns: heads.map((head, at) => ({ head, width: widths[at] ?? 9 })),
    rows,
    ...(isListed
      ? {
          behind: {
            title: words.figures.cases.title,
            columns: words.figures.cases.columns.map((head, at) => ({ head, width: caseWidths[at] ?? 9 })),
            rows: cases,
          },
        }
      : {}),
  }
  const { exportTable } = await import('../exports/export-table.ts')
  return exportTable(table, format, context.settings.fonts)
}

function partName(context: DeskContext, words: ExportWords, dimension: Dimension, part: string): string {
  const named = (names: Readonly<Record<string, string>>, otherwise: string) => names[part] ?? otherwise
  if (dimension === 'unit') return unitName(context, part)
  if (dimension === 'class') return named(words.classes, words.classUnknown)
  return dimension === 'channel' ? named(words.channels, part) : part
}

/** Who it is about stands in no frame. */
function caseCells(
  context: DeskContext,
  words: ExportWords,
  frame: VerificationFrame,
  now: string,
): readonly string[] {
  return [
    frame.letterNumber,
    frame.proofName,
    unitName(context, frame.demandingUnit),
    unitName(context, frame.issuingUnit),
    monthOf(frame),
    partName(context, words, 'class', frame.archiveClass ?? ''),
    words.channels[frame.channel],
    words.figures.outcomes[outcomeOf(frame, now)],
    paperTime(frame.dueAt ?? ''),
    paperTime(frame.endedAt ?? ''),
  ]
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
