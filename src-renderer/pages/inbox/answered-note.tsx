// An inquiry that needs nothing more from us: what was answered, by whom, and its reply letter.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskResult } from '../../../src-shared/contract/desk.ts'
import type { InboxRow } from '../../../src-shared/contract/queue-view.ts'
import { useCall } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { longTime } from '../../parts/time.ts'
import { Verdict } from '../../parts/verdict.tsx'

export function AnsweredNote({
  row,
  onNext,
  justAnswered,
  onLetter,
}: {
  readonly row: InboxRow
  /** To the next inquiry that waits; null when none does. */
  readonly onNext: (() => void) | null
  readonly justAnswered: boolean
  readonly onLetter: (letter: DeskResult<'drawReplyLetter'>) => void
}) {
  const { t } = useTranslation('inbox')
  const drawing = useCall('drawReplyLetter')
  const next = useRef<HTMLButtonElement | HTMLAnchorElement>(null)
  useEffect(() => {
    if (justAnswered) next.current?.focus({ preventScroll: true })
  }, [justAnswered])
  const { answer, status, withdrawnReason } = row.state
  async function letter() {
    const outcome = await drawing.act({ verification: row.stream })
    if (outcome.ok) onLetter(outcome.value)
  }
  return (
    <>
      {answer !== null && answer.body.channel !== 'system' && (
        <p className="hint answer-part">{t('nothingToAnswer')}</p>
      )}
      {status === 'contradicted' && <p className="hint warn answer-part">{t('state.contradicted')}</p>}
      <div className="answer-part">
        <dl className="facts">
          {answer !== null && (
            <>
              <dt>{t('panel.verdict')}</dt>
              <dd>
                <Verdict verdict={answer.body.verdict} />
              </dd>
              <dt>{t('panel.answeredOn')}</dt>
              <dd className="num">
                {longTime(answer.body.answeredAt)}
                <span className="ib-by">{t(`answeredBy.${answer.body.channel}`)}</span>
              </dd>
              <dt>{t('panel.handler')}</dt>
              <dd>{answer.body.answeredBy}</dd>
              {answer.body.remark !== '' && (
                <>
                  <dt>{t('panel.remark')}</dt>
                  <dd>{answer.body.remark}</dd>
                </>
              )}
            </>
          )}
          {withdrawnReason !== null && (
            <>
              <dt>{t('panel.withdrawnReason')}</dt>
              <dd>{withdrawnReason}</dd>
            </>
          )}
        </dl>
      </div>
      <ErrorNote error={drawing.error} />
      <footer className="answer-foot">
        {onNext !== null && (
          <Button ref={next} kind="go" onClick={onNext} testId="next-inquiry">
            {t('act.next')}
          </Button>
        )}
        {answer !== null && (
          <Button icon="print" pending={drawing.pending} onClick={letter} testId="reply-letter">
            {drawing.pending ? t('letterDrawing') : t('letter')}
          </Button>
        )}
        <span className="grow" />
        <small>{t('panel.onlyThisUse')}</small>
      </footer>
    </>
  )
}
