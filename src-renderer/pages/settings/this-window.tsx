// What this window is: unit, number, who is signed in, how it runs, its clock and calendar.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView, StatusView } from '../../../src-shared/contract/session-view.ts'
import { useCall } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Facts } from '../../parts/facts.tsx'

/** Beyond this the machine's own clock should be set right, milliseconds. */
const clockFar = 60_000

export function ThisWindow({
  session,
  status,
}: {
  readonly session: SessionView
  readonly status: StatusView | null
}) {
  const { t } = useTranslation(['settings', 'common'])
  const { signedIn, unit } = session
  const offset = status?.clockOffset ?? null
  const seconds = offset === null ? 0 : Math.round(Math.abs(offset) / 100) / 10
  const facts = [
    ['name', session.enrolled ? session.windowName : t('window.notEnrolled')],
    [
      'number',
      session.windowNumber === null ? '' : t('window.numberValue', { number: session.windowNumber }),
    ],
    ['unit', unit?.name ?? ''],
    ['unitPhone', unit?.telephone ?? ''],
    ['staff', signedIn?.name ?? t('window.notSignedIn')],
    ['roles', (signedIn?.roles ?? []).map((role) => t(`common:roles.${role}`)).join(t('comma'))],
    [
      'partner',
      signedIn?.cover == null
        ? ''
        : t('shortfall.cover', { cover: signedIn.cover, partner: signedIn.partnerName ?? '' }),
    ],
    ['host', t(`window.hosts.${session.host}`)],
    [
      'clock',
      offset === null
        ? t('window.clockUnknown')
        : t(Math.abs(offset) > clockFar ? 'window.clockFar' : 'window.clockGood', { seconds }),
    ],
    [
      'calendar',
      status === null ? '' : t(status.calendarKnown ? 'window.calendarKnown' : 'window.calendarMissing'),
    ],
    ['policy', status?.policyCitation ?? ''],
  ] as const
  return (
    <section className="pane set-pane" aria-label={t('window.title')} data-testid="this-window">
      <h2>{t('window.title')}</h2>
      <Facts
        className="set-facts"
        facts={facts.map(([name, value]) => ({ name: t(`window.${name}`), value }))}
      />
      {signedIn?.roles.includes('administrator') && <DeviceKey online={status?.link.state === 'online'} />}
      {session.demo && <p className="hint">{t('window.demo')}</p>}
    </section>
  )
}

/** Where somebody may have had the machine's disk: the endpoint then knows it by another key. */
function DeviceKey({ online }: { readonly online: boolean }) {
  const { t } = useTranslation('settings')
  const { act, pending, error } = useCall('changeDeviceKey')
  const [done, setDone] = useState(false)
  return (
    <>
      <div className="acts">
        <Button
          onClick={() => void act({}).then((outcome) => setDone(outcome.ok))}
          pending={pending}
          disabled={!online}
          testId="device-key"
        >
          {t('window.deviceKey')}
        </Button>
        <small role="status" data-testid="device-key-said">
          {t(done ? 'window.deviceKeyDone' : online ? 'window.deviceKeyHint' : 'window.deviceKeyOffline')}
        </small>
      </div>
      <ErrorNote error={error} />
    </>
  )
}
