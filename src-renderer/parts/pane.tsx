// The sheets a page is laid out with: head, pane, group head, empty state, refusal panel.
import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

/** A page's head: title, and whatever stands beside it. */
export function Head({ title, children }: { readonly title: ReactNode; readonly children?: ReactNode }) {
  return (
    <div className="head">
      <h1>{title}</h1>
      {children}
    </div>
  )
}

export function Pane({
  label,
  className = '',
  testId,
  children,
}: {
  readonly label?: string
  readonly className?: string
  readonly testId?: string
  readonly children: ReactNode
}) {
  return (
    <section className={`pane ${className}`.trim()} aria-label={label} data-testid={testId}>
      {children}
    </section>
  )
}

export function EmptyState({
  icon,
  title,
  children,
}: {
  readonly icon: IconName
  readonly title: ReactNode
  readonly children?: ReactNode
}) {
  return (
    <div className="empty">
      <Icon name={icon} size="l" />
      <div>
        <b>{title}</b>
        {children === undefined ? null : <p>{children}</p>}
      </div>
    </div>
  )
}

/** Two grey lines while a view is on its way. */
export function Waiting({ label }: { readonly label: string }) {
  return (
    <div className="waiting" aria-busy="true">
      <span className="skel" style={{ width: '62%' }} />
      <span className="skel" style={{ width: '38%' }} />
      <small>{label}</small>
    </div>
  )
}

/** A refusal in place: what, by which article, and the lawful ways left. Never a toast. */
export function RefusalPanel({
  title,
  children,
  ways,
  testId = 'refusal',
}: {
  readonly title: ReactNode
  readonly children: ReactNode
  readonly ways?: ReactNode
  readonly testId?: string
}) {
  return (
    <div className="refuse" role="alert" data-testid={testId}>
      <Icon name="shield" />
      <div>
        <h4>{title}</h4>
        <p>{children}</p>
        {ways === undefined ? null : <div className="acts">{ways}</div>}
      </div>
    </div>
  )
}
