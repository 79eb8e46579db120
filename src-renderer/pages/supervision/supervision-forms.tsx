// What may be said in a supervision: the office's acts and the explanation of the unit asked, one form for all.
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { SupervisionView } from '../../../src-shared/contract/supervision.ts'
import { findings, type SupervisionAction } from '../../../src-shared/domain/supervision.ts'
import { call, useActing } from '../../desk/desk.ts'
import { fromField } from '../../parts/time.ts'
import { ActForm, type FieldSpec, type FieldValues } from '../case/act-form.tsx'

export const officeActs = [
  'open-inquiry',
  'set-deadline',
  'invite-talk',
  'close-supervision',
] as const satisfies readonly SupervisionAction[]
export type OfficeAct = (typeof officeActs)[number]
type FormAct = OfficeAct | 'explain'

function fieldsOf(act: FormAct, t: TFunction<'supervision'>): readonly FieldSpec[] {
  const label = (
    name: 'remark' | 'until' | 'reason' | 'when' | 'where' | 'who' | 'measure' | 'explanation',
  ) => t(`fields.${name}`)
  switch (act) {
    case 'open-inquiry':
      return [{ name: 'remark', label: label('remark'), kind: 'text', optional: true }]
    case 'set-deadline':
      return [
        { name: 'until', label: label('until'), kind: 'time' },
        { name: 'reason', label: label('reason'), kind: 'text', initial: t('deadlineReason') },
      ]
    case 'invite-talk':
      return [
        { name: 'when', label: label('when'), kind: 'time' },
        { name: 'where', label: label('where'), kind: 'line' },
        { name: 'who', label: label('who'), kind: 'line' },
      ]
    case 'close-supervision':
      return [
        {
          name: 'finding',
          label: t('fields.finding'),
          kind: 'choice',
          choices: findings.map((value) => ({ value, words: t(`findings.${value}`) })),
        },
        { name: 'measure', label: label('measure'), kind: 'text' },
      ]
    case 'explain':
      return [{ name: 'explanation', label: label('explanation'), kind: 'text' }]
  }
}

function say(act: FormAct, supervision: string, values: FieldValues) {
  const text = (name: string) => values[name] ?? ''
  switch (act) {
    case 'open-inquiry':
      return call('openInquiry', { supervision, remark: text('remark') })
    case 'set-deadline':
      return call('setDeadline', { supervision, until: fromField(text('until')), reason: text('reason') })
    case 'invite-talk':
      return call('inviteTalk', {
        supervision,
        when: fromField(text('when')),
        where: text('where'),
        who: text('who'),
      })
    case 'close-supervision':
      return call('closeSupervision', {
        supervision,
        finding: findings.find((one) => one === values.finding) ?? 'late',
        measure: text('measure'),
      })
    case 'explain':
      return call('giveExplanation', { supervision, explanation: text('explanation') })
  }
}

export function SupervisionForm({
  act,
  row,
  onDone,
}: {
  readonly act: FormAct
  readonly row: SupervisionView
  readonly onDone: () => void
}) {
  const { t } = useTranslation('supervision')
  const acting = useActing()
  return (
    <ActForm
      name={act}
      draftKey={`${act} ${row.stream}`}
      fields={fieldsOf(act, t)}
      submit={t(`submit.${act}`)}
      submitTestId={`submit-${act}`}
      keys="Ctrl Enter"
      acting={acting}
      onSubmit={async (values) => {
        const outcome = await acting.run(() => say(act, row.stream, values))
        if (outcome.ok) onDone()
        return outcome.ok
      }}
    />
  )
}
