// The verdict of an answer: word, sign and colour, any one of which is enough.
import { useTranslation } from 'react-i18next'
import type { Verdict as VerdictName } from '../../src-shared/domain/verification.ts'
import { Icon } from './icon.tsx'

const looks = {
  confirmed: ['yes', 'check'],
  mismatch: ['no', 'neq'],
  'not-found': ['none', 'none'],
  returned: ['back', 'back'],
} as const satisfies Record<VerdictName, readonly [string, string]>

export function Verdict({ verdict }: { readonly verdict: VerdictName }) {
  const { t } = useTranslation('common')
  const [look, icon] = looks[verdict]
  return (
    <span className={`verdict ${look}`} data-verdict={verdict}>
      <Icon name={icon} />
      {t(`verdicts.${verdict}`)}
    </span>
  )
}
