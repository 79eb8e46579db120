// The unit's own administrator corrects its telephone, fax and mail; every window is told by the endpoint, so the line must be up.
import { Input } from 'antd'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Unit } from '../../../src-shared/domain/staff.ts'
import { useCall } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'

const fields = ['telephone', 'fax', 'mail'] as const
const longest = { telephone: 40, fax: 40, mail: 200 } as const

export function ContactForm({ unit, onDone }: { readonly unit: Unit; readonly onDone: () => void }) {
  const { t } = useTranslation('directory')
  const common = useTranslation('common').t
  const [given, setGiven] = useState({ telephone: unit.telephone, fax: unit.fax, mail: unit.mail })
  const { act, pending, error } = useCall('changeDirectory')
  const unchanged = fields.every((name) => given[name].trim() === unit[name])
  async function send(event: FormEvent) {
    event.preventDefault()
    if (unchanged) return
    const outcome = await act({
      telephone: given.telephone.trim(),
      fax: given.fax.trim(),
      mail: given.mail.trim(),
    })
    if (outcome.ok) onDone()
  }
  return (
    <form className="contact-form" onSubmit={send} data-testid="contact-form">
      {fields.map((name) => (
        <Field key={name} label={t(name)} optional>
          {(ids) => (
            <Input
              {...ids}
              value={given[name]}
              maxLength={longest[name]}
              data-testid={`contact-${name}`}
              onChange={(event) => setGiven({ ...given, [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <ErrorNote error={error} />
      <div className="acts">
        <Button kind="go" submit small pending={pending} disabled={unchanged} testId="contact-save">
          {common('save')}
        </Button>
        <Button kind="quiet" small onClick={onDone}>
          {common('cancel')}
        </Button>
      </div>
      <p className="hint">{t('changeHint')}</p>
    </form>
  )
}
