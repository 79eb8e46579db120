// What unfolds under the proof one stands on: what will happen, the next lawful act, and every other lawful door.
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProofView } from '../../../src-shared/contract/case-view.ts'
import { contentForbidden } from '../../../src-shared/domain/exemption-list.ts'
import { call, useActing } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { RefusalPanel } from '../../parts/pane.tsx'
import { MailsOfInquiry } from '../mail-in/mail-lists.tsx'
import { OverdueReport } from '../supervision/overdue-report.tsx'
import { type DeskAct, isPress, nextAct, openActs } from './acts.ts'
import { CountingAnswer, ResolveForm } from './answers.tsx'
import { AskForm } from './ask-form.tsx'
import { DispatchForm, SentLines } from './dispatch-form.tsx'
import { OtherActs } from './other-acts.tsx'
import { OverdueDoors } from './overdue-doors.tsx'
import { PlainForm } from './plain-form.tsx'
import type { ProofPage } from './proof-page.ts'
import { RaiseNote } from './raise-note.tsx'
import { Refused } from './refused.tsx'
import { VisitForm } from './visit/visit-form.tsx'

export function ProofNext({ proof, page }: { readonly proof: ProofView; readonly page: ProofPage }) {
  const { t } = useTranslation('case')
  const common = useTranslation('common').t
  const acting = useActing()
  const acts = openActs(proof)
  const next = nextAct(proof)
  const act = page.chosen !== null && acts.includes(page.chosen) ? page.chosen : next
  const verification = proof.status === 'asked' ? proof.verificationView : null

  // biome-ignore lint/correctness/useExhaustiveDependencies: a refusal belongs to the act it answered
  useEffect(() => acting.clear(), [act])

  async function press(pressed: DeskAct) {
    const onProof = { case: page.caseStream, entry: proof.entry.entry }
    const outcome = await acting.run(async () => {
      if (pressed === 'waive') await call('waiveProof', onProof)
      else if (pressed === 'take-answer') await call('takeAnswer', onProof)
      else if (pressed === 'handle-outside') await call('handleOutside', onProof)
    })
    if (outcome.ok) page.onDone(null)
  }

  const others = <OtherActs acts={acts} act={act} onAct={page.onAct} />
  const steps = act === null || act === 'dispatch' ? [] : t(`steps.${act}`, { returnObjects: true })

  let body: ReactNode = null
  if (act === null) {
    body = (
      <>
        <p className="hint">{waitingWords()}</p>
        <div className="acts">{others}</div>
      </>
    )
  } else if (isPress(act)) {
    const verdict = verification?.state.answer?.body.verdict
    body = (
      <>
        <ErrorNote error={acting.error} />
        <div className="acts">
          <Button
            kind="go"
            keys="Enter"
            testId={`act-${act}`}
            pending={acting.pending}
            onClick={() => void press(act)}
          >
            {act === 'take-answer'
              ? t('submit.take-answer', {
                  verdict: verdict === undefined ? '' : common(`verdicts.${verdict}`),
                })
              : act === 'waive'
                ? t('submit.waive')
                : t('submit.handle-outside')}
          </Button>
          {others}
        </div>
      </>
    )
  } else if (act === 'ask') body = <AskForm proof={proof} acting={acting} others={others} page={page} />
  else if (act === 'dispatch' && verification !== null)
    body = (
      <DispatchForm proof={proof} verification={verification} acting={acting} others={others} page={page} />
    )
  else if (act === 'resolve' && verification !== null)
    body = <ResolveForm verification={verification} acting={acting} others={others} page={page} />
  else if (act === 'check-on-site')
    body = <VisitForm proof={proof} acting={acting} others={others} page={page} />
  else if (act !== 'dispatch' && act !== 'resolve' && !isPress(act))
    body = <PlainForm key={act} act={act} proof={proof} acting={acting} others={others} page={page} />

  function waitingWords(): string {
    if (verification !== null) return t('waitAnswer', { unit: verification.issuingUnitName })
    if (proof.status === 'open' && proof.method === 'verification')
      return !page.mayAsk
        ? t('onlyAgents')
        : proof.entry.issuingUnitCode === null
          ? t('cannotAsk')
          : t('noAct')
    if (proof.method === 'commitment' && proof.entry.commitmentExcluded !== null)
      return t('excluded', { reason: proof.entry.commitmentExcluded })
    return t('noAct')
  }

  if (page.refused !== null) return <Refused proof={proof} page={page} acts={acts} />
  return (
    <div className="next" data-testid="next" data-act={act ?? 'none'}>
      {contentForbidden(proof.entry.secrecy) ? (
        <RefusalPanel title={t('outside.title')} testId="state-secret">
          {t('outside.body')}
        </RefusalPanel>
      ) : null}
      {act === null ? null : (
        <div className="steps">
          {isPress(act) ? null : (
            <b data-testid={`act-${act}`} className="act-name">
              {t(`acts.${act}`)}
            </b>
          )}
          <ol>
            {steps.map((step) => (
              <li key={step}>
                <Icon name="check" size="s" />
                {step}
              </li>
            ))}
          </ol>
        </div>
      )}
      {verification === null ? null : <SentLines verification={verification} />}
      {verification === null ? null : <RaiseNote verification={verification} />}
      {verification === null ? null : <OverdueReport verification={verification.stream} />}
      {verification !== null && verification.state.status === 'answered' ? (
        <CountingAnswer verification={verification} />
      ) : null}
      <OverdueDoors proof={proof} act={act} onAct={page.onAct} />
      {verification === null ? null : <MailsOfInquiry verification={verification.stream} />}
      {body}
    </div>
  )
}
