// A table of records: columns that say how wide they are, and a head that stays in sight while the rows scroll.
import type { KeyboardEvent, ReactNode, Ref } from 'react'
import './table.css'

export type Column = {
  readonly id: string
  /** Left out where the rows speak for themselves; then no column has one. */
  readonly head?: ReactNode
  /** Pixels: in a window of ordinary width, and in the smallest. Left out for what shares the rest. */
  readonly width?: number | readonly [wide: number, narrow: number]
}

export function Table({
  columns,
  className = '',
  testId,
  table,
  onKeyDown,
  children,
}: {
  readonly columns: readonly Column[]
  readonly className?: string
  readonly testId?: string
  readonly table?: Ref<HTMLTableElement>
  readonly onKeyDown?: (event: KeyboardEvent<HTMLTableElement>) => void
  /** The rows. */
  readonly children: ReactNode
}) {
  return (
    <table className={`t ${className}`.trim()} ref={table} onKeyDown={onKeyDown} data-testid={testId}>
      <colgroup>
        {columns.map(({ id, width }) => (
          <col key={id} style={width === undefined ? undefined : widths(width)} />
        ))}
      </colgroup>
      {columns.some((column) => column.head !== undefined) && (
        <thead>
          <tr>
            {columns.map(({ id, head }) => (
              <th key={id} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody>{children}</tbody>
    </table>
  )
}

function widths(width: number | readonly [number, number]) {
  const [wide, narrow] = typeof width === 'number' ? [width, width] : width
  return { '--wide': `${wide}px`, '--narrow': `${narrow}px` } as object
}

/** A word or a number in a table that leads on. */
export function LinkButton({
  onClick,
  testId,
  children,
}: {
  readonly onClick: () => void
  readonly testId?: string
  readonly children: ReactNode
}) {
  return (
    <button type="button" className="link-button num" onClick={onClick} data-testid={testId}>
      {children}
    </button>
  )
}
