// The store is locked: a passphrase to open it, the first one to be chosen, or the administrator's recovery key.
import { Input, type InputRef } from 'antd'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LockView } from '../../../src-shared/contract/keys.ts'
import { useLockCall } from '../../desk/desk.ts'
import { Banner, ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { isNewPassphrase, NewPassphrase, noPassphrase } from '../../parts/new-passphrase.tsx'
import '../sign-in/sign-in.css'

/** What is typed here stays in these fields and is forgotten with them. */
export function UnlockPage({ lock }: { readonly lock: LockView }) {
  const { t } = useTranslation('unlock')
  const [recovering, setRecovering] = useState(!lock.passphrase && lock.state === 'locked')
  const title = lock.state === 'first-start' ? t('first.title') : recovering ? t('recover.title') : t('title')
  return (
    <div className="sign-in">
      <section className="pane sign-in-card" aria-label={title} data-testid="unlock" data-lock={lock.state}>
        <h1>{title}</h1>
        {lock.keychain === 'lost' ? (
          <Banner kind="down" icon="tri">
            {t('keychainLost')}
          </Banner>
        ) : null}
        {lock.state === 'first-start' ? (
          <FirstPassphrase />
        ) : recovering ? (
          <Recover lock={lock} onBack={() => setRecovering(false)} />
        ) : (
          <Passphrase onRecover={lock.recovery === null ? null : () => setRecovering(true)} />
        )}
      </section>
    </div>
  )
}

function FirstPassphrase() {
  const { t } = useTranslation('unlock')
  const { act, pending, error } = useLockCall('setUpPassphrase')
  const [typed, setTyped] = useState(noPassphrase)
  async function submit(event: FormEvent) {
    event.preventDefault()
    if (isNewPassphrase(typed)) await act({ passphrase: typed.passphrase })
  }
  return (
    <form className="sign-in-form" onSubmit={submit}>
      <p className="lead">{t('first.lead')}</p>
      <NewPassphrase typed={typed} onType={setTyped} focused />
      <p className="hint">{t('first.forgetting')}</p>
      <ErrorNote error={error} />
      <Button
        kind="go"
        submit
        keys="Enter"
        testId="unlock-set-up"
        pending={pending}
        disabled={!isNewPassphrase(typed)}
      >
        {t('first.submit')}
      </Button>
    </form>
  )
}

function Passphrase({ onRecover }: { readonly onRecover: (() => void) | null }) {
  const { t } = useTranslation('unlock')
  const { act, pending, error } = useLockCall('unlock')
  const [passphrase, setPassphrase] = useState('')
  const field = useRef<InputRef>(null)
  useEffect(() => field.current?.focus(), [])
  async function submit(event: FormEvent) {
    event.preventDefault()
    if (passphrase === '') return
    const outcome = await act({ passphrase })
    if (outcome.ok) return
    setPassphrase('')
    field.current?.focus()
  }
  return (
    <form className="sign-in-form" onSubmit={submit}>
      <p className="lead">{t('lead')}</p>
      <Field label={t('passphrase')}>
        {(ids) => (
          <Input
            {...ids}
            ref={field}
            type="password"
            autoComplete="off"
            value={passphrase}
            maxLength={200}
            data-testid="unlock-passphrase"
            onChange={(event) => setPassphrase(event.target.value)}
          />
        )}
      </Field>
      <ErrorNote error={error} />
      <Button
        kind="go"
        submit
        keys="Enter"
        testId="unlock-open"
        pending={pending}
        disabled={passphrase === ''}
      >
        {t('open')}
      </Button>
      {onRecover === null ? (
        <p className="hint">{t('noRecovery')}</p>
      ) : (
        <Button kind="quiet" testId="unlock-recover" onClick={onRecover}>
          {t('forgotten')}
        </Button>
      )}
    </form>
  )
}

function Recover({ lock, onBack }: { readonly lock: LockView; readonly onBack: () => void }) {
  const { t } = useTranslation('unlock')
  const { act, pending, error } = useLockCall('recover')
  const [recoveryKey, setRecoveryKey] = useState('')
  const [typed, setTyped] = useState(noPassphrase)
  // A keychain will open it next time; without one there must be a passphrase.
  const optional = lock.keychain === 'lost'
  const without = optional && typed.passphrase === '' && typed.repeated === ''
  const ready = recoveryKey.trim() !== '' && (without || isNewPassphrase(typed))
  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!ready) return
    const outcome = await act({
      recoveryKey: recoveryKey.trim(),
      passphrase: without ? null : typed.passphrase,
    })
    if (!outcome.ok) setRecoveryKey('')
  }
  return (
    <form className="sign-in-form" onSubmit={submit}>
      <p className="lead">{t('recover.lead')}</p>
      <Field
        label={t('recover.key')}
        hint={
          lock.recovery === null || lock.recovery === ''
            ? null
            : { kind: 'plain', text: t('recover.which', { recipient: lock.recovery.slice(-8) }) }
        }
      >
        {(ids) => (
          <Input
            {...ids}
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={recoveryKey}
            maxLength={200}
            placeholder="AGE-SECRET-KEY-1…"
            data-testid="unlock-recovery-key"
            onChange={(event) => setRecoveryKey(event.target.value)}
          />
        )}
      </Field>
      <NewPassphrase typed={typed} onType={setTyped} optional={optional} />
      <ErrorNote error={error} />
      <Button kind="go" submit keys="Enter" testId="unlock-recover-open" pending={pending} disabled={!ready}>
        {t('recover.submit')}
      </Button>
      {lock.passphrase ? (
        <Button kind="quiet" onClick={onBack}>
          {t('recover.back')}
        </Button>
      ) : null}
    </form>
  )
}
