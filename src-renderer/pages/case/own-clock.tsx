// The case's own limit in its head: when it ends, whether it stands still, and how much later verifications made it (A2§7).
import { useTranslation } from 'react-i18next'
import type { CaseView } from '../../../src-shared/contract/case-view.ts'
import { Icon } from '../../parts/icon.tsx'
import { shortTime } from '../../parts/time.ts'

export function OwnClock({ view }: { readonly view: CaseView }) {
  const { t } = useTranslation('case')
  const { ownClock: clock } = view
  if (clock === null)
    return view.standsStill && view.state.status === 'open' ? (
      <span className="clock paused" data-testid="stands-still">
        <Icon name="pause" size="s" />
        <span>{t('head.standsStill')}</span>
      </span>
    ) : null
  const kind = clock.over ? 'over' : clock.standsStill ? 'paused' : 'later'
  return (
    <span
      className={`clock own ${kind}`}
      title={t('head.ownTitle', { time: shortTime(clock.promisedAt), minutes: clock.movedMinutes })}
      data-testid={clock.standsStill ? 'stands-still' : 'own-clock'}
    >
      <Icon name={clock.standsStill ? 'pause' : clock.over ? 'tri' : 'cal'} size="s" />
      <span>
        {clock.standsStill ? t('head.ownStill') : t(clock.over ? 'head.ownOver' : 'head.own')}{' '}
        <b data-testid="own-due">{shortTime(clock.dueAt)}</b>
        {clock.movedMinutes === 0 ? null : ` ${t('head.ownMoved', { minutes: clock.movedMinutes })}`}
        {clock.provisional ? ` ${t('head.provisional')}` : null}
      </span>
    </span>
  )
}
