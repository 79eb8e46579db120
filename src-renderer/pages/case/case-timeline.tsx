// What happened in a case, newest first: each step with its time, its sync mark and the list edition in force then.
import { useTranslation } from 'react-i18next'
import type { TimelineItem } from '../../../src-shared/contract/marks.ts'
import { archiveClasses, exemptionMethods } from '../../../src-shared/domain/exemption-list.ts'
import { verdicts } from '../../../src-shared/domain/verification.ts'
import { caseWords } from '../../i18n/zh-cn/case.ts'
import { SyncMark } from '../../parts/sync-mark.tsx'
import { shortTime } from '../../parts/time.ts'

type EventName = keyof typeof caseWords.events
const channelNames = ['system', 'fax', 'mail', 'oa'] as const

/** One step in words. */
function useStepWords(): (item: TimelineItem, proofName: string) => string {
  const { t } = useTranslation('case')
  const common = useTranslation('common').t
  return ({ kind, body, unitName }, proofName) => {
    const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
    const verdict = verdicts.find((one) => one === body.verdict)
    const method = exemptionMethods.find((one) => one === body.to)
    const channel = channelNames.find((one) => one === body.channel)
    const archive = archiveClasses.find((one) => one === body.archiveClass)
    // An answer by another way than the system is typed in from the reply by this unit.
    const name =
      kind === 'verification-answered' && body.channel !== 'system'
        ? 'verification-transcribed'
        : kind === 'method-changed' && body.from === body.to
          ? 'method-kept'
          : kind
    const known = name in caseWords.events
    return t(`events.${known ? (name as EventName) : 'unknown'}`, {
      kind,
      proof: proofName,
      unit: unitName,
      verdict: verdict === undefined ? '' : common(`verdicts.${verdict}`),
      method: method === undefined ? '' : common(`methods.${method}.name`),
      channel: channel === undefined ? '' : common(`channels.${channel}`),
      archive: archive === undefined ? '' : common(`archive.${archive}`),
      agent: text('agent'),
      material: text('material'),
      purpose: text('purpose'),
      letter: text('letterNumber'),
      address: text('address'),
      reason: text('reason'),
    })
  }
}

export function CaseTimeline({ items }: { readonly items: readonly TimelineItem[] }) {
  const { t } = useTranslation('case')
  const words = useStepWords()
  // Later steps of a verification name no proof of their own: the request in the same stream does.
  const names = new Map(
    items.flatMap((item) => (item.proofName === null ? [] : [[item.stream, item.proofName]])),
  )
  const nameOf = (item: TimelineItem) => {
    const name = item.proofName ?? (item.stream.startsWith('verification/') ? names.get(item.stream) : null)
    return name || t('secretName')
  }
  const newest = [...items].sort((left, right) => right.at.localeCompare(left.at))
  return (
    <aside className="side case-side" aria-label={t('timeline.title')}>
      <h2>
        {t('timeline.title')} <small>{t('timeline.lead')}</small>
      </h2>
      <ol className="tl" data-testid="timeline">
        {newest.map((item) => (
          <li key={item.event} data-kind={item.kind} data-sync={item.sync}>
            <time dateTime={item.at}>{shortTime(item.at)}</time>
            <div>
              {words(item, nameOf(item))}
              <div className="meta">
                <SyncMark sync={item.sync} />
                {item.edition === '' ? null : (
                  <small>{t('timeline.edition', { edition: item.edition })}</small>
                )}
                <small className="cut">{item.staffName}</small>
              </div>
            </div>
          </li>
        ))}
      </ol>
    </aside>
  )
}
