// The foot of the spine: close and file once every proof is settled, or the applicant withdraws.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseView } from '../../../src-shared/contract/case-view.ts'
import { call, useActing } from '../../desk/desk.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { ActForm } from './act-form.tsx'
import { endOfCase } from './acts.ts'

export function CaseEnd({
  view,
  here,
  onStand,
  onDone,
}: {
  readonly view: CaseView
  readonly here: boolean
  readonly onStand: () => void
  readonly onDone: () => void
}) {
  const { t } = useTranslation('case')
  const [withdrawing, setWithdrawing] = useState(false)
  const acting = useActing()
  const left = view.proofs.filter((proof) => proof.status !== 'settled')
  const mayClose = view.actions.includes('close')
  const over = view.state.status === 'closed' || view.state.status === 'withdrawn'
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the page moves between rows with the arrow keys
    <li
      className={here ? 'proof end is-here' : 'proof end'}
      tabIndex={-1}
      data-entry={endOfCase}
      data-testid="case-end"
      onClick={here ? undefined : onStand}
    >
      <span className="node">
        <Icon name="flag" />
      </span>
      <div className="two wide">
        <h3>{t('end.title')}</h3>
        <small>
          {over
            ? t('end.done')
            : left.length === 0
              ? t('end.ready')
              : t('end.missing', {
                  count: left.length,
                  names: left.map((proof) => proof.entry.proofName || t('secretName')).join(t('end.and')),
                })}
        </small>
      </div>
      {over || (here && mayClose && !withdrawing) ? null : (
        <div className="acts end-acts">
          {view.actions.includes('withdraw') && !withdrawing ? (
            <Button
              kind="quiet"
              testId="withdraw-case"
              onClick={() => {
                onStand()
                setWithdrawing(true)
              }}
            >
              {t('end.withdraw')}
            </Button>
          ) : null}
          <Button keys="Ctrl Enter" testId="to-close" disabled={!mayClose} onClick={onStand}>
            {t('end.close')}
          </Button>
        </div>
      )}
      {here && !over && withdrawing ? (
        <div className="next">
          <ActForm
            name="withdraw-case"
            draftKey={`withdraw ${view.stream}`}
            fields={[{ name: 'reason', label: t('fields.reason'), kind: 'text' }]}
            submit={t('end.withdrawSubmit')}
            acting={acting}
            others={
              <Button kind="quiet" onClick={() => setWithdrawing(false)}>
                {t('end.title')}
              </Button>
            }
            onSubmit={async (values) => {
              const outcome = await acting.run(() =>
                call('withdrawCase', { case: view.stream, reason: values.reason ?? '' }),
              )
              if (outcome.ok) onDone()
              return outcome.ok
            }}
          />
        </div>
      ) : here && mayClose ? (
        <div className="next" data-testid="close-form">
          <ActForm
            name="close-case"
            draftKey={`close ${view.stream}`}
            keys="Ctrl Enter"
            fields={[
              {
                name: 'result',
                label: t('fields.closeResult'),
                kind: 'choice',
                initial: 'granted',
                choices: (['granted', 'refused', 'other'] as const).map((value) => ({
                  value,
                  words: t(`end.results.${value}`),
                })),
              },
              { name: 'remark', label: t('fields.remark'), kind: 'text', optional: true },
            ]}
            submit={t('end.close')}
            submitTestId="close-case"
            acting={acting}
            others={
              view.actions.includes('withdraw') ? (
                <>
                  <span className="grow" />
                  <Button kind="quiet" testId="withdraw-case" onClick={() => setWithdrawing(true)}>
                    {t('end.withdraw')}
                  </Button>
                </>
              ) : null
            }
            onSubmit={async (values) => {
              const outcome = await acting.run(() =>
                call('closeCase', {
                  case: view.stream,
                  result:
                    (['granted', 'refused', 'other'] as const).find((one) => one === values.result) ??
                    'other',
                  remark: values.remark ?? '',
                }),
              )
              if (outcome.ok) onDone()
              return outcome.ok
            }}
          />
        </div>
      ) : null}
    </li>
  )
}
