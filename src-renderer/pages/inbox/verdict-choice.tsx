// The four verdicts of an answer as one radio group, keys 1 to 4 (A2§7).
import { useTranslation } from 'react-i18next'
import { type Verdict as VerdictName, verdicts } from '../../../src-shared/domain/verification.ts'
import { Key } from '../../parts/key.tsx'
import { Verdict } from '../../parts/verdict.tsx'

export function VerdictChoice({
  open,
  chosen,
  onChoose,
}: {
  readonly open: readonly VerdictName[]
  readonly chosen: VerdictName | null
  readonly onChoose: (verdict: VerdictName) => void
}) {
  const { t } = useTranslation('inbox')
  return (
    <fieldset className="verdicts">
      <legend className="label">{t('panel.verdict')}</legend>
      <div className="verdict-row">
        {verdicts.map((verdict, at) => (
          <label
            key={verdict}
            className={verdict === chosen ? 'answer-choice on' : 'answer-choice'}
            data-testid={`verdict-${verdict}`}
          >
            <input
              type="radio"
              name="verdict"
              value={verdict}
              className="vh"
              checked={verdict === chosen}
              disabled={!open.includes(verdict)}
              onChange={() => onChoose(verdict)}
            />
            <Verdict verdict={verdict} />
            <Key>{at + 1}</Key>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
