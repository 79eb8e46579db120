// That the unit asked raised the archive class of an inquiry, why, and where its due time went (A2§7); both sides see it.
import { useTranslation } from 'react-i18next'
import type { VerificationView } from '../../../src-shared/contract/case-view.ts'
import { Icon } from '../../parts/icon.tsx'
import { shortTime } from '../../parts/time.ts'

export function RaiseNote({ verification }: { readonly verification: VerificationView }) {
  const { t } = useTranslation('common')
  const { raise, archiveClass } = verification.state
  if (raise === null || archiveClass === null) return null
  return (
    <p className="hint warn raise-note" data-testid="raise-note">
      <Icon name="clock" size="s" />
      <span>
        {t('raise.what', {
          unit: verification.issuingUnitName,
          name: verification.raisedByName,
          time: shortTime(raise.at),
          from: raise.from === null ? '' : t(`archive.${raise.from}`),
          to: t(`archive.${archiveClass}`),
        })}
        {raise.dueBefore === null || verification.clock.dueAt === null
          ? null
          : t('raise.due', {
              before: shortTime(raise.dueBefore),
              after: shortTime(verification.clock.dueAt),
            })}
        {t('raise.why', { reason: raise.reason })}
      </span>
    </p>
  )
}
