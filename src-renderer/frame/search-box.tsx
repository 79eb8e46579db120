// The search box of the bar (万能框, Ctrl K): service items, proofs, cases and letter numbers from any page.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SearchAnswer } from '../../src-shared/contract/search-view.ts'
import { call } from '../desk/desk.ts'
import { Icon } from '../parts/icon.tsx'
import { Key } from '../parts/key.tsx'
import { Seal } from '../parts/seal.tsx'
import { useRoute } from './route.ts'

/** Pause after a keystroke before the search, milliseconds. */
const pause = 60
const mostHits = 7
export const searchBoxId = 'desk-search'

type Hit = {
  readonly key: string
  readonly title: string
  readonly subtitle: string
  readonly mark: React.ReactNode
  choose(): void
}

/** Cases and letters are searched by who works on them. */
export function SearchBox({ serving }: { readonly serving: boolean }) {
  const { t } = useTranslation('frame')
  const go = useRoute((state) => state.go)
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const [found, setFound] = useState<{ readonly text: string; readonly answer: SearchAnswer } | null>(null)
  const turn = useRef(0)
  const listId = useId()
  const wanted = text.trim()

  useEffect(() => {
    turn.current += 1
    const mine = turn.current
    if (wanted === '') return setFound(null)
    const timer = setTimeout(() => {
      call('searchList', { text: wanted, limit: mostHits }).then(
        (answer) => mine === turn.current && setFound({ text: wanted, answer }),
        () => mine === turn.current && setFound(null),
      )
    }, pause)
    return () => clearTimeout(timer)
  }, [wanted])
  // biome-ignore lint/correctness/useExhaustiveDependencies: other hits start at the first
  useEffect(() => setAt(0), [found])

  const hits: readonly Hit[] =
    wanted === ''
      ? []
      : [
          ...(found?.answer.items ?? []).slice(0, mostHits).map((hit) => ({
            key: `item ${hit.serviceItem}`,
            title: hit.name,
            subtitle: `${hit.demandingUnit} ${hit.code}`,
            mark: <small>{t('search.proofs', { count: hit.proofs })}</small>,
            choose: () => go('lookup', { text: wanted, serviceItem: hit.serviceItem }),
          })),
          ...(found?.answer.byProof ?? []).slice(0, mostHits).map((hit, index) => ({
            key: `proof ${hit.serviceItem} ${hit.proofName} ${index}`,
            title: hit.proofName,
            subtitle: `${hit.serviceItemName} ${hit.demandingUnit}`,
            mark: <Seal method={hit.method} small />,
            choose: () => go('lookup', { text: wanted, serviceItem: hit.serviceItem }),
          })),
          ...(serving && /\d/.test(wanted)
            ? [
                {
                  key: 'letter',
                  title: t('search.letter', { text: wanted }),
                  subtitle: '',
                  mark: <Icon name="fax" />,
                  choose: () => void openLetter(wanted),
                },
              ]
            : []),
          ...(serving
            ? [
                {
                  key: 'cases',
                  title: t('search.inCases', { text: wanted }),
                  subtitle: '',
                  mark: <Icon name="folder" />,
                  choose: () => go('cases', { text: wanted }),
                },
              ]
            : []),
        ]

  async function openLetter(letter: string) {
    try {
      const { verification, case: owner, entry } = await call('findLetter', { text: letter })
      if (owner === null) go('inbox', { verification })
      else go('case', { case: owner, ...(entry === null ? {} : { entry }) })
    } catch {
      go('cases', { text: letter })
    }
  }

  function choose(hit: Hit | undefined) {
    if (hit === undefined) return
    setOpen(false)
    setText('')
    hit.choose()
  }

  function steer(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, hits.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    // The list on screen must be the answer to what is typed.
    else if (event.key === 'Enter') (found?.text === wanted || hits.length > 0) && choose(hits[at])
    else if (event.key === 'Escape') {
      setText('')
      setOpen(false)
      event.currentTarget.blur()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  const shown = open && hits.length > 0
  return (
    <search className="find-place">
      <div className="find">
        <Icon name="search" />
        <input
          id={searchBoxId}
          value={text}
          role="combobox"
          aria-label={t('search.label')}
          aria-expanded={shown}
          aria-controls={listId}
          aria-activedescendant={shown ? `${listId}-${at}` : undefined}
          aria-keyshortcuts="Control+K"
          placeholder={t(serving ? 'search.placeholder' : 'search.placeholderList')}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          data-testid="search-box"
          onChange={(event) => {
            setText(event.target.value)
            setOpen(true)
          }}
          onFocus={(event) => {
            setOpen(true)
            event.target.select()
          }}
          onBlur={() => setOpen(false)}
          onKeyDown={steer}
        />
        <Key>Ctrl K</Key>
      </div>
      {shown ? (
        <div id={listId} className="found" role="listbox" aria-label={t('search.hits')}>
          {hits.map((hit, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field moves and chooses by keyboard (combobox pattern)
            <div
              key={hit.key}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              className={index === at ? 'found-row is-here' : 'found-row'}
              data-testid={`hit-${index}`}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(hit)}
            >
              <span className="two">
                <span className="cut">{hit.title}</span>
                {hit.subtitle === '' ? null : <small className="cut">{hit.subtitle}</small>}
              </span>
              {hit.mark}
            </div>
          ))}
        </div>
      ) : null}
    </search>
  )
}
