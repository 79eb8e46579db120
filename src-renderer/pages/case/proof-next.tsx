// What unfolds under the proof one stands on: what will happen, the next lawful act, and every other lawful door.
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProofView } from '../../../src-shared/contract/desk.ts'
import { contentForbidden, exemptionMethods } from '../../../src-shared/domain/exemption-list.ts'
import { verdicts } from '../../../src-shared/domain/verification.ts'
import { type Acting, call, useActing } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { RefusalPanel } from '../../parts/pane.tsx'
import { MailsOfInquiry } from '../mail-in/mail-lists.tsx'
import { OverdueReport } from '../supervision/overdue-report.tsx'
import { type FormAct, fieldsOf, sayAct } from './act-fields.ts'
import { ActForm, type FieldValues } from './act-form.tsx'
import { type DeskAct, isPress, nextAct, openActs } from './acts.ts'
import { CountingAnswer, ResolveForm } from './answers.tsx'
import { AskForm } from './ask-form.tsx'
import { DispatchForm, SentLines } from './dispatch-form.tsx'
import { OverdueDoors } from './overdue-doors.tsx'
import type { ProofPage } from './proof-page.ts'
import { RaiseNote } from './raise-note.tsx'
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

  // A refusal leaves the system and going to look (A2§3); what is brought by choice is taken all the same (§9).
  if (page.refused !== null)
    return (
      <div className="next" data-testid="next" data-act="refused">
        <RefusalPanel
          title={t('refusal.title', { secrecy: common(`secrecy.${proof.entry.secrecy}`) })}
          ways={
            <>
              <Button small icon="sys" testId="refusal-wait" onClick={page.onRefusalRead}>
                {t('refusal.wait')}
              </Button>
              {acts.includes('check-on-site') ? (
                <Button
                  small
                  icon="walk"
                  testId="refusal-visit"
                  onClick={() => {
                    page.onRefusalRead()
                    page.onAct('check-on-site')
                  }}
                >
                  {t('refusal.visit')}
                </Button>
              ) : null}
              {acts.includes('bring-voluntarily') ? (
                <Button
                  small
                  kind="quiet"
                  testId="act-bring-voluntarily"
                  onClick={() => {
                    page.onRefusalRead()
                    page.onAct('bring-voluntarily')
                  }}
                >
                  {t('acts.bring-voluntarily')}
                </Button>
              ) : null}
            </>
          }
        >
          {t('refusal.body')}
        </RefusalPanel>
      </div>
    )
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

function PlainForm({
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

/** The other lawful doors: plain buttons, the ninth article's at the end. */
function OtherActs({
  acts,
  act,
  onAct,
}: {
  readonly acts: readonly DeskAct[]
  readonly act: DeskAct | null
  readonly onAct: (act: DeskAct) => void
}) {
  const { t } = useTranslation('case')
  // Going to look stands with the reason for it: in the panel of article 8, or as a way beside a closed line (A2§3).
  const rest = acts.filter((one) => one !== act && one !== 'bring-voluntarily' && one !== 'check-on-site')
  return (
    <>
      {rest.map((one) => (
        <Button
          key={one}
          kind={one === 'withdraw-verification' ? 'quiet' : 'plain'}
          testId={`act-${one}`}
          keys={one === 'change-method' ? 'Shift Enter' : undefined}
          onClick={() => onAct(one)}
        >
          {t(`acts.${one}`)}
        </Button>
      ))}
      <span className="grow" />
      {acts.includes('bring-voluntarily') && act !== 'bring-voluntarily' ? (
        <Button kind="quiet" small testId="act-bring-voluntarily" onClick={() => onAct('bring-voluntarily')}>
          {t('acts.bring-voluntarily')}
        </Button>
      ) : null}
    </>
  )
}
