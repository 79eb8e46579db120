// What is known of something: names at the left, values beside them.
import { Fragment, type ReactNode } from 'react'
import './facts.css'

export type Fact = { readonly name: string; readonly value: ReactNode; readonly testId?: string }

/** No name twice. A fact whose value is '' or null is left out; `children` are further `dt` and `dd`. */
export function Facts({
  facts,
  className = 'facts',
  children,
}: {
  readonly facts: readonly Fact[]
  readonly className?: string
  readonly children?: ReactNode
}) {
  return (
    <dl className={className}>
      {facts
        .filter(({ value }) => value !== '' && value !== null)
        .map(({ name, value, testId }) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd className="num" data-testid={testId}>
              {value}
            </dd>
          </Fragment>
        ))}
      {children}
    </dl>
  )
}
