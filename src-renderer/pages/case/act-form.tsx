// One form for every act that asks for words: labelled fields, what is missing beside the button, a draft that stays.
import { Input } from 'antd'
import type { FormEvent, KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Acting } from '../../desk/desk.ts'
import { useDraft } from '../../desk/draft.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'

export type FieldSpec = {
  readonly name: string
  readonly label: string
  readonly kind: 'line' | 'text' | 'time' | 'date' | 'number' | 'choice'
  readonly optional?: boolean
  readonly initial?: string
  readonly hint?: string
  readonly choices?: readonly { readonly value: string; readonly words: ReactNode }[]
  readonly longest?: number
}
export type FieldValues = Readonly<Record<string, string>>

const types = { line: 'text', time: 'datetime-local', date: 'date', number: 'number' } as const

function initialsOf(fields: readonly FieldSpec[]): FieldValues {
  return Object.fromEntries(fields.map((field) => [field.name, field.initial ?? '']))
}

/** Labels of the fields that must be filled and are not. */
function missingOf(fields: readonly FieldSpec[], values: FieldValues): readonly string[] {
  return fields
    .filter((field) => field.optional !== true && (values[field.name] ?? '').trim() === '')
    .map((field) => field.label)
}

export function ActForm({
  name,
  draftKey,
  fields,
  submit,
  acting,
  onSubmit,
  others,
  keys = 'Enter',
  submitTestId = 'form-submit',
  alsoMissing = [],
  children,
}: {
  readonly name: string
  readonly draftKey: string
  readonly fields: readonly FieldSpec[]
  readonly submit: string | ((values: FieldValues) => string)
  readonly acting: Acting
  /** Resolves to whether it was done; then the draft goes. */
  readonly onSubmit: (values: FieldValues) => Promise<boolean>
  /** What stands beside the button; a function of the fields as they are. */
  readonly others?: ReactNode | ((values: FieldValues, missing: readonly string[]) => ReactNode)
  readonly keys?: string
  readonly submitTestId?: string
  /** Labels of what is missing in `children`. */
  readonly alsoMissing?: readonly string[]
  readonly children?: ReactNode
}) {
  const { t } = useTranslation('case')
  const draft = useDraft<FieldValues>(draftKey, initialsOf(fields))
  const values = { ...initialsOf(fields), ...draft.value }
  const missing = [...missingOf(fields, values), ...alsoMissing]

  async function send(event?: FormEvent) {
    event?.preventDefault()
    if (missing.length > 0 || acting.pending) return
    const trimmed = Object.fromEntries(Object.entries(values).map(([key, text]) => [key, text.trim()]))
    if (await onSubmit(trimmed)) draft.drop()
  }

  function sendByKey(event: KeyboardEvent) {
    if (event.key !== 'Enter' || !event.ctrlKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    event.stopPropagation()
    void send()
  }

  return (
    <form className="act-form" onSubmit={send} onKeyDown={sendByKey} data-testid={`form-${name}`}>
      {fields.length === 0 ? null : (
        <div className="act-fields">
          {fields.map((field) => (
            <FormField
              key={field.name}
              field={field}
              value={values[field.name] ?? ''}
              onChange={(text) => draft.set({ [field.name]: text })}
            />
          ))}
        </div>
      )}
      {children}
      <ErrorNote error={acting.error} />
      <div className="acts">
        <Button
          kind="go"
          submit
          keys={keys}
          testId={submitTestId}
          pending={acting.pending}
          disabled={missing.length > 0}
          describedBy={missing.length > 0 ? `missing-${name}` : undefined}
        >
          {typeof submit === 'string' ? submit : submit(values)}
        </Button>
        {missing.length > 0 ? (
          <small id={`missing-${name}`}>{t('missing', { fields: missing.join(t('end.and')) })}</small>
        ) : null}
        {typeof others === 'function' ? others(values, missing) : others}
      </div>
    </form>
  )
}

function FormField({
  field,
  value,
  onChange,
}: {
  readonly field: FieldSpec
  readonly value: string
  readonly onChange: (text: string) => void
}) {
  const { kind, label, name, optional = false, hint, longest = 200 } = field
  const testId = `field-${name}`
  if (kind === 'choice')
    return (
      <fieldset
        className={(field.choices?.length ?? 0) > 3 ? 'field wide choices' : 'field choices'}
        data-testid={testId}
      >
        <legend className="label">{label}</legend>
        <div>
          {(field.choices ?? []).map((choice) => (
            <label
              key={choice.value}
              className={choice.value === value ? 'choice on' : 'choice'}
              data-testid={`choice-${name}-${choice.value}`}
            >
              <input
                type="radio"
                className="vh"
                name={name}
                checked={choice.value === value}
                onChange={() => onChange(choice.value)}
              />
              {choice.words}
            </label>
          ))}
        </div>
      </fieldset>
    )
  return (
    <Field
      label={label}
      optional={optional}
      wide={kind === 'text'}
      hint={hint === undefined ? null : { kind: 'plain', text: hint }}
    >
      {(ids) =>
        kind === 'text' ? (
          <Input.TextArea
            {...ids}
            value={value}
            maxLength={field.longest ?? 2000}
            autoSize={{ minRows: 1, maxRows: 5 }}
            data-testid={testId}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <Input
            {...ids}
            type={types[kind]}
            min={kind === 'number' ? 1 : undefined}
            value={value}
            maxLength={kind === 'line' ? longest : undefined}
            autoComplete="off"
            spellCheck={false}
            data-testid={testId}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  )
}
