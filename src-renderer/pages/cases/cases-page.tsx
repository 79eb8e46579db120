// The list of cases of this window: filter, state, arrow keys, Enter.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseRow } from '../../../src-shared/contract/case-view.ts'
import { useView } from '../../desk/desk.ts'
import { useRoute } from '../../frame/route.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { FilterField, rowByArrow } from '../../parts/filter-field.tsx'
import { EmptyState, Head, Waiting } from '../../parts/pane.tsx'
import { SyncMark } from '../../parts/sync-mark.tsx'
import { shortTime } from '../../parts/time.ts'
import '../workbench/workbench.css'

const states = ['open', 'closed', 'all'] as const
type State = (typeof states)[number]
/** Height of a row, px; the same as `--h-row`. */
const rowHeight = 42

export function CasesPage() {
  const { t } = useTranslation('workbench')
  const route = useRoute((state) => state.route)
  const go = useRoute((state) => state.go)
  const given = route.params.text ?? ''
  const [text, setText] = useState(given)
  const [status, setStatus] = useState<State>(given === '' ? 'open' : 'all')
  const [at, setAt] = useState(0)
  const scroll = useRef<HTMLDivElement>(null)
  const { view, error } = useView('cases', { text: useDeferredValue(text.trim()).slice(0, 100), status })
  const rows = view?.rows ?? []
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  const here = Math.min(at, rows.length - 1)

  useEffect(() => {
    setText(given)
    if (given !== '') setStatus('all')
  }, [given])

  function open(row: CaseRow | undefined) {
    if (row !== undefined) go('case', { case: row.stream })
  }
  function steer(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    const to = rowByArrow(event, here, rows.length)
    if (to !== null) {
      setAt(to)
      virtual.scrollToIndex(to)
    } else if (event.key === 'Enter' && (event.target as HTMLElement).closest('button') === null)
      open(rows[here])
    else return
    event.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys walk the rows inside
    <div className="cases-page" onKeyDown={steer} data-testid="cases">
      <Head title={t('cases.title')}>
        <FilterField
          text={text}
          label={t('cases.filter')}
          testId="cases-filter"
          onChange={(wanted) => {
            setText(wanted)
            setAt(0)
          }}
        />
        <fieldset className="seg">
          {states.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={status === one}
              data-testid={`cases-${one}`}
              onClick={() => {
                setStatus(one)
                setAt(0)
              }}
            >
              {t(`cases.status.${one}`)}
            </button>
          ))}
        </fieldset>
        <small>{view === null ? null : t('cases.total', { count: view.total })}</small>
        <span className="grow" />
        <Button icon="plus" keys="Ctrl N" testId="new-case" onClick={() => go('lookup')}>
          {t('newCase')}
        </Button>
      </Head>
      <section className="pane queue" ref={scroll} aria-label={t('cases.title')}>
        <ErrorNote error={error} />
        <div className="crow crow-head">
          {(['number', 'applicant', 'item', 'proofs', 'opened', 'state', 'sync'] as const).map((column) => (
            <span key={column}>{t(`cases.columns.${column}`)}</span>
          ))}
        </div>
        {view === null ? (
          <Waiting label={t('waiting')} />
        ) : rows.length === 0 ? (
          <EmptyState icon="folder" title={t('cases.empty')}>
            {t('cases.emptyHint')}
          </EmptyState>
        ) : (
          <div style={{ height: virtual.getTotalSize(), position: 'relative', flex: 'none' }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index]
              return row === undefined ? null : (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the page opens the row with Enter
                // biome-ignore lint/a11y/noStaticElementInteractions: see above
                <div
                  key={row.stream}
                  className={item.index === here ? 'crow is-here' : 'crow'}
                  style={{
                    position: 'absolute',
                    insetInline: 0,
                    top: 0,
                    height: item.size,
                    transform: `translateY(${item.start}px)`,
                  }}
                  data-testid={`case-row-${item.index}`}
                  data-case={row.stream}
                  onClick={() => open(row)}
                >
                  <span className="num">{row.caseNumber}</span>
                  <b className="cut">{row.applicantName}</b>
                  <span className="cut">{row.serviceItemName}</span>
                  <span className="num">
                    {t('cases.settled', { settled: row.settled, count: row.proofs })}
                  </span>
                  <span className="num">{shortTime(row.openedAt)}</span>
                  <span>{t(`cases.states.${row.status}`)}</span>
                  <SyncMark sync={row.sync} />
                </div>
              )
            })}
          </div>
        )}
      </section>
    </div>
  )
}
