// The right side of the inbox: one inquiry, what it asks, and what may be done with it now.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskResult } from '../../../src-shared/contract/desk.ts'
import type { InboxRow } from '../../../src-shared/contract/queue-view.ts'
import { Icon } from '../../parts/icon.tsx'
import { shortTime } from '../../parts/time.ts'
import { LetterPane } from '../case/letter-pane.tsx'
import { AskedSupervision } from '../supervision/asked-supervision.tsx'
import { AnswerForm } from './answer-form.tsx'
import { AnsweredNote } from './answered-note.tsx'
import { ArrivalOrClock } from './inbox-marks.tsx'
import { InquiryFacts } from './inquiry-facts.tsx'
import { RegisterForm } from './register-form.tsx'

export function AnswerPanel({
  row,
  onNext,
  justAnswered,
}: {
  readonly row: InboxRow
  readonly onNext: (() => void) | null
  readonly justAnswered: boolean
}) {
  const { t } = useTranslation('inbox')
  const [letter, setLetter] = useState<DeskResult<'drawReplyLetter'> | null>(null)
  if (letter !== null)
    return (
      <LetterPane
        letter={{ ...letter, kind: 'reply', verification: row.stream }}
        onClose={() => setLetter(null)}
      />
    )
  const title =
    row.state.status === 'withdrawn'
      ? 'withdrawn'
      : row.group === 'to-register'
        ? 'register'
        : row.group === 'answering'
          ? 'answer'
          : 'done'
  const dispatch = row.state.dispatches.at(-1)
  return (
    <>
      <div className="head">
        <b>{t(`panel.${title}`)}</b>
        <span className="num answer-number cut">{row.state.request?.letterNumber}</span>
        <span className="grow" />
        <ArrivalOrClock row={row} />
      </div>
      <section className="pane" aria-label={t(`panel.${title}`)} data-testid="answer-panel">
        {dispatch !== undefined && row.group !== 'done' && (
          <div className="banner down answer-banner">
            <Icon name={dispatch.body.channel} />
            <span>
              <b>{t(`asked.${dispatch.body.channel}`, { time: shortTime(dispatch.body.sentAt) })}</b>
              {t('comma')}
              {t('sameRequest')}
            </span>
          </div>
        )}
        <div className="answer-scroll">
          <AskedSupervision verification={row.stream} />
          <InquiryFacts row={row} />
          {row.group === 'done' ? (
            <AnsweredNote row={row} onNext={onNext} justAnswered={justAnswered} onLetter={setLetter} />
          ) : row.actions.length === 0 ? (
            <p className="hint answer-part">{t('notYoursHint')}</p>
          ) : row.group === 'to-register' ? (
            <RegisterForm row={row} />
          ) : (
            <AnswerForm row={row} />
          )}
        </div>
      </section>
    </>
  )
}
