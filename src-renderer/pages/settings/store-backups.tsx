// Backups and recovery of this machine's store: the last good backup, the next, one at once, and what was ever recovered.
import { useTranslation } from 'react-i18next'
import type { StoreCareView } from '../../../src-shared/contract/store-care.ts'
import { useCall, useView } from '../../desk/desk.ts'
import { useErrorWords } from '../../i18n/error-words.ts'
import { Banner, ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Facts } from '../../parts/facts.tsx'
import { RecoveryWords, useSize } from '../../parts/recovery-words.tsx'
import { longTime, useMinute } from '../../parts/time.ts'

export function StoreBackups() {
  const { t } = useTranslation('storeCare')
  const size = useSize()
  const now = useMinute()
  const { view: care } = useView('storeCare', {})
  const making = useCall('backUpNow')
  if (care === null) return null
  const { lastGood, kept, bytes, nextAt, running } = care.backups
  const next = nextAt === null ? t('nextNone') : Date.parse(nextAt) <= now ? t('nextSoon') : longTime(nextAt)
  const facts = [
    [
      'lastGood',
      lastGood === null
        ? t('none')
        : t('goodAt', {
            time: longTime(lastGood.madeAt),
            events: lastGood.documents.events ?? 0,
            size: size(lastGood.bytes),
          }),
    ],
    ['kept', t('keptValue', { count: kept, size: size(bytes) })],
    ['next', next],
    [
      'readThrough',
      care.readThroughAt === ''
        ? t('readThroughNone')
        : t('readThroughAt', { time: longTime(care.readThroughAt) }),
    ],
    ['room', care.room.freeBytes === null ? t('roomUnknown') : size(care.room.freeBytes)],
  ] as const
  return (
    <section className="pane set-pane" aria-label={t('title')} data-testid="store-backups">
      <h2>{t('title')}</h2>
      <p className="hint">{t('hint')}</p>
      <Facts
        className="set-facts"
        facts={facts.map(([name, value]) => ({ name: t(name), value, testId: `backups-${name}` }))}
      />
      <div className="acts">
        <Button
          onClick={() => void making.act({})}
          pending={making.pending || running}
          testId="back-up-now"
          icon="save"
        >
          {t(running ? 'running' : 'now')}
        </Button>
        <LastResult last={care.backups.last} />
      </div>
      <ErrorNote error={making.error} />
      {care.recoveries.length === 0 ? null : (
        <>
          <h2>{t('history')}</h2>
          {care.recoveries.map((report) => (
            <Banner key={report.folder} icon="db">
              <b>{t('recovered', { time: longTime(report.at) })}</b> <RecoveryWords report={report} />{' '}
              {report.acknowledgedAt === null
                ? null
                : t('knownAt', { time: longTime(report.acknowledgedAt) })}
            </Banner>
          ))}
        </>
      )}
    </section>
  )
}

function LastResult({ last }: { readonly last: StoreCareView['backups']['last'] }) {
  const { t } = useTranslation('storeCare')
  const errorWords = useErrorWords()
  if (last === null) return null
  return (
    <small role="status" data-testid="backup-result" data-result={last.result}>
      {t(`last.${last.result}`, { time: longTime(last.at) })}{' '}
      {last.result === 'failed' ? errorWords({ code: last.code, params: {} }) : null}
    </small>
  )
}
