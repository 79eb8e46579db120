// The head of a group of rows.
import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

export function GroupHead({
  icon,
  over = false,
  end,
  children,
}: {
  readonly icon?: IconName
  readonly over?: boolean
  readonly end?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className={over ? 'group over' : 'group'}>
      {icon === undefined ? null : <Icon name={icon} size="s" />}
      {children}
      {end === undefined ? null : <span className="end">{end}</span>}
    </div>
  )
}
