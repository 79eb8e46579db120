// Figures of verification for the supervision of A2§13: on time, late, returned, by unit, class, channel and month.
//
// Each verification is counted once, by what became of it:
//
//   asked ──▶ withdrawn                       withdrawn before an answer
//     │  └──▶ returned                        not the business of the unit asked (A2§7)
//     ├────▶ on-time · late                   answered, by its due time or after
//     └────▶ open · overdue                   not answered yet, due time still to come or past
import { type ArchiveClass, archiveClasses } from './exemption-list.ts'
import { type Channel, channels } from './verification.ts'
import type { VerificationFrame } from './verification-frame.ts'
import { chinaDate } from './working-calendar.ts'

export const outcomes = ['on-time', 'late', 'returned', 'withdrawn', 'open', 'overdue'] as const
export type Outcome = (typeof outcomes)[number]

/** What became of a verification by `now`, ISO. Without a due time there is nothing to be late for. */
export function outcomeOf(
  frame: Pick<VerificationFrame, 'status' | 'verdict' | 'endedAt' | 'dueAt'>,
  now: string,
): Outcome {
  const { status, verdict, endedAt, dueAt } = frame
  if (status === 'withdrawn') return 'withdrawn'
  if (verdict === 'returned') return 'returned'
  if (status === 'answered' || status === 'contradicted')
    return dueAt !== null && endedAt !== null && endedAt > dueAt ? 'late' : 'on-time'
  return dueAt !== null && now > dueAt ? 'overdue' : 'open'
}

const months = new Map<string, string>()
/** Hours kept, some six years. */
const mostHours = 50_000

/** The month in China in which it was asked, `2026-10`; '' where that is not known. */
export function monthOf(frame: Pick<VerificationFrame, 'requestedAt'>): string {
  // China is whole hours ahead: a month is worked out once an hour, not once a case.
  const hour = frame.requestedAt.slice(0, 13)
  const known = months.get(hour)
  if (known !== undefined) return known
  const asked = Date.parse(`${hour}:00:00.000Z`)
  const month = Number.isNaN(asked) ? '' : chinaDate(asked).slice(0, 7)
  if (months.size > mostHours) months.clear()
  months.set(hour, month)
  return month
}

/** What figures are broken down by. `unit` is the unit asked: its answers are what is on time or late. */
export const dimensions = ['month', 'unit', 'class', 'channel'] as const
export type Dimension = (typeof dimensions)[number]

function partOf(frame: VerificationFrame, dimension: Dimension): string {
  switch (dimension) {
    case 'month':
      return monthOf(frame)
    case 'unit':
      return frame.issuingUnit
    case 'class':
      return frame.archiveClass ?? ''
    case 'channel':
      return frame.channel
  }
}

/** Which verifications are counted. Months are included at both ends; '' leaves a field open. */
export type FigureFilter = {
  readonly from: string
  readonly to: string
  /** Unit asked. */
  readonly unit: string
  readonly class: ArchiveClass | ''
  readonly channel: Channel | ''
}
export const everything: FigureFilter = { from: '', to: '', unit: '', class: '', channel: '' }

export function isCounted(frame: VerificationFrame, filter: FigureFilter): boolean {
  return (
    (filter.from === '' || monthOf(frame) >= filter.from) &&
    (filter.to === '' || monthOf(frame) <= filter.to) &&
    (filter.unit === '' || frame.issuingUnit === filter.unit) &&
    (filter.class === '' || frame.archiveClass === filter.class) &&
    (filter.channel === '' || frame.channel === filter.channel)
  )
}

export type Counts = Readonly<Record<Outcome, number>> & { readonly total: number }
export type Figures = {
  readonly total: Counts
  /** Dimension → part → counts. The parts of each dimension add up to the total. */
  readonly parts: Readonly<Record<Dimension, Readonly<Record<string, Counts>>>>
}

type Tally = Record<Outcome, number> & { total: number }
const noCounts = (): Tally => ({
  'on-time': 0,
  late: 0,
  returned: 0,
  withdrawn: 0,
  open: 0,
  overdue: 0,
  total: 0,
})

/** Counts every verification that the filter counts, once in the total and once in each dimension. */
export function foldFigures(frames: Iterable<VerificationFrame>, filter: FigureFilter, now: string): Figures {
  const total = noCounts()
  const parts = { month: new Map(), unit: new Map(), class: new Map(), channel: new Map() } satisfies Record<
    Dimension,
    Map<string, Tally>
  >
  for (const frame of frames) {
    if (!isCounted(frame, filter)) continue
    const outcome = outcomeOf(frame, now)
    total[outcome] += 1
    total.total += 1
    for (const dimension of dimensions) {
      const part = partOf(frame, dimension)
      const of: Map<string, Tally> = parts[dimension]
      const tally = of.get(part) ?? noCounts()
      tally[outcome] += 1
      tally.total += 1
      of.set(part, tally)
    }
  }
  const sorted = (dimension: Dimension): Readonly<Record<string, Counts>> =>
    Object.fromEntries([...parts[dimension]].sort(byPart(dimension)))
  return {
    total,
    parts: {
      month: sorted('month'),
      unit: sorted('unit'),
      class: sorted('class'),
      channel: sorted('channel'),
    },
  }
}

type Part = readonly [part: string, counts: Counts]
/** Months in time, units by what most waits of theirs, classes and channels in their own order. */
function byPart(dimension: Dimension): (left: Part, right: Part) => number {
  const order: readonly string[] = dimension === 'class' ? archiveClasses : channels
  return ([left, one], [right, other]) => {
    if (dimension === 'month') return left < right ? -1 : left > right ? 1 : 0
    if (dimension === 'unit')
      return (
        other.late + other.overdue - one.late - one.overdue ||
        other.total - one.total ||
        (left < right ? -1 : 1)
      )
    return order.indexOf(left) - order.indexOf(right)
  }
}

/** The cases behind a number. Null stands for all: every outcome, the whole of the dimension. */
export type Behind = {
  readonly outcome: Outcome | null
  readonly dimension: Dimension | null
  readonly part: string
}

export function isBehind(
  frame: VerificationFrame,
  filter: FigureFilter,
  { outcome, dimension, part }: Behind,
  now: string,
): boolean {
  return (
    isCounted(frame, filter) &&
    (outcome === null || outcomeOf(frame, now) === outcome) &&
    (dimension === null || partOf(frame, dimension) === part)
  )
}

/** Answered in time of all that were answered, 0…1; null where nothing was. */
export function onTimeShare(counts: Counts): number | null {
  const answered = counts['on-time'] + counts.late
  return answered === 0 ? null : counts['on-time'] / answered
}
