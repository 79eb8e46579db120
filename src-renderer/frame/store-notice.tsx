// Over every page: what a recovery did until somebody says they know, damage that was seen, a disk that is nearly full.
import { useTranslation } from 'react-i18next'
import type { StatusView } from '../../src-shared/contract/session-view.ts'
import { useCall } from '../desk/desk.ts'
import { Banner, ErrorNote } from '../parts/banner.tsx'
import { Button } from '../parts/button.tsx'
import { RecoveryWords, useSize } from '../parts/recovery-words.tsx'
import { longTime } from '../parts/time.ts'

/** Whether there is anything to tell. */
export const hasStoreNotice = (status: StatusView | null): status is StatusView =>
  status !== null &&
  (status.store.recovery !== null || status.store.suspected || status.store.room.state !== 'enough')

export function StoreNotice({
  store,
  signedIn,
}: {
  readonly store: StatusView['store']
  readonly signedIn: boolean
}) {
  const { t } = useTranslation('storeCare')
  const size = useSize()
  const acknowledging = useCall('acknowledgeRecovery')
  const repairing = useCall('repairStore')
  const { recovery, room, suspected } = store
  return (
    <div className="store-notice" data-testid="store-notice">
      {recovery === null ? null : (
        <Banner
          kind="refuse"
          icon="db"
          title={t('recovered', { time: longTime(recovery.at) })}
          end={
            signedIn ? (
              <Button
                onClick={() => void acknowledging.act({ folder: recovery.folder })}
                pending={acknowledging.pending}
                testId="recovery-known"
              >
                {t('known')}
              </Button>
            ) : null
          }
        >
          <RecoveryWords report={recovery} />
        </Banner>
      )}
      {suspected ? (
        <Banner
          kind="refuse"
          icon="db"
          title={t('suspected')}
          end={
            signedIn ? (
              <Button
                onClick={() => void repairing.act({})}
                pending={repairing.pending}
                testId="store-repair"
              >
                {t('repair')}
              </Button>
            ) : null
          }
        >
          {t('suspectedHint')}
        </Banner>
      ) : null}
      {room.state === 'enough' ? null : (
        <Banner
          kind={room.state === 'none' ? 'refuse' : 'down'}
          icon="disk"
          title={t(room.state === 'none' ? 'roomNone' : 'roomLittle', { size: size(room.freeBytes ?? 0) })}
        >
          {t(room.state === 'none' ? 'roomNoneHint' : 'roomLittleHint')}
        </Banner>
      )}
      <ErrorNote error={acknowledging.error ?? repairing.error} />
    </div>
  )
}
