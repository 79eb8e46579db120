// Registers an inquiry on receipt with the archive class that sets its limit, or returns what is not our business (A2§7).
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InboxRow } from '../../../src-shared/contract/queue-view.ts'
import { archiveClasses } from '../../../src-shared/domain/exemption-list.ts'
import { useCall } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { useKeys } from '../../parts/use-keys.ts'
import { useAnswerDraft } from './answer-draft.ts'
import { ArchiveChoice } from './archive-choice.tsx'
import { ReasonField } from './reason-field.tsx'

export function RegisterForm({ row }: { readonly row: InboxRow }) {
  const { t } = useTranslation('inbox')
  const { value: draft, set: write, drop: forget } = useAnswerDraft(row.stream)
  const [returning, setReturning] = useState(draft.verdict === 'returned')
  const registering = useCall('registerVerification')
  const sending = useCall('returnVerification')
  const archiveClass = draft.archiveClass ?? row.state.archiveClass ?? 'electronic'
  const mayReturn = row.actions.includes('return')
  const reasonMissing = draft.remark.trim() === ''

  async function register() {
    const outcome = await registering.act({ verification: row.stream, archiveClass })
    if (outcome.ok) write({ archiveClass: null })
  }
  async function sendBack() {
    if (reasonMissing) return
    const outcome = await sending.act({ verification: row.stream, reason: draft.remark.trim() })
    if (outcome.ok) forget()
  }

  useKeys({
    d: () => !returning && register(),
    'ctrl+enter': () => (returning ? sendBack() : register()),
    4: () => mayReturn && setReturning(true),
  })

  return (
    <>
      {returning ? (
        <div className="answer-part">
          <ReasonField
            label={t('panel.returnReason')}
            placeholder={t('panel.returnPlaceholder')}
            missing={t('panel.returnMissing')}
            value={draft.remark}
            required
            onChange={(remark) => write({ remark })}
            testid="return-reason"
          />
        </div>
      ) : (
        <div className="answer-part">
          <ArchiveChoice
            legend={t('panel.archiveRegister')}
            chosen={archiveClass}
            open={archiveClasses}
            onChoose={(one) => write({ archiveClass: one })}
          />
        </div>
      )}
      <ErrorNote error={registering.error ?? sending.error} />
      <footer className="answer-foot">
        {returning ? (
          <Button
            kind="go"
            keys="Ctrl Enter"
            disabled={reasonMissing}
            pending={sending.pending}
            onClick={sendBack}
            testId="send-answer"
          >
            {t('send.returned')}
          </Button>
        ) : (
          <Button kind="go" keys="D" pending={registering.pending} onClick={register} testId="register">
            {t('registerAs', { limit: t(`archive.${archiveClass}`) })}
          </Button>
        )}
        {mayReturn && (
          <Button kind="quiet" onClick={() => setReturning(!returning)} testId="return-instead">
            {returning ? t('panel.backToRegister') : t('panel.returnInstead')}
          </Button>
        )}
      </footer>
    </>
  )
}
