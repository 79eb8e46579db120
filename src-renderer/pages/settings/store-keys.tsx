// How this machine's store is encrypted: which ways open it, the recovery key, a new passphrase, a new key.
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeysView } from '../../../src-shared/contract/keys.ts'
import type { SessionView } from '../../../src-shared/contract/session-view.ts'
import { useCall, useView } from '../../desk/desk.ts'
import { useErrorWords } from '../../i18n/error-words.ts'
import { Banner, ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Facts } from '../../parts/facts.tsx'
import { isNewPassphrase, NewPassphrase, noPassphrase } from '../../parts/new-passphrase.tsx'
import { longTime } from '../../parts/time.ts'

export function StoreKeys({ session }: { readonly session: SessionView }) {
  const { t } = useTranslation('settings')
  const errorWords = useErrorWords()
  const { view: keys } = useView('keys', {})
  if (keys === null) return null
  const administrator = session.signedIn?.roles.includes('administrator') === true
  const facts = [
    ['keychain', keys.keychain ? t(session.demo ? 'keys.demo' : 'keys.keychainYes') : t('keys.keychainNo')],
    ['passphrase', keys.passphrase ? t('keys.passphraseYes') : t('keys.passphraseNo')],
    [
      'recovery',
      keys.recovery === null
        ? t('keys.recoveryNo')
        : t('keys.recoveryYes', { recipient: keys.recovery.slice(-8) }),
    ],
    ['madeAt', t(keys.rotated ? 'keys.rotatedAt' : 'keys.neverRotated', { time: longTime(keys.madeAt) })],
  ] as const
  return (
    <section className="pane set-pane" aria-label={t('keys.title')} data-testid="store-keys">
      <h2>{t('keys.title')}</h2>
      <p className="hint">{t('keys.hint')}</p>
      <Facts
        className="set-facts"
        facts={facts.map(([name, value]) => ({ name: t(`keys.${name}`), value, testId: `keys-${name}` }))}
      />
      {keys.pending === null ? null : (
        <Banner kind="down" icon="tri" title={t(`keys.pending.${keys.pending}`)}>
          {keys.waitsBecause === null ? null : errorWords(keys.waitsBecause)}
        </Banner>
      )}
      {administrator ? (
        <KeyActs keys={keys} />
      ) : (
        <p className="hint" data-testid="keys-admin-only">
          {t('keys.adminOnly')}
        </p>
      )}
    </section>
  )
}

function KeyActs({ keys }: { readonly keys: KeysView }) {
  const { t } = useTranslation('settings')
  const rotating = useCall('rotateKey')
  const [changing, setChanging] = useState(false)
  return (
    <>
      <div className="acts">
        <Button onClick={() => setChanging(!changing)} expanded={changing} testId="keys-change">
          {t(keys.passphrase ? 'keys.change' : 'keys.set')}
        </Button>
        <Button
          onClick={() => void rotating.act({})}
          pending={rotating.pending}
          disabled={keys.pending !== null}
          testId="keys-rotate"
        >
          {t('keys.rotate')}
        </Button>
        <small>{t('keys.rotateHint')}</small>
      </div>
      <ErrorNote error={rotating.error} />
      {changing ? <ChangePassphrase keys={keys} onDone={() => setChanging(false)} /> : null}
    </>
  )
}

function ChangePassphrase({ keys, onDone }: { readonly keys: KeysView; readonly onDone: () => void }) {
  const { t } = useTranslation('settings')
  const { act, pending, error } = useCall('changePassphrase')
  const [before, setBefore] = useState('')
  const [typed, setTyped] = useState(noPassphrase)
  const ready = isNewPassphrase(typed) && (before !== '' || !keys.passphrase)
  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!ready) return
    const outcome = await act({
      before: keys.passphrase ? before : null,
      passphrase: typed.passphrase,
    })
    if (outcome.ok) onDone()
  }
  return (
    <form className="set-form" onSubmit={submit}>
      {keys.passphrase ? (
        <label className="field">
          {t('keys.before')}
          <input
            className="input"
            type="password"
            autoComplete="off"
            value={before}
            maxLength={200}
            onChange={(event) => setBefore(event.target.value)}
            data-testid="keys-before"
          />
        </label>
      ) : null}
      <NewPassphrase typed={typed} onType={setTyped} />
      <div className="acts wide3">
        <Button kind="go" submit pending={pending} disabled={!ready} testId="keys-save">
          {t('keys.save')}
        </Button>
      </div>
      <ErrorNote error={error} />
    </form>
  )
}
