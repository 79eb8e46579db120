// The strip at the foot of every page: line, what waits to be synced, list and its age, verifications due, sample and demo marks.
import { Trans, useTranslation } from 'react-i18next'
import type { SessionView, StatusView } from '../../src-shared/contract/session-view.ts'
import { useCall } from '../desk/desk.ts'
import { Button } from '../parts/button.tsx'
import { Dot } from '../parts/dot.tsx'
import { Icon } from '../parts/icon.tsx'
import { Key } from '../parts/key.tsx'
import { LinkState } from '../parts/link-state.tsx'
import { SampleTag } from '../parts/tag.tsx'
import { minutesSince, useMinute } from '../parts/time.ts'

/** `3 小时前`, of an ISO time. */
export function useAge(): (iso: string) => string {
  const { t } = useTranslation('frame')
  const now = useMinute()
  return (iso) => {
    const minutes = minutesSince(iso, now)
    if (minutes < 1) return t('ages.now')
    if (minutes < 60) return t('ages.minutes', { count: minutes })
    if (minutes < 1440) return t('ages.hours', { count: Math.floor(minutes / 60) })
    return t('ages.days', { count: Math.floor(minutes / 1440) })
  }
}

export function Strip({
  status,
  session,
  onHelp,
}: {
  readonly status: StatusView | null
  readonly session: SessionView | null
  readonly onHelp: () => void
}) {
  const { t } = useTranslation('frame')
  const common = useTranslation('common').t
  return (
    <footer className="strip">
      {status === null ? null : (
        <>
          <span className="strip-link" role="status">
            <LinkState link={status.link} />
          </span>
          <Waiting status={status} />
          <List status={status} />
          <Verifications status={status} />
        </>
      )}
      <span className="keys">
        {session?.demoLineCut === null || session?.demoLineCut === undefined ? null : (
          <DemoLine cut={session.demoLineCut} />
        )}
        <Button small kind="quiet" testId="help-open" onClick={onHelp}>
          <Key>?</Key>
          {common('help')}
        </Button>
        {session?.host === 'test-runtime' ? (
          <span className="tag sample" title={t('testRuntimeHint')} data-testid="test-runtime">
            {t('testRuntime')}
          </span>
        ) : null}
        {status?.list?.sample === true ? <SampleTag /> : null}
      </span>
    </footer>
  )
}

function Waiting({ status }: { readonly status: StatusView }) {
  const { t } = useTranslation('frame')
  return (
    <span className="pend">
      <Icon name="out" size="s" />
      <span data-testid="waiting-count" data-count={status.waiting}>
        {status.waiting === 0 ? (
          t('waitingNone')
        ) : (
          <Trans t={t} i18nKey="waiting" values={{ count: status.waiting }} components={{ b: <b /> }} />
        )}
      </span>
      {status.jobsWaiting === 0 ? null : (
        <>
          <Dot />
          {t('jobs', { count: status.jobsWaiting })}
        </>
      )}
      {status.refused === 0 ? null : (
        <>
          <Dot />
          <b className="over-words">{t('refused', { count: status.refused })}</b>
        </>
      )}
    </span>
  )
}

function List({ status }: { readonly status: StatusView }) {
  const { t } = useTranslation('frame')
  const age = useAge()
  return (
    <span data-testid="list-edition">
      <Icon name="book" size="s" />
      {status.list === null ? (
        t('noList')
      ) : (
        <>
          <span>
            <Trans t={t} i18nKey="list" values={{ edition: status.list.edition }} components={{ b: <b /> }} />
          </span>
          {status.list.confirmedAt === null ? null : (
            <>
              <Dot />
              {t('confirmed', { age: age(status.list.confirmedAt) })}
            </>
          )}
        </>
      )}
    </span>
  )
}

function Verifications({ status }: { readonly status: StatusView }) {
  const { t } = useTranslation('frame')
  const { overdue, soon, answered } = status.verifications
  return (
    <span data-testid="verifications-due">
      <Icon name="ask" size="s" />
      {t('verifications')}
      {overdue > 0 ? <b className="over-words">{t('overdue', { count: overdue })}</b> : null}
      {overdue > 0 && soon > 0 ? <Dot /> : null}
      {soon > 0 ? <b className="soon-words">{t('soon', { count: soon })}</b> : null}
      {overdue + soon === 0 ? <span>{t('verificationsQuiet')}</span> : null}
      {answered > 0 ? (
        <>
          <Dot />
          {t('answered', { count: answered })}
        </>
      ) : null}
      {status.calendarKnown ? null : (
        <span className="tag" title={t('calendarUnknown')}>
          {t('calendarUnknown')}
        </span>
      )}
    </span>
  )
}

function DemoLine({ cut }: { readonly cut: boolean }) {
  const { t } = useTranslation('frame')
  const { act, pending } = useCall('setDemoLine')
  return (
    <span title={t('demoLine')}>
      {t('demo')}
      <Button
        small
        kind="quiet"
        icon={cut ? 'on' : 'off'}
        testId="demo-line"
        pressed={cut}
        pending={pending}
        onClick={() => void act({ cut: !cut })}
      >
        {cut ? t('mendLine') : t('cutLine')}
      </Button>
    </span>
  )
}
