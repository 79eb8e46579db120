// The mailbox that answers come into (IMAP); an administrator sets it, the password is never shown.
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src-shared/contract/session-view.ts'
import { useCall } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { SavedNote } from './saved-note.tsx'

export function MailboxSettings({ session }: { readonly session: SessionView }) {
  const { t } = useTranslation('mailIn')
  const { mailbox, signedIn } = session
  return (
    <section className="pane set-pane" aria-label={t('box.title')} data-testid="mailbox-settings">
      <h2>{t('box.title')}</h2>
      <p className="hint">{t('box.hint')}</p>
      <p className={mailbox === null ? 'banner down' : 'banner ok'}>
        <Icon name="inbox" />
        <span>{mailbox === null ? t('box.none') : t('box.current', mailbox)}</span>
      </p>
      {signedIn?.roles.includes('administrator') === true ? (
        <MailboxForm mailbox={mailbox} />
      ) : (
        <p className="hint">{t('box.adminOnly')}</p>
      )}
    </section>
  )
}

/** TLS from the first byte has a port of its own. */
const tlsPort = 993

function MailboxForm({ mailbox }: { readonly mailbox: SessionView['mailbox'] }) {
  const { t } = useTranslation(['mailIn', 'settings'])
  const id = useId()
  const saving = useCall('setMailbox')
  const removing = useCall('removeMailbox')
  const [saved, setSaved] = useState(false)
  const [values, setValues] = useState({
    host: mailbox?.host ?? '',
    port: String(mailbox?.port ?? tlsPort),
    user: mailbox?.user ?? '',
    password: '',
    mailbox: mailbox?.mailbox ?? 'INBOX',
  })
  const [secure, setSecure] = useState(mailbox?.secure ?? true)
  const port = Number(values.port)
  const portGood = /^\d{1,5}$/.test(values.port) && port >= 1 && port <= 65_535
  const missing = [
    ...(['host', 'user', 'mailbox'] as const)
      .filter((name) => values[name].trim() === '')
      .map((name) => t(`box.${name}`)),
    ...(portGood ? [] : [t('box.port')]),
    ...(mailbox === null && values.password === '' ? [t('box.password')] : []),
  ].join(t('settings:comma'))

  async function save(event: FormEvent) {
    event.preventDefault()
    setSaved(false)
    if (missing !== '') return
    const trimmed = { host: values.host.trim(), user: values.user.trim(), mailbox: values.mailbox.trim() }
    const outcome = await saving.act({ ...trimmed, port, secure, password: values.password })
    if (!outcome.ok) return
    setValues((now) => ({ ...now, password: '' }))
    setSaved(true)
  }

  const input = (name: keyof typeof values, wide = false, type = 'text') => (
    <div className={wide ? 'field wide' : 'field'}>
      <label htmlFor={`${id}-${name}`}>{t(`box.${name}`)}</label>
      <input
        id={`${id}-${name}`}
        className={name === 'port' && !portGood ? 'input num bad' : 'input'}
        type={type}
        value={values[name]}
        maxLength={200}
        inputMode={name === 'port' ? 'numeric' : undefined}
        autoComplete={type === 'password' ? 'new-password' : 'off'}
        onChange={(event) => setValues((now) => ({ ...now, [name]: event.target.value }))}
        data-testid={`mailbox-${name}`}
      />
    </div>
  )
  return (
    <form className="set-form" onSubmit={save}>
      {input('host', true)}
      {input('port')}
      <label className="set-check wide3">
        <input
          type="checkbox"
          checked={secure}
          onChange={(event) => setSecure(event.target.checked)}
          data-testid="mailbox-secure"
        />
        <span>
          {t('box.secure')}
          <small>{t('box.insecure')}</small>
        </span>
      </label>
      {input('user')}
      {input('password', false, 'password')}
      {input('mailbox')}
      <p className="hint wide3">{t('box.passwordHint')}</p>
      <div className="acts wide3">
        <Button kind="go" submit pending={saving.pending} disabled={missing !== ''} testId="mailbox-save">
          {t('box.save')}
        </Button>
        {mailbox === null ? null : (
          <Button
            kind="quiet"
            pending={removing.pending}
            onClick={() => void removing.act({})}
            testId="mailbox-remove"
          >
            {t('box.remove')}
          </Button>
        )}
        {missing !== '' && <small>{t('box.missing', { what: missing })}</small>}
        {saved && <SavedNote text={t('box.saved')} />}
      </div>
      <ErrorNote error={saving.error ?? removing.error} />
    </form>
  )
}
