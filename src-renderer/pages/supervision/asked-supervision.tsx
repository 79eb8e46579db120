// At the unit asked: what the joint office asks of it about an overdue inquiry, and the unit's explanation.
import { useTranslation } from 'react-i18next'
import { useView } from '../../desk/desk.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { shortTime } from '../../parts/time.ts'
import { ReportFacts } from './supervision-detail.tsx'
import { SupervisionForm } from './supervision-forms.tsx'
import { SupervisionTimeline } from './supervision-timeline.tsx'
import './supervision.css'

/** Beside the inquiry it is about. */
export function AskedSupervision({ verification }: { readonly verification: string }) {
  const { t } = useTranslation('supervision')
  const { view } = useView('supervisions', {})
  const row = view?.rows.find((one) => one.state.report?.verification === verification)
  if (row === undefined) return null
  return (
    <section className="asked-supervision" aria-label={t('title')} data-testid="asked-supervision">
      <div className="supervision-part">
        <p>
          <b>{t('askedOfUs')}</b> {t(`status.${row.state.status}`)}
        </p>
        {row.actions.includes('explain') ? (
          <SupervisionForm act="explain" row={row} onDone={() => undefined} />
        ) : null}
      </div>
      <details>
        <summary className="supervision-part">{t('course')}</summary>
        <ReportFacts row={row} />
        <SupervisionTimeline row={row} />
      </details>
    </section>
  )
}

/** Above the queue, however far down the inquiry stands. */
export function SupervisionBanners({ onOpen }: { readonly onOpen: (verification: string) => void }) {
  const { t } = useTranslation('supervision')
  const { view } = useView('supervisions', {})
  const asked = (view?.rows ?? []).filter((row) => row.actions.includes('explain'))
  return asked.map((row) => {
    const { report, deadline } = row.state
    return (
      <div
        key={row.stream}
        className={row.pastDeadline ? 'banner refuse' : 'banner down'}
        role="status"
        data-testid="supervision-banner"
      >
        <Icon name="flag" />
        <b>{t('askedOfUs')}</b>
        <span className="grow num cut">
          {report?.letterNumber} {t(`status.${row.state.status}`)}
          {deadline === null ? null : `${t('comma')}${t('until', { time: shortTime(deadline.until) })}`}
        </span>
        <Button small testId="open-supervised" onClick={() => onOpen(report?.verification ?? '')}>
          {t('openInquiryOf')}
        </Button>
      </div>
    )
  })
}
