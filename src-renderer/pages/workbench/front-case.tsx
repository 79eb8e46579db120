// The case of the person standing at the window, pinned above the queue with its seals and the next act.
import { useTranslation } from 'react-i18next'
import type { WorkbenchRow, WorkbenchView } from '../../../src-shared/contract/queue-view.ts'
import { useRoute } from '../../frame/route.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Seal, sealOf } from '../../parts/seal.tsx'

export function FrontCase({
  current,
  rows,
}: {
  readonly current: NonNullable<WorkbenchView['current']>
  readonly rows: readonly WorkbenchRow[]
}) {
  const { t } = useTranslation('workbench')
  const go = useRoute((state) => state.go)
  const next = rows.find((row) => row.case === current.case && row.ball === 'mine') ?? null
  const settled = current.proofs.filter((proof) => proof.status === 'settled').length
  const open = () =>
    go('case', next === null ? { case: current.case } : { case: current.case, entry: next.entry })
  return (
    <section className="pane front barred" aria-label={t('front')} data-testid="front-case">
      <div className="t1">
        <Icon name="person" size="l" />
        <div className="two">
          <b className="cut">{current.applicantName}</b>
          <small className="num cut">{current.caseNumber}</small>
        </div>
      </div>
      <div className="two">
        <span className="cut">{current.serviceItemName}</span>
        <small className="cut">{t('frontProofs', { count: current.proofs.length, settled })}</small>
      </div>
      <div className="seals">
        {current.proofs.map((proof) => (
          <span key={proof.entry} className={proof.entry === next?.entry ? 'is-next' : undefined}>
            <Seal method={proof.method} state={sealOf[proof.status]} />
          </span>
        ))}
      </div>
      <div className="two nx">
        <small>{t('next')}</small>
        <span className="cut">
          {next !== null && next.action !== null ? (
            <>
              <b>{next.proofName}</b> {t(`acts.${next.action}`)}
            </>
          ) : settled === current.proofs.length ? (
            t('nextAllSettled')
          ) : rows.some((row) => row.case === current.case && row.ball === 'theirs') ? (
            t('nextWaiting')
          ) : (
            t('nextColleague')
          )}
        </span>
      </div>
      <Button kind="go" keys="Enter" testId="continue-case" onClick={open}>
        {t('continue')}
      </Button>
    </section>
  )
}
