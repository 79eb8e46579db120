// A key of the keyboard beside what it does.
import type { ReactNode } from 'react'

export function Key({ children }: { readonly children: ReactNode }) {
  return <kbd>{children}</kbd>
}
