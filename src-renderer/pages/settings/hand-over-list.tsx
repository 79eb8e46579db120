// The unit's last hand-overs: what went from whom to whom, and whether it was taken.
import { useTranslation } from 'react-i18next'
import type { HandOverView, SessionView } from '../../../src-shared/contract/desk.ts'
import { useView } from '../../desk/desk.ts'
import { isServing } from '../../frame/open-pages.ts'
import { shortTime } from '../../parts/time.ts'

export function HandOverList({ session }: { readonly session: SessionView }) {
  return isServing(session.signedIn) ? <List /> : null
}

function List() {
  const { t } = useTranslation('settings')
  const { view } = useView('handOvers', {})
  if (view === null || view.recent.length === 0) return null
  return (
    <section className="pane set-pane" aria-label={t('handOver.recent')} data-testid="hand-overs">
      <h2>{t('handOver.recent')}</h2>
      <table className="t set-table">
        <tbody>
          {view.recent.map((one) => (
            <Line key={one.event} one={one} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Line({ one }: { readonly one: HandOverView }) {
  const { t } = useTranslation('settings')
  return (
    <tr>
      <td className="num">{shortTime(one.at)}</td>
      <td>{t('handOver.fromTo', { from: one.fromName, to: one.toName })}</td>
      <td>{t('handOver.count', { cases: one.cases.length, inquiries: one.verifications.length })}</td>
      <td>{one.remark}</td>
      <td>
        {one.confirmedAt === null ? (
          <b className="soon-words">{t('handOver.waiting')}</b>
        ) : (
          t('handOver.confirmed', { time: shortTime(one.confirmedAt) })
        )}
      </td>
    </tr>
  )
}
