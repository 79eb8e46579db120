// The lookup page (清单检索): what the applicant says is typed, the answer stands on the right before the sentence ends.
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StatusView } from '../../../src-shared/contract/session-view.ts'
import { useView } from '../../desk/desk.ts'
import { useDraft } from '../../desk/draft.ts'
import { isServing } from '../../frame/open-pages.ts'
import { useRoute } from '../../frame/route.ts'
import { useAge } from '../../frame/strip.tsx'
import { Dot } from '../../parts/dot.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Key } from '../../parts/key.tsx'
import { EmptyState } from '../../parts/pane.tsx'
import { Tag } from '../../parts/tag.tsx'
import { useKeys } from '../../parts/use-keys.ts'
import { HitList, hitElement, hitsOf } from './hit-list.tsx'
import './lookup.css'
import { PaperNotice } from './paper-notice.tsx'
import { ServiceItemPanel } from './service-item-panel.tsx'
import { useListSearch } from './use-list-search.ts'
import { useServiceItem } from './use-service-item.ts'

export function LookupPage() {
  const { t } = useTranslation('lookup')
  const { view: status } = useView('status', {})
  const { view: session } = useView('session', {})
  const go = useRoute((state) => state.go)
  const params = useRoute((state) => state.route.params)
  const {
    value: { text },
    set: write,
  } = useDraft('lookup', { text: params.text ?? '' })
  const setText = (next: string) => write({ text: next })
  const [at, setAt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const list = status?.list ?? null
  const edition = list?.edition ?? ''
  const search = useListSearch(text, edition)
  const hits = hitsOf(search.answer)
  const chosen = hits[Math.min(at, hits.length - 1)] ?? null
  const serviceItem = useDeferredValue(chosen?.hit.serviceItem ?? null)
  const { item } = useServiceItem(serviceItem, edition)
  const serving = isServing(session?.signedIn ?? null)

  useEffect(() => {
    field.current?.focus()
  }, [])
  // Sent here by the search box: its words and the hit chosen there.
  useEffect(() => {
    if (params.text !== undefined) write({ text: params.text })
  }, [params, write])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search starts at its first hit, or the one sent here
  useEffect(() => {
    const sent = search.text === params.text?.trim() ? params.serviceItem : undefined
    setAt(
      Math.max(
        0,
        hits.findIndex((one) => one.hit.serviceItem === sent),
      ),
    )
  }, [search.text, search.answer === null, params])

  function open() {
    if (item?.ours === true && serving && item.serviceItem === chosen?.hit.serviceItem)
      go('new-case', { serviceItem: item.serviceItem })
  }

  function intoProofs() {
    panel.current?.querySelector<HTMLButtonElement>('button.proof-name')?.focus()
  }

  useKeys({ 'ctrl+p': () => item !== null && window.print() })

  function steer(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return
    const end = field.current?.selectionEnd === text.length
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, hits.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else if (event.key === 'Enter') open()
    else if (event.key === 'ArrowRight' && end && hits.length > 0) intoProofs()
    else if (event.key === 'Escape' && text !== '') setText('')
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="lookup">
      <div className="lookup-hits">
        <div className="head">
          <h1>{t('title')}</h1>
          <small aria-live="polite">
            {search.answer !== null &&
              t('summary', { count: hits.length, milliseconds: Math.round(search.answer.milliseconds) })}
          </small>
        </div>
        <div className="lookup-field">
          <Icon name="search" />
          <input
            ref={field}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={steer}
            role="combobox"
            aria-label={t('inputLabel')}
            aria-expanded={hits.length > 0}
            aria-controls="lookup-hits"
            aria-activedescendant={hits.length > 0 ? hitElement(Math.min(at, hits.length - 1)) : undefined}
            placeholder={t('input')}
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            data-testid="lookup-input"
          />
        </div>
        <div className="pane">
          {hits.length > 0 ? (
            <HitList hits={hits} chosen={Math.min(at, hits.length - 1)} onChoose={setAt} onOpen={open} />
          ) : (
            <NoHits
              text={search.text}
              searched={search.answer !== null}
              hasList={status === null || list !== null}
            />
          )}
        </div>
      </div>
      <div className="lookup-item" ref={panel}>
        <div className="head">
          <span className="grow" />
          <small>{t('localCopy')}</small>
          {list !== null && <EditionTag list={list} />}
        </div>
        {item === null || hits.length === 0 ? (
          <section className="pane">
            <KeyHints />
          </section>
        ) : (
          <ServiceItemPanel
            key={item.serviceItem}
            item={item}
            list={list}
            serving={serving}
            markedProof={chosen?.kind === 'proof' ? chosen.hit.proofName : null}
            onOpen={open}
            onBack={() => field.current?.focus()}
          />
        )}
      </div>
      {item !== null && hits.length > 0 && <PaperNotice item={item} list={list} />}
    </div>
  )
}

const hints = [
  ['↑ ↓', 'item'],
  ['→', 'proofs'],
  ['Enter', 'open'],
  ['Esc', 'clear'],
] as const

function KeyHints() {
  const { t } = useTranslation('lookup')
  return (
    <p className="lookup-keys">
      {hints.map(([key, act]) => (
        <span key={act}>
          <Key>{key}</Key> {t(`keys.${act}`)}
        </span>
      ))}
    </p>
  )
}

function NoHits({
  text,
  searched,
  hasList,
}: {
  readonly text: string
  readonly searched: boolean
  readonly hasList: boolean
}) {
  const { t } = useTranslation('lookup')
  const [title, hint] = !hasList
    ? [t('noList'), t('noListHint')]
    : text !== '' && searched
      ? [t('noHit', { text }), t('noHitHint')]
      : [t('emptyTitle'), t('emptyHint', { example: 'hkzx' })]
  return (
    <div data-testid="lookup-empty">
      <EmptyState icon="search" title={title}>
        {hint}
      </EmptyState>
    </div>
  )
}

function EditionTag({ list }: { readonly list: NonNullable<StatusView['list']> }) {
  const { t } = useTranslation('lookup')
  const age = useAge()
  return (
    <Tag>
      <Icon name="book" size="s" />
      {t('edition', { edition: list.edition })}
      <Dot />
      {list.confirmedAt === null ? t('neverConfirmed') : t('updated', { age: age(list.confirmedAt) })}
    </Tag>
  )
}
