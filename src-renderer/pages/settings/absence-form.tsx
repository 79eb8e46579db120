// Notes that somebody is away from when until when: oneself, the partner, or whom the liaison answers for (A2§6).
import { useTranslation } from 'react-i18next'
import type { StaffView } from '../../../src-shared/contract/session-view.ts'
import { call, useActing } from '../../desk/desk.ts'
import { Button } from '../../parts/button.tsx'
import { fromField, toField } from '../../parts/time.ts'
import { ActForm } from '../case/act-form.tsx'

/** Closing of today in China, or of tomorrow once it has passed, as a field shows it. */
function untilEvening(now: number): string {
  const today = toField(new Date(now).toISOString()).slice(0, 10)
  const evening = `${today}T17:00`
  return Date.parse(fromField(evening)) > now
    ? evening
    : `${toField(new Date(now + 86_400_000).toISOString()).slice(0, 10)}T17:00`
}

export function AbsenceForm({ staff, onDone }: { readonly staff: StaffView; readonly onDone: () => void }) {
  const { t } = useTranslation('settings')
  const common = useTranslation('common').t
  const acting = useActing()
  const now = Date.now()
  return (
    <ActForm
      name="absence"
      draftKey={`absence ${staff.id}`}
      fields={[
        {
          name: 'from',
          label: t('absence.from'),
          kind: 'time',
          initial: toField(new Date(now).toISOString()),
        },
        { name: 'until', label: t('absence.to'), kind: 'time', initial: untilEvening(now) },
        { name: 'reason', label: t('absence.reason'), kind: 'line', optional: true },
      ]}
      submit={t('absence.submit', { name: staff.name })}
      submitTestId="absence-submit"
      acting={acting}
      others={
        <Button kind="quiet" onClick={onDone}>
          {common('cancel')}
        </Button>
      }
      onSubmit={async (values) => {
        const outcome = await acting.run(() =>
          call('noteAbsence', {
            staff: staff.id,
            from: fromField(values.from ?? ''),
            until: fromField(values.until ?? ''),
            reason: values.reason ?? '',
          }),
        )
        if (outcome.ok) onDone()
        return outcome.ok
      }}
    />
  )
}
