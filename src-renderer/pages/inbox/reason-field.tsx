// A remark or reason written in words, with what is missing said below it.
import { useId } from 'react'

export function ReasonField({
  label,
  placeholder,
  missing,
  value,
  required,
  onChange,
  testid,
}: {
  readonly label: string
  readonly placeholder: string
  readonly missing: string
  readonly value: string
  readonly required: boolean
  readonly onChange: (value: string) => void
  readonly testid: string
}) {
  const id = useId()
  const lacking = required && value.trim() === ''
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className={lacking ? 'input area bad' : 'input area'}
        rows={2}
        maxLength={2000}
        value={value}
        placeholder={placeholder}
        aria-required={required}
        aria-describedby={lacking ? `${id}-missing` : undefined}
        onChange={(event) => onChange(event.target.value)}
        data-testid={testid}
      />
      {lacking && (
        <p className="hint bad" id={`${id}-missing`}>
          {missing}
        </p>
      )}
    </div>
  )
}
