// One service item with every proof it no longer asks for: the answer to read aloud at the window.
import { useTranslation } from 'react-i18next'
import type { ServiceItemView } from '../../../src-shared/contract/search-view.ts'
import type { StatusView } from '../../../src-shared/contract/session-view.ts'
import { Button } from '../../parts/button.tsx'
import { SampleTag } from '../../parts/tag.tsx'
import { ProofRows } from './proof-rows.tsx'

export function ServiceItemPanel({
  item,
  list,
  serving,
  markedProof,
  onOpen,
  onBack,
}: {
  readonly item: ServiceItemView
  readonly list: StatusView['list']
  /** Whether who is signed in opens cases. */
  readonly serving: boolean
  /** Proof the search hit, shown as the one stood on; null for a hit by service item. */
  readonly markedProof: string | null
  readonly onOpen: () => void
  readonly onBack: () => void
}) {
  const { t } = useTranslation('lookup')
  const missing = item.ours ? (serving ? null : t('notYourRole')) : t('notOurs', { unit: item.demandingUnit })
  return (
    <section className="pane item-pane" aria-label={item.name} data-testid="service-item">
      <header className="item-head">
        <h2>{item.name}</h2>
        <p>
          <span>{item.demandingUnit}</span>
          <span className="num item-code">
            {item.code === '' ? t('noCode') : t('code', { code: item.code })}
            {item.codeScheme !== '' && t('codeScheme', { scheme: item.codeScheme })}
          </span>
        </p>
      </header>
      <ProofRows entries={item.entries} markedProof={markedProof} onBack={onBack} />
      <footer className="item-foot">
        <Button
          kind="go"
          keys="Enter"
          testId="open-case"
          disabled={missing !== null}
          describedBy={missing === null ? undefined : 'open-case-missing'}
          onClick={onOpen}
        >
          {t('open')}
        </Button>
        <Button icon="print" keys="Ctrl P" testId="print-notice" onClick={() => window.print()}>
          {t('print')}
        </Button>
        <span className="grow" />
        <small id="open-case-missing">{missing}</small>
        {list?.sample === true && <SampleTag />}
      </footer>
    </section>
  )
}
