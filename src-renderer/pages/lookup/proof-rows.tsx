// Every proof of a service item: method, purpose and basis, issuing unit, archive and limit, level, secrecy.
import { Fragment, type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { contentForbidden, type ListEntry } from '../../../src-shared/domain/exemption-list.ts'
import { MethodName } from '../../parts/seal.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { SecrecyTag } from '../../parts/tag.tsx'

const columns = ['method', 'proof', 'issuingUnit', 'archive', 'level'] as const
const widths = {
  method: [146, 124],
  proof: undefined,
  issuingUnit: [168, 116],
  archive: [138, 100],
  level: [82, 56],
} as const satisfies Record<(typeof columns)[number], Column['width']>

export function ProofRows({
  entries,
  markedProof,
  onBack,
}: {
  readonly entries: readonly ListEntry[]
  readonly markedProof: string | null
  readonly onBack: () => void
}) {
  const { t } = useTranslation('lookup')
  const [unfolded, setUnfolded] = useState<string | null>(null)
  const table = useRef<HTMLTableElement>(null)

  function move(event: KeyboardEvent<HTMLTableElement>) {
    const buttons = [...(table.current?.querySelectorAll<HTMLButtonElement>('button.proof-name') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    if (event.key === 'ArrowLeft' || event.key === 'Escape') onBack()
    else if (event.key === 'ArrowDown') buttons[Math.min(at + 1, buttons.length - 1)]?.focus()
    else if (event.key === 'ArrowUp' && at > 0) buttons[at - 1]?.focus()
    else if (event.key === 'ArrowUp') onBack()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="item-proofs">
      <Table
        table={table}
        onKeyDown={move}
        columns={columns.map((id) => ({ id, head: t(`columns.${id}`), width: widths[id] }))}
      >
        {entries.map((entry) => (
          <Fragment key={entry.id}>
            <ProofRow
              entry={entry}
              here={unfolded === entry.id || entry.proofName === markedProof}
              unfolded={unfolded === entry.id}
              onUnfold={() => setUnfolded(unfolded === entry.id ? null : entry.id)}
            />
            {unfolded === entry.id && !contentForbidden(entry.secrecy) && (
              <tr className="is-here proof-more">
                <td />
                <td colSpan={4}>
                  <ProofDetails entry={entry} />
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </Table>
    </div>
  )
}

function ProofRow({
  entry,
  here,
  unfolded,
  onUnfold,
}: {
  readonly entry: ListEntry
  readonly here: boolean
  readonly unfolded: boolean
  readonly onUnfold: () => void
}) {
  const { t } = useTranslation(['lookup', 'case'])
  const secret = contentForbidden(entry.secrecy)
  return (
    <tr className={here ? 'is-here' : undefined} data-testid={`lookup-entry-${entry.id}`}>
      <td>
        <MethodName method={entry.method} />
      </td>
      <td>
        <button
          type="button"
          className="proof-name"
          aria-expanded={secret ? undefined : unfolded}
          onClick={secret ? undefined : onUnfold}
        >
          {secret ? t('case:secretName') : entry.proofName}
        </button>
        <SecrecyTag secrecy={entry.secrecy} />
        <small className="cut">
          {secret ? t('stateSecret') : entry.legalBasis === '' ? entry.proofPurpose : entry.legalBasis}
        </small>
      </td>
      <td>{secret ? '' : entry.issuingUnit}</td>
      <td>
        {secret ? '' : entry.archiveClass === null ? t('archive.none') : t(`archive.${entry.archiveClass}`)}
      </td>
      <td>{secret ? '' : entry.level}</td>
    </tr>
  )
}

function ProofDetails({ entry }: { readonly entry: ListEntry }) {
  const { t } = useTranslation(['lookup', 'common'])
  const lines = [
    ['purpose', entry.proofPurpose],
    ['basis', entry.legalBasis],
    ['wording', entry.methodWording],
    ['questions', entry.questions.join(' ')],
    ['excluded', entry.commitmentExcluded ?? ''],
    ['followUp', entry.followUp ?? ''],
    ['note', entry.note],
    ['entryNumber', entry.entryNumber],
  ] as const
  return (
    <dl className="proof-details">
      {lines
        .filter(([, text]) => text !== '')
        .map(([name, text]) => (
          <Fragment key={name}>
            <dt>{t(`details.${name}`)}</dt>
            <dd>{text}</dd>
          </Fragment>
        ))}
      {(entry.secrecy === 'work-secret' || entry.secrecy === 'unknown') && (
        <>
          <dt>{t(`common:secrecy.${entry.secrecy}`)}</dt>
          <dd>{t(`secrecyHint.${entry.secrecy}`)}</dd>
        </>
      )}
    </dl>
  )
}
