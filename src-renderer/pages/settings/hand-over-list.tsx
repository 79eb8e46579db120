// The unit's last hand-overs: what went from whom to whom, and whether it was taken.
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../../src-shared/contract/session-view.ts'
import type { HandOverView } from '../../../src-shared/contract/staffing-view.ts'
import { useView } from '../../desk/desk.ts'
import { isServing } from '../../frame/open-pages.ts'
import { Table } from '../../parts/table.tsx'
import { shortTime } from '../../parts/time.ts'

const columns = [{ id: 'at' }, { id: 'who' }, { id: 'what' }, { id: 'remark' }, { id: 'taken' }] as const

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
      <Table className="set-table" columns={columns}>
        {view.recent.map((one) => (
          <Line key={one.event} one={one} />
        ))}
      </Table>
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
