// Beside the queue: answers that came back, what waits to be synced, today's figures.
import { useTranslation } from 'react-i18next'
import type { WorkbenchRow, WorkbenchView } from '../../../src-shared/contract/queue-view.ts'
import type { StatusView } from '../../../src-shared/contract/session-view.ts'
import { verdicts } from '../../../src-shared/domain/verification.ts'
import { useRoute } from '../../frame/route.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Key } from '../../parts/key.tsx'
import { CoverMark } from '../../parts/tag.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { keyOfRow } from './queue-row.tsx'

export function SideColumn({
  back,
  today,
  status,
  onOpen,
}: {
  readonly back: readonly WorkbenchRow[]
  readonly today: WorkbenchView['today']
  readonly status: StatusView | null
  readonly onOpen: (row: WorkbenchRow) => void
}) {
  const { t } = useTranslation('workbench')
  const common = useTranslation('common').t
  const go = useRoute((state) => state.go)
  const { toRegister, toAnswer } = status?.verifications ?? { toRegister: 0, toAnswer: 0 }
  return (
    <aside className="side bench-side">
      {toRegister + toAnswer === 0 ? null : (
        <section data-testid="bench-inquiries">
          <h2>
            {t('inquiries.title')} <span className="num">{toRegister + toAnswer}</span>
          </h2>
          <p className="one">
            <Icon name="inbox" size="s" />
            <button type="button" className="as-link" onClick={() => go('inbox')}>
              {[
                ...(toRegister > 0 ? [t('inquiries.toRegister', { count: toRegister })] : []),
                ...(toAnswer > 0 ? [t('inquiries.toAnswer', { count: toAnswer })] : []),
              ].join(common('comma'))}
            </button>
          </p>
        </section>
      )}
      <section data-testid="came-back">
        <h2>
          {t('back.title')} <span className="num">{back.length}</span> <Key>R</Key>
        </h2>
        {back.length === 0 ? (
          <p className="one">{t('back.none')}</p>
        ) : (
          <ul className="came">
            {back.map((row) => (
              <Came key={keyOfRow(row)} row={row} onOpen={() => onOpen(row)} />
            ))}
          </ul>
        )}
      </section>
      <section>
        <h2>
          {t('outbox.title')} <span className="num">{status?.waiting ?? 0}</span>
        </h2>
        <p className="one">
          <Icon name="out" size="s" />
          <button type="button" className="as-link" onClick={() => go('outbox')}>
            {(status?.waiting ?? 0) === 0
              ? t('outbox.none')
              : t('outbox.waiting', { count: status?.waiting ?? 0 })}
          </button>
        </p>
        {(status?.refused ?? 0) === 0 ? null : (
          <p className="one over-words">
            <Icon name="x" size="s" />
            {t('outbox.refused', { count: status?.refused ?? 0 })}
          </p>
        )}
      </section>
      <section className="today" data-testid="today">
        <h2>{t('today.title')}</h2>
        <dl>
          <div>
            <dt>{t('today.opened')}</dt>
            <dd>{today.opened}</dd>
          </div>
          <div>
            <dt>{t('today.closed')}</dt>
            <dd>{today.closed}</dd>
          </div>
          <div>
            <dt>{t('today.spared')}</dt>
            <dd>{today.spared}</dd>
          </div>
          <div>
            <dt>{t('today.onTime')}</dt>
            <dd>
              {today.onTime}/{today.answered}
            </dd>
          </div>
        </dl>
      </section>
    </aside>
  )
}

function Came({ row, onOpen }: { readonly row: WorkbenchRow; readonly onOpen: () => void }) {
  const { t } = useTranslation('workbench')
  const verdict = verdicts.find((one) => one === row.verdict) ?? null
  return (
    <li data-testid={`back-${row.entry}`}>
      {verdict === null ? <span /> : <Verdict verdict={verdict} />}
      <small className="cut">{row.applicantName}</small>
      <Button small testId={`take-${row.entry}`} onClick={onOpen}>
        {verdict === 'confirmed'
          ? t('back.take')
          : verdict === 'mismatch'
            ? t('back.mismatch')
            : t('back.other')}
      </Button>
      <p>
        <b>{row.proofName}</b> {row.covered ? <CoverMark name={row.staffName} /> : null}
      </p>
      <small>{t('row.answered', { unit: row.otherUnitName })}</small>
    </li>
  )
}
