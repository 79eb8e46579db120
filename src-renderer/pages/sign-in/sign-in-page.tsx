// Sign-in: who sits at the window and the passcode; before that, once, the enrolment of this machine.
import { Input, type InputRef } from 'antd'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src-shared/contract/session-view.ts'
import { useCall } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { useLackingStaff } from '../../parts/lacking-staff.ts'
import { SampleTag } from '../../parts/tag.tsx'
import { EnrolForm } from './enrol-form.tsx'
import './sign-in.css'

export function SignInPage({ session, sample }: { readonly session: SessionView; readonly sample: boolean }) {
  const { t } = useTranslation('signIn')
  const lacking = useLackingStaff(session)
  return (
    <div className="sign-in">
      <section className="pane sign-in-card" aria-label={session.enrolled ? t('title') : t('enrol.title')}>
        {session.enrolled ? <Passcode session={session} /> : <EnrolForm demo={session.demo} />}
        {session.enrolled && lacking !== '' ? (
          <p className="hint warn">
            <Icon name="tri" size="s" />
            {t('shortfall', { what: lacking })}
          </p>
        ) : null}
        {session.demo || sample ? (
          <p className="sign-in-foot">
            {session.demo ? <small>{t('demo')}</small> : null}
            <span className="grow" />
            {sample ? <SampleTag /> : null}
          </p>
        ) : null}
      </section>
    </div>
  )
}

function Passcode({ session }: { readonly session: SessionView }) {
  const { t } = useTranslation('signIn')
  const common = useTranslation('common').t
  const [chosen, setChosen] = useState<string | null>(null)
  const [passcode, setPasscode] = useState('')
  const field = useRef<InputRef>(null)
  const { act, pending, error, clear } = useCall('signIn')
  const staff = session.staff.find((one) => one.id === chosen) ?? session.staff[0] ?? null

  useEffect(() => field.current?.focus(), [])

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (staff === null || passcode === '') return
    const outcome = await act({ staff: staff.id, passcode })
    if (outcome.ok) return
    setPasscode('')
    field.current?.focus()
  }

  return (
    <form className="sign-in-form" onSubmit={submit}>
      <h1>{t('title')}</h1>
      {session.staff.length === 0 ? <p className="hint">{t('nobody')}</p> : null}
      <div className="who" role="radiogroup" aria-label={t('who')}>
        {session.staff.map((one) => (
          <label
            key={one.id}
            className={one.id === staff?.id ? 'choice on' : 'choice'}
            data-testid={`sign-in-staff-${one.id}`}
          >
            <input
              type="radio"
              name="staff"
              className="vh"
              checked={one.id === staff?.id}
              onChange={() => {
                setChosen(one.id)
                clear()
              }}
              onClick={() => field.current?.focus()}
            />
            <span className="two">
              <b>{one.name}</b>
              <small>
                {one.roles.map((role) => common(`roles.${role}`)).join(common('comma'))}
                {one.cover === null ? null : ` ${common('cover', { cover: one.cover })}`}
                {one.covering && one.partnerName !== null
                  ? ` ${t('covering', { name: one.partnerName })}`
                  : null}
              </small>
            </span>
            {one.away ? <span className="tag">{t('away')}</span> : null}
          </label>
        ))}
      </div>
      <Field
        label={staff === null ? t('passcode') : t('passcodeOf', { name: staff.name })}
        hint={session.demo ? { kind: 'plain', text: t('demoHint') } : null}
      >
        {(ids) => (
          <Input
            {...ids}
            ref={field}
            type="password"
            autoComplete="off"
            value={passcode}
            maxLength={200}
            data-testid="passcode"
            onChange={(event) => setPasscode(event.target.value)}
          />
        )}
      </Field>
      <ErrorNote error={error} />
      <Button
        kind="go"
        submit
        keys="Enter"
        testId="sign-in"
        pending={pending}
        disabled={staff === null || passcode === ''}
      >
        {t('signIn')}
      </Button>
    </form>
  )
}
