// What narrows the ledger: period, unit and member of staff.
import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { LedgerFilter } from '../../../src-shared/contract/ledger.ts'
import { useView } from '../../desk/desk.ts'

export type Narrowing = Omit<LedgerFilter, 'ledger'>

export function LedgerFilters({
  value,
  onChange,
}: {
  readonly value: Narrowing
  readonly onChange: (value: Narrowing) => void
}) {
  const { t } = useTranslation('ledger')
  const { view: session } = useView('session', {})
  const units = [
    { value: '', label: t('filter.everyUnit') },
    ...(session?.units ?? []).map((unit) => ({ value: unit.code, label: unit.name })),
  ]
  const staff = [
    { value: '', label: t('filter.everyone') },
    ...(session?.staff ?? []).map((one) => ({ value: one.id, label: one.name })),
  ]
  const day = (name: 'from' | 'to') => (
    <Input
      type="date"
      value={value[name]}
      aria-label={t(`filter.${name}`)}
      data-testid={`ledger-${name}`}
      onChange={(event) => onChange({ ...value, [name]: event.target.value })}
    />
  )
  return (
    <search className="page-filters" aria-label={t('filter.label')}>
      {day('from')}
      <span>{t('filter.until')}</span>
      {day('to')}
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        value={value.unit}
        options={units}
        aria-label={t('filter.unit')}
        data-testid="ledger-unit"
        className="ledger-unit"
        onChange={(unit: string) => onChange({ ...value, unit })}
      />
      <Select
        value={value.staff}
        options={staff}
        aria-label={t('filter.staff')}
        data-testid="ledger-staff"
        className="ledger-staff"
        onChange={(one: string) => onChange({ ...value, staff: one })}
      />
    </search>
  )
}
