// Asking another unit (A2§5): closed questions with what the applicant declared, and how the inquiry gets there.
import { Input } from 'antd'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProofView } from '../../../src-shared/contract/case-view.ts'
import { type Acting, call } from '../../desk/desk.ts'
import { useDraft, useDrafts } from '../../desk/draft.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { UnitLink } from '../../parts/unit-link.tsx'
import { linePossible } from './acts.ts'
import { ChannelChoice, type ChannelName } from './channel-choice.tsx'
import { OtherUnit } from './other-unit.tsx'
import type { DispatchDraft, ProofPage } from './proof-page.ts'

type Question = { readonly question: string; readonly declared: string }
/** As many as a letter takes. */
const mostQuestions = 20

/** The way chosen at first: by the system while it is up or nothing else is open. */
export function firstChannel(proof: ProofView): ChannelName {
  const channels = proof.verificationView?.channels ?? proof.channels
  if (linePossible(proof)) return 'system'
  const open = channels.filter((one) => one.open && one.channel !== 'on-site')
  // The unit's template may say which of the open ways it takes first.
  const first = open.find(({ channel }) => channel === proof.inquiryTemplate?.way) ?? open[0]
  return first?.channel ?? 'system'
}

export function AskForm({
  proof,
  acting,
  others,
  page,
}: {
  readonly proof: ProofView
  readonly acting: Acting
  readonly others: React.ReactNode
  readonly page: ProofPage
}) {
  const { t } = useTranslation('case')
  const common = useTranslation('common').t
  const { entry } = proof
  const listed =
    entry.questions.length > 0 ? entry.questions : [t('fields.defaultQuestion', { proof: entry.proofName })]
  const template = proof.inquiryTemplate?.questions ?? []
  // What people usually declare is only shown: this applicant's own word is asked for each time.
  const asked = template.length > 0 ? template.map((one) => one.question) : listed
  const given: readonly Question[] = asked.map((question) => ({ question, declared: '' }))
  const usual = (question: string) => template.find((one) => one.question === question)?.declared ?? ''
  const draft = useDraft<{
    readonly questions: readonly Question[]
    readonly channel: ChannelName | null
    readonly unit: string | null
  }>(`ask ${page.caseStream} ${entry.entry}`, {
    questions: given,
    channel: null,
    unit: null,
  })
  const returned = proof.lastVerdict === 'returned'
  const { questions } = draft.value
  const channel = draft.value.channel ?? firstChannel(proof)
  // Who returned it is asked again only where a person says so.
  const missing =
    questions.some(({ question }) => question.trim() === '') || (returned && draft.value.unit === null)
  const setQuestion = (at: number, part: Partial<Question>) =>
    draft.set({ questions: questions.map((one, index) => (index === at ? { ...one, ...part } : one)) })

  async function send(event: FormEvent) {
    event.preventDefault()
    if (missing) return
    const outcome = await acting.run(async () => {
      const asked = await call('askVerification', {
        case: page.caseStream,
        entry: entry.entry,
        questions: questions.map(({ question, declared }) => ({
          question: question.trim(),
          declared: declared.trim(),
        })),
        ...(returned && draft.value.unit !== null ? { issuingUnit: draft.value.unit } : {}),
      })
      if (channel === 'system' || channel === 'on-site') return null
      const letter = await call('drawInquiryLetter', { verification: asked.verification, channel })
      return { ...letter, kind: 'inquiry' as const, verification: asked.verification, channel }
    })
    if (!outcome.ok) return
    draft.drop()
    if (outcome.value !== null) {
      // The letter is there: what follows is the report, also when the preview was put away.
      const drawn: DispatchDraft = {
        channel,
        drawn: true,
        pages: outcome.value.pages,
        another: false,
        byHand: false,
      }
      useDrafts.getState().put(`dispatch ${outcome.value.verification}`, drawn)
      page.onLetter(outcome.value)
    }
    page.onDone(outcome.value === null ? null : 'dispatch')
  }

  return (
    <form className="act-form" onSubmit={send} data-testid="form-ask">
      {returned ? (
        <OtherUnit proof={proof} chosen={draft.value.unit} onChoose={(unit) => draft.set({ unit })} />
      ) : null}
      {entry.issuingUnitCode === null || returned ? null : (
        <p className="hint">
          {t('otherUnit.to')} <UnitLink unit={entry.issuingUnitCode} name={proof.issuingUnitName} />
        </p>
      )}
      <ol className="ask-questions">
        {questions.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a question has no name of its own
          <li key={at}>
            <Field label={`${at + 1}. ${t('fields.question')}`}>
              {(ids) => (
                <Input
                  {...ids}
                  value={one.question}
                  maxLength={500}
                  data-testid={`question-${at}`}
                  onChange={(event) => setQuestion(at, { question: event.target.value })}
                />
              )}
            </Field>
            <Field label={t('fields.declared')} optional>
              {(ids) => (
                <Input
                  {...ids}
                  value={one.declared}
                  maxLength={500}
                  placeholder={
                    usual(one.question) === ''
                      ? undefined
                      : t('usualDeclared', { words: usual(one.question) })
                  }
                  data-testid={`declared-${at}`}
                  onChange={(event) => setQuestion(at, { declared: event.target.value })}
                />
              )}
            </Field>
            {questions.length > 1 ? (
              <Button
                kind="quiet"
                small
                icon="x"
                label={t('fields.dropQuestion')}
                onClick={() => draft.set({ questions: questions.filter((_, index) => index !== at) })}
              />
            ) : null}
          </li>
        ))}
      </ol>
      {linePossible(proof) ? null : (
        <ChannelChoice
          channels={proof.channels}
          chosen={channel}
          policy={page.policy}
          onChoose={(view) => {
            if (view.closedBecause === 'secret') page.onRefuse(view.channel)
            else if (view.channel === 'on-site') page.onAct('check-on-site')
            else draft.set({ channel: view.channel })
          }}
        />
      )}
      <ErrorNote error={acting.error} />
      <div className="acts">
        <Button
          kind="go"
          submit
          keys="Enter"
          testId="form-submit"
          pending={acting.pending}
          disabled={missing}
        >
          {channel === 'system' || channel === 'on-site'
            ? t('dispatch.askAndSystem')
            : t('dispatch.askAndDraw', { channel: common(`channels.${channel}`) })}
        </Button>
        {questions.length < mostQuestions ? (
          <Button
            icon="plus"
            testId="add-question"
            onClick={() => draft.set({ questions: [...questions, { question: '', declared: '' }] })}
          >
            {t('fields.addQuestion')}
          </Button>
        ) : null}
        {others}
      </div>
    </form>
  )
}
