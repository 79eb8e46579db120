// The desk's buttons: one solid one a screen (go), plain, quiet and grave ones; what is missing stands beside a disabled one.
import { Button as AntButton } from 'antd'
import type { ReactNode, Ref } from 'react'
import { Icon, type IconName } from './icon.tsx'
import { Key } from './key.tsx'

export type ButtonKind = 'go' | 'plain' | 'quiet' | 'grave'

const types = { go: 'primary', plain: 'default', quiet: 'text', grave: 'default' } as const

export type ButtonProps = {
  readonly kind?: ButtonKind
  readonly small?: boolean
  readonly icon?: IconName
  /** Key that does the same, shown behind the words. */
  readonly keys?: string
  readonly pending?: boolean
  readonly disabled?: boolean
  readonly submit?: boolean
  readonly testId?: string
  readonly label?: string
  readonly expanded?: boolean
  readonly pressed?: boolean
  readonly describedBy?: string
  readonly ref?: Ref<HTMLButtonElement | HTMLAnchorElement>
  readonly onClick?: () => void
  readonly children?: ReactNode
}

export function Button({
  kind = 'plain',
  small = false,
  icon,
  keys,
  pending = false,
  disabled = false,
  submit = false,
  testId,
  label,
  expanded,
  pressed,
  describedBy,
  ref,
  onClick,
  children,
}: ButtonProps) {
  return (
    <AntButton
      ref={ref}
      type={types[kind]}
      danger={kind === 'grave'}
      size={small ? 'small' : 'middle'}
      htmlType={submit ? 'submit' : 'button'}
      disabled={disabled || pending}
      className={`desk-button ${kind}`}
      autoInsertSpace={false}
      data-testid={testId}
      aria-label={label}
      aria-expanded={expanded}
      aria-pressed={pressed}
      aria-describedby={describedBy}
      aria-busy={pending || undefined}
      onClick={onClick}
    >
      {pending ? (
        <Icon name="spin" />
      ) : icon === undefined ? null : (
        <Icon name={icon} size={small ? 's' : 'm'} />
      )}
      {children}
      {keys === undefined ? null : <Key>{keys}</Key>}
    </AntButton>
  )
}
