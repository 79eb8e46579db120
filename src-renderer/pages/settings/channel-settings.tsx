// How this window sends faxes and OA letters: by hand, or by itself through what an administrator sets here.
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src-shared/contract/session-view.ts'
import { call, useActing } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Segments } from '../../parts/segments.tsx'
import { SavedNote } from './saved-note.tsx'

/** What each way needs typed in; `by-hand` needs nothing. */
const needs = {
  fax: { 'by-hand': [], hylafax: ['server'], gateway: ['pattern'] },
  oa: { 'by-hand': [], folder: ['folder'], webhook: ['url', 'secret'] },
} as const
type Channel = keyof typeof needs
type Values = Readonly<Record<string, string>>

/** What is set now, by field; a secret is never among it. */
function setNow(session: SessionView, channel: Channel): { readonly way: string; readonly values: Values } {
  const { way, ...values } = session[channel] ?? { way: 'by-hand' }
  return { way, values }
}

function save(channel: Channel, way: string, values: Values) {
  const of = (name: string) => (values[name] ?? '').trim()
  if (channel === 'fax') {
    if (way === 'hylafax') return call('setFaxSettings', { way, server: of('server') })
    if (way === 'gateway') return call('setFaxSettings', { way, pattern: of('pattern') })
    return call('setFaxSettings', { way: 'by-hand' })
  }
  if (way === 'folder') return call('setOaSettings', { way, folder: of('folder') })
  if (way === 'webhook') return call('setOaSettings', { way, url: of('url'), secret: values.secret ?? '' })
  return call('setOaSettings', { way: 'by-hand' })
}

export function ChannelSettings({
  session,
  channel,
}: {
  readonly session: SessionView
  readonly channel: Channel
}) {
  const { t } = useTranslation('settings')
  const now = setNow(session, channel)
  const administrator = session.signedIn?.roles.includes('administrator') === true
  return (
    <section className="pane set-pane" aria-label={t(`${channel}.title`)} data-testid={`${channel}-settings`}>
      <h2>{t(`${channel}.title`)}</h2>
      <p className="hint">{t(`${channel}.hint`)}</p>
      <p className={now.way === 'by-hand' ? 'banner' : 'banner ok'} data-testid={`${channel}-current`}>
        <Icon name={channel} />
        <span>
          {t(`${channel}.current.${now.way}` as 'fax.current.hylafax', { server: '', ...now.values })}
        </span>
      </p>
      {administrator ? (
        <ChannelForm session={session} channel={channel} />
      ) : (
        <p className="hint">{t('channelAdminOnly')}</p>
      )}
    </section>
  )
}

function ChannelForm({ session, channel }: { readonly session: SessionView; readonly channel: Channel }) {
  const { t } = useTranslation('settings')
  const now = setNow(session, channel)
  const acting = useActing()
  const [way, setWay] = useState(now.way)
  const [values, setValues] = useState<Values>(now.values)
  const [saved, setSaved] = useState(false)
  const fields: readonly string[] = (needs[channel] as Readonly<Record<string, readonly string[]>>)[way] ?? []
  // A webhook keeps its secret where the address stays.
  const keepsSecret = way === now.way && values.url === now.values.url
  const missing = fields.some(
    (name) => (values[name] ?? '').trim() === '' && !(name === 'secret' && keepsSecret),
  )

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (missing) return
    setSaved(false)
    const outcome = await acting.run(() => save(channel, way, values))
    if (outcome.ok) setValues({ ...values, secret: '' })
    setSaved(outcome.ok)
  }

  return (
    <form className="set-form" onSubmit={submit}>
      <div className="wide3">
        <Segments
          label={t(`${channel}.title`)}
          chosen={way}
          onChoose={(one) => {
            setWay(one)
            setSaved(false)
          }}
          segments={Object.keys(needs[channel]).map((one) => ({
            value: one,
            text: t(`${channel}.ways.${one}` as 'fax.ways.by-hand'),
            testId: `${channel}-way-${one}`,
          }))}
        />
      </div>
      {fields.map((name) => (
        <div key={name} className="wide3">
          <Field
            label={t(`${channel}.${name}` as 'fax.server')}
            hint={{ kind: 'plain', text: t(`${channel}.${name}Hint` as 'fax.serverHint') }}
          >
            {(ids) => (
              <input
                {...ids}
                className="input"
                value={values[name] ?? ''}
                maxLength={name === 'folder' || name === 'url' ? 1000 : 200}
                type={name === 'secret' ? 'password' : 'text'}
                autoComplete="off"
                onChange={(event) => setValues({ ...values, [name]: event.target.value })}
                data-testid={`${channel}-${name}`}
              />
            )}
          </Field>
        </div>
      ))}
      <div className="acts wide3">
        <Button kind="go" submit pending={acting.pending} disabled={missing} testId={`${channel}-save`}>
          {t('mail.save')}
        </Button>
        {saved && <SavedNote text={t('mail.saved')} />}
      </div>
      <ErrorNote error={acting.error} />
    </form>
  )
}
