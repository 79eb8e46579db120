// Settings: this window and its display, the unit's people, official mail, fax and OA, and the list import.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useView } from '../../desk/desk.ts'
import { Segments } from '../../parts/segments.tsx'
import { ChannelSettings } from './channel-settings.tsx'
import { DisplaySettings } from './display-settings.tsx'
import { LetterTemplates } from './letter-templates.tsx'
import { ListImport } from './list-import.tsx'
import { MailSettings } from './mail-settings.tsx'
import { MailboxSettings } from './mailbox-settings.tsx'
import './settings.css'
import { PolicySettings } from './policy-settings.tsx'
import { Staffing } from './staffing.tsx'
import { StoreBackups } from './store-backups.tsx'
import { StoreKeys } from './store-keys.tsx'
import { ThisWindow } from './this-window.tsx'

const tabs = ['window', 'people', 'mail', 'templates', 'import'] as const
type Tab = (typeof tabs)[number]

export function SettingsPage() {
  return <Settings first="window" />
}

/** The list import as a page of its own. */
export function ImportPage() {
  return <Settings first="import" />
}

function Settings({ first }: { readonly first: Tab }) {
  const { t } = useTranslation('settings')
  const { view: session } = useView('session', {})
  const { view: status } = useView('status', {})
  const [tab, setTab] = useState<Tab>(first)
  return (
    <div className="page">
      <div className="head">
        <h1>{t('title')}</h1>
        <Segments
          label={t('title')}
          chosen={tab}
          onChoose={setTab}
          segments={tabs.map((one) => ({ value: one, text: t(`tabs.${one}`), testId: `settings-${one}` }))}
        />
      </div>
      {session !== null && (
        <div className={`settings-body tab-${tab}`} role="tabpanel" aria-label={t(`tabs.${tab}`)}>
          {tab === 'window' && (
            <>
              <div className="settings-column">
                <ThisWindow session={session} status={status} />
                <StoreKeys session={session} />
              </div>
              <div className="settings-column">
                <DisplaySettings />
                <StoreBackups />
              </div>
            </>
          )}
          {tab === 'people' && (
            <div className="settings-column">
              <Staffing session={session} />
            </div>
          )}
          {tab === 'mail' && (
            <>
              <div className="settings-column">
                <MailSettings session={session} />
                <MailboxSettings session={session} />
              </div>
              <div className="settings-column">
                <PolicySettings session={session} />
                <ChannelSettings session={session} channel="fax" />
                <ChannelSettings session={session} channel="oa" />
              </div>
            </>
          )}
          {tab === 'templates' && <LetterTemplates />}
          {tab === 'import' && <ListImport session={session} />}
        </div>
      )}
    </div>
  )
}
