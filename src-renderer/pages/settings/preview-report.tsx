// What was read from a list file: counts, columns recognised, every rejected row with its reasons, a sample of entries.
import { useTranslation } from 'react-i18next'
import type { ImportPreview } from '../../../src-shared/contract/search-view.ts'
import { useView } from '../../desk/desk.ts'
import { GroupHead } from '../../parts/group-head.tsx'
import { Icon } from '../../parts/icon.tsx'
import { MethodName } from '../../parts/seal.tsx'
import { Table } from '../../parts/table.tsx'

/** Entries shown as a sample. */
const sampled = 20
/** Rejected rows drawn; core counts and keeps the others. */
const drawnRejected = 500

type Reason = ImportPreview['warnings'][number]

/** A reason in words; a code of a newer core is shown as it is. */
function useReasonText(): (kind: 'reason' | 'warning', reason: Reason) => string {
  const { i18n } = useTranslation('settings')
  return (kind, { code, params }) =>
    i18n.t(`import.${kind}.${code}` as 'title', { ns: 'settings', defaultValue: code, ...params })
}

export function PreviewReport({ preview, file }: { readonly preview: ImportPreview; readonly file: string }) {
  const { t } = useTranslation('settings')
  const reasonText = useReasonText()
  return (
    <>
      <section className="pane import-counts" aria-label={file}>
        <div>
          <b className="cut" title={file}>
            {file}
          </b>
          {t('import.file')}
        </div>
        <div data-testid="import-good">
          <b className="num">{preview.rows}</b>
          {t('import.good')}
        </div>
        <div className={preview.rejected.length > 0 ? 'bad' : ''} data-testid="import-rejected-count">
          <b className="num">{preview.rejected.length}</b>
          {t('import.rejected')}
        </div>
        <div>
          <b className="num">
            {preview.columns.filter((column) => column.field !== null).length}/{preview.columns.length}
          </b>
          {t('import.columnsTitle')}
        </div>
      </section>
      {preview.warnings.map((warning) => (
        <p key={warning.code} className="banner down" data-testid={`import-warning-${warning.code}`}>
          <Icon name="tri" />
          <span>{reasonText('warning', warning)}</span>
        </p>
      ))}
      <Shrinks preview={preview} />
      <div className="import-two">
        <Columns preview={preview} />
        <Rejected preview={preview} />
      </div>
      <Sample preview={preview} />
    </>
  )
}

/** A list replaces the one in force: what it does not name is withdrawn. */
function Shrinks({ preview }: { readonly preview: ImportPreview }) {
  const { t } = useTranslation('settings')
  const { view: status } = useView('status', {})
  const list = status?.list ?? null
  if (list === null || preview.rows >= list.entries) return null
  return (
    <p className="banner down" data-testid="import-shrinks">
      <Icon name="tri" />
      <span>{t('import.shrinks', { edition: list.edition, current: list.entries, rows: preview.rows })}</span>
    </p>
  )
}

function Columns({ preview }: { readonly preview: ImportPreview }) {
  const { t, i18n } = useTranslation('settings')
  const fieldText = (field: string) =>
    i18n.t(`import.fields.${field}` as 'title', { ns: 'settings', defaultValue: field })
  return (
    <section className="pane" aria-label={t('import.columnsTitle')} data-testid="import-columns">
      <GroupHead end={t('import.columnsHint')}>
        <b>{t('import.columnsTitle')}</b>
      </GroupHead>
      <div className="import-fields">
        {preview.columns.map((column, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a file may name two columns alike
          <div key={at} className={column.field === null ? 'unused' : undefined}>
            <span className="cut" title={column.header}>
              {column.header}
            </span>
            {column.field === null ? <span /> : <Icon name="right" size="s" />}
            <span className="cut">
              {column.field === null ? t('import.ignored') : fieldText(column.field)}
            </span>
          </div>
        ))}
      </div>
    </section>
  )
}

function Rejected({ preview }: { readonly preview: ImportPreview }) {
  const { t } = useTranslation('settings')
  const reasonText = useReasonText()
  const { rejected } = preview
  return (
    <section className="pane" aria-label={t('import.rejectedTitle')} data-testid="import-rejected">
      <GroupHead over={rejected.length > 0} end={rejected.length > 0 ? t('import.rejectedHint') : undefined}>
        <b>
          {t('import.rejectedTitle')} {rejected.length}
        </b>
      </GroupHead>
      {rejected.length === 0 ? (
        <p className="hint import-fields">{t('import.rejectedNone')}</p>
      ) : (
        <div className="import-list">
          <Table
            columns={[
              { id: 'row', head: t('import.rejectedColumns.row'), width: 64 },
              { id: 'cells', head: t('import.rejectedColumns.cells') },
              { id: 'reasons', head: t('import.rejectedColumns.reasons'), width: 236 },
            ]}
          >
            {rejected.slice(0, drawnRejected).map((row) => (
              <tr key={row.rowNumber} data-testid={`import-rejected-${row.rowNumber}`}>
                <td className="num">{row.rowNumber}</td>
                <td>
                  <span className="import-cells">
                    {row.cells.map((cell, at) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: cells have no name but their place
                      <span key={at} className={cell === '' ? 'blank' : undefined} title={cell}>
                        {cell}
                      </span>
                    ))}
                  </span>
                </td>
                <td className="import-why">
                  {row.reasons.map((reason) => (
                    <div key={reason.code}>{reasonText('reason', reason)}</div>
                  ))}
                </td>
              </tr>
            ))}
          </Table>
          {rejected.length > drawnRejected && (
            <p className="hint import-fields">{t('import.more', { count: drawnRejected })}</p>
          )}
        </div>
      )}
    </section>
  )
}

const sampleColumns = [
  { id: 'method', width: 128 },
  { id: 'proofName', width: undefined },
  { id: 'serviceItemName', width: undefined },
  { id: 'demandingUnit', width: 170 },
  { id: 'issuingUnit', width: 170 },
] as const

function Sample({ preview }: { readonly preview: ImportPreview }) {
  const { t } = useTranslation('settings')
  const entries = preview.entries.slice(0, sampled)
  return (
    <section className="pane" aria-label={t('import.entriesTitle')} data-testid="import-sample">
      <GroupHead end={t('import.entriesHint', { count: entries.length })}>
        <b>{t('import.entriesTitle')}</b>
      </GroupHead>
      <div className="import-list">
        <Table
          columns={sampleColumns.map(({ id, width }) => ({ id, width, head: t(`import.fields.${id}`) }))}
        >
          {entries.map((entry, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a list may name the same proof twice
            <tr key={at}>
              <td>
                <MethodName method={entry.method} />
              </td>
              <td>
                <b>{entry.proofName}</b>
                <small className="cut">{entry.legalBasis}</small>
              </td>
              <td>
                {entry.serviceItemName}
                <small className="num cut">{entry.serviceItemCode}</small>
              </td>
              <td>{entry.demandingUnit}</td>
              <td>{entry.issuingUnit}</td>
            </tr>
          ))}
        </Table>
      </div>
    </section>
  )
}
