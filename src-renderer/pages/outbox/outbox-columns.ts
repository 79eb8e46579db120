// The columns every table of the outbox has, so that they stand under one another.
import type { ReactNode } from 'react'
import type { Column } from '../../parts/table.tsx'

const widths = {
  what: undefined,
  since: [74, 62],
  attempts: [58, 48],
  last: [290, 190],
  next: [104, 76],
  acts: 186,
} as const satisfies Record<string, Column['width']>

type Name = keyof typeof widths
const names = Object.keys(widths) as readonly Name[]

/** `heads` are left out where the table stands under another one. */
export const outboxColumns = (heads?: Readonly<Record<Name, ReactNode>>): readonly Column[] =>
  names.map((id) => ({ id, head: heads?.[id], width: widths[id] }))
