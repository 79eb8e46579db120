// Whether a step is only kept here, acknowledged by the endpoint, refused, or out by another channel.
import { useTranslation } from 'react-i18next'
import type { SyncMark as Sync } from '../../src-shared/contract/marks.ts'
import type { FallbackChannel } from '../../src-shared/domain/verification.ts'
import { Icon } from './icon.tsx'

const icons = { local: 'disk', synced: 'checks', refused: 'x' } as const
const classes = { local: 'sync local', synced: 'sync', refused: 'sync bad' } as const

export function SyncMark({ sync }: { readonly sync: Sync }) {
  const { t } = useTranslation('common')
  return (
    <span className={classes[sync]} data-sync={sync}>
      <Icon name={icons[sync]} size="s" />
      {t(`sync.${sync}`)}
    </span>
  )
}

/** Sent by another channel is never received: it waits for the other unit. */
export function DispatchMark({ channel }: { readonly channel: FallbackChannel }) {
  const { t } = useTranslation('common')
  return (
    <span className="sync fax" data-dispatch={channel}>
      <Icon name={channel} size="s" />
      {t(`dispatched.${channel}`)}
    </span>
  )
}
