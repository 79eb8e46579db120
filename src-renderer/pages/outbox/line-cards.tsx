// The four ways out of this machine and how each stands: line, official mail, fax and OA by hand, the list coming in.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { OutboxView } from '../../../src-shared/contract/outbox-view.ts'
import type { LinkView } from '../../../src-shared/contract/session-view.ts'
import { useView } from '../../desk/desk.ts'
import { useAge } from '../../frame/strip.tsx'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { shortTime } from '../../parts/time.ts'

type Mood = 'on' | 'down' | 'err' | 'still'

function Card({
  mood,
  icon,
  title,
  text,
  testid,
}: {
  readonly mood: Mood
  readonly icon: IconName
  readonly title: string
  readonly text: ReactNode
  readonly testid: string
}) {
  return (
    <div data-testid={testid}>
      <span className={`link ${mood}`}>
        <Icon name={icon} />
        {title}
      </span>
      <p className="cut">{text}</p>
    </div>
  )
}

const lineMood = {
  online: 'on',
  connecting: 'still',
  'no-network': 'down',
  unreachable: 'down',
  error: 'err',
} as const satisfies Record<LinkView['state'], Mood>

export function LineCards({ view }: { readonly view: OutboxView | null }) {
  const { t } = useTranslation('outbox')
  const { view: status } = useView('status', {})
  const { view: session } = useView('session', {})
  const link = view?.link ?? status?.link
  const list = status?.list ?? null
  const age = useAge()
  const mails = (view?.jobs ?? []).filter((job) => job.channel === 'mail')
  const waiting = mails.filter((job) => job.state === 'waiting').length
  const stuck = mails.filter((job) => job.state === 'given-up').length
  const online = link?.state === 'online'
  return (
    <section className="pane lines" aria-label={t('title')}>
      {link !== undefined && (
        <Card
          testid="line-endpoint"
          mood={lineMood[link.state]}
          icon={online ? 'on' : link.state === 'error' ? 'tri' : link.state === 'connecting' ? 'spin' : 'off'}
          title={t(`line.${link.state}`, { detail: link.detail ?? '' })}
          text={<LineText link={link} />}
        />
      )}
      {session?.mail == null ? (
        <Card
          testid="line-mail"
          mood="still"
          icon="mail"
          title={t('mailCard.none')}
          text={t('mailCard.noneText')}
        />
      ) : (
        <Card
          testid="line-mail"
          mood={stuck > 0 ? 'err' : waiting > 0 ? 'down' : 'on'}
          icon="mail"
          title={t('mailCard.ok')}
          text={
            stuck > 0
              ? t('mailCard.stuck', { count: stuck })
              : waiting > 0
                ? t('mailCard.waiting', { count: waiting })
                : t('mailCard.okText', { from: session.mail.from })
          }
        />
      )}
      <Card
        testid="line-fax"
        mood={status?.fallbackOpen === true ? 'down' : 'still'}
        icon="fax"
        title={t('faxCard.title')}
        text={
          status?.fallbackOpen === true
            ? t('faxCard.open')
            : online
              ? t('faxCard.closed')
              : t('faxCard.waiting')
        }
      />
      <Card
        testid="line-list"
        mood={list === null ? 'still' : 'on'}
        icon="book"
        title={list === null ? t('listCard.none') : t('listCard.title', { edition: list.edition })}
        text={
          list?.confirmedAt == null ? t('listCard.never') : t('listCard.text', { age: age(list.confirmedAt) })
        }
      />
    </section>
  )
}

function LineText({ link }: { readonly link: LinkView }) {
  const { t } = useTranslation('outbox')
  const { state, attempts, nextAttemptAt } = link
  const since = shortTime(link.since)
  if (state === 'online' || state === 'connecting') return t(`lineText.${state}`, { since })
  if (nextAttemptAt === null) return t('lineText.downNoNext', { since, attempts })
  return t('lineText.down', { since, attempts, next: shortTime(nextAttemptAt) })
}
