// The official mail server this window sends letters by; an administrator sets it, the password is never shown.
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src-shared/contract/session-view.ts'
import { useCall } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { SavedNote } from './saved-note.tsx'

export function MailSettings({ session }: { readonly session: SessionView }) {
  const { t } = useTranslation(['settings', 'common'])
  const { mail, signedIn } = session
  const administrator = signedIn?.roles.includes('administrator') === true
  return (
    <section className="pane set-pane" aria-label={t('mail.title')} data-testid="mail-settings">
      <h2>{t('mail.title')}</h2>
      <p className="hint">{t('mail.hint')}</p>
      <p className={mail === null ? 'banner down' : 'banner ok'}>
        <Icon name="mail" />
        <span>{mail === null ? t('mail.none') : t('mail.current', mail)}</span>
      </p>
      {administrator ? (
        <MailForm mail={mail} />
      ) : (
        <p className="hint" data-testid="mail-admin-only">
          {t('mail.adminOnly', {
            roles: (signedIn?.roles ?? []).map((role) => t(`common:roles.${role}`)).join(t('comma')),
          })}
        </p>
      )}
    </section>
  )
}

function MailForm({ mail }: { readonly mail: SessionView['mail'] }) {
  const { t } = useTranslation(['settings', 'common'])
  const id = useId()
  const saving = useCall('setMailSettings')
  const [saved, setSaved] = useState(false)
  const [host, setHost] = useState(mail?.host ?? '')
  const [port, setPort] = useState(String(mail?.port ?? 465))
  const [secure, setSecure] = useState((mail?.port ?? 465) === 465)
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const [from, setFrom] = useState(mail?.from ?? '')
  const portNumber = Number(port)
  const portGood = /^\d{1,5}$/.test(port) && portNumber >= 1 && portNumber <= 65_535
  const fromGood = /^[^@\s]+@[^@\s]+$/.test(from.trim())
  const missing = [
    ...(host.trim() === '' ? [t('mail.host')] : []),
    ...(portGood ? [] : [t('mail.port')]),
    ...(from.trim() === '' ? [t('mail.from')] : []),
  ].join(t('comma'))

  async function save(event: FormEvent) {
    event.preventDefault()
    setSaved(false)
    if (missing !== '' || !fromGood) return
    const settings = {
      host: host.trim(),
      port: portNumber,
      secure,
      user: user.trim(),
      password,
      from: from.trim(),
    }
    const outcome = await saving.act(settings)
    if (!outcome.ok) return
    setPassword('')
    setSaved(true)
  }

  return (
    <form className="set-form" onSubmit={save}>
      <div className="field wide">
        <label htmlFor={`${id}-host`}>{t('mail.host')}</label>
        <input
          id={`${id}-host`}
          className="input"
          value={host}
          maxLength={200}
          onChange={(event) => setHost(event.target.value)}
          data-testid="mail-host"
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-port`}>{t('mail.port')}</label>
        <input
          id={`${id}-port`}
          className={portGood ? 'input num' : 'input num bad'}
          value={port}
          inputMode="numeric"
          onChange={(event) => setPort(event.target.value)}
          data-testid="mail-port"
        />
      </div>
      <label className="set-check wide3">
        <input
          type="checkbox"
          checked={secure}
          onChange={(event) => setSecure(event.target.checked)}
          data-testid="mail-secure"
        />
        <span>
          {t('mail.secure')}
          <small>{t('mail.insecure')}</small>
        </span>
      </label>
      <div className="field">
        <label htmlFor={`${id}-user`}>{t('mail.user')}</label>
        <input
          id={`${id}-user`}
          className="input"
          value={user}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => setUser(event.target.value)}
          data-testid="mail-user"
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-password`}>{t('mail.password')}</label>
        <input
          id={`${id}-password`}
          className="input"
          type="password"
          value={password}
          maxLength={200}
          autoComplete="new-password"
          onChange={(event) => setPassword(event.target.value)}
          data-testid="mail-password"
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-from`}>{t('mail.from')}</label>
        <input
          id={`${id}-from`}
          className={from === '' || fromGood ? 'input' : 'input bad'}
          value={from}
          maxLength={200}
          onChange={(event) => setFrom(event.target.value)}
          data-testid="mail-from"
        />
        {from !== '' && !fromGood && <p className="hint bad">{t('mail.fromBad')}</p>}
      </div>
      <p className="hint wide3">{t('mail.passwordHint')}</p>
      <div className="acts wide3">
        <Button
          kind="go"
          submit
          pending={saving.pending}
          disabled={missing !== '' || !fromGood}
          testId="mail-save"
        >
          {t('mail.save')}
        </Button>
        {missing !== '' && <small>{t('mail.missing', { what: missing })}</small>}
        {saved && <SavedNote text={t('mail.saved')} />}
      </div>
      <ErrorNote error={saving.error} />
    </form>
  )
}
