// Who works for this unit, and what it lacks of one liaison and two agents (A2§6).
import { useTranslation } from 'react-i18next'
import type { SessionView, StaffView } from '../../../src-shared/contract/desk.ts'
import { Icon } from '../../parts/icon.tsx'
import { useLackingStaff } from '../../parts/lacking-staff.ts'

export function Staffing({ session }: { readonly session: SessionView }) {
  const { t } = useTranslation(['settings', 'common'])
  const lacking = useLackingStaff(session)
  return (
    <section className="pane set-pane" aria-label={t('shortfall.title')} data-testid="staffing">
      <h2>{t('shortfall.title')}</h2>
      {lacking === '' ? (
        <p className="banner ok" data-testid="staff-full">
          <Icon name="check" />
          <span>{t('shortfall.full')}</span>
        </p>
      ) : (
        <p className="banner down" data-testid="staff-shortfall">
          <Icon name="tri" />
          <span>
            <b>{t('shortfall.lacking', { what: lacking })}</b>
            {t('comma')}
            {t('shortfall.who')}
          </span>
        </p>
      )}
      <table className="t set-table">
        <thead>
          <tr>
            <th scope="col">{t('shortfall.table.name')}</th>
            <th scope="col">{t('shortfall.table.roles')}</th>
            <th scope="col">{t('shortfall.table.cover')}</th>
            <th scope="col">{t('shortfall.table.telephone')}</th>
            <th scope="col">{t('shortfall.table.state')}</th>
          </tr>
        </thead>
        <tbody>
          {session.staff.map((one) => (
            <tr key={one.id}>
              <td>{one.name}</td>
              <td>{one.roles.map((role) => t(`common:roles.${role}`)).join(t('comma'))}</td>
              <td>
                {one.cover === null
                  ? ''
                  : t('shortfall.cover', { cover: one.cover, partner: one.partnerName ?? '' })}
              </td>
              <td className="num">{one.telephone}</td>
              <td>{t(`shortfall.${presence(one)}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function presence(staff: StaffView): 'away' | 'covering' | 'here' {
  if (staff.away) return 'away'
  return staff.covering ? 'covering' : 'here'
}
