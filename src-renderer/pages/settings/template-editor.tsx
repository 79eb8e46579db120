// Edits one letter template: words, questions and annexes, each save a version; the letter is drawn beside it as it is typed.
import { Input } from 'antd'
import type { FormEvent, KeyboardEvent } from 'react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LetterTemplateView } from '../../../src-shared/contract/letter-templates.ts'
import {
  type LetterTemplate,
  type TemplatedLetter,
  templateMarks,
} from '../../../src-shared/domain/unit-matters/letter-template.ts'
import { useCall, useView } from '../../desk/desk.ts'
import { useDraft } from '../../desk/draft.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Pane, Waiting } from '../../parts/pane.tsx'
import { Segments } from '../../parts/segments.tsx'
import { TemplateHistory } from './template-history.tsx'
import { TemplateLimit } from './template-limit.tsx'
import { TemplatePreview } from './template-preview.tsx'
import { TemplateQuestions } from './template-questions.tsx'

type Place = { readonly letter: TemplatedLetter; readonly entry: string; readonly title: string }

export function TemplateEditor({ letter, entry, title }: Place) {
  const { t } = useTranslation('letterTemplates')
  const { view, error } = useView('letterTemplate', { letter, entry })
  if (view === null)
    return (
      <Pane>
        {error === null ? <Waiting label={t('title')} /> : null}
        <ErrorNote error={error} />
      </Pane>
    )
  return <Editor place={{ letter, entry, title }} view={view} />
}

/** What would be saved: no empty question, no empty annex. */
function written({
  bodyText,
  closingText,
  questions,
  attachments,
  way,
  limit,
}: LetterTemplate): LetterTemplate {
  return {
    ...(way === undefined ? {} : { way }),
    ...(limit === undefined ? {} : { limit }),
    bodyText: bodyText.trim(),
    closingText: closingText.trim(),
    questions: questions
      .map(({ question, declared }) => ({ question: question.trim(), declared: declared.trim() }))
      .filter(({ question }) => question !== ''),
    attachments: attachments.map((name) => name.trim().slice(0, 200)).filter((name) => name !== ''),
  }
}

/** A template, and its annexes as they are typed, which the list of them would lose. */
type TemplateDraft = Omit<LetterTemplate, 'attachments'> & { readonly annexes: string }
const draftOf = ({ attachments, way, limit, ...rest }: LetterTemplate): TemplateDraft => ({
  ...rest,
  way,
  limit,
  annexes: attachments.join('\n'),
})

function Editor({ place, view }: { readonly place: Place; readonly view: LetterTemplateView }) {
  const { t } = useTranslation('letterTemplates')
  const common = useTranslation('common').t
  const { letter, entry, title } = place
  const draft = useDraft<TemplateDraft>(`template ${letter} ${entry}`, draftOf(view.current))
  const { annexes, ...words } = draft.value
  const template = written({ ...words, attachments: annexes.split('\n').slice(0, 10) })
  const saving = useCall('saveLetterTemplate')
  const [saved, setSaved] = useState<number | null>(null)
  const unchanged = JSON.stringify(template) === JSON.stringify(written(view.current))
  const next = (view.versions[0]?.version ?? 0) + 1
  useEffect(() => {
    if (!unchanged) setSaved(null)
  }, [unchanged])

  async function save(event?: FormEvent) {
    event?.preventDefault()
    if (unchanged || !view.mayEdit || saving.pending) return
    const outcome = await saving.act({ letter, entry, template })
    if (!outcome.ok) return
    draft.drop()
    setSaved(outcome.value.version)
  }
  function saveByKey(event: KeyboardEvent) {
    if (event.key !== 'Enter' || !event.ctrlKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    event.stopPropagation()
    void save()
  }

  return (
    <>
      <form
        className="pane templates-form"
        aria-label={title}
        onSubmit={save}
        onKeyDown={saveByKey}
        data-testid="template-editor"
      >
        <h2>
          {title} <small>{t(`letters.${letter}`)}</small>
        </h2>
        {view.mayEdit ? (
          <p className="hint">{t('marks', { marks: Object.keys(templateMarks).join(' ') })}</p>
        ) : (
          <p className="hint" data-testid="template-read-only">
            {t('readOnly')}
          </p>
        )}
        <fieldset disabled={!view.mayEdit}>
          <Field label={t('fields.bodyText')} optional>
            {(ids) => (
              <Input.TextArea
                {...ids}
                value={words.bodyText}
                maxLength={1000}
                autoSize={{ minRows: 2, maxRows: 8 }}
                placeholder={t('fields.ordinary')}
                data-testid="template-body"
                onChange={(event) => draft.set({ bodyText: event.target.value })}
              />
            )}
          </Field>
          {letter === 'inquiry' ? (
            <TemplateQuestions
              questions={words.questions}
              onChange={(questions) => draft.set({ questions })}
            />
          ) : null}
          <Field label={t('fields.closingText')} optional>
            {(ids) => (
              <Input.TextArea
                {...ids}
                value={words.closingText}
                maxLength={500}
                autoSize={{ minRows: 2, maxRows: 6 }}
                placeholder={t('fields.ordinary')}
                data-testid="template-closing"
                onChange={(event) => draft.set({ closingText: event.target.value })}
              />
            )}
          </Field>
          {letter === 'inquiry' ? (
            <TemplateLimit limit={words.limit} onChoose={(limit) => draft.set({ limit })} />
          ) : null}
          {letter === 'inquiry' ? (
            <div className="set-row">
              <span>{t('fields.way')}</span>
              <Segments
                kind="values"
                label={t('fields.way')}
                chosen={words.way ?? 'any'}
                onChoose={(way) => draft.set({ way: way === 'any' ? undefined : way })}
                segments={(['any', 'fax', 'mail', 'oa'] as const).map((value) => ({
                  value,
                  text: value === 'any' ? t('anyWay') : common(`channels.${value}`),
                  testId: `template-way-${value}`,
                }))}
              />
            </div>
          ) : null}
          <Field label={t('fields.attachments')} optional>
            {(ids) => (
              <Input.TextArea
                {...ids}
                value={annexes}
                maxLength={2000}
                autoSize={{ minRows: 1, maxRows: 10 }}
                data-testid="template-annexes"
                onChange={(event) => draft.set({ annexes: event.target.value })}
              />
            )}
          </Field>
          <ErrorNote error={saving.error} />
          <div className="acts">
            <Button
              kind="go"
              submit
              keys="Ctrl Enter"
              testId="template-save"
              pending={saving.pending}
              disabled={unchanged || !view.mayEdit}
            >
              {t('save', { version: next })}
            </Button>
            {saved !== null && unchanged ? (
              <small role="status" data-testid="template-saved">
                {t('saved', { version: saved })}
              </small>
            ) : unchanged ? (
              <small>{t('unchanged')}</small>
            ) : null}
          </div>
        </fieldset>
        <TemplateHistory view={view} onTake={(one) => draft.set(draftOf(one))} />
      </form>
      <TemplatePreview letter={letter} entry={entry} template={template} />
    </>
  )
}
