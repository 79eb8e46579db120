// The queue of inquiries as flight strips in groups: time first, then what, from whom, where it stands.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { InboxRow } from '../../../src-shared/contract/queue-view.ts'
import { GroupHead } from '../../parts/group-head.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Key } from '../../parts/key.tsx'
import { shortTime } from '../../parts/time.ts'
import { ArrivalOrClock, StateMark } from './inbox-marks.tsx'

export type InboxSection = {
  readonly name: 'to-register' | 'answering' | 'done' | 'answered' | 'returned'
  readonly rows: readonly InboxRow[]
}

const icons = {
  'to-register': 'inbox',
  answering: 'clock',
  done: 'check',
  answered: 'check',
  returned: 'back',
} as const
const ends = { 'to-register': 'registerAtOnce', answering: 'soonestFirst' } as const

export function InboxList({
  sections,
  chosen,
  onChoose,
}: {
  readonly sections: readonly InboxSection[]
  readonly chosen: string | null
  readonly onChoose: (stream: string) => void
}) {
  const { t } = useTranslation('inbox')
  const here = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when another row is chosen
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <div role="listbox" aria-label={t('title')}>
      {sections.map((section) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options inside a listbox
        <div key={section.name} role="group" aria-label={t(`groups.${section.name}`)}>
          <GroupHead
            icon={icons[section.name]}
            end={section.name in ends ? t(ends[section.name as keyof typeof ends]) : undefined}
          >
            <b>
              {t(`groups.${section.name}`)} {section.name === 'done' ? '' : section.rows.length}
            </b>
          </GroupHead>
          {section.rows.map((row) => (
            <Row
              key={row.stream}
              row={row}
              here={row.stream === chosen}
              reference={row.stream === chosen ? here : null}
              onChoose={() => onChoose(row.stream)}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

function Row({
  row,
  here,
  reference,
  onChoose,
}: {
  readonly row: InboxRow
  readonly here: boolean
  readonly reference: React.RefObject<HTMLDivElement | null> | null
  readonly onChoose: () => void
}) {
  const { t } = useTranslation('inbox')
  const { request, answer, requestedAt } = row.state
  const about =
    answer?.body.verdict === 'returned' && answer.body.remark !== ''
      ? answer.body.remark
      : (request?.questions[0]?.question ?? request?.serviceItemName ?? '')
  const act = row.group === 'to-register' ? 'register' : row.group === 'answering' ? 'answer' : 'view'
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the page walks the rows with the arrow keys
    <div
      ref={reference}
      className={here ? 'qrow ib is-here' : 'qrow ib'}
      role="option"
      aria-selected={here}
      tabIndex={here ? 0 : -1}
      onClick={onChoose}
      data-testid={`inbox-row-${row.stream}`}
    >
      <ArrivalOrClock row={row} />
      <div className="two">
        <b>{request?.proofName}</b>
        <small>{about}</small>
      </div>
      <div className="two">
        <span>{row.demandingUnitName}</span>
        <small>{t('bySystem', { time: shortTime(requestedAt ?? row.arrivedAt) })}</small>
      </div>
      <StateMark row={row} />
      <span className="act ib-act">
        {t(`act.${act}`)}
        {here && act === 'register' && <Key>D</Key>}
        {here && act !== 'register' && <Icon name="right" size="s" />}
      </span>
    </div>
  )
}
