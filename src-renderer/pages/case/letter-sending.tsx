// Sends the letter from under it: every way that is open now in a line with where to, each by one press; by hand with its report.
import { Input } from 'antd'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChannelView, ProofView, VerificationView } from '../../../src-shared/contract/case-view.ts'
import type { FallbackChannel } from '../../../src-shared/domain/verification.ts'
import { call, useActing } from '../../desk/desk.ts'
import { useDraft } from '../../desk/draft.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { ReportForm, sendVerbs, useSendWords } from './dispatch-fields.tsx'
import { useDispatching } from './dispatching.ts'
import type { Letter, ProofPage } from './proof-page.ts'

type Way = ChannelView & { readonly channel: FallbackChannel }
const isWay = (view: ChannelView): view is Way => view.channel !== 'system' && view.channel !== 'on-site'

export function LetterSending({
  letter,
  proof,
  verification,
  page,
}: {
  readonly letter: Letter
  readonly proof: ProofView
  readonly verification: VerificationView
  readonly page: Pick<ProofPage, 'onLetter' | 'onDone'>
}) {
  const { t } = useTranslation('case')
  const acting = useActing()
  const { draft, chosen, byHand, onItsWay, done, draw } = useDispatching(proof, verification, page, acting)
  const ways = verification.channels.filter(isWay)
  const open = ways.filter((one) => one.open)
  if (onItsWay)
    return (
      <div className="letter-sending acts" data-testid="letter-sending">
        <small>{t('letterPane.onItsWay')}</small>
        <Button small testId="another-way" onClick={() => draft.set({ another: true })}>
          {t('dispatch.another')}
        </Button>
      </div>
    )
  if (open.length === 0) {
    const because = ways.find((one) => one.channel === letter.channel)?.closedBecause ?? 'policy'
    return (
      <p className="hint" data-testid="letter-sending-closed">
        {t(`dispatch.closed.${because}`)}
      </p>
    )
  }
  const reported = open.find((one) => one.channel === chosen && one.channel !== 'mail' && byHand(one.channel))
  return (
    <section className="letter-sending" aria-label={t('dispatch.title')} data-testid="letter-sending">
      {open.map((way) => {
        const byItself = way.byItself && way !== reported
        if (byItself)
          return (
            <SendLine
              key={way.channel}
              way={way}
              verification={verification}
              first={way.channel === chosen}
              onDone={done}
              onByHand={way.channel === 'mail' ? null : () => draw(way.channel, true)}
            />
          )
        if (way === reported && way.channel !== 'mail')
          return (
            <div key={way.channel} className="send-report">
              <WayName channel={way.channel} />
              <ReportForm
                channel={way.channel}
                verification={verification}
                address={way.address}
                pages={draft.value.pages}
                acting={acting}
                onDone={done}
                others={null}
              />
            </div>
          )
        return (
          <div key={way.channel} className="send-line">
            <WayName channel={way.channel} />
            <span className="num cut">{way.address}</span>
            <Button
              testId={`report-${way.channel}`}
              pending={acting.pending}
              onClick={() => draw(way.channel, true)}
            >
              {way.channel === 'oa' ? t('dispatch.numberHere') : t('dispatch.report')}
            </Button>
          </div>
        )
      })}
      {reported === undefined ? <ErrorNote error={acting.error} /> : null}
    </section>
  )
}

function WayName({ channel }: { readonly channel: FallbackChannel }) {
  const common = useTranslation('common').t
  return (
    <span className="way">
      <Icon name={channel} />
      <b>{common(`channels.${channel}`)}</b>
    </span>
  )
}

/** One way this window sends by itself. */
function SendLine({
  way,
  verification,
  first,
  onDone,
  onByHand,
}: {
  readonly way: Way
  readonly verification: VerificationView
  readonly first: boolean
  readonly onDone: () => void
  readonly onByHand: (() => void) | null
}) {
  const { t } = useTranslation('case')
  const { channel } = way
  const acting = useActing()
  const words = useSendWords()
  const initial = { to: channel === 'oa' ? verification.issuingUnitName : way.address }
  // The same draft as the form in the row: what was typed there stands here.
  const draft = useDraft<{ readonly to: string }>(`send ${channel} ${verification.stream}`, initial)
  const to = draft.value.to.trim()
  async function send(event: FormEvent) {
    event.preventDefault()
    if (to === '' || acting.pending) return
    const outcome = await acting.run(() =>
      call(sendVerbs[channel], { verification: verification.stream, to }),
    )
    if (!outcome.ok) return
    draft.drop()
    onDone()
  }
  return (
    <form onSubmit={send} data-testid={`form-${channel}`}>
      <div className="send-line">
        <WayName channel={channel} />
        <Input
          value={draft.value.to}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          aria-label={words.label[channel]}
          data-testid="field-to"
          onChange={(event) => draft.set({ to: event.target.value })}
        />
        <Button
          kind={first ? 'go' : 'plain'}
          icon="out"
          submit
          testId="form-submit"
          pending={acting.pending}
          disabled={to === ''}
        >
          {words.submit[channel]}
        </Button>
      </div>
      {onByHand === null || !first ? null : (
        <Button small kind="quiet" testId="by-hand" onClick={onByHand}>
          {channel === 'fax' ? t('dispatch.byHand') : t('dispatch.byHandOa')}
        </Button>
      )}
      <ErrorNote error={acting.error} />
    </form>
  )
}
