// Answers an inquiry: verdict, remark, archive class changed once with a reason, sent with the choice on the button.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { InboxRow } from '../../../src-shared/contract/queue-view.ts'
import { archiveClasses } from '../../../src-shared/domain/exemption-list.ts'
import { type Verdict, verdicts } from '../../../src-shared/domain/verification.ts'
import { useCall } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { useKeys } from '../../parts/use-keys.ts'
import { useAnswerDraft } from './answer-draft.ts'
import { ArchiveChoice } from './archive-choice.tsx'
import { ReasonField } from './reason-field.tsx'
import { VerdictChoice } from './verdict-choice.tsx'

export function AnswerForm({ row }: { readonly row: InboxRow }) {
  const { t } = useTranslation('inbox')
  const { value: draft, set: write, drop: forget } = useAnswerDraft(row.stream)
  const answering = useCall('answerVerification')
  const sendingBack = useCall('returnVerification')
  const send = useRef<HTMLButtonElement | HTMLAnchorElement>(null)
  const { verdict } = draft
  const open = verdicts.filter((one) => row.actions.includes(one === 'returned' ? 'return' : 'answer'))
  const returning = verdict === 'returned'
  const ready = verdict !== null && (!returning || draft.remark.trim() !== '')

  function choose(one: Verdict) {
    if (!open.includes(one)) return
    write({ verdict: one })
  }
  useEffect(() => {
    if (verdict !== null && verdict !== 'returned') send.current?.focus({ preventScroll: true })
  }, [verdict])

  async function answer() {
    if (!ready || verdict === null) return
    const remark = draft.remark.trim()
    const outcome =
      verdict === 'returned'
        ? await sendingBack.act({ verification: row.stream, reason: remark })
        : await answering.act({ verification: row.stream, verdict, remark })
    if (outcome.ok) forget()
  }

  useKeys({
    1: () => choose('confirmed'),
    2: () => choose('mismatch'),
    3: () => choose('not-found'),
    4: () => choose('returned'),
    'ctrl+enter': answer,
  })

  return (
    <>
      <div className="answer-part">
        <VerdictChoice open={open} chosen={verdict} onChoose={choose} />
        <p className="hint">{t('panel.returnHint')}</p>
      </div>
      <Reclassify row={row} />
      <div className="answer-part">
        <ReasonField
          label={returning ? t('panel.returnReason') : t('panel.remark')}
          placeholder={
            returning
              ? t('panel.returnPlaceholder')
              : verdict === null
                ? ''
                : t(`panel.remarkHint.${verdict}`)
          }
          missing={t('panel.returnMissing')}
          value={draft.remark}
          required={returning}
          onChange={(remark) => write({ remark })}
          testid="answer-remark"
        />
      </div>
      <ErrorNote error={answering.error ?? sendingBack.error} />
      <footer className="answer-foot">
        <Button
          ref={send}
          kind="go"
          keys="Ctrl Enter"
          disabled={!ready}
          pending={answering.pending || sendingBack.pending}
          onClick={answer}
          testId="send-answer"
        >
          {t(`send.${verdict ?? 'none'}`)}
        </Button>
        {verdict === null && <small>{t('send.noneHint')}</small>}
        <span className="grow" />
        <small>{t('panel.onlyThisUse')}</small>
      </footer>
    </>
  )
}

/** The archive class may be raised once, with a reason (A2§7). */
function Reclassify({ row }: { readonly row: InboxRow }) {
  const { t } = useTranslation('inbox')
  const { value: draft, set: write } = useAnswerDraft(row.stream)
  const reclassifying = useCall('reclassifyVerification')
  const current = row.state.archiveClass ?? 'electronic'
  const wanted = draft.archiveClass ?? current
  const may = row.actions.includes('reclassify')
  const slower = archiveClasses.slice(archiveClasses.indexOf(current) + 1)
  const reasonMissing = draft.archiveReason.trim() === ''
  const keep = () => write({ archiveClass: null, archiveReason: '' })
  async function change() {
    if (reasonMissing) return
    const reason = draft.archiveReason.trim()
    const outcome = await reclassifying.act({ verification: row.stream, archiveClass: wanted, reason })
    if (outcome.ok) keep()
  }
  return (
    <div className="answer-part">
      <ArchiveChoice
        legend={t(
          row.state.reclassified ? 'panel.archiveDone' : may ? 'panel.archive' : 'panel.archiveFixed',
        )}
        chosen={wanted}
        open={may ? [current, ...slower] : []}
        onChoose={(one) => (one === current ? keep() : write({ archiveClass: one }))}
      />
      {may && wanted !== current && (
        <div className="reclassify">
          <ReasonField
            label={t('panel.reclassifyReason')}
            placeholder={t('panel.reclassifyPlaceholder')}
            missing={t('panel.reclassifyMissing')}
            value={draft.archiveReason}
            required
            onChange={(archiveReason) => write({ archiveReason })}
            testid="reclassify-reason"
          />
          <div className="acts">
            <Button
              small
              disabled={reasonMissing}
              pending={reclassifying.pending}
              onClick={change}
              testId="reclassify"
            >
              {t('reclassifyTo', { limit: t(`archive.${wanted}`) })}
            </Button>
            <Button small kind="quiet" onClick={keep}>
              {t('cancel')}
            </Button>
          </div>
          <ErrorNote error={reclassifying.error} />
        </div>
      )}
    </div>
  )
}
