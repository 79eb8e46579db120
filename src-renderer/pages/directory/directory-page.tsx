// The directory of A2§6 (通讯录): every unit by name, pinyin or number, and beside it whom to call; read from this machine.
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DirectoryRow } from '../../../src-shared/contract/staffing-view.ts'
import { useView } from '../../desk/desk.ts'
import { useRoute } from '../../frame/route.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { FilterField, rowByArrow } from '../../parts/filter-field.tsx'
import { EmptyState, Head } from '../../parts/pane.tsx'
import './directory.css'
import { UnitCard } from './unit-card.tsx'

export function DirectoryPage() {
  const { t } = useTranslation('directory')
  const wanted = useRoute((state) => state.route.params.unit ?? null)
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string | null>(wanted)
  const { view, error } = useView('directory', { text: useDeferredValue(text.trim()).slice(0, 100) })
  const rows = view?.rows ?? []
  const here = rows.find((row) => row.unit.code === chosen) ?? rows[0] ?? null
  useEffect(() => {
    if (wanted === null) return
    setText('')
    setChosen(wanted)
  }, [wanted])

  function steer(event: KeyboardEvent) {
    const at = rows.findIndex((row) => row.unit.code === here?.unit.code)
    const to = rows[rowByArrow(event, at, rows.length) ?? -1]
    if (to === undefined) return
    setChosen(to.unit.code)
    event.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys walk the rows inside
    <div className="directory" onKeyDown={steer} data-testid="directory">
      <div className="directory-left">
        <Head title={t('title')}>
          <FilterField
            text={text}
            label={t('filter')}
            testId="directory-filter"
            onChange={(wanted) => {
              setText(wanted)
              setChosen(null)
            }}
          />
          <small>{t('count', { count: rows.length })}</small>
        </Head>
        <ErrorNote error={error} />
        <section className="pane" aria-label={t('title')}>
          {view !== null && rows.length === 0 ? (
            <EmptyState icon="none" title={text === '' ? t('empty') : t('none', { text })} />
          ) : (
            <div role="listbox" aria-label={t('title')}>
              {rows.map((row) => (
                <Line
                  key={row.unit.code}
                  row={row}
                  here={row.unit.code === here?.unit.code}
                  onChoose={() => setChosen(row.unit.code)}
                />
              ))}
            </div>
          )}
        </section>
      </div>
      <aside className="directory-card">
        {here === null ? null : <UnitCard key={here.unit.code} row={here} />}
      </aside>
    </div>
  )
}

function Line({
  row,
  here,
  onChoose,
}: {
  readonly row: DirectoryRow
  readonly here: boolean
  readonly onChoose: () => void
}) {
  const { t } = useTranslation('directory')
  const line = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (here) line.current?.scrollIntoView({ block: 'nearest' })
  }, [here])
  const lacking = row.liaisons.length === 0 || row.agents.length < 2
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the page walks the rows with the arrow keys
    <div
      ref={line}
      className={here ? 'qrow dir is-here' : 'qrow dir'}
      role="option"
      aria-selected={here}
      tabIndex={-1}
      onClick={onChoose}
      data-testid={`unit-${row.unit.code}`}
    >
      <div className="two">
        <b>
          {row.unit.name} {row.own ? <span className="tag b">{t('ours')}</span> : null}
        </b>
        <small>{row.unit.kind}</small>
      </div>
      <span className="num">{row.unit.telephone}</span>
      <div className="two">
        <span className="cut">{row.liaisons.map((one) => one.name).join(t('comma'))}</span>
        <small className={lacking ? 'soon-words' : undefined}>
          {t('people', { liaisons: row.liaisons.length, agents: row.agents.length })}
        </small>
      </div>
    </div>
  )
}
