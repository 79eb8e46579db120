// The outbox (待同步与线路): what is still on this machine only, why, and what waits for a person.
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useView } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Head } from '../../parts/pane.tsx'
import { useKeys } from '../../parts/use-keys.ts'
import { MailTray } from '../mail-in/mail-lists.tsx'
import { ChannelJobs } from './channel-jobs.tsx'
import { LineCards } from './line-cards.tsx'
import './outbox.css'
import { RefusedItems, WaitingItems } from './outbox-items.tsx'

export function OutboxPage() {
  const { t } = useTranslation('outbox')
  const { view, error } = useView('outbox', {})
  const [why, setWhy] = useState(false)
  const syncing = useCall('syncNow')
  const pane = useRef<HTMLDivElement>(null)
  const syncNow = () => void syncing.act({})

  /** Rows carry their own buttons; the arrows walk from one row to the next. */
  function step(by: number) {
    const rows = [...(pane.current?.querySelectorAll<HTMLElement>('tr[tabindex]') ?? [])]
    const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement))
    rows[Math.max(0, Math.min(at + by, rows.length - 1))]?.focus()
  }
  useKeys({
    'ctrl+r': syncNow,
    w: () => setWhy(!why),
    arrowdown: () => step(1),
    arrowup: () => step(-1),
  })
  const state = view?.link.state ?? 'connecting'

  return (
    <div className="page outbox" ref={pane}>
      <Head title={t('title')}>
        <small>{t('kept')}</small>
        <span className="grow" />
        <Button keys="W" expanded={why} onClick={() => setWhy(!why)} testId="why-not-synced">
          {t('why')}
        </Button>
        <Button kind="go" keys="Ctrl R" pending={syncing.pending} onClick={syncNow} testId="sync-now">
          {t('retryAll')}
        </Button>
      </Head>
      <ErrorNote error={error ?? syncing.error} />
      <LineCards view={view} />
      {why && (
        <p className="banner" role="status">
          <Icon name="help" />
          <span>{t(`whyText.${state}`, { detail: view?.link.detail ?? '' })}</span>
        </p>
      )}
      {view !== null && (
        <>
          <WaitingItems view={view} onRetry={syncNow} />
          <RefusedItems view={view} />
          <ChannelJobs jobs={view.jobs} />
          <MailTray />
        </>
      )}
    </div>
  )
}
