// The form of an act that is one record: its fields, the paper to be signed before it, and the ways beside it.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProofView } from '../../../src-shared/contract/case-view.ts'
import { exemptionMethods } from '../../../src-shared/domain/exemption-list.ts'
import { verdicts } from '../../../src-shared/domain/verification.ts'
import { type Acting, call } from '../../desk/desk.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { type FormAct, fieldsOf, sayAct } from './act-fields.ts'
import { ActForm, type FieldValues } from './act-form.tsx'
import type { ProofPage } from './proof-page.ts'

export function PlainForm({
  act,
  proof,
  acting,
  others,
  page,
}: {
  readonly act: Exclude<FormAct, 'check-on-site'>
  readonly proof: ProofView
  readonly acting: Acting
  readonly others: ReactNode
  readonly page: ProofPage
}) {
  const { t } = useTranslation('case')
  const common = useTranslation('common').t
  const followUp = proof.entry.followUp ?? ''

  /** Paper first: it is read and signed before the act is recorded. */
  async function drawForm(kind: 'commit' | 'authorise', values: FieldValues) {
    const onProof = { case: page.caseStream, entry: proof.entry.entry }
    const { agent = '', powers = '', until = '' } = values
    const outcome = await acting.run(async () =>
      kind === 'commit'
        ? { ...(await call('drawCommitment', onProof)), kind: 'commitment' as const }
        : {
            ...(await call('drawAuthorisation', { ...onProof, agent, powers, until })),
            kind: 'authorisation' as const,
          },
    )
    if (outcome.ok) page.onLetter({ ...outcome.value, verification: null })
  }
  return (
    <ActForm
      name={act}
      draftKey={`${act} ${page.caseStream} ${proof.entry.entry}`}
      fields={fieldsOf(act, proof, page.staffName, { t, common })}
      submit={(values) => {
        if (act === 'change-method') {
          const to = exemptionMethods.find((method) => method === values.to)
          return to === undefined
            ? t('acts.change-method')
            : t('submit.change-method', { method: common(`methods.${to}.name`) })
        }
        if (act === 'transcribe-answer') {
          const verdict = verdicts.find((one) => one === values.verdict)
          return verdict === undefined
            ? t('acts.transcribe-answer')
            : t('submit.transcribe-answer', { verdict: common(`verdicts.${verdict}`) })
        }
        return t(`submit.${act}`)
      }}
      acting={acting}
      others={(values, missing) => (
        <>
          {act === 'commit' || act === 'authorise' ? (
            <Button
              icon="print"
              testId={`draw-${act}`}
              disabled={missing.length > 0}
              onClick={() => void drawForm(act, values)}
            >
              {t(act === 'commit' ? 'letterPane.drawCommitment' : 'letterPane.drawAuthorisation')}
            </Button>
          ) : null}
          {others}
        </>
      )}
      onSubmit={async (values) => {
        const outcome = await acting.run(() => sayAct(act, page.caseStream, proof, values))
        if (outcome.ok) page.onDone(null)
        return outcome.ok
      }}
    >
      {act === 'commit' && followUp !== '' ? (
        <p className="hint">
          <Icon name="cal" size="s" />
          {t('fields.followUp')} {followUp}
        </p>
      ) : null}
    </ActForm>
  )
}
