// A banner across a page: the line is down, something is refused, all is well again, or plain news.
import type { ReactNode } from 'react'
import type { CodedError } from '../../src-shared/errors.ts'
import { useErrorWords } from '../i18n/error-words.ts'
import { Icon, type IconName } from './icon.tsx'

export function Banner({
  kind = 'plain',
  icon,
  title,
  end,
  children,
}: {
  readonly kind?: 'plain' | 'down' | 'refuse' | 'ok'
  readonly icon: IconName
  readonly title?: ReactNode
  readonly end?: ReactNode
  readonly children?: ReactNode
}) {
  return (
    <div
      className={kind === 'plain' ? 'banner' : `banner ${kind}`}
      role={kind === 'refuse' ? 'alert' : 'status'}
    >
      <Icon name={icon} />
      {title === undefined ? null : <b>{title}</b>}
      <span className="grow">{children}</span>
      {end}
    </div>
  )
}

/** What core refused, in words, in place; nothing where nothing was refused. */
export function ErrorNote({ error }: { readonly error: CodedError | null }) {
  const errorWords = useErrorWords()
  if (error === null) return null
  return (
    <div className="banner refuse" role="alert" data-testid="error" data-error={error.code}>
      <Icon name="tri" />
      <span className="grow">{errorWords(error)}</span>
    </div>
  )
}
