// Who works for this unit, what it lacks of one liaison and two agents, who is away, and handing work over (A2§6).
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionView, StaffView } from '../../../src-shared/contract/session-view.ts'
import { useCall } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { useLackingStaff } from '../../parts/lacking-staff.ts'
import { Table } from '../../parts/table.tsx'
import { shortTime } from '../../parts/time.ts'
import { AbsenceForm } from './absence-form.tsx'
import { HandOverForm } from './hand-over-form.tsx'
import { HandOverList } from './hand-over-list.tsx'

/** The form that is unfolded below a person. */
type Unfolded = { readonly staff: string; readonly form: 'absence' | 'hand-over' } | null

export function Staffing({ session }: { readonly session: SessionView }) {
  const { t } = useTranslation(['settings', 'common'])
  const lacking = useLackingStaff(session)
  const [unfolded, setUnfolded] = useState<Unfolded>(null)
  const ending = useCall('endAbsence')
  const fold = () => setUnfolded(null)
  return (
    <>
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
        <ErrorNote error={ending.error} />
        <Table
          className="set-table people-table"
          columns={[
            { id: 'name', head: t('shortfall.table.name') },
            { id: 'roles', head: t('shortfall.table.roles') },
            { id: 'cover', head: t('shortfall.table.cover') },
            { id: 'telephone', head: t('shortfall.table.telephone') },
            { id: 'state', head: t('shortfall.table.state') },
            { id: 'acts', head: <span className="vh">{t('absence.acts')}</span> },
          ]}
        >
          {session.staff.map((one) => (
            <Fragment key={one.id}>
              <tr data-testid={`person-${one.id}`} data-away={one.away}>
                <td>
                  {one.name}{' '}
                  {one.id === session.signedIn?.id ? <span className="tag">{t('absence.me')}</span> : null}
                </td>
                <td>{one.roles.map((role) => t(`common:roles.${role}`)).join(t('comma'))}</td>
                <td>
                  {one.cover === null
                    ? ''
                    : t('shortfall.cover', { cover: one.cover, partner: one.partnerName ?? '' })}
                </td>
                <td className="num">{one.telephone}</td>
                <td>
                  <Presence staff={one} />
                </td>
                <td className="people-acts">
                  {one.actions.includes('note-absence') && one.absence === null ? (
                    <Button
                      small
                      testId={`away-${one.id}`}
                      onClick={() => setUnfolded({ staff: one.id, form: 'absence' })}
                    >
                      {t('absence.note')}
                    </Button>
                  ) : null}
                  {one.actions.includes('end-absence') && one.absence !== null ? (
                    <Button
                      small
                      pending={ending.pending}
                      testId={`back-${one.id}`}
                      onClick={() => void ending.act({ staff: one.id })}
                    >
                      {t('absence.end')}
                    </Button>
                  ) : null}
                  {one.actions.includes('hand-over-work') ? (
                    <Button
                      small
                      kind="quiet"
                      testId={`hand-over-${one.id}`}
                      onClick={() => setUnfolded({ staff: one.id, form: 'hand-over' })}
                    >
                      {t('handOver.title')}
                    </Button>
                  ) : null}
                </td>
              </tr>
              {unfolded?.staff === one.id ? (
                <tr>
                  <td colSpan={6} className="people-form">
                    {unfolded.form === 'absence' ? (
                      <AbsenceForm staff={one} onDone={fold} />
                    ) : (
                      <HandOverForm staff={one} colleagues={session.staff} onDone={fold} />
                    )}
                  </td>
                </tr>
              ) : null}
            </Fragment>
          ))}
        </Table>
        <p className="hint">{t('absence.hint')}</p>
      </section>
      <HandOverList session={session} />
    </>
  )
}

function Presence({ staff }: { readonly staff: StaffView }) {
  const { t } = useTranslation('settings')
  const { absence } = staff
  if (staff.away && absence !== null)
    return <b className="soon-words">{t('absence.until', { time: shortTime(absence.until) })}</b>
  if (absence !== null && absence.from !== null)
    return (
      <span>{t('absence.planned', { from: shortTime(absence.from), until: shortTime(absence.until) })}</span>
    )
  return <span>{t(`shortfall.${staff.covering ? 'covering' : 'here'}`)}</span>
}
