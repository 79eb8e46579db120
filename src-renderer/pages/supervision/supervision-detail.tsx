// One supervision: what was reported, the frame of the verification, what the office may do now, and what happened.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SupervisionView } from '../../../src-shared/contract/supervision.ts'
import { call } from '../../desk/desk.ts'
import { Button } from '../../parts/button.tsx'
import { Facts } from '../../parts/facts.tsx'
import { longTime, shortTime } from '../../parts/time.ts'
import { Verdict } from '../../parts/verdict.tsx'
import { RecordedLook } from './revealed-content.tsx'
import { type OfficeAct, officeActs, SupervisionForm } from './supervision-forms.tsx'
import { SupervisionTimeline } from './supervision-timeline.tsx'

export function SupervisionDetail({ row }: { readonly row: SupervisionView }) {
  const { t } = useTranslation('supervision')
  const open = officeActs.filter((act) => row.actions.includes(act))
  const [chosen, setChosen] = useState<OfficeAct | null>(null)
  const act = chosen !== null && open.includes(chosen) ? chosen : (open[0] ?? null)
  return (
    <>
      <div className="head">
        <b>{t(`status.${row.state.status}`)}</b>
        <span className="num cut">{row.state.report?.letterNumber}</span>
      </div>
      <section className="pane" aria-label={t('detail')} data-testid="supervision-detail">
        <div className="supervision-scroll">
          <ReportFacts row={row} />
          <FrameFacts row={row} />
          <Content row={row} />
          {act === null ? null : (
            <div className="supervision-part">
              <div className="acts supervision-acts">
                {open.map((one) => (
                  <Button
                    key={one}
                    small
                    pressed={one === act}
                    testId={`act-${one}`}
                    onClick={() => setChosen(one)}
                  >
                    {t(`acts.${one}`)}
                  </Button>
                ))}
              </div>
              <SupervisionForm key={act} act={act} row={row} onDone={() => setChosen(null)} />
            </div>
          )}
          <SupervisionTimeline row={row} />
        </div>
      </section>
    </>
  )
}

export function ReportFacts({ row }: { readonly row: SupervisionView }) {
  const { t } = useTranslation('supervision')
  const { report } = row.state
  if (report === null) return null
  return (
    <div className="supervision-part">
      <h2>
        {row.askedUnitName} <small>{t('late', { minutes: report.lateMinutes })}</small>
      </h2>
      <p className="supervision-words">{report.facts}</p>
      <small>
        {row.reportingUnitName} {row.reportedByName} {longTime(report.at)}
      </small>
    </div>
  )
}

function FrameFacts({ row }: { readonly row: SupervisionView }) {
  const { t } = useTranslation('supervision')
  const common = useTranslation('common').t
  const { frame } = row
  const { report } = row.state
  if (frame === null) return <p className="hint supervision-part">{t('frameNotHere')}</p>
  const facts = [
    ['proof', frame.proofName],
    ['class', frame.archiveClass === null ? '' : common(`archive.${frame.archiveClass}`)],
    ['requested', shortTime(frame.requestedAt)],
    ['received', shortTime(frame.receivedAt ?? report?.receivedAt ?? '')],
    ['due', shortTime(frame.dueAt ?? report?.dueAt ?? '')],
    ['channel', common(`channels.${frame.channel}`)],
    ['ended', frame.endedAt === null ? t('notEnded') : shortTime(frame.endedAt)],
    ['verdict', frame.verdict === null ? null : <Verdict key="verdict" verdict={frame.verdict} />],
  ] as const
  return (
    <div className="supervision-part">
      <Facts facts={facts.map(([name, value]) => ({ name: t(`facts.${name}`), value }))} />
    </div>
  )
}

/** Names, numbers and declared facts stay closed until the look is recorded with its purpose. */
function Content({ row }: { readonly row: SupervisionView }) {
  const { t } = useTranslation('supervision')
  if (!row.actions.includes('reveal')) return null
  return (
    <div className="supervision-part">
      <RecordedLook
        label={t('reveal')}
        reveal={(purpose) => call('revealSupervised', { supervision: row.stream, purpose })}
      >
        <p className="hint">{t('contentClosed')}</p>
      </RecordedLook>
    </div>
  )
}
