// The hits of a lookup in two groups: service items, and service items that used the proof.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  Highlight,
  ProofHit,
  SearchAnswer,
  ServiceItemHit,
} from '../../../src-shared/contract/search-view.ts'
import { GroupHead } from '../../parts/group-head.tsx'
import { Seal } from '../../parts/seal.tsx'
import { MarkedText } from './marked-text.tsx'

export type Hit =
  | { readonly kind: 'item'; readonly key: string; readonly hit: ServiceItemHit }
  | { readonly kind: 'proof'; readonly key: string; readonly hit: ProofHit }

/** Both groups as one list, in the order the arrow keys walk. */
export function hitsOf(answer: SearchAnswer | null): readonly Hit[] {
  if (answer === null) return []
  return [
    ...answer.items.map((hit): Hit => ({ kind: 'item', key: `item ${hit.serviceItem}`, hit })),
    ...answer.byProof.map(
      (hit, at): Hit => ({ kind: 'proof', key: `proof ${hit.serviceItem} ${hit.proofName} ${at}`, hit }),
    ),
  ]
}

export const hitElement = (at: number) => `lookup-hit-${at}`

export function HitList({
  hits,
  chosen,
  onChoose,
  onOpen,
}: {
  readonly hits: readonly Hit[]
  readonly chosen: number
  readonly onChoose: (at: number) => void
  readonly onOpen: () => void
}) {
  const { t } = useTranslation('lookup')
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector(`#${hitElement(chosen)}`)?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const items = hits.filter((one) => one.kind === 'item').length
  const rows = hits.map((one, at) => (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above moves and opens by keyboard (combobox pattern)
    <div
      key={one.key}
      id={hitElement(at)}
      className={at === chosen ? 'hit is-here' : 'hit'}
      role="option"
      tabIndex={-1}
      aria-selected={at === chosen}
      data-testid={one.kind === 'item' ? `lookup-item-${at}` : `lookup-proof-${at - items}`}
      onClick={() => onChoose(at)}
      onDoubleClick={onOpen}
    >
      {one.kind === 'item' ? <ItemRow hit={one.hit} /> : <ProofRow hit={one.hit} />}
    </div>
  ))
  return (
    <div
      ref={list}
      id="lookup-hits"
      className="hit-scroll"
      role="listbox"
      aria-label={t('hits')}
      data-testid="lookup-hits"
    >
      {items > 0 && (
        <GroupHead end={t('itemsEnd')}>
          <b>
            {t('items')} {items}
          </b>
        </GroupHead>
      )}
      {rows.slice(0, items)}
      {hits.length > items && (
        <GroupHead>
          <b>
            {t('byProof')} {hits.length - items}
          </b>
        </GroupHead>
      )}
      {rows.slice(items)}
    </div>
  )
}

function Name({ text, highlights }: { readonly text: string; readonly highlights: readonly Highlight[] }) {
  return (
    <span className="hit-name">
      <MarkedText text={text} highlights={highlights} />
    </span>
  )
}

function ItemRow({ hit }: { readonly hit: ServiceItemHit }) {
  const { t } = useTranslation('lookup')
  return (
    <>
      <div className="two">
        <Name text={hit.name} highlights={hit.highlights} />
        <small className="num">
          {hit.demandingUnit}
          {hit.code !== '' && <span className="hit-code">{hit.code}</span>}
        </small>
      </div>
      <span className="hit-count">{t('proofCount', { count: hit.proofs })}</span>
    </>
  )
}

function ProofRow({ hit }: { readonly hit: ProofHit }) {
  const { t } = useTranslation('lookup')
  return (
    <>
      <div className="two">
        <span className="hit-name">{hit.serviceItemName}</span>
        <small>
          {t('proofWord')} <MarkedText text={hit.proofName} highlights={hit.highlights} />
          <span className="hit-code">{hit.demandingUnit}</span>
        </small>
      </div>
      <span className="hit-count">
        <Seal method={hit.method} small />
      </span>
    </>
  )
}
