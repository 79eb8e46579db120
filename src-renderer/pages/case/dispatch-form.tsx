// Sending an inquiry already asked by another way (A2§3): draw the letter, then record what the machine or server said.
import { useTranslation } from 'react-i18next'
import type { ProofView, VerificationView } from '../../../src-shared/contract/desk.ts'
import { type Acting, call } from '../../desk/desk.ts'
import { useDraft } from '../../desk/draft.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { fromField, shortTime, toField } from '../../parts/time.ts'
import { ActForm, type FieldSpec } from './act-form.tsx'
import { firstChannel } from './ask-form.tsx'
import { ChannelChoice } from './channel-choice.tsx'
import type { DispatchDraft, ProofPage } from './proof-page.ts'

export function DispatchForm({
  proof,
  verification,
  acting,
  others,
  page,
}: {
  readonly proof: ProofView
  readonly verification: VerificationView
  readonly acting: Acting
  readonly others: React.ReactNode
  readonly page: ProofPage
}) {
  const { t } = useTranslation('case')
  const draft = useDraft<DispatchDraft>(`dispatch ${verification.stream}`, {
    channel: null,
    drawn: false,
    queued: false,
  })
  const drawn = draft.value.drawn || page.letter?.verification === verification.stream
  const channel = draft.value.channel ?? firstChannel(proof)
  const view = verification.channels.find((one) => one.channel === channel)

  async function draw(by: 'fax' | 'mail' | 'oa') {
    const outcome = await acting.run(() =>
      call('drawInquiryLetter', { verification: verification.stream, channel: by }),
    )
    if (!outcome.ok) return
    draft.set({ drawn: true })
    page.onLetter({ ...outcome.value, verification: verification.stream })
  }

  if (draft.value.queued)
    return (
      <div className="act-form" data-testid="mail-queued">
        <p className="hint">
          <Icon name="mail" size="s" />
          {t('dispatch.mailQueued')}
        </p>
        <div className="acts">
          <Button testId="another-way" onClick={draft.drop}>
            {t('acts.dispatch')}
          </Button>
          {others}
        </div>
      </div>
    )

  return (
    <div className="act-form" data-testid="form-dispatch">
      <ChannelChoice
        channels={verification.channels}
        chosen={channel}
        policy={page.policy}
        onChoose={(one) => {
          if (one.closedBecause === 'secret') page.onRefuse(one.channel)
          else if (one.channel === 'on-site') page.onAct('check-on-site')
          else draft.set({ channel: one.channel })
        }}
      />
      {view?.open === true && (channel === 'fax' || channel === 'mail' || channel === 'oa') ? (
        drawn || channel === 'mail' ? (
          <ReportForm
            key={channel}
            channel={channel}
            verification={verification}
            address={view.address}
            acting={acting}
            onDraw={() => draw(channel)}
            onDone={() => {
              // Until the mail server has answered nothing is sent: the form must not invite a second way meanwhile.
              if (channel === 'mail') draft.set({ channel, queued: true })
              else draft.drop()
              page.onDone(null)
            }}
            others={others}
          />
        ) : (
          <>
            <ErrorNote error={acting.error} />
            <div className="acts">
              <Button
                kind="go"
                icon="print"
                keys="Enter"
                testId="draw-letter"
                pending={acting.pending}
                onClick={() => void draw(channel)}
              >
                {t('dispatch.draw')}
              </Button>
              {others}
            </div>
          </>
        )
      ) : (
        <div className="acts">{others}</div>
      )}
    </div>
  )
}

/** What was sent before, on the row. */
export function SentLines({ verification }: { readonly verification: VerificationView }) {
  const { t } = useTranslation('case')
  const common = useTranslation('common').t
  return verification.state.dispatches.map((one) => (
    <p key={one.event} className="hint" data-testid={`sent-${one.body.channel}`}>
      {t('dispatch.sent', {
        channel: common(`channels.${one.body.channel}`),
        time: shortTime(one.body.sentAt),
        address: one.body.address,
      })}
    </p>
  ))
}

function ReportForm({
  channel,
  verification,
  address,
  acting,
  onDraw,
  onDone,
  others,
}: {
  readonly channel: 'fax' | 'mail' | 'oa'
  readonly verification: VerificationView
  readonly address: string
  readonly acting: Acting
  readonly onDraw: () => void
  readonly onDone: () => void
  readonly others: React.ReactNode
}) {
  const { t } = useTranslation('case')
  const now = toField(new Date().toISOString())
  const fields = {
    fax: [
      { name: 'faxNumber', label: t('fields.faxNumber'), kind: 'line', initial: address },
      { name: 'sentAt', label: t('fields.sentAt'), kind: 'time', initial: now },
      { name: 'pages', label: t('fields.pages'), kind: 'number', initial: '1' },
      { name: 'reportNumber', label: t('fields.reportNumber'), kind: 'line', optional: true },
      {
        name: 'result',
        label: t('fields.result'),
        kind: 'choice',
        initial: 'ok',
        choices: [
          { value: 'ok', words: t('fields.ok') },
          { value: 'failed', words: t('fields.failed') },
        ],
      },
    ],
    mail: [{ name: 'to', label: t('fields.address'), kind: 'line', initial: address }],
    oa: [
      { name: 'documentNumber', label: t('fields.documentNumber'), kind: 'line' },
      { name: 'sentAt', label: t('fields.sentAt'), kind: 'time', initial: now },
    ],
  } as const satisfies Record<typeof channel, readonly FieldSpec[]>
  const submit = { fax: t('dispatch.reportSubmit'), mail: t('dispatch.sendMail'), oa: t('dispatch.oaSubmit') }
  return (
    <ActForm
      name={channel}
      draftKey={`report ${channel} ${verification.stream}`}
      fields={fields[channel]}
      submit={submit[channel]}
      acting={acting}
      others={
        <>
          <Button icon="print" testId="draw-letter" onClick={onDraw}>
            {t('dispatch.draw')}
          </Button>
          {others}
        </>
      }
      onSubmit={async (values) => {
        const of = (name: string) => values[name] ?? ''
        const outcome = await acting.run(async () => {
          if (channel === 'mail')
            return call('sendByMail', { verification: verification.stream, to: of('to') })
          if (channel === 'oa')
            return call('recordOaNumber', {
              verification: verification.stream,
              documentNumber: of('documentNumber'),
              sentAt: fromField(of('sentAt')),
            })
          return call('recordFaxReport', {
            verification: verification.stream,
            faxNumber: of('faxNumber'),
            sentAt: fromField(of('sentAt')),
            pages: Math.max(1, Math.min(999, Math.trunc(Number(of('pages')) || 1))),
            reportNumber: of('reportNumber'),
            result: of('result') === 'failed' ? 'failed' : 'ok',
          })
        })
        if (outcome.ok) onDone()
        return outcome.ok
      }}
    />
  )
}
