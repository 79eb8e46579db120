// Sending an inquiry already asked by another way (A2§3): draw the letter, then record what the machine or server said.
import { useTranslation } from 'react-i18next'
import type { ProofView, VerificationView } from '../../../src-shared/contract/desk.ts'
import { type Acting, call } from '../../desk/desk.ts'
import { useDraft } from '../../desk/draft.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { JobActs } from '../../parts/job-acts.tsx'
import { JobNext, JobWords } from '../../parts/job-words.tsx'
import { shortTime } from '../../parts/time.ts'
import { firstChannel } from './ask-form.tsx'
import { ChannelChoice } from './channel-choice.tsx'
import { ReportForm, SendForm } from './dispatch-fields.tsx'
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
    pages: 1,
    another: false,
    byHand: false,
  })
  const drawn = draft.value.drawn || page.letter?.verification === verification.stream
  const channel = draft.value.channel ?? firstChannel(proof)
  const view = verification.channels.find((one) => one.channel === channel)

  const byItself = view?.byItself === true && !draft.value.byHand
  function done() {
    draft.drop()
    page.onDone(null)
  }

  async function draw(by: 'fax' | 'mail' | 'oa') {
    const outcome = await acting.run(() =>
      call('drawInquiryLetter', { verification: verification.stream, channel: by }),
    )
    if (!outcome.ok) return
    draft.set({ drawn: true, pages: outcome.value.pages })
    page.onLetter({ ...outcome.value, kind: 'inquiry', verification: verification.stream })
  }

  // Until the other side has answered nothing is sent: the form must not invite a second way meanwhile.
  if (!draft.value.another && verification.jobs.some((job) => job.state === 'waiting'))
    return (
      <div className="act-form" data-testid="letter-on-its-way">
        <div className="acts">
          <Button testId="another-way" onClick={() => draft.set({ another: true })}>
            {t('dispatch.another')}
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
        byItself ? (
          <SendForm
            key={channel}
            channel={channel}
            verification={verification}
            address={view.address}
            acting={acting}
            onDone={done}
            others={
              <>
                {channel === 'mail' ? null : (
                  <Button testId="by-hand" onClick={() => draft.set({ channel, byHand: true })}>
                    {channel === 'fax' ? t('dispatch.byHand') : t('dispatch.byHandOa')}
                  </Button>
                )}
                {others}
              </>
            }
          />
        ) : drawn && channel !== 'mail' ? (
          <ReportForm
            key={channel}
            channel={channel}
            verification={verification}
            address={view.address}
            pages={draft.value.pages}
            acting={acting}
            onDraw={() => draw(channel)}
            onDone={done}
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

/** What was sent before, and what is on its way or stopped, on the row. */
export function SentLines({ verification }: { readonly verification: VerificationView }) {
  const { t } = useTranslation('case')
  const common = useTranslation('common').t
  const sent = verification.state.dispatches.map((one) => (
    <p key={one.event} className="hint" data-testid={`sent-${one.body.channel}`}>
      {t('dispatch.sent', {
        channel: common(`channels.${one.body.channel}`),
        time: shortTime(one.body.sentAt),
        address: one.body.address,
      })}
    </p>
  ))
  // A job that went out is a dispatch; what waits or stopped is said by the job itself.
  const underWay = verification.jobs.filter((job) => job.state !== 'sent')
  return (
    <>
      {sent}
      {underWay.map((job) => (
        <div key={job.job} className="hint job-line" data-testid={`job-${job.channel}-${job.state}`}>
          <Icon name={job.channel} size="s" />
          <JobWords job={job} />
          <span className="num">
            <JobNext job={job} />
          </span>
          <span className="job-acts">
            <JobActs job={job} />
          </span>
        </div>
      ))}
    </>
  )
}
