// The line to the endpoint: its state in words and shape, and since when.
import { useTranslation } from 'react-i18next'
import type { LinkView } from '../../src-shared/contract/session-view.ts'
import { Icon } from './icon.tsx'
import { clockTime, duration, minutesSince, useMinute } from './time.ts'

const looks = {
  connecting: 'wait',
  online: 'on',
  'no-network': 'down',
  unreachable: 'down',
  error: 'err',
} as const
const icons = {
  connecting: 'spin',
  online: 'on',
  'no-network': 'off',
  unreachable: 'off',
  error: 'tri',
} as const

/** Whether the window works without the endpoint now. */
export function isDown(link: LinkView): boolean {
  return link.state === 'no-network' || link.state === 'unreachable' || link.state === 'error'
}

/** `线路中断 已 00:42`: the words the strip and every banner use alike. */
export function useLinkWords(link: LinkView): string {
  const { t } = useTranslation('common')
  const now = useMinute()
  const lasting = t('link.lasting', { duration: duration(minutesSince(link.since, now)) })
  return isDown(link) ? `${t(`link.${link.state}`)} ${lasting}` : t(`link.${link.state}`)
}

export function LinkState({ link }: { readonly link: LinkView }) {
  const { t } = useTranslation('common')
  const words = useLinkWords(link)
  return (
    <span
      className={`link ${looks[link.state]}`}
      data-testid="link-state"
      data-link={link.state}
      title={
        link.nextAttemptAt === null ? undefined : t('link.next', { time: clockTime(link.nextAttemptAt) })
      }
    >
      <Icon name={icons[link.state]} />
      {words}
      <i>
        {link.state === 'error' && link.detail !== null
          ? link.detail
          : t('link.since', { time: clockTime(link.since) })}
      </i>
    </span>
  )
}
