// Sending an inquiry already asked by another way (A2§3): draw the letter, then record what the machine or server said.
import { useTranslation } from 'react-i18next'
import type { ProofView, VerificationView } from '../../../src-shared/contract/case-view.ts'
import type { Acting } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { JobActs } from '../../parts/job-acts.tsx'
import { JobNext, JobWords } from '../../parts/job-words.tsx'
import { shortTime } from '../../parts/time.ts'
import { ChannelChoice } from './channel-choice.tsx'
import { ReportForm, SendForm } from './dispatch-fields.tsx'
import { useDispatching } from './dispatching.ts'
import type { ProofPage } from './proof-page.ts'

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
  const {
    draft,
    chosen: channel,
    byHand,
    onItsWay,
    done,
    draw,
  } = useDispatching(proof, verification, page, acting)
  // Under the letter itself are the fields of sending it.
  const inPane = page.letter?.verification === verification.stream
  const view = verification.channels.find((one) => one.channel === channel)

  // Until the other side has answered nothing is sent: the form must not invite a second way meanwhile.
  if (onItsWay)
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
          else if (inPane && one.channel !== 'system') void draw(one.channel, false)
          else draft.set({ channel: one.channel })
        }}
      />
      {inPane ? (
        <>
          <ErrorNote error={acting.error} />
          <div className="acts">
            <small data-testid="send-in-pane">{t('dispatch.inPane')}</small>
            {others}
          </div>
        </>
      ) : view?.open === true && (channel === 'fax' || channel === 'mail' || channel === 'oa') ? (
        !byHand(channel) ? (
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
        ) : draft.value.drawn && channel !== 'mail' ? (
          <ReportForm
            key={channel}
            channel={channel}
            verification={verification}
            address={view.address}
            pages={draft.value.pages}
            acting={acting}
            onDraw={() => void draw(channel, draft.value.byHand)}
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
                onClick={() => void draw(channel, draft.value.byHand)}
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
