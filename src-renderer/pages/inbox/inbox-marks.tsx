// The small marks of an inquiry at the issuing unit: since when it is here, how it was asked, where it stands.
import { Trans, useTranslation } from 'react-i18next'
import type { InboxRow } from '../../../src-shared/contract/queue-view.ts'
import { ClockChip } from '../../parts/clock-chip.tsx'
import { Icon } from '../../parts/icon.tsx'
import { clockTime, minutesSince, shortTime, useMinute } from '../../parts/time.ts'
import { Verdict } from '../../parts/verdict.tsx'

/** Until it is registered no clock runs, so the chip says how long it has been here (A2§7: register at once). */
export function ArrivalOrClock({ row }: { readonly row: InboxRow }) {
  if (row.clock.state !== 'not-started') return <ClockChip clock={row.clock} />
  return row.group === 'to-register' ? <Arrival at={row.arrivedAt} /> : <Over row={row} />
}

function Arrival({ at }: { readonly at: string }) {
  const { t } = useTranslation('inbox')
  const minutes = minutesSince(at, useMinute())
  return (
    <span className="clock idle">
      <Icon name="inbox" size="s" />
      <span>
        {minutes < 1 ? (
          t('justArrived')
        ) : minutes < 60 ? (
          <Trans t={t} i18nKey="received" values={{ minutes }} components={{ b: <b /> }} />
        ) : (
          <Trans t={t} i18nKey="receivedAt" values={{ time: clockTime(at) }} components={{ b: <b /> }} />
        )}
      </span>
    </span>
  )
}

/** Over without ever being registered here: answered by another channel, or withdrawn. */
function Over({ row }: { readonly row: InboxRow }) {
  const { t } = useTranslation('inbox')
  const { answer } = row.state
  return (
    <span className="clock met">
      <Icon name={answer === null ? 'back' : 'check'} size="s" />
      <span>
        {answer === null
          ? t('panel.withdrawn')
          : t('answeredAt', { time: shortTime(answer.body.answeredAt) })}
      </span>
    </span>
  )
}

const channelIcon = { fax: 'fax', mail: 'mail', oa: 'oa' } as const

/** `已由传真询过 10:32`: the same request already went out by another channel (A2§3). */
function AskedMark({ row }: { readonly row: InboxRow }) {
  const { t } = useTranslation('inbox')
  const dispatch = row.state.dispatches.at(-1)
  if (dispatch === undefined) return null
  const { channel, sentAt } = dispatch.body
  return (
    <span className="sync fax" data-testid={`asked-by-${channel}`}>
      <Icon name={channelIcon[channel]} size="s" />
      {t(`asked.${channel}`, { time: shortTime(sentAt) })}
    </span>
  )
}

/** Where the inquiry stands, in the third column. */
export function StateMark({ row }: { readonly row: InboxRow }) {
  const { t } = useTranslation('inbox')
  const { state } = row
  if (state.status === 'withdrawn') return <span className="ib-state">{t('state.withdrawn')}</span>
  if (state.status === 'contradicted') return <span className="ib-state">{t('state.contradicted')}</span>
  if (state.answer !== null) {
    const { channel, verdict } = state.answer.body
    return (
      <span className="ib-state" data-testid={`answered-by-${channel}`}>
        {state.dispatches.length > 0 ? (
          <AskedMark row={row} />
        ) : channel === 'system' ? null : (
          <span className="sync fax">
            <Icon name={channelIcon[channel]} size="s" />
            {t(`answeredBy.${channel}`)}
          </span>
        )}
        <Verdict verdict={verdict} />
      </span>
    )
  }
  if (state.dispatches.length > 0) return <AskedMark row={row} />
  if (row.group === 'to-register') return <span className="ib-state">{t('state.to-register')}</span>
  if (state.archiveClass === 'paper' || state.archiveClass === 'incomplete')
    return <span className="ib-state">{t(`state.${state.archiveClass}`)}</span>
  return <span className="ib-state">{t('state.registered')}</span>
}
