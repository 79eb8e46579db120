// One of a few, side by side: tabs of a page or the values of a setting; the arrow keys walk them.
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import './segments.css'

export type Segment<Value extends string> = {
  readonly value: Value
  readonly text: ReactNode
  readonly testId: string
  readonly lang?: string
}

export function Segments<Value extends string>({
  label,
  kind = 'tabs',
  segments,
  chosen,
  onChoose,
}: {
  readonly label: string
  /** `tabs` where it changes what the page shows, `values` where it is a setting. */
  readonly kind?: 'tabs' | 'values'
  readonly segments: readonly Segment<Value>[]
  readonly chosen: Value
  readonly onChoose: (value: Value) => void
}) {
  const row = useRef<HTMLDivElement>(null)
  const tabs = kind === 'tabs'
  function step(event: KeyboardEvent) {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    const at = segments.findIndex((one) => one.value === chosen)
    const next = segments[(at + by + segments.length) % segments.length]
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    onChoose(next.value)
    row.current?.querySelectorAll('button')[segments.indexOf(next)]?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the role is one of two, both of which take the arrows
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a name
    <div
      ref={row}
      className="seg"
      role={tabs ? 'tablist' : 'radiogroup'}
      aria-label={label}
      onKeyDown={step}
      tabIndex={-1}
    >
      {segments.map((one) => (
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: selected goes with a tab, checked with a value
        <button
          key={one.value}
          type="button"
          role={tabs ? 'tab' : 'radio'}
          aria-selected={tabs ? one.value === chosen : undefined}
          aria-checked={tabs ? undefined : one.value === chosen}
          tabIndex={one.value === chosen ? 0 : -1}
          lang={one.lang}
          onClick={() => onChoose(one.value)}
          data-testid={one.testId}
        >
          {one.text}
        </button>
      ))}
    </div>
  )
}
