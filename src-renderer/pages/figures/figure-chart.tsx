// Stacked bars, one a part: drawn as plain SVG, for it is one kind of chart that must print, follow the theme and be clicked.
import { useTranslation } from 'react-i18next'
import { type Counts, type Outcome, outcomes } from '../../../src-shared/domain/figures.ts'

const rowHeight = 26
const barHeight = 16
/** Of 1000 units of width: names at the left, the sum behind each bar. */
const nameWidth = 190
const sumWidth = 60
/** Most bars; the table under the chart has them all. */
const mostBars = 12

export function FigureChart({
  parts,
  nameOf,
  onBehind,
}: {
  readonly parts: Readonly<Record<string, Counts>>
  readonly nameOf: (part: string) => string
  readonly onBehind: (outcome: Outcome, part: string) => void
}) {
  const { t } = useTranslation('figures')
  const shown = Object.entries(parts).slice(-mostBars)
  const most = Math.max(1, ...shown.map(([, counts]) => counts.total))
  const scale = (1000 - nameWidth - sumWidth) / most
  return (
    <figure className="figure-chart" data-testid="figure-chart">
      <figcaption>
        {outcomes.map((outcome) => (
          <span key={outcome} className="figure-key">
            <i className={`figure-${outcome}`} />
            {t(`outcomes.${outcome}`)}
          </span>
        ))}
      </figcaption>
      <svg viewBox={`0 0 1000 ${shown.length * rowHeight}`} role="img" aria-label={t('chart')}>
        {shown.map(([part, counts], row) => {
          let left = nameWidth
          const top = row * rowHeight + (rowHeight - barHeight) / 2
          return (
            <g key={part}>
              <text x={nameWidth - 10} y={top + 12} textAnchor="end">
                {nameOf(part).slice(0, 14)}
              </text>
              {outcomes.map((outcome) => {
                const width = counts[outcome] * scale
                const from = left
                left += width
                return width === 0 ? null : (
                  // biome-ignore lint/a11y/noStaticElementInteractions: the table's buttons do the same by keyboard
                  <rect
                    key={outcome}
                    className={`figure-${outcome}`}
                    x={from}
                    y={top}
                    width={width}
                    height={barHeight}
                    onClick={() => onBehind(outcome, part)}
                  >
                    <title>{`${nameOf(part)} ${t(`outcomes.${outcome}`)} ${counts[outcome]}`}</title>
                  </rect>
                )
              })}
              <text x={left + 8} y={top + 12} className="figure-sum">
                {counts.total}
              </text>
            </g>
          )
        })}
      </svg>
    </figure>
  )
}
