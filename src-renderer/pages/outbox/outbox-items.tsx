// Acts not yet acknowledged, each as one sentence a clerk can read, and acts the endpoint set aside with the reason.
import { useTranslation } from 'react-i18next'
import type { OutboxItem, OutboxView } from '../../../src-shared/contract/outbox-view.ts'
import type { CodedError } from '../../../src-shared/errors.ts'
import { useRoute } from '../../frame/route.ts'
import { useErrorWords } from '../../i18n/error-words.ts'
import { Button } from '../../parts/button.tsx'
import { GroupHead } from '../../parts/group-head.tsx'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { Table } from '../../parts/table.tsx'
import { shortTime } from '../../parts/time.ts'
import { outboxColumns } from './outbox-columns.ts'

const icons: Readonly<Record<string, IconName>> = {
  'case-opened': 'folder',
  'case-closed': 'folder',
  'case-withdrawn': 'back',
  'proof-looked-up': 'db',
  'proof-committed': 'pen',
  'proof-verified': 'check',
  'proof-checked-on-site': 'walk',
  'proof-brought-voluntarily': 'book',
  'supplement-asked': 'book',
  'supplement-received': 'book',
  'channel-refused': 'shield',
  'identity-revealed': 'eye',
  'verification-dispatched': 'fax',
  'verification-dispatch-stopped': 'x',
  'verification-registered': 'inbox',
  'verification-answered': 'check',
  'verification-withdrawn': 'back',
}

function What({ item }: { readonly item: OutboxItem }) {
  const { t, i18n } = useTranslation('outbox')
  // A kind of a newer version has no sentence of its own.
  const sentence = i18n.t(`event.${item.kind}` as 'title', {
    ns: 'outbox',
    title: item.title,
    defaultValue: t('event.unknown', { kind: item.kind }),
  })
  return (
    <div className="ob-what">
      <Icon
        name={
          icons[item.kind] ??
          (item.kind.startsWith('verification') || item.kind === 'proof-asked' ? 'ask' : 'pen')
        }
      />
      <div>
        <span className="cut">{sentence}</span>
        <small className="cut">{item.subtitle}</small>
      </div>
    </div>
  )
}

function ErrorWords({ error }: { readonly error: CodedError }) {
  return useErrorWords()(error)
}

export function WaitingItems({ view, onRetry }: { readonly view: OutboxView; readonly onRetry: () => void }) {
  const { t } = useTranslation('outbox')
  const { link, waiting } = view
  const next = link.nextAttemptAt === null ? t('soon') : shortTime(link.nextAttemptAt)
  return (
    <section className="pane" aria-label={t('waiting')} data-testid="outbox-waiting">
      <GroupHead end={t('order')}>
        <b>
          {t('waiting')} {waiting.length}
        </b>
      </GroupHead>
      {waiting.length === 0 ? (
        <div className="ob-none">
          <Icon name="checks" />
          <b>{t('none')}</b>
          <small>{t('noneHint')}</small>
        </div>
      ) : (
        <Table
          columns={outboxColumns({
            what: t('columns.what'),
            since: t('columns.since'),
            attempts: t('columns.attempts'),
            last: t('columns.last'),
            next: t('columns.next'),
            acts: <span className="vh">{t('retryNow')}</span>,
          })}
        >
          {waiting.map((item, at) => (
            <tr key={item.event} tabIndex={at === 0 ? 0 : -1} data-testid={`outbox-item-${at}`}>
              <td>
                <What item={item} />
              </td>
              <td className="num">{shortTime(item.at)}</td>
              <td className="num">{item.attempts}</td>
              <td>
                {item.error === null ? (
                  t(`last.${link.state}`, { detail: link.detail ?? '' })
                ) : (
                  <ErrorWords error={item.error} />
                )}
              </td>
              <td className="num">{at === 0 ? next : t('withPrevious')}</td>
              <td className="ob-act">
                {at === 0 && (
                  <Button small onClick={onRetry} testId="retry-now">
                    {t('retryNow')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}

export function RefusedItems({ view }: { readonly view: OutboxView }) {
  const { t } = useTranslation('outbox')
  const go = useRoute((state) => state.go)
  if (view.refused.length === 0) return null
  return (
    <section className="pane" aria-label={t('refused')} data-testid="outbox-refused">
      <GroupHead over icon="x" end={t('refusedHint')}>
        <b>
          {t('refused')} {view.refused.length}
        </b>
      </GroupHead>
      <Table columns={outboxColumns()}>
        {view.refused.map((item) => (
          <tr key={item.event} tabIndex={-1}>
            <td>
              <What item={item} />
            </td>
            <td className="num">{shortTime(item.at)}</td>
            <td className="num">{item.attempts}</td>
            <td>
              <b className="ob-reason">{item.error === null ? '' : <ErrorWords error={item.error} />}</b>
            </td>
            <td>{t('noMore')}</td>
            <td className="ob-act">
              <Button
                small
                onClick={() =>
                  item.stream.startsWith('case/')
                    ? go('case', { case: item.stream })
                    : go('inbox', { verification: item.stream })
                }
              >
                {t('openCase')}
              </Button>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}
