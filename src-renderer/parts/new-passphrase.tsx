// A new passphrase, typed twice: long enough, and the same both times.
import { Input, type InputRef } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { shortestPassphrase } from '../../src-shared/contract/keys.ts'
import { Field } from './field.tsx'

export type TypedPassphrase = { readonly passphrase: string; readonly repeated: string }
export const noPassphrase: TypedPassphrase = { passphrase: '', repeated: '' }

export const isNewPassphrase = ({ passphrase, repeated }: TypedPassphrase): boolean =>
  passphrase.trim().length >= shortestPassphrase && passphrase === repeated

export function NewPassphrase({
  typed,
  onType,
  optional = false,
  focused = false,
}: {
  readonly typed: TypedPassphrase
  readonly onType: (typed: TypedPassphrase) => void
  readonly optional?: boolean
  readonly focused?: boolean
}) {
  const { t } = useTranslation('unlock')
  const first = useRef<InputRef>(null)
  useEffect(() => {
    if (focused) first.current?.focus()
  }, [focused])
  const differs = typed.repeated !== '' && !typed.passphrase.startsWith(typed.repeated)
  return (
    <>
      <Field
        label={t('new')}
        optional={optional}
        hint={{ kind: 'plain', text: t('newHint', { count: shortestPassphrase }) }}
      >
        {(ids) => (
          <Input
            {...ids}
            ref={first}
            type="password"
            autoComplete="new-password"
            value={typed.passphrase}
            maxLength={200}
            data-testid="new-passphrase"
            onChange={(event) => onType({ ...typed, passphrase: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('again')} hint={differs ? { kind: 'bad', text: t('differs') } : null}>
        {(ids) => (
          <Input
            {...ids}
            type="password"
            autoComplete="new-password"
            value={typed.repeated}
            maxLength={200}
            data-testid="repeat-passphrase"
            onChange={(event) => onType({ ...typed, repeated: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}
