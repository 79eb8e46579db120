// The joint office's policy on fax, mail and OA (A2§3): everybody reads it, who is of the joint office sets it, with why.
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src-shared/contract/session-view.ts'
import { fallbackChannels } from '../../../src-shared/domain/verification.ts'
import { useCall } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { shortTime } from '../../parts/time.ts'

export function PolicySettings({ session }: { readonly session: SessionView }) {
  const { t } = useTranslation(['settings', 'common'])
  const { fallback, signedIn } = session
  const channels = (fallback.channels ?? fallbackChannels).map((one) => t(`common:channels.${one}`))
  const last = fallback.decisions?.at(-1)
  const set = {
    channels: channels.join(t('comma')),
    minutes: fallback.afterMinutes,
    units:
      fallback.units === undefined
        ? t('policy.allUnits')
        : t('policy.someUnits', { count: fallback.units.length }),
  }
  return (
    <section className="pane set-pane" aria-label={t('policy.title')} data-testid="policy-settings">
      <h2>{t('policy.title')}</h2>
      <p className={fallback.allowed ? 'banner ok' : 'banner down'} data-testid="policy-current">
        <Icon name="shield" />
        <span>
          {fallback.allowed ? t('policy.current', set) : t('policy.off')}
          {fallback.from === undefined ? '' : t('policy.fromWords', { day: fallback.from })}
          {fallback.until === undefined ? '' : t('policy.untilWords', { day: fallback.until })}
        </span>
      </p>
      <p className="hint">{t('policy.cited', { citation: fallback.citation })}</p>
      {last !== undefined && (
        <p className="hint" data-testid="policy-decision">
          {t('policy.decided', { time: shortTime(last.at), reason: last.reason })}
        </p>
      )}
      {signedIn?.roles.includes('joint-office') === true ? (
        // What others set meanwhile is shown above; the form begins anew with it.
        <PolicyForm key={last?.at ?? ''} session={session} />
      ) : (
        <p className="hint">{t('policy.jointOnly')}</p>
      )}
    </section>
  )
}

function PolicyForm({ session }: { readonly session: SessionView }) {
  const { t } = useTranslation(['settings', 'common'])
  const { fallback, units } = session
  const saving = useCall('setPolicy')
  const [allowed, setAllowed] = useState(fallback.allowed)
  const [channels, setChannels] = useState<ReadonlySet<string>>(
    new Set(fallback.channels ?? fallbackChannels),
  )
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(
    fallback.units === undefined ? null : new Set(fallback.units),
  )
  const [minutes, setMinutes] = useState(String(fallback.afterMinutes))
  const [from, setFrom] = useState(fallback.from ?? '')
  const [until, setUntil] = useState(fallback.until ?? '')
  const [citation, setCitation] = useState(fallback.citation)
  const [reason, setReason] = useState('')
  const minutesGood = /^\d{1,4}$/.test(minutes) && Number(minutes) <= 1440
  const daysGood = from === '' || until === '' || from <= until
  const missing = !minutesGood || !daysGood || citation.trim() === '' || reason.trim() === ''
  const toggled = (set: ReadonlySet<string>, one: string) =>
    new Set(set.has(one) ? [...set].filter((other) => other !== one) : [...set, one])

  async function save(event: FormEvent) {
    event.preventDefault()
    if (missing) return
    const terms = {
      allowed,
      afterMinutes: Number(minutes),
      citation: citation.trim(),
      channels: fallbackChannels.filter((one) => channels.has(one)),
      ...(chosen === null ? {} : { units: [...chosen] }),
      ...(from === '' ? {} : { from }),
      ...(until === '' ? {} : { until }),
    }
    await saving.act({ reason: reason.trim(), terms })
  }

  const check = (key: string, label: string, on: boolean, toggle: () => void) => (
    <label key={key} className="set-check">
      <input type="checkbox" checked={on} onChange={toggle} data-testid={`policy-${key}`} />
      <span>{label}</span>
    </label>
  )
  const day = (name: 'from' | 'until', value: string, put: (value: string) => void) => (
    <Field label={t(`policy.${name}`)} optional>
      {(ids) => (
        <input
          {...ids}
          className="input num"
          type="date"
          value={value}
          onChange={(event) => put(event.target.value)}
          data-testid={`policy-${name}`}
        />
      )}
    </Field>
  )
  return (
    <form className="set-form" onSubmit={save}>
      <div className="wide3">
        {check('allowed', t('policy.allowed'), allowed, () => setAllowed(!allowed))}
        {fallbackChannels.map((one) =>
          check(one, t(`common:channels.${one}`), channels.has(one), () =>
            setChannels(toggled(channels, one)),
          ),
        )}
        {check('all-units', t('policy.allUnits'), chosen === null, () =>
          setChosen(chosen === null ? new Set(units.map((unit) => unit.code)) : null),
        )}
        {chosen === null
          ? null
          : units.map((unit) =>
              check(unit.code, unit.name, chosen.has(unit.code), () => setChosen(toggled(chosen, unit.code))),
            )}
      </div>
      <Field label={t('policy.minutes')}>
        {(ids) => (
          <input
            {...ids}
            className={minutesGood ? 'input num' : 'input num bad'}
            value={minutes}
            inputMode="numeric"
            onChange={(event) => setMinutes(event.target.value)}
            data-testid="policy-minutes"
          />
        )}
      </Field>
      {day('from', from, setFrom)}
      {day('until', until, setUntil)}
      <div className="wide3">
        <Field label={t('policy.citation')}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              value={citation}
              maxLength={400}
              onChange={(event) => setCitation(event.target.value)}
              data-testid="policy-citation"
            />
          )}
        </Field>
      </div>
      <div className="wide3">
        <Field label={t('policy.reason')} hint={{ kind: 'plain', text: t('policy.reasonHint') }}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              value={reason}
              maxLength={2000}
              onChange={(event) => setReason(event.target.value)}
              data-testid="policy-reason"
            />
          )}
        </Field>
      </div>
      <div className="acts wide3">
        <Button kind="go" submit pending={saving.pending} disabled={missing} testId="policy-save">
          {t('policy.save')}
        </Button>
      </div>
      <ErrorNote error={saving.error} />
    </form>
  )
}
