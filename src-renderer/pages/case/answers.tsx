// What the other unit answered: the answer to take, or two that differ side by side with the choice between them.
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { VerificationView } from '../../../src-shared/contract/case-view.ts'
import type { VerificationAnswer } from '../../../src-shared/domain/verification.ts'
import { type Acting, call } from '../../desk/desk.ts'
import { useDraft } from '../../desk/draft.ts'
import { shortTime } from '../../parts/time.ts'
import { Verdict } from '../../parts/verdict.tsx'
import { ActForm } from './act-form.tsx'
import type { ProofPage } from './proof-page.ts'

function AnswerText({ answer }: { readonly answer: VerificationAnswer }) {
  const { t } = useTranslation('case')
  const common = useTranslation('common').t
  const { body } = answer
  return (
    <span className="two">
      <Verdict verdict={body.verdict} />
      <small>
        {t('answerBy', {
          name: body.answeredBy,
          time: shortTime(body.answeredAt),
          channel: common(`channels.${body.channel}`),
        })}
        {body.replyNumber === '' ? null : <Fragment> {body.replyNumber}</Fragment>}
      </small>
      {body.remark === '' ? null : <span className="answer-remark">{body.remark}</span>}
    </span>
  )
}

export function CountingAnswer({ verification }: { readonly verification: VerificationView }) {
  const { t } = useTranslation('case')
  const { answer } = verification.state
  if (answer === null) return null
  return (
    <div className="answer" data-testid="answer">
      <small>{t('answeredIs', { unit: verification.issuingUnitName })}</small>
      <AnswerText answer={answer} />
    </div>
  )
}

export function ResolveForm({
  verification,
  acting,
  others,
  page,
}: {
  readonly verification: VerificationView
  readonly acting: Acting
  readonly others: React.ReactNode
  readonly page: ProofPage
}) {
  const { t } = useTranslation('case')
  const { answers } = verification.state
  const key = `resolve ${verification.stream}`
  const draft = useDraft<Readonly<Record<string, string>>>(key, { answer: '', reason: '' })
  return (
    <>
      <div className="banner down" role="alert" data-testid="contradiction">
        <b>{t('contradiction.title')}</b>
        <span className="grow">{t('contradiction.lead')}</span>
      </div>
      <fieldset className="answers">
        <legend className="vh">{t('contradiction.title')}</legend>
        {answers.map((answer, at) => (
          <label
            key={answer.event}
            className={draft.value.answer === answer.event ? 'choice on' : 'choice'}
            data-testid={`choice-answer-${at}`}
          >
            <input
              type="radio"
              className="vh"
              name="answer"
              checked={draft.value.answer === answer.event}
              onChange={() => draft.set({ answer: answer.event })}
            />
            <AnswerText answer={answer} />
            <span className="tag">{at === 0 ? t('contradiction.first') : t('contradiction.later')}</span>
          </label>
        ))}
      </fieldset>
      <ActForm
        name="resolve"
        draftKey={key}
        fields={[
          // Chosen above; named here so that the button says when it is missing.
          { name: 'answer', label: t('fields.chosenAnswer'), kind: 'choice', choices: [] },
          { name: 'reason', label: t('fields.reason'), kind: 'text' },
        ]}
        submit={t('submit.resolve')}
        acting={acting}
        others={others}
        onSubmit={async (values) => {
          const outcome = await acting.run(() =>
            call('resolveContradiction', {
              verification: verification.stream,
              answer: values.answer ?? '',
              reason: values.reason ?? '',
            }),
          )
          if (outcome.ok) page.onDone(null)
          return outcome.ok
        }}
      />
    </>
  )
}
