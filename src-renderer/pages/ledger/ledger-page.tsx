// The ledger (台账): the records articles 8 and 9 ask for and the refusals of article 3, newest first, filtered by kind.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LedgerRow } from '../../../src-shared/contract/desk.ts'
import { useView } from '../../desk/desk.ts'
import { useRoute } from '../../frame/route.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { EmptyState } from '../../parts/pane.tsx'
import { Segments } from '../../parts/segments.tsx'
import { SyncMark } from '../../parts/sync-mark.tsx'
import { longTime } from '../../parts/time.ts'
import { useKeys } from '../../parts/use-keys.ts'
import './ledger.css'

const kinds = [
  'proof-brought-voluntarily',
  'supplement-asked',
  'supplement-received',
  'proof-checked-on-site',
  'channel-refused',
] as const
type Kind = (typeof kinds)[number]
const isKind = (kind: string): kind is Kind => (kinds as readonly string[]).includes(kind)

export function LedgerPage() {
  const { t } = useTranslation('ledger')
  const { view, error } = useView('ledger', {})
  const go = useRoute((state) => state.go)
  const [only, setOnly] = useState<Kind | 'all'>('all')
  const rows = view?.rows ?? []
  const shown = rows.filter((row) => isKind(row.kind) && (only === 'all' || row.kind === only))
  useKeys({ 'ctrl+p': () => window.print() })
  return (
    <div className="ledger">
      <div className="head">
        <h1>{t('title')}</h1>
        <small>{t('hint')}</small>
        <span className="grow" />
        <Button icon="print" keys="Ctrl P" onClick={() => window.print()} testId="print-ledger">
          {t('print')}
        </Button>
      </div>
      <Segments
        label={t('columns.kind')}
        chosen={only}
        onChoose={setOnly}
        segments={(['all', ...kinds] as const).map((kind) => ({
          value: kind,
          testId: `ledger-${kind}`,
          text: (
            <>
              {kind === 'all' ? t('all') : t(`kinds.${kind}`)}{' '}
              <b>{kind === 'all' ? rows.length : rows.filter((row) => row.kind === kind).length}</b>
            </>
          ),
        }))}
      />
      <ErrorNote error={error} />
      <section className="pane" aria-label={t('title')}>
        {view !== null && shown.length === 0 ? (
          <EmptyState icon="book" title={t('none')}>
            {t('noneHint')}
          </EmptyState>
        ) : (
          <table className="t">
            <colgroup>
              <col />
              <col />
              <col />
              <col />
              <col />
              <col />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">{t('columns.at')}</th>
                <th scope="col">{t('columns.kind')}</th>
                <th scope="col">{t('columns.proof')}</th>
                <th scope="col">{t('columns.content')}</th>
                <th scope="col">{t('columns.staff')}</th>
                <th scope="col">{t('columns.basis')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <Row key={row.event} row={row} onOpen={() => go('case', { case: row.stream })} />
              ))}
            </tbody>
          </table>
        )}
      </section>
    </div>
  )
}

function Row({ row, onOpen }: { readonly row: LedgerRow; readonly onOpen: () => void }) {
  const { t } = useTranslation(['ledger', 'common'])
  const { kind } = row
  if (!isKind(kind)) return null
  const text = (key: string) => (typeof row.body[key] === 'string' ? row.body[key] : '')
  const channel = text('channel')
  const verdict = text('verdict')
  const values = {
    document: text('document'),
    material: text('material'),
    place: text('place'),
    visitors: text('visitors'),
    findings: text('findings'),
    channel:
      channel === 'fax' || channel === 'mail' || channel === 'oa' ? t(`common:channels.${channel}`) : channel,
  }
  const second = [
    text('purpose'),
    text('remark'),
    verdict === 'confirmed' || verdict === 'mismatch' ? t(`common:verdicts.${verdict}`) : '',
  ].filter(Boolean)
  return (
    <tr data-testid={`ledger-row-${kind}`}>
      <td className="num">{longTime(row.at)}</td>
      <td>
        <b className="ledger-kind">{t(`kinds.${kind}`)}</b>
        <SyncMark sync={row.sync} />
      </td>
      <td>
        <span className="cut">{row.proofName}</span>
        <small className="cut">
          <button type="button" className="link-button num" onClick={onOpen}>
            {row.caseNumber}
          </button>{' '}
          {row.applicantName}
        </small>
      </td>
      <td>
        {t(`content.${kind}`, values)}
        {second.length > 0 && <small>{second.join(t('comma'))}</small>}
      </td>
      <td>
        <span className="cut">{row.staffName}</span>
        <small className="cut">{t('edition', { edition: row.edition })}</small>
      </td>
      <td>
        <small>{t(`article.${kind}`)}</small>
      </td>
    </tr>
  )
}
