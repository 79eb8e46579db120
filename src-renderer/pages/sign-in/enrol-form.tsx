// Enrolment: the endpoint, the one-time code of the joint office and this window's name.
import { Input } from 'antd'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall } from '../../desk/desk.ts'
import { useDraft } from '../../desk/draft.ts'
import { fileAsBase64 } from '../../desk/file-as-base64.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'

/** A certificate file as PEM: as it is, or wrapped where it is binary (DER). */
async function pemOf(file: File): Promise<string> {
  const text = await file.text()
  if (text.includes('-----BEGIN')) return text
  return `-----BEGIN CERTIFICATE-----\n${await fileAsBase64(file)}\n-----END CERTIFICATE-----\n`
}

const empty = { endpoint: '', code: '', windowName: '' }

export function EnrolForm({ demo }: { readonly demo: boolean }) {
  const { t } = useTranslation('signIn')
  const { value, set, drop } = useDraft('enrol', empty)
  const { act, pending, error } = useCall('enrol')
  const [authority, setAuthority] = useState<File | null>(null)
  const whole = value.endpoint.trim() !== '' && value.code.trim() !== '' && value.windowName.trim() !== ''

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!whole) return
    const outcome = await act({
      endpoint: value.endpoint.trim(),
      code: value.code.trim(),
      windowName: value.windowName.trim(),
      ...(authority === null ? {} : { authority: await pemOf(authority) }),
    })
    if (outcome.ok) drop()
  }

  return (
    <form className="sign-in-form" onSubmit={submit} data-testid="enrol">
      <h1>{t('enrol.title')}</h1>
      <p className="lead">{demo ? t('enrol.demoWait') : t('enrol.lead')}</p>
      {(['endpoint', 'code', 'windowName'] as const).map((name) => (
        <Field
          key={name}
          label={t(`enrol.${name}`)}
          hint={name === 'windowName' ? { kind: 'plain', text: t('enrol.windowNameHint') } : null}
        >
          {(ids) => (
            <Input
              {...ids}
              value={value[name]}
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              placeholder={name === 'endpoint' ? 'https://' : undefined}
              data-testid={`enrol-${name}`}
              onChange={(event) => set({ [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <Field label={t('enrol.authority')} optional hint={{ kind: 'plain', text: t('enrol.authorityHint') }}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="file"
            accept=".pem,.crt,.cer,.der"
            data-testid="enrol-authority"
            onChange={(event) => setAuthority(event.target.files?.[0] ?? null)}
          />
        )}
      </Field>
      <ErrorNote error={error} />
      <Button kind="go" submit testId="enrol-submit" pending={pending} disabled={!whole}>
        {t('enrol.submit')}
      </Button>
    </form>
  )
}
