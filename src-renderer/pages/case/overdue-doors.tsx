// What is left where nothing is to be had by asking: to go and look by itself, with the article that says so (A2§8).
import { useTranslation } from 'react-i18next'
import type { ProofView } from '../../../src-shared/contract/case-view.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import type { DeskAct } from './acts.ts'

/** The report of an overdue inquiry to the joint office (A2§11) stands above it. */
export function OverdueDoors({
  proof,
  act,
  onAct,
}: {
  readonly proof: ProofView
  /** The act that is unfolded now. */
  readonly act: DeskAct | null
  readonly onAct: (act: DeskAct) => void
}) {
  const { t } = useTranslation('case')
  const ground = proof.ownVerification
  if (ground === null) return null
  const may = proof.actions.includes('check-on-site')
  return (
    <div className="banner down own-verification" data-testid="own-verification" data-ground={ground}>
      <Icon name="walk" />
      <span className="grow">
        <b>{t(`ownVerification.${ground}`)}</b>
        {t(may ? 'ownVerification.may' : 'ownVerification.mayColleague')}
      </span>
      {may && act !== 'check-on-site' ? (
        <Button small testId="act-check-on-site" onClick={() => onAct('check-on-site')}>
          {t('acts.check-on-site')}
        </Button>
      ) : null}
    </div>
  )
}
