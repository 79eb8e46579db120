// A recovery in words: what was damaged, what came back from where, what is missing. The same in the notice and in settings.
import { useTranslation } from 'react-i18next'
import type { RecoveryReport } from '../../src-shared/contract/store-care.ts'
import { longTime } from './time.ts'

/** Bytes as people say them. */
export function useSize(): (bytes: number) => string {
  const { t } = useTranslation('storeCare')
  return (bytes) => {
    const megabytes = bytes / 1024 / 1024
    if (megabytes >= 1024) return t('gigabytes', { count: Math.round(megabytes / 102.4) / 10 })
    return t('megabytes', { count: Math.round(megabytes * 10) / 10 })
  }
}

export function RecoveryWords({ report }: { readonly report: RecoveryReport }) {
  const { t } = useTranslation('storeCare')
  const { backup, salvaged, notFound, fromEndpoint } = report
  const missing =
    notFound === null
      ? t('missingUnknown')
      : notFound === 0
        ? t('missingNone')
        : fromEndpoint === null
          ? t('missingWaiting', { count: notFound })
          : notFound > fromEndpoint
            ? t('missingSome', { back: fromEndpoint, count: notFound - fromEndpoint })
            : t('missingBack', { back: fromEndpoint })
  return (
    <span data-testid="recovery-words" data-damage={report.damage}>
      {t('what', { damage: t(`damage.${report.damage}`) })}{' '}
      {backup === null
        ? t('noBackup')
        : t('fromBackup', { time: longTime(backup.madeAt), count: backup.events })}{' '}
      {t('salvaged', { count: salvaged.events, unsent: salvaged.unsent })} <b>{missing}</b>{' '}
      {report.enrolmentLost ? <b>{t('enrolmentLost')} </b> : null}
      {t('aside', { folder: report.folder })}
    </span>
  )
}
