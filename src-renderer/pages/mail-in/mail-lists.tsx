// Mails that wait for a person: those of one inquiry beside it, and all of them with how the mailbox stands.
import { useTranslation } from 'react-i18next'
import type { MailboxView } from '../../../src-shared/contract/outbox-view.ts'
import { useCall, useView } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { GroupHead } from '../../parts/group-head.tsx'
import { shortTime } from '../../parts/time.ts'
import { MailSheet } from './mail-sheet.tsx'

/** Beside the inquiry they answer. */
export function MailsOfInquiry({ verification }: { readonly verification: string }) {
  const { t } = useTranslation('mailIn')
  const { view } = useView('incomingMails', { verification })
  const mails = view?.mails ?? []
  if (mails.length === 0) return null
  return (
    <section className="mails-of-inquiry" aria-label={t('beside')} data-testid="mails-of-inquiry">
      <b>{t('beside')}</b>
      {mails.map((mail) => (
        <MailSheet key={mail.id} mail={mail} ofCase />
      ))}
    </section>
  )
}

/** The tray and everything else that came in, on the outbox page; nothing where no mailbox is set and nothing came. */
export function MailTray() {
  const { t } = useTranslation('mailIn')
  const { view, error } = useView('incomingMails', { verification: null })
  const looking = useCall('lookForMail')
  if (view === null || (view.mailbox === null && view.mails.length === 0)) return null
  return (
    <section className="pane mail-tray" aria-label={t('title')} data-testid="mail-tray">
      <GroupHead icon="inbox" end={t('hint')}>
        <b>
          {t('title')} {view.mails.length}
        </b>
      </GroupHead>
      <ErrorNote error={error ?? looking.error} />
      <div className="mail-state" data-testid="mailbox-state" data-state={view.mailbox?.state ?? 'off'}>
        <b>{t(`state.${view.mailbox?.state ?? 'off'}`)}</b>
        <small className="cut">
          <StateText mailbox={view.mailbox} count={view.mails.length} />
        </small>
        <span className="grow" />
        <Button small pending={looking.pending} onClick={() => void looking.act({})} testId="look-for-mail">
          {t('lookNow')}
        </Button>
      </div>
      {view.mails.length === 0 ? <p className="hint">{t('none')}</p> : null}
      {view.mails.map((mail) => (
        <MailSheet key={mail.id} mail={mail} />
      ))}
    </section>
  )
}

function StateText({ mailbox, count }: { readonly mailbox: MailboxView | null; readonly count: number }) {
  const { t } = useTranslation('mailIn')
  if (mailbox === null) return t('stateText.off')
  const { state, since, detail, nextAttemptAt } = mailbox
  if (state === 'connecting') return t('stateText.connecting', { since: shortTime(since) })
  if (state === 'listening') return t('stateText.listening', { count })
  if (state === 'full') return t('stateText.full')
  return t('stateText.trouble', { detail, next: nextAttemptAt === null ? '' : shortTime(nextAttemptAt) })
}
