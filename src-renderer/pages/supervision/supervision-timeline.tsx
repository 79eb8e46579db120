// What happened in a supervision, newest first; the same for the office and for both units.
import { useTranslation } from 'react-i18next'
import type { SupervisionView } from '../../../src-shared/contract/supervision.ts'
import {
  findings,
  type SupervisionKind,
  supervisionKindActions,
} from '../../../src-shared/domain/supervision.ts'
import { SyncMark } from '../../parts/sync-mark.tsx'
import { shortTime } from '../../parts/time.ts'

const isKind = (kind: string): kind is SupervisionKind => Object.hasOwn(supervisionKindActions, kind)

export function SupervisionTimeline({ row }: { readonly row: SupervisionView }) {
  const { t } = useTranslation('supervision')
  return (
    <div className="supervision-part">
      <ol className="tl" data-testid="supervision-timeline">
        {row.timeline.map((item) => {
          if (!isKind(item.kind)) return null
          const text = (name: string) => (typeof item.body[name] === 'string' ? item.body[name] : '')
          const finding = findings.find((one) => one === item.body.finding)
          return (
            <li key={item.event} data-kind={item.kind}>
              <time dateTime={item.at}>{shortTime(item.at)}</time>
              <div>
                {t(`events.${item.kind}`, {
                  remark: text('remark'),
                  until: shortTime(text('until')),
                  reason: text('reason'),
                  when: shortTime(text('when')),
                  where: text('where'),
                  who: text('who'),
                  explanation: text('explanation'),
                  purpose: text('purpose'),
                  finding: finding === undefined ? '' : t(`findings.${finding}`),
                  measure: text('measure'),
                })}
                <div className="meta">
                  <SyncMark sync={item.sync} />
                  <small className="cut">
                    {item.unitName} {item.staffName}
                  </small>
                </div>
              </div>
            </li>
          )
        })}
      </ol>
    </div>
  )
}
