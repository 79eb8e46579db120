// The cases behind one number: frames only, with the way to the case where it is this unit's own.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Behind, FigureFilter } from '../../../src-shared/domain/figures.ts'
import { useView } from '../../desk/desk.ts'
import { useRoute } from '../../frame/route.ts'
import { Button } from '../../parts/button.tsx'
import { Waiting } from '../../parts/pane.tsx'
import { LinkButton, Table } from '../../parts/table.tsx'
import { longTime } from '../../parts/time.ts'

const columns = ['letter', 'demanding', 'issuing', 'asked', 'due', 'ended', 'outcome'] as const

export function FigureCases({
  filter,
  behind,
  onClose,
}: {
  readonly filter: FigureFilter
  readonly behind: Behind
  readonly onClose: () => void
}) {
  const { t } = useTranslation('figures')
  const go = useRoute((state) => state.go)
  const { view } = useView('figureCases', { filter, behind })
  const place = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number was asked for
  useEffect(() => {
    // Newer browsers answer with a promise, which must not become what the effect returns.
    void place.current?.scrollIntoView({ block: 'nearest' })
  }, [behind, view === null])
  return (
    <div className="figure-cases" ref={place} data-testid="figure-cases">
      <div className="head">
        <b>{t('cases', { count: view?.total ?? 0 })}</b>
        {view !== null && view.rows.length < view.total ? (
          <small>{t('newest', { count: view.rows.length })}</small>
        ) : null}
        <span className="grow" />
        <Button small kind="quiet" icon="x" onClick={onClose}>
          {t('close')}
        </Button>
      </div>
      {view === null ? (
        <Waiting label={t('waiting')} />
      ) : (
        <Table columns={columns.map((id) => ({ id, head: t(`columns.${id}`) }))}>
          {view.rows.map((row) => (
            <tr key={row.verification} data-testid="figure-case">
              <td className="num">
                {row.case === '' ? (
                  row.letterNumber
                ) : (
                  <LinkButton onClick={() => go('case', { case: row.case })}>{row.letterNumber}</LinkButton>
                )}
                {row.proofName === '' ? null : <small>{row.proofName}</small>}
              </td>
              <td>{row.demandingUnitName}</td>
              <td>{row.issuingUnitName}</td>
              <td className="num">{longTime(row.requestedAt)}</td>
              <td className="num">{longTime(row.dueAt ?? '')}</td>
              <td className="num">{longTime(row.endedAt ?? '')}</td>
              <td>{t(`outcomes.${row.outcome}`)}</td>
            </tr>
          ))}
        </Table>
      )}
    </div>
  )
}
