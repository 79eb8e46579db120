// The closed questions of an inquiry template, with what applicants usually declare, so that the answer has something to compare with.
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { LetterTemplate } from '../../../src-shared/domain/unit-matters/letter-template.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'

const mostQuestions = 20

export function TemplateQuestions({
  questions,
  onChange,
}: {
  readonly questions: LetterTemplate['questions']
  readonly onChange: (questions: LetterTemplate['questions']) => void
}) {
  const { t } = useTranslation('letterTemplates')
  const set = (at: number, part: Partial<LetterTemplate['questions'][number]>) =>
    onChange(questions.map((one, index) => (index === at ? { ...one, ...part } : one)))
  return (
    <div className="templates-questions">
      {questions.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a question has no name of its own
        <div key={at} className="templates-question">
          <Field label={t('fields.question', { number: at + 1 })}>
            {(ids) => (
              <Input.TextArea
                {...ids}
                value={one.question}
                maxLength={300}
                autoSize={{ minRows: 1, maxRows: 4 }}
                data-testid={`template-question-${at}`}
                onChange={(event) => set(at, { question: event.target.value.replaceAll('\n', ' ') })}
              />
            )}
          </Field>
          <Field label={t('fields.declared')} optional>
            {(ids) => (
              <Input
                {...ids}
                value={one.declared}
                maxLength={300}
                data-testid={`template-declared-${at}`}
                onChange={(event) => set(at, { declared: event.target.value })}
              />
            )}
          </Field>
          <Button
            kind="quiet"
            small
            icon="x"
            label={t('dropQuestion', { number: at + 1 })}
            testId={`template-drop-${at}`}
            onClick={() => onChange(questions.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      {questions.length < mostQuestions ? (
        <Button
          small
          icon="plus"
          testId="template-add-question"
          onClick={() => onChange([...questions, { question: '', declared: '' }])}
        >
          {t('addQuestion')}
        </Button>
      ) : null}
    </div>
  )
}
