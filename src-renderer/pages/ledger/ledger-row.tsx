// One row of the ledger: when, what kind, of which case, what was done, by whom, under which article.
import { useTranslation } from 'react-i18next'
import type { LedgerRow } from '../../../src-shared/contract/ledger.ts'
import { kindsOf, type LedgerKind } from '../../../src-shared/domain/ledger.ts'
import { SyncMark } from '../../parts/sync-mark.tsx'
import { LinkButton } from '../../parts/table.tsx'
import { longTime } from '../../parts/time.ts'

const isKind = (kind: string): kind is LedgerKind => (kindsOf('all') as readonly string[]).includes(kind)

export function LedgerTableRow({ row, onOpen }: { readonly row: LedgerRow; readonly onOpen: () => void }) {
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
    address: text('address'),
    purpose: text('purpose'),
    channel:
      channel === 'system' || channel === 'fax' || channel === 'mail' || channel === 'oa'
        ? t(`common:channels.${channel}`)
        : channel,
  }
  const second = [
    kind === 'supplement-asked' ? text('purpose') : '',
    text('remark'),
    text('proof'),
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
          {row.case === '' ? (
            <span className="num">{row.number}</span>
          ) : (
            <LinkButton onClick={onOpen}>{row.number}</LinkButton>
          )}{' '}
          {row.applicantName}
        </small>
      </td>
      <td>
        {t(`content.${kind}`, values)}
        {second.length > 0 && <small>{second.join(t('comma'))}</small>}
      </td>
      <td>
        <span className="cut">{row.staffName}</span>
        <small className="cut" title={row.unitName}>
          {row.unitName}
        </small>
        <small className="cut">{t('edition', { edition: row.edition })}</small>
      </td>
      <td>
        <small>{t(`article.${row.ledger}`)}</small>
      </td>
    </tr>
  )
}
