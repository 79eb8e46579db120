// Figures (统计): verifications on time, late, returned and waiting, by month, unit, class and channel, and the cases behind each number.
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { archiveClasses } from '../../../src-shared/domain/exemption-list.ts'
import {
  type Behind,
  type Dimension,
  dimensions,
  everything,
  type FigureFilter,
} from '../../../src-shared/domain/figures.ts'
import { channels } from '../../../src-shared/domain/verification.ts'
import { call, useActing, useView } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { ExportButtons } from '../../parts/export-buttons.tsx'
import { EmptyState, Head, Waiting } from '../../parts/pane.tsx'
import { Segments } from '../../parts/segments.tsx'
import { shortTime } from '../../parts/time.ts'
import { FigureCases } from './figure-cases.tsx'
import { FigureChart } from './figure-chart.tsx'
import { FigureTable } from './figure-table.tsx'
import './figures.css'

export function FiguresPage() {
  const { t } = useTranslation('figures')
  const common = useTranslation('common').t
  const [filter, setFilter] = useState<FigureFilter>(everything)
  const [dimension, setDimension] = useState<Dimension>('month')
  const [behind, setBehind] = useState<Behind | null>(null)
  const { view, error } = useView('figures', { filter })
  const { view: session } = useView('session', {})
  const acting = useActing()

  const partName = (of: Dimension, part: string): string => {
    if (of === 'unit') return view?.unitNames[part] ?? part
    if (of === 'month') return part
    const known =
      of === 'class' ? archiveClasses.find((one) => one === part) : channels.find((one) => one === part)
    if (known === undefined) return t('unknownPart')
    return of === 'class'
      ? common(`archive.${known as (typeof archiveClasses)[number]}`)
      : common(`channels.${known as (typeof channels)[number]}`)
  }
  const units = (session?.units ?? []).map(({ code, name }) => ({ value: code, label: name }))
  const choose = (next: Partial<FigureFilter>) => {
    setFilter({ ...filter, ...next })
    setBehind(null)
  }
  const month = (name: 'from' | 'to') => (
    <input
      type="month"
      className="ant-input figures-month"
      value={filter[name]}
      aria-label={t(`filter.${name}`)}
      data-testid={`figures-${name}`}
      onChange={(event) => choose({ [name]: event.target.value })}
    />
  )
  return (
    <div className="page figures" data-testid="figures">
      <Head title={t('title')}>
        <small>{view === null ? null : t(`scope.${view.scope}`)}</small>
        {view?.scope === 'all' ? (
          <small data-testid="figures-told">
            {view.toldAt === null ? t('notTold') : t('told', { time: shortTime(view.toldAt) })}
          </small>
        ) : null}
        <span className="grow" />
        <ExportButtons
          acting={acting}
          testId="export-figures"
          make={(format, language) => call('exportFigures', { filter, format, language })}
        />
      </Head>
      <div className="page-choice">
        <Segments
          label={t('by')}
          chosen={dimension}
          onChoose={setDimension}
          segments={dimensions.map((one) => ({
            value: one,
            testId: `figures-by-${one}`,
            text: t(`dimensions.${one}`),
          }))}
        />
        <search className="page-filters" aria-label={t('filter.label')}>
          {month('from')}
          <span>{t('filter.until')}</span>
          {month('to')}
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            value={filter.unit}
            aria-label={t('dimensions.unit')}
            data-testid="figures-unit"
            className="figures-unit"
            options={[{ value: '', label: t('filter.everyUnit') }, ...units]}
            onChange={(unit: string) => choose({ unit })}
          />
          <Select
            value={filter.class}
            aria-label={t('dimensions.class')}
            className="figures-class"
            options={[
              { value: '' as const, label: t('filter.everyClass') },
              ...archiveClasses.map((value) => ({ value, label: common(`archive.${value}`) })),
            ]}
            onChange={(one: FigureFilter['class']) => choose({ class: one })}
          />
          <Select
            value={filter.channel}
            aria-label={t('dimensions.channel')}
            className="figures-class"
            options={[
              { value: '' as const, label: t('filter.everyChannel') },
              ...channels.map((value) => ({ value, label: common(`channels.${value}`) })),
            ]}
            onChange={(one: FigureFilter['channel']) => choose({ channel: one })}
          />
        </search>
      </div>
      <ErrorNote error={error ?? acting.error} />
      <section className="pane figures-pane" aria-label={t('title')}>
        {view === null ? (
          <Waiting label={t('waiting')} />
        ) : view.figures.total.total === 0 ? (
          <EmptyState icon="chart" title={t('empty')}>
            {t('emptyHint')}
          </EmptyState>
        ) : (
          <>
            <FigureChart
              parts={view.figures.parts[dimension]}
              nameOf={(part) => partName(dimension, part)}
              onBehind={(outcome, part) => setBehind({ outcome, dimension, part })}
            />
            <FigureTable
              head={t(`dimensions.${dimension}`)}
              total={view.figures.total}
              parts={view.figures.parts[dimension]}
              nameOf={(part) => partName(dimension, part)}
              onBehind={(outcome, part) =>
                setBehind({ outcome, dimension: part === null ? null : dimension, part: part ?? '' })
              }
            />
            {behind === null ? (
              <p className="hint figures-hint">{t('clickHint')}</p>
            ) : (
              <FigureCases filter={filter} behind={behind} onClose={() => setBehind(null)} />
            )}
          </>
        )}
      </section>
    </div>
  )
}
