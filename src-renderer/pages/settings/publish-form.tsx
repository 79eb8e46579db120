// Edition, date and the last look before a list is published.
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PublishAnswer } from '../../../src-shared/contract/replication.ts'
import type { ImportPreview } from '../../../src-shared/contract/search-view.ts'
import { useCall, useView } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { dateOf } from '../../parts/time.ts'

export function PublishForm({
  preview,
  onAgain,
  onPublished,
}: {
  readonly preview: ImportPreview
  readonly onAgain: () => void
  readonly onPublished: (answer: PublishAnswer) => void
}) {
  const { t } = useTranslation('settings')
  const id = useId()
  const { view: status } = useView('status', {})
  const publishing = useCall('publishList')
  const [edition, setEdition] = useState('')
  const [publishedOn, setPublishedOn] = useState(() => dateOf(new Date().toISOString()))
  const [sample, setSample] = useState(false)
  const [seen, setSeen] = useState(false)
  const rejected = preview.rejected.length
  const online = status?.link.state === 'online'
  const missing = [
    ...(edition.trim() === '' ? [t('import.edition')] : []),
    ...(publishedOn === '' ? [t('import.publishedOn')] : []),
    ...(rejected > 0 && !seen ? [t('import.seenMissing')] : []),
  ].join(t('comma'))
  const ready = missing === '' && preview.rows > 0

  async function publish() {
    if (!ready) return
    const outcome = await publishing.act({
      preview: preview.preview,
      edition: edition.trim(),
      publishedOn,
      sample,
    })
    if (outcome.ok) onPublished(outcome.value)
  }

  return (
    <>
      <ErrorNote error={publishing.error} />
      <section className="pane import-publish" aria-label={t('import.step.publish')}>
        <div className="field">
          <label htmlFor={`${id}-edition`}>{t('import.edition')}</label>
          <input
            id={`${id}-edition`}
            className="input num"
            value={edition}
            maxLength={64}
            placeholder={t('import.editionHint')}
            onChange={(event) => setEdition(event.target.value)}
            data-testid="import-edition"
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-date`}>{t('import.publishedOn')}</label>
          <input
            id={`${id}-date`}
            className="input num"
            type="date"
            value={publishedOn}
            onChange={(event) => setPublishedOn(event.target.value)}
            data-testid="import-date"
          />
        </div>
        <div className="grow">
          <label className="set-check">
            <input
              type="checkbox"
              checked={sample}
              onChange={(event) => setSample(event.target.checked)}
              data-testid="import-is-sample"
            />
            {t('import.sample')}
          </label>
          {rejected > 0 && (
            <label className="set-check">
              <input
                type="checkbox"
                checked={seen}
                onChange={(event) => setSeen(event.target.checked)}
                data-testid="import-seen"
              />
              {t('import.confirmPartial', { count: rejected, good: preview.rows })}
            </label>
          )}
        </div>
        <small>
          {!online
            ? t('import.needsLine')
            : missing === ''
              ? preview.rows === 0
                ? t('import.nothing')
                : ''
              : t('import.publishMissing', { what: missing })}
        </small>
        <Button onClick={onAgain} testId="import-again">
          {t('import.again')}
        </Button>
        <Button
          kind="go"
          disabled={!ready}
          pending={publishing.pending}
          onClick={publish}
          testId="import-publish"
        >
          {publishing.pending
            ? t('import.publishing')
            : edition.trim() === ''
              ? t('import.publishPlain')
              : t('import.publish', { edition: edition.trim() })}
        </Button>
      </section>
    </>
  )
}
