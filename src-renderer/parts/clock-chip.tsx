// The clock of a verification: how long is left, past due, or what it took; core counts, the chip only shows.
import { Trans, useTranslation } from 'react-i18next'
import type { ClockView } from '../../src-shared/contract/marks.ts'
import { Icon } from './icon.tsx'
import { clockTime, dateOf, daysAhead, useMinute } from './time.ts'

/** Longest rest that is shown in minutes. */
const inMinutes = 60

/** `暂定` beside a due time that rests on a calendar not known yet. */
export function ClockChip({ clock }: { readonly clock: ClockView }) {
  const { t } = useTranslation('common')
  if (clock.calendarKnown) return <Chip clock={clock} />
  return (
    <span className="clock-provisional" title={t('clock.calendarUnknown')} data-testid="provisional">
      <Chip clock={clock} />
      <span className="tag">{t('clock.provisional')}</span>
    </span>
  )
}

function Chip({ clock }: { readonly clock: ClockView }) {
  const { t } = useTranslation('common')
  const now = useMinute()
  const b = { b: <b /> }
  if (clock.state === 'not-started')
    return (
      <span className="clock idle" data-clock="not-started">
        <Icon name="none" size="s" />
        <span>{t('clock.not-started')}</span>
      </span>
    )
  if (clock.state === 'answered')
    return (
      <span className="clock met" data-clock="answered">
        <Icon name="check" size="s" />
        <span>{t('clock.answered', { minutes: clock.minutes ?? 0 })}</span>
      </span>
    )
  const minutes = Math.max(0, Math.round(clock.minutes ?? 0))
  if (clock.state === 'over')
    return (
      <span className="clock over" data-clock="over">
        <Icon name="tri" size="s" />
        <span>
          {minutes < 120 ? (
            <Trans t={t} i18nKey="clock.over" values={{ minutes }} components={b} />
          ) : (
            <Trans
              t={t}
              i18nKey="clock.overLong"
              values={{ hours: Math.floor(minutes / 60) }}
              components={b}
            />
          )}
        </span>
      </span>
    )
  if (minutes > inMinutes && clock.dueAt !== null) {
    const ahead = daysAhead(clock.dueAt, now)
    const time = clockTime(clock.dueAt)
    const day = dateOf(clock.dueAt).slice(5)
    return (
      <span className="clock later" data-clock="later">
        <span>
          {ahead <= 0 ? (
            <Trans t={t} i18nKey="clock.today" values={{ time }} components={b} />
          ) : ahead === 1 ? (
            <Trans t={t} i18nKey="clock.tomorrow" values={{ time }} components={b} />
          ) : (
            <Trans t={t} i18nKey="clock.later" values={{ time, day }} components={b} />
          )}
        </span>
      </span>
    )
  }
  return (
    <span className={`clock ${clock.state}`} data-clock={clock.state}>
      <Icon name="clock" size="s" />
      <span>
        <Trans t={t} i18nKey="clock.left" values={{ minutes }} components={b} />
      </span>
      <i className="left" style={{ width: `${Math.round((clock.left ?? 0) * 100)}%` }} />
    </span>
  )
}
