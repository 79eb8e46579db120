// Small marks: a word in a box, the secrecy of an entry, the sample mark, the covered colleague.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Secrecy } from '../../src-shared/domain/exemption-list.ts'
import { Icon } from './icon.tsx'

export function Tag({
  strong = false,
  children,
}: {
  readonly strong?: boolean
  readonly children: ReactNode
}) {
  return <span className={strong ? 'tag b' : 'tag'}>{children}</span>
}

/** Nothing for what is not secret. */
export function SecrecyTag({ secrecy }: { readonly secrecy: Secrecy }) {
  const { t } = useTranslation('common')
  if (secrecy === 'none') return null
  return (
    <span className="tag secret" data-secrecy={secrecy}>
      <Icon name="shield" size="s" />
      {t(`secrecy.${secrecy}`)}
    </span>
  )
}

/** Stands on every screen and dialog while the list is the composed sample. */
export function SampleTag() {
  const { t } = useTranslation('common')
  return (
    <span className="tag sample" data-testid="sample">
      {t('sample')}
    </span>
  )
}

/** Work of a colleague I cover for (AB角). */
export function CoverMark({ name }: { readonly name: string }) {
  return (
    <span className="ab">
      <i>B</i>
      {name}
    </span>
  )
}
