// The figures as a table; every number opens the cases behind it.
import { useTranslation } from 'react-i18next'
import { type Counts, type Outcome, onTimeShare, outcomes } from '../../../src-shared/domain/figures.ts'
import { type Column, LinkButton, Table } from '../../parts/table.tsx'

type Open = (outcome: Outcome | null, part: string | null) => void

export function FigureTable({
  head,
  total,
  parts,
  nameOf,
  onBehind,
}: {
  readonly head: string
  readonly total: Counts
  readonly parts: Readonly<Record<string, Counts>>
  readonly nameOf: (part: string) => string
  readonly onBehind: Open
}) {
  const { t } = useTranslation('figures')
  const columns: readonly Column[] = [
    { id: 'part', head },
    { id: 'total', head: t('total') },
    ...outcomes.map((outcome) => ({ id: outcome, head: t(`outcomes.${outcome}`) })),
    { id: 'share', head: t('share') },
  ]
  return (
    <Table testId="figure-table" columns={columns}>
      <Row name={t('total')} part={null} counts={total} onBehind={onBehind} />
      {Object.entries(parts).map(([part, counts]) => (
        <Row key={part} name={nameOf(part)} part={part} counts={counts} onBehind={onBehind} />
      ))}
    </Table>
  )
}

function Row({
  name,
  part,
  counts,
  onBehind,
}: {
  readonly name: string
  readonly part: string | null
  readonly counts: Counts
  readonly onBehind: Open
}) {
  const share = onTimeShare(counts)
  const number = (outcome: Outcome | null, count: number) => (
    <td key={outcome ?? 'total'} className="num">
      {count === 0 ? (
        <span className="figure-none">0</span>
      ) : (
        <LinkButton
          testId={`figure-${part ?? 'total'}-${outcome ?? 'total'}`}
          onClick={() => onBehind(outcome, part)}
        >
          {count}
        </LinkButton>
      )}
    </td>
  )
  return (
    <tr className={part === null ? 'figure-total' : undefined}>
      <th scope="row">{name}</th>
      {number(null, counts.total)}
      {outcomes.map((outcome) => number(outcome, counts[outcome]))}
      <td className="num">{share === null ? '' : `${Math.round(share * 1000) / 10}%`}</td>
    </tr>
  )
}
