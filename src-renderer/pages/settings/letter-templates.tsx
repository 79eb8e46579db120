// Letter templates of the unit (A2§4): its entries with a filter at the left, the editor and the letter itself beside it.
import { type KeyboardEvent, useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useView } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { FilterField, rowByArrow } from '../../parts/filter-field.tsx'
import { EmptyState } from '../../parts/pane.tsx'
import './letter-templates.css'
import { TemplateEditor } from './template-editor.tsx'

export function LetterTemplates() {
  const { t } = useTranslation('letterTemplates')
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const { view, error } = useView('letterTemplates', { text: useDeferredValue(text.trim()).slice(0, 100) })
  const rows = view?.rows ?? []
  const keyOf = (row: (typeof rows)[number]) => `${row.letter} ${row.entry}`
  const here = rows.find((row) => keyOf(row) === chosen) ?? null

  function steer(event: KeyboardEvent) {
    const to = rows[rowByArrow(event, here === null ? -1 : rows.indexOf(here), rows.length) ?? -1]
    if (to === undefined) return
    setChosen(keyOf(to))
    event.preventDefault()
  }

  return (
    <div className="templates" data-testid="letter-templates">
      <section className="pane templates-list" aria-label={t('listLabel')} onKeyDown={steer}>
        <div className="templates-filter">
          <FilterField text={text} label={t('filter')} testId="templates-filter" onChange={setText} />
          <small>{t('count', { count: view?.total ?? 0 })}</small>
        </div>
        <ErrorNote error={error} />
        {view !== null && rows.length === 0 ? (
          <EmptyState icon="none" title={text === '' ? t('empty') : t('none')} />
        ) : (
          <div className="templates-rows" role="listbox" aria-label={t('listLabel')}>
            {rows.map((row, at) => (
              <button
                key={keyOf(row)}
                type="button"
                role="option"
                aria-selected={row === here}
                className="templates-row"
                data-testid={`template-row-${at}`}
                onClick={() => setChosen(keyOf(row))}
              >
                <b>{row.proofName}</b>
                <span>{row.serviceItemName}</span>
                <small>
                  {t(`letters.${row.letter}`)}
                  {' · '}
                  {row.version === 0 ? t('plain') : t('version', { version: row.version })}
                </small>
              </button>
            ))}
          </div>
        )}
      </section>
      {here === null ? (
        <section className="pane templates-none">
          <EmptyState icon="pen" title={t('choose')} />
        </section>
      ) : (
        <TemplateEditor key={keyOf(here)} letter={here.letter} entry={here.entry} title={here.proofName} />
      )}
    </div>
  )
}
