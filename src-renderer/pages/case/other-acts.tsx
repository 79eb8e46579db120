// The other lawful doors of a proof: plain buttons, the ninth article's at the end.
import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'
import type { DeskAct } from './acts.ts'

export function OtherActs({
  acts,
  act,
  onAct,
}: {
  readonly acts: readonly DeskAct[]
  readonly act: DeskAct | null
  readonly onAct: (act: DeskAct) => void
}) {
  const { t } = useTranslation('case')
  // Going to look stands with the reason for it: in the panel of article 8, or as a way beside a closed line (A2§3).
  const rest = acts.filter((one) => one !== act && one !== 'bring-voluntarily' && one !== 'check-on-site')
  return (
    <>
      {rest.map((one) => (
        <Button
          key={one}
          kind={one === 'withdraw-verification' ? 'quiet' : 'plain'}
          testId={`act-${one}`}
          keys={one === 'change-method' ? 'Shift Enter' : undefined}
          onClick={() => onAct(one)}
        >
          {t(`acts.${one}`)}
        </Button>
      ))}
      <span className="grow" />
      {acts.includes('bring-voluntarily') && act !== 'bring-voluntarily' ? (
        <Button kind="quiet" small testId="act-bring-voluntarily" onClick={() => onAct('bring-voluntarily')}>
          {t('acts.bring-voluntarily')}
        </Button>
      ) : null}
    </>
  )
}
