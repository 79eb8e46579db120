// The inbox (协查受理): what other units ask us, to be registered at once and answered in time (A2§7).
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InboxRow } from '../../../src-shared/contract/queue-view.ts'
import { useView } from '../../desk/desk.ts'
import { useRoute } from '../../frame/route.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { HandedOver } from '../../parts/handed-over.tsx'
import { LetterFinderButton } from '../../parts/letter-finder.tsx'
import { EmptyState } from '../../parts/pane.tsx'
import { Segments } from '../../parts/segments.tsx'
import { useKeys } from '../../parts/use-keys.ts'
import { SupervisionBanners } from '../supervision/asked-supervision.tsx'
import { AnswerPanel } from './answer-panel.tsx'
import './inbox.css'
import { InboxList, type InboxSection } from './inbox-list.tsx'

const filters = ['todo', 'answered', 'returned'] as const
type Filter = (typeof filters)[number]
/** Answered rows that stay in sight below what is to do. */
const justDone = 4

const returned = (row: InboxRow) => row.state.answer?.body.verdict === 'returned'
const inFilter: Record<Filter, (row: InboxRow) => boolean> = {
  todo: (row) => row.group !== 'done',
  answered: (row) => row.group === 'done' && !returned(row),
  returned: (row) => row.group === 'done' && returned(row),
}

function sectionsOf(rows: readonly InboxRow[], filter: Filter): readonly InboxSection[] {
  const done = rows.filter((row) => row.group === 'done')
  if (filter !== 'todo') return [{ name: filter, rows: done.filter(inFilter[filter]) }]
  return [
    { name: 'to-register', rows: rows.filter((row) => row.group === 'to-register') },
    { name: 'answering', rows: rows.filter((row) => row.group === 'answering') },
    { name: 'done', rows: done.slice(0, justDone) },
  ]
}

export function InboxPage() {
  const { t } = useTranslation('inbox')
  const { view, error } = useView('inbox', {})
  const go = useRoute((state) => state.go)
  const verification = useRoute((state) => state.route.params.verification) ?? null
  const [filter, setFilter] = useState<Filter>('todo')
  const [chosen, setChosen] = useState<string | null>(verification)
  const [answered, setAnswered] = useState<string | null>(null)
  const panel = useRef<HTMLElement>(null)
  const rows = view?.rows ?? []
  const sections = sectionsOf(rows, filter).filter((section) => section.rows.length > 0)
  const shown = sections.flatMap((section) => section.rows)
  const row = shown.find((one) => one.stream === chosen) ?? shown[0] ?? null
  const waiting = rows.filter(inFilter.todo)

  // A letter that was found may stand in another part of the queue.
  useEffect(() => {
    if (verification === null) return
    setChosen(verification)
  }, [verification])
  const found = verification === null ? undefined : rows.find((one) => one.stream === verification)
  const foundIn = found === undefined ? null : filters.find((one) => inFilter[one](found))
  useEffect(() => {
    if (foundIn != null) setFilter(foundIn)
  }, [foundIn])

  // The row in hand keeps its place in the panel when an act moves it to another group.
  const before = useRef<{ stream: string; group: InboxRow['group'] } | null>(null)
  useEffect(() => {
    if (row === null) return
    const moved = before.current?.stream === row.stream && before.current.group !== row.group
    if (moved && row.group === 'done') setAnswered(row.stream)
    if (before.current?.stream !== row.stream) setAnswered(null)
    before.current = { stream: row.stream, group: row.group }
    setChosen(row.stream)
  }, [row])

  function step(by: number) {
    const at = shown.findIndex((one) => one.stream === row?.stream)
    const next = shown[Math.max(0, Math.min(at + by, shown.length - 1))]
    if (next !== undefined) setChosen(next.stream)
  }
  function intoPanel() {
    panel.current
      ?.querySelector<HTMLElement>('input:checked, input, textarea, button:not(:disabled)')
      ?.focus()
  }
  useKeys({
    arrowdown: () => step(1),
    arrowup: () => step(-1),
    arrowright: intoPanel,
    arrowleft: () => (document.activeElement as HTMLElement | null)?.blur(),
  })
  const next = waiting.find((one) => one.stream !== row?.stream)

  return (
    <div className="inbox">
      <div className="inbox-left">
        <div className="head">
          <h1>{t('title')}</h1>
          <Segments
            label={t('title')}
            chosen={filter}
            onChoose={setFilter}
            segments={filters.map((one) => ({
              value: one,
              testId: `inbox-filter-${one}`,
              text: (
                <>
                  {t(`filter.${one}`)} <b>{rows.filter(inFilter[one]).length}</b>
                </>
              ),
            }))}
          />
          <span className="grow" />
          <LetterFinderButton />
        </div>
        <ErrorNote error={error} />
        <SupervisionBanners onOpen={(one) => go('inbox', { verification: one })} />
        <HandedOver />
        <section className="pane" aria-label={t('title')}>
          {view !== null && shown.length === 0 ? (
            <div data-testid="inbox-empty">
              <EmptyState icon="checks" title={t(`empty.${filter}`)}>
                {filter === 'todo' ? t('empty.todoHint') : undefined}
              </EmptyState>
            </div>
          ) : (
            <InboxList sections={sections} chosen={row?.stream ?? null} onChoose={setChosen} />
          )}
        </section>
      </div>
      <aside className="inbox-answer" ref={panel}>
        {row === null ? (
          <>
            <div className="head" />
            <section className="pane" />
          </>
        ) : (
          <AnswerPanel
            key={row.stream}
            row={row}
            justAnswered={answered === row.stream}
            onNext={
              next === undefined
                ? null
                : () => {
                    setFilter('todo')
                    setChosen(next.stream)
                  }
            }
          />
        )}
      </aside>
    </div>
  )
}
