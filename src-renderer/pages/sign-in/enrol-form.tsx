// Enrolment: the endpoint, the one-time code of the joint office and this window's name.
import { Input } from 'antd'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall } from '../../desk/desk.ts'
import { useDraft } from '../../desk/draft.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'

const empty = { endpoint: '', code: '', windowName: '' }

export function EnrolForm({ demo }: { readonly demo: boolean }) {
  const { t } = useTranslation('signIn')
  const { value, set, drop } = useDraft('enrol', empty)
  const { act, pending, error } = useCall('enrol')
  const whole = value.endpoint.trim() !== '' && value.code.trim() !== '' && value.windowName.trim() !== ''

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!whole) return
    const outcome = await act({
      endpoint: value.endpoint.trim(),
      code: value.code.trim(),
      windowName: value.windowName.trim(),
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
      <ErrorNote error={error} />
      <Button kind="go" submit testId="enrol-submit" pending={pending} disabled={!whole}>
        {t('enrol.submit')}
      </Button>
    </form>
  )
}
