// After a unit returned an inquiry as not its business (A2§7): why it did, and which unit is asked instead.
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProofView } from '../../../src-shared/contract/case-view.ts'
import { useView } from '../../desk/desk.ts'
import { Field } from '../../parts/field.tsx'

/** `chosen` is a unit's code; null while none is chosen. */
export function OtherUnit({
  proof,
  chosen,
  onChoose,
}: {
  readonly proof: ProofView
  readonly chosen: string | null
  readonly onChoose: (unit: string) => void
}) {
  const { t } = useTranslation('case')
  const [text, setText] = useState('')
  const { view } = useView('directory', { text: text.trim().slice(0, 100) })
  const { view: all } = useView('directory', { text: '' })
  const units = (view ?? all)?.rows.filter((row) => !row.own && row.liaisons.length + row.agents.length > 0)
  const named = all?.rows.find((row) => row.unit.code === chosen)
  const returned = proof.verificationView
  const options = [...(units ?? []), ...(named === undefined ? [] : [named])].map((row) => ({
    value: row.unit.code,
    label: row.unit.name,
  }))
  return (
    <div className="other-unit" data-testid="other-unit">
      {returned === null ? null : (
        <p className="hint warn">
          {t('otherUnit.returned', {
            unit: returned.issuingUnitName,
            reason: returned.state.answer?.body.remark ?? '',
          })}
        </p>
      )}
      <Field label={t('otherUnit.ask')} hint={{ kind: 'plain', text: t('otherUnit.hint') }}>
        {(ids) => (
          <Select
            {...ids}
            showSearch={{ filterOption: false, onSearch: setText }}
            value={chosen}
            placeholder={t('otherUnit.choose')}
            options={[...new Map(options.map((one) => [one.value, one])).values()]}
            data-testid="other-unit-choice"
            onChange={(unit: string) => onChoose(unit)}
          />
        )}
      </Field>
    </div>
  )
}
