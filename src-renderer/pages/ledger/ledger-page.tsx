// The ledgers (台账): the records articles 3, 8, 9 and 12 ask for, newest first, narrowed by ledger, period, unit and staff.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mostLedgerRows } from '../../../src-shared/contract/ledger.ts'
import { type Ledger, ledgers } from '../../../src-shared/domain/ledger.ts'
import { call, useActing, useView } from '../../desk/desk.ts'
import { useRoute } from '../../frame/route.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { ExportButtons } from '../../parts/export-buttons.tsx'
import { EmptyState, Head } from '../../parts/pane.tsx'
import { Segments } from '../../parts/segments.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useKeys } from '../../parts/use-keys.ts'
import './ledger.css'
import { LedgerFilters, type Narrowing } from './ledger-filters.tsx'
import { LedgerTableRow } from './ledger-row.tsx'

/** Rows shown at first, and how many more each time. */
const step = 200
const columns = ['at', 'kind', 'proof', 'content', 'staff', 'basis'] as const
const widths = {
  at: [150, 128],
  kind: [156, 120],
  proof: [250, 190],
  content: undefined,
  staff: [136, 96],
  basis: [96, 84],
} as const satisfies Record<(typeof columns)[number], Column['width']>

export function LedgerPage() {
  const { t } = useTranslation('ledger')
  const go = useRoute((state) => state.go)
  const [ledger, setLedger] = useState<Ledger | 'all'>('all')
  const [narrowing, setNarrowing] = useState<Narrowing>({ from: '', to: '', unit: '', staff: '' })
  const [limit, setLimit] = useState(step)
  const filter = { ledger, ...narrowing }
  const { view, error } = useView('ledger', { ...filter, limit })
  const acting = useActing()
  const rows = view?.rows ?? []
  const counted = (one: Ledger | 'all'): number =>
    one === 'all' ? ledgers.reduce((sum, each) => sum + counted(each), 0) : (view?.counts[one] ?? 0)
  useKeys({ 'ctrl+p': () => window.print() })

  return (
    <div className="page ledger">
      <Head title={t('title')}>
        <small>{t('hint')}</small>
        <span className="grow" />
        <ExportButtons
          acting={acting}
          testId="export-ledger"
          make={(format, language) => call('exportLedger', { ...filter, format, language })}
        />
        <Button icon="print" keys="Ctrl P" onClick={() => window.print()} testId="print-ledger">
          {t('print')}
        </Button>
      </Head>
      <div className="page-choice">
        <Segments
          label={t('columns.kind')}
          chosen={ledger}
          onChoose={(one) => {
            setLedger(one)
            setLimit(step)
          }}
          segments={(['all', ...ledgers] as const).map((one) => ({
            value: one,
            testId: `ledger-${one}`,
            text: (
              <>
                {t(`ledgers.${one}`)} <b>{counted(one)}</b>
              </>
            ),
          }))}
        />
        <LedgerFilters
          value={narrowing}
          onChange={(next) => {
            setNarrowing(next)
            setLimit(step)
          }}
        />
      </div>
      <ErrorNote error={error ?? acting.error} />
      <section className="pane" aria-label={t('title')}>
        {view !== null && rows.length === 0 ? (
          <EmptyState icon="book" title={t('none')}>
            {t('noneHint')}
          </EmptyState>
        ) : (
          <Table columns={columns.map((id) => ({ id, head: t(`columns.${id}`), width: widths[id] }))}>
            {rows.map((row) => (
              <LedgerTableRow key={row.event} row={row} onOpen={() => go('case', { case: row.case })} />
            ))}
          </Table>
        )}
        {view?.more === true && (
          <div className="ledger-more">
            {limit >= mostLedgerRows ? (
              <small>{t('tooMany', { count: mostLedgerRows })}</small>
            ) : (
              <Button testId="ledger-more" onClick={() => setLimit(Math.min(mostLedgerRows, limit + step))}>
                {t('more')}
              </Button>
            )}
          </div>
        )}
      </section>
    </div>
  )
}
