// Over every page, one line: the most urgent thing the clocks say that nobody has read, and how many more there are.
import { useTranslation } from 'react-i18next'
import type { NoticeView } from '../../src-shared/contract/session-view.ts'
import { useCall } from '../desk/desk.ts'
import { Banner } from '../parts/banner.tsx'
import { Button } from '../parts/button.tsx'
import { ClockChip } from '../parts/clock-chip.tsx'
import type { IconName } from '../parts/icon.tsx'
import { useRoute } from './route.ts'

const icons = {
  overdue: 'tri',
  soon: 'clock',
  arrived: 'inbox',
  answered: 'left',
  raised: 'clock',
} as const satisfies Record<NoticeView['step'], IconName>

export function NoticeBar({ notices }: { readonly notices: readonly NoticeView[] }) {
  const { t } = useTranslation('notices')
  const go = useRoute((state) => state.go)
  const { act, pending } = useCall('markNotices')
  const [first] = notices
  if (first === undefined) return null
  function open(notice: NoticeView) {
    void act({ ids: [notice.id], as: 'read' })
    if (notice.side === 'issuing') go('inbox', { verification: notice.verification })
    else go('case', { case: notice.case ?? '', entry: notice.entry })
  }
  return (
    <div className="notice-bar" data-testid="notice-bar" data-step={first.step} data-side={first.side}>
      <Banner
        kind={first.step === 'overdue' ? 'refuse' : first.step === 'soon' ? 'down' : 'plain'}
        icon={icons[first.step]}
        title={t(`${first.side}.${first.step}`)}
        end={
          <>
            {first.step === 'overdue' || first.step === 'soon' ? <ClockChip clock={first.clock} /> : null}
            <Button small kind="plain" testId="notice-open" onClick={() => open(first)}>
              {t('open')}
            </Button>
            <Button
              small
              kind="quiet"
              pending={pending}
              testId="notice-read"
              onClick={() => void act({ ids: [first.id], as: 'read' })}
            >
              {t('read')}
            </Button>
            {notices.length < 2 ? null : (
              <Button
                small
                kind="quiet"
                testId="notice-read-all"
                onClick={() => void act({ ids: notices.map((one) => one.id), as: 'read' })}
              >
                {t('readAll', { count: notices.length })}
              </Button>
            )}
          </>
        }
      >
        <span className="cut">
          {[first.proofName, first.otherUnitName, first.letterNumber].filter(Boolean).join(' · ')}
        </span>
      </Banner>
    </div>
  )
}
