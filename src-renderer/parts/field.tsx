// A labelled field with its hint; a warning never blocks, an error says what is missing.
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'

export type FieldHint = { readonly kind: 'plain' | 'warn' | 'bad'; readonly text: string }

/** `children` gets the ids to hang on the control: `id` and `aria-describedby`. */
export function Field({
  label,
  optional = false,
  hint = null,
  wide = false,
  children,
}: {
  readonly label: ReactNode
  readonly optional?: boolean
  readonly hint?: FieldHint | null
  readonly wide?: boolean
  readonly children: (ids: {
    readonly id: string
    readonly 'aria-describedby': string | undefined
  }) => ReactNode
}) {
  const { t } = useTranslation('common')
  const id = useId()
  const hintId = `${id}-hint`
  return (
    <div className={wide ? 'field wide' : 'field'}>
      <label htmlFor={id}>
        {label}
        {optional ? <small> {t('optional')}</small> : null}
      </label>
      {children({ id, 'aria-describedby': hint === null ? undefined : hintId })}
      {hint === null ? null : (
        <p
          id={hintId}
          className={hint.kind === 'plain' ? 'hint' : `hint ${hint.kind}`}
          role={hint.kind === 'plain' ? undefined : 'status'}
        >
          {hint.kind === 'plain' ? null : <Icon name={hint.kind === 'warn' ? 'tri' : 'x'} size="s" />}
          {hint.text}
        </p>
      )}
    </div>
  )
}
