// The field above a list that narrows it while one types, and the arrows that walk the list from there.
import { Input, type InputRef } from 'antd'
import { type KeyboardEvent, useEffect, useRef } from 'react'

/** Stands ready to type as soon as its page is open. */
export function FilterField({
  text,
  label,
  testId,
  onChange,
}: {
  readonly text: string
  readonly label: string
  readonly testId: string
  readonly onChange: (text: string) => void
}) {
  const field = useRef<InputRef>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <Input
      ref={field}
      value={text}
      maxLength={100}
      allowClear
      placeholder={label}
      aria-label={label}
      data-testid={testId}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/**
 * Where an arrow key leads from row `at` of `count`; -1 is above the first one. Null for any other key, while an input method
 * works, and where there is no row.
 */
export function rowByArrow({ key, nativeEvent }: KeyboardEvent, at: number, count: number): number | null {
  if (nativeEvent.isComposing || (key !== 'ArrowDown' && key !== 'ArrowUp') || count === 0) return null
  return Math.max(0, Math.min(count - 1, at + (key === 'ArrowDown' ? 1 : -1)))
}
