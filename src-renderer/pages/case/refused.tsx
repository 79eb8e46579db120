// A refused channel: which secrecy refused it, and the ways that are left.
import { useTranslation } from 'react-i18next'
import type { ProofView } from '../../../src-shared/contract/case-view.ts'
import { Button } from '../../parts/button.tsx'
import { RefusalPanel } from '../../parts/pane.tsx'
import type { DeskAct } from './acts.ts'
import type { ProofPage } from './proof-page.ts'

/** The system and going to look are left (A2§3); what is brought by choice is taken all the same (§9). */
export function Refused({
  proof,
  page,
  acts,
}: {
  readonly proof: ProofView
  readonly page: ProofPage
  readonly acts: readonly DeskAct[]
}) {
  const { t } = useTranslation('case')
  const common = useTranslation('common').t
  return (
    <div className="next" data-testid="next" data-act="refused">
      <RefusalPanel
        title={t('refusal.title', { secrecy: common(`secrecy.${proof.entry.secrecy}`) })}
        ways={
          <>
            <Button small icon="sys" testId="refusal-wait" onClick={page.onRefusalRead}>
              {t('refusal.wait')}
            </Button>
            {acts.includes('check-on-site') ? (
              <Button
                small
                icon="walk"
                testId="refusal-visit"
                onClick={() => {
                  page.onRefusalRead()
                  page.onAct('check-on-site')
                }}
              >
                {t('refusal.visit')}
              </Button>
            ) : null}
            {acts.includes('bring-voluntarily') ? (
              <Button
                small
                kind="quiet"
                testId="act-bring-voluntarily"
                onClick={() => {
                  page.onRefusalRead()
                  page.onAct('bring-voluntarily')
                }}
              >
                {t('acts.bring-voluntarily')}
              </Button>
            ) : null}
          </>
        }
      >
        {t('refusal.body')}
      </RefusalPanel>
    </div>
  )
}
