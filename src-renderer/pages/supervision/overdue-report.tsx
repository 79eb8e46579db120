// On an overdue inquiry (A2§11): the report to the joint office, drafted by itself and sent by a person; then how it stands there.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, useActing, useView } from '../../desk/desk.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { shortTime } from '../../parts/time.ts'
import { ActForm } from '../case/act-form.tsx'
import { SupervisionTimeline } from './supervision-timeline.tsx'
import './supervision.css'

export function OverdueReport({ verification }: { readonly verification: string }) {
  const { t } = useTranslation('supervision')
  const { view } = useView('overdueReport', { verification })
  const [writing, setWriting] = useState(false)
  const [reading, setReading] = useState(false)
  const acting = useActing()
  if (view === null) return null
  const { draft, supervision } = view
  if (supervision !== null) {
    const { report, deadline, status } = supervision.state
    return (
      <div className="overdue-report" data-testid="overdue-reported" data-status={status}>
        <p className="hint">
          <Icon name="flag" size="s" />
          <span>
            {t('wasReported', { time: shortTime(report?.at ?? ''), office: view.jointOfficeName })}
            {t(`status.${status}`)}
            {deadline === null ? null : `${t('comma')}${t('until', { time: shortTime(deadline.until) })}`}
          </span>
          <Button
            small
            kind="quiet"
            expanded={reading}
            testId="read-supervision"
            onClick={() => setReading(!reading)}
          >
            {t('course')}
          </Button>
        </p>
        {reading ? <SupervisionTimeline row={supervision} /> : null}
      </div>
    )
  }
  if (draft === null) return null
  if (!writing)
    return (
      <p className="overdue-report hint warn">
        <Icon name="tri" size="s" />
        <span>{t('overdueHint')}</span>
        <Button small icon="flag" testId="act-report-overdue" onClick={() => setWriting(true)}>
          {t('report')}
        </Button>
      </p>
    )
  return (
    <div className="overdue-report">
      <p className="hint">{t('reportLead', { office: view.jointOfficeName })}</p>
      <ActForm
        name="report-overdue"
        draftKey={`report ${verification}`}
        fields={[{ name: 'facts', label: t('fields.facts'), kind: 'text', initial: draft }]}
        submit={t('sendReport')}
        submitTestId="send-report"
        keys="Ctrl Enter"
        acting={acting}
        others={
          <Button kind="quiet" onClick={() => setWriting(false)}>
            {t('notYet')}
          </Button>
        }
        onSubmit={async (values) => {
          const outcome = await acting.run(() =>
            call('reportOverdue', { verification, facts: values.facts ?? '' }),
          )
          return outcome.ok
        }}
      />
    </div>
  )
}
