// One mail that came in: who sent it, what ties it to a letter or why it waits, its words and pages, and what a person makes of it.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncomingMail } from '../../../src-shared/contract/outbox-view.ts'
import { verdicts } from '../../../src-shared/domain/verification.ts'
import { call, useActing } from '../../desk/desk.ts'
import { useRoute } from '../../frame/route.ts'
import { Button } from '../../parts/button.tsx'
import { Dot } from '../../parts/dot.tsx'
import { Icon } from '../../parts/icon.tsx'
import { fromField, shortTime, toField } from '../../parts/time.ts'
import { ActForm } from '../case/act-form.tsx'
import { MailFiles } from './mail-files.tsx'
import './mail-in.css'

type Doing = 'accept' | 'assign' | 'dismiss' | null

/** `ofCase`: it stands beside its inquiry already. */
export function MailSheet({
  mail,
  ofCase = false,
}: {
  readonly mail: IncomingMail
  readonly ofCase?: boolean
}) {
  const { t } = useTranslation('mailIn')
  const go = useRoute((state) => state.go)
  const [doing, setDoing] = useState<Doing>(null)
  const back = (
    <Button kind="quiet" onClick={() => setDoing(null)}>
      {t('keep')}
    </Button>
  )
  const { letter } = mail
  return (
    <article className="mail-sheet" data-testid={`mail-in-${mail.id}`} data-tray={mail.tray ?? 'none'}>
      <header>
        <Icon name="mail" />
        <b className="cut">{mail.subject === '' ? t('noSubject') : mail.subject}</b>
        <small className="num">{t('received', { time: shortTime(mail.receivedAt) })}</small>
      </header>
      <p>
        {t('from', { name: mail.fromName, address: mail.from })}
        {letter === null ? null : (
          <>
            <Dot />
            <span className={mail.senderIsAsked ? undefined : 'soon-words'}>
              {t(mail.senderIsAsked ? 'sender.asked' : 'sender.other')}
            </span>
          </>
        )}
      </p>
      <Tie mail={mail} />
      <p className="mail-text" data-testid="mail-text">
        {mail.text === '' ? t('noText') : mail.text}
      </p>
      <MailFiles mail={mail} />
      {doing === 'accept' ? <AcceptForm mail={mail} back={back} /> : null}
      {doing === 'assign' ? <AssignForm mail={mail} back={back} /> : null}
      {doing === 'dismiss' ? <DismissForm mail={mail} back={back} /> : null}
      {doing === null ? (
        <div className="acts">
          {letter === null ? (
            <Button testId="mail-assign" onClick={() => setDoing('assign')}>
              {t('assign')}
            </Button>
          ) : (
            <Button icon="pen" testId="mail-accept" onClick={() => setDoing('accept')}>
              {t('acceptOpen')}
            </Button>
          )}
          {letter === null || ofCase ? null : (
            <Button testId="mail-open-case" onClick={() => go('case', { case: letter.case })}>
              {t('openCase')}
            </Button>
          )}
          <Button kind="quiet" testId="mail-dismiss" onClick={() => setDoing('dismiss')}>
            {t('dismiss')}
          </Button>
        </div>
      ) : null}
    </article>
  )
}

/** What ties it to its letter, or why it is tied to none. */
function Tie({ mail }: { readonly mail: IncomingMail }) {
  const { t } = useTranslation('mailIn')
  const { letter, tray } = mail
  if (letter !== null)
    return (
      <p className="mail-tie" data-testid="mail-tie">
        <Icon name="check" size="s" />
        {t('answers', { number: letter.letterNumber, proof: letter.proofName })}
        <Dot />
        {letter.by === null ? t('byPerson') : letter.by.map((by) => t(`by.${by}`)).join(t('and'))}
      </p>
    )
  return (
    <p className="mail-tie tray" data-testid="mail-tray-reason">
      <Icon name="tri" size="s" />
      {t(`tray.${tray ?? 'no-letter'}`)}
      {tray === 'too-large' || tray === 'unreadable' ? (
        <>
          <Dot />
          {t('mailboxOnly')}
        </>
      ) : null}
    </p>
  )
}

type FormProps = { readonly mail: IncomingMail; readonly back: React.ReactNode }

function AcceptForm({ mail, back }: FormProps) {
  const { t } = useTranslation('mailIn')
  const words = useTranslation('case').t
  const common = useTranslation('common').t
  const acting = useActing()
  const choices = verdicts.map((value) => ({ value, words: common(`verdicts.${value}`) }))
  const written = mail.sentAt ?? mail.receivedAt
  return (
    <ActForm
      name="accept-mail"
      draftKey={`accept ${mail.id}`}
      fields={[
        { name: 'verdict', label: words('fields.verdict'), kind: 'choice', choices },
        { name: 'answeredAt', label: words('fields.answeredAt'), kind: 'time', initial: toField(written) },
        {
          name: 'answeredBy',
          label: words('fields.answeredBy'),
          kind: 'line',
          initial: mail.fromName.slice(0, 200),
        },
        {
          name: 'replyNumber',
          label: words('fields.replyNumber'),
          kind: 'line',
          optional: true,
          longest: 100,
        },
        { name: 'remark', label: words('fields.remark'), kind: 'line', optional: true, longest: 2000 },
      ]}
      submit={(values) => {
        const verdict = verdicts.find((one) => one === values.verdict)
        return verdict === undefined
          ? t('accept')
          : t('acceptVerdict', { verdict: common(`verdicts.${verdict}`) })
      }}
      acting={acting}
      others={back}
      onSubmit={async (values) => {
        const outcome = await acting.run(() =>
          call('acceptMail', {
            mail: mail.id,
            verdict: verdicts.find((one) => one === values.verdict) ?? 'not-found',
            answeredAt: fromField(values.answeredAt ?? ''),
            answeredBy: values.answeredBy ?? '',
            replyNumber: values.replyNumber ?? '',
            remark: values.remark ?? '',
          }),
        )
        return outcome.ok
      }}
    />
  )
}

function AssignForm({ mail, back }: FormProps) {
  const { t } = useTranslation('mailIn')
  const acting = useActing()
  const assign = (verification: string) =>
    acting.run(() => call('assignMail', { mail: mail.id, verification }))
  return (
    <ActForm
      name="assign-mail"
      draftKey={`assign ${mail.id}`}
      fields={[{ name: 'letterNumber', label: t('assignNumber'), kind: 'line' }]}
      submit={t('assignGo')}
      acting={acting}
      others={
        <>
          {mail.mayAnswer.map((letter) => (
            <Button
              key={letter.verification}
              pending={acting.pending}
              testId={`assign-${letter.verification}`}
              onClick={() => void assign(letter.verification)}
            >
              {t('assignTo', { number: letter.letterNumber })}
            </Button>
          ))}
          {back}
        </>
      }
      onSubmit={async (values) => {
        const outcome = await acting.run(async () => {
          const { verification } = await call('findLetter', { text: values.letterNumber ?? '' })
          await call('assignMail', { mail: mail.id, verification })
        })
        return outcome.ok
      }}
    />
  )
}

function DismissForm({ mail, back }: FormProps) {
  const { t } = useTranslation('mailIn')
  const acting = useActing()
  return (
    <ActForm
      name="dismiss-mail"
      draftKey={`dismiss ${mail.id}`}
      fields={[{ name: 'reason', label: t('dismissReason'), kind: 'line', longest: 500 }]}
      submit={t('dismissGo')}
      acting={acting}
      others={back}
      onSubmit={async (values) => {
        const outcome = await acting.run(() =>
          call('dismissMail', { mail: mail.id, reason: values.reason ?? '' }),
        )
        return outcome.ok
      }}
    />
  )
}
