// Every version of a template: who saved it and when; an old one can be taken to edit from.
import { useTranslation } from 'react-i18next'
import type { LetterTemplateView } from '../../../src-shared/contract/letter-templates.ts'
import type { LetterTemplate } from '../../../src-shared/domain/unit-matters/letter-template.ts'
import { Button } from '../../parts/button.tsx'
import { longTime } from '../../parts/time.ts'

export function TemplateHistory({
  view,
  onTake,
}: {
  readonly view: LetterTemplateView
  readonly onTake: (template: LetterTemplate) => void
}) {
  const { t } = useTranslation('letterTemplates')
  return (
    <section aria-label={t('history')} className="templates-history">
      <h3>{t('history')}</h3>
      {view.versions.length === 0 ? <p className="hint">{t('noHistory')}</p> : null}
      <ol data-testid="template-history">
        {view.versions.map((one, at) => (
          <li key={one.event}>
            <b>{t('version', { version: one.version })}</b>
            <span className="num">{longTime(one.savedAt)}</span>
            <span>{one.savedByName}</span>
            {at === 0 ? <span className="tag">{t('current')}</span> : null}
            {at > 0 && view.mayEdit ? (
              <Button
                small
                kind="quiet"
                testId={`template-take-${one.version}`}
                onClick={() => onTake(one.template)}
              >
                {t('take')}
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  )
}
