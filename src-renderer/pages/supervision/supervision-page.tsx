// Supervision (督办): what units reported as overdue to the joint office, each with its state and clock, and what may be done now.
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SupervisionView } from '../../../src-shared/contract/supervision.ts'
import { useView } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { ClockChip } from '../../parts/clock-chip.tsx'
import { EmptyState, Head, Waiting } from '../../parts/pane.tsx'
import { Segments } from '../../parts/segments.tsx'
import { SyncMark } from '../../parts/sync-mark.tsx'
import { Tag } from '../../parts/tag.tsx'
import { shortTime } from '../../parts/time.ts'
import { useKeys } from '../../parts/use-keys.ts'
import { SupervisionDetail } from './supervision-detail.tsx'
import './supervision.css'

const filters = ['open', 'closed'] as const
type Filter = (typeof filters)[number]

const isIn = (filter: Filter) => (row: SupervisionView) =>
  (row.state.status === 'closed') === (filter === 'closed')

export function SupervisionPage() {
  const { t } = useTranslation('supervision')
  const { view, error } = useView('supervisions', {})
  const [filter, setFilter] = useState<Filter>('open')
  const [chosen, setChosen] = useState<string | null>(null)
  const detail = useRef<HTMLElement>(null)
  const rows = view?.rows ?? []
  const shown = rows.filter(isIn(filter))
  const row = shown.find((one) => one.stream === chosen) ?? shown[0] ?? null

  function step(by: number) {
    const at = shown.findIndex((one) => one.stream === row?.stream)
    const next = shown[Math.max(0, Math.min(at + by, shown.length - 1))]
    if (next !== undefined) setChosen(next.stream)
  }
  useKeys({
    arrowdown: () => step(1),
    arrowup: () => step(-1),
    arrowright: () => detail.current?.querySelector<HTMLElement>('textarea, input, button')?.focus(),
    arrowleft: () => (document.activeElement as HTMLElement | null)?.blur(),
  })
  return (
    <div className="supervision">
      <div className="supervision-left">
        <Head title={t('title')}>
          <Segments
            label={t('title')}
            chosen={filter}
            onChoose={setFilter}
            segments={filters.map((one) => ({
              value: one,
              testId: `supervision-filter-${one}`,
              text: (
                <>
                  {t(`filter.${one}`)} <b>{rows.filter(isIn(one)).length}</b>
                </>
              ),
            }))}
          />
          <span className="grow" />
          <small>{t('basis')}</small>
        </Head>
        <ErrorNote error={error} />
        <section className="pane" aria-label={t('title')}>
          {view === null ? (
            <Waiting label={t('waiting')} />
          ) : shown.length === 0 ? (
            <EmptyState icon="checks" title={t(`empty.${filter}`)}>
              {t('emptyHint')}
            </EmptyState>
          ) : (
            shown.map((one) => (
              <SupervisionRow
                key={one.stream}
                row={one}
                here={one.stream === row?.stream}
                onChoose={() => setChosen(one.stream)}
              />
            ))
          )}
        </section>
      </div>
      <aside className="supervision-right" ref={detail}>
        {row === null ? null : <SupervisionDetail key={row.stream} row={row} />}
      </aside>
    </div>
  )
}

function SupervisionRow({
  row,
  here,
  onChoose,
}: {
  readonly row: SupervisionView
  readonly here: boolean
  readonly onChoose: () => void
}) {
  const { t } = useTranslation('supervision')
  const { report, deadline } = row.state
  return (
    <button
      type="button"
      className={here ? 'qrow sv is-here' : 'qrow sv'}
      aria-current={here ? 'true' : undefined}
      onClick={onChoose}
      data-testid={`supervision-row-${row.stream}`}
      data-status={row.state.status}
    >
      <span className="two">
        <b className="cut">{row.askedUnitName}</b>
        <small className="cut num">{report?.letterNumber}</small>
      </span>
      <span className="two">
        <span className="cut">{t('reportedBy', { unit: row.reportingUnitName })}</span>
        <small className="num">{shortTime(report?.at ?? '')}</small>
      </span>
      <span className="two">
        <Tag strong={row.pastDeadline}>
          {t(row.pastDeadline ? 'pastDeadline' : `status.${row.state.status}`)}
        </Tag>
        {deadline === null ? null : (
          <small className="num">{t('until', { time: shortTime(deadline.until) })}</small>
        )}
      </span>
      <span className="two">
        <ClockChip clock={row.clock} />
        <SyncMark sync={row.sync} />
      </span>
    </button>
  )
}
