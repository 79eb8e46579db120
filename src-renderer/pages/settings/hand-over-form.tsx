// Hands open cases and inquiries of one colleague over to another: all of them, or those that are ticked (A2§6).
import { Checkbox, Input, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StaffView } from '../../../src-shared/contract/session-view.ts'
import { mayServe, mayVerify } from '../../../src-shared/domain/staff.ts'
import { useCall, useView } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'

export function HandOverForm({
  staff,
  colleagues,
  onDone,
}: {
  readonly staff: StaffView
  readonly colleagues: readonly StaffView[]
  readonly onDone: () => void
}) {
  const { t } = useTranslation('settings')
  const common = useTranslation('common').t
  const { view, error } = useView('workOf', { staff: staff.id })
  const { act, pending, error: refused } = useCall('handOverWork')
  /** What is left out; at first nothing is. */
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set())
  const [remark, setRemark] = useState('')
  const taken = <One extends { readonly stream: string }>(all: readonly One[] | undefined) =>
    (all ?? []).filter((one) => !without.has(one.stream)).map((one) => one.stream)
  const cases = taken(view?.cases)
  const verifications = taken(view?.verifications)
  const count = cases.length + verifications.length
  const receivers = colleagues.filter(
    (one) =>
      one.id !== staff.id &&
      mayServe({ roles: [...one.roles] }) &&
      (verifications.length === 0 || mayVerify({ roles: [...one.roles] })),
  )
  // The partner stands in first; nobody is asked who is away too.
  const partner = receivers.find((one) => one.name === staff.partnerName && !one.away)
  const [chosen, setChosen] = useState<string | null>(null)
  const to = chosen ?? partner?.id ?? null

  function toggle(stream: string) {
    const next = new Set(without)
    if (!next.delete(stream)) next.add(stream)
    setWithout(next)
  }
  async function send(event: FormEvent) {
    event.preventDefault()
    if (to === null || count === 0) return
    const outcome = await act({ from: staff.id, to, cases, verifications, remark: remark.trim() })
    if (outcome.ok) onDone()
  }
  if (view !== null && view.cases.length + view.verifications.length === 0)
    return (
      <p className="hint" data-testid="nothing-to-hand-over">
        {t('handOver.nothing', { name: staff.name })}{' '}
        <Button small kind="quiet" onClick={onDone}>
          {common('close')}
        </Button>
      </p>
    )
  return (
    <form className="act-form hand-over-form" onSubmit={send} data-testid="form-hand-over">
      <ErrorNote error={error} />
      <ul className="hand-over-work">
        {view?.cases.map((one) => (
          <li key={one.stream}>
            <Checkbox
              checked={!without.has(one.stream)}
              onChange={() => toggle(one.stream)}
              data-testid={`take-${one.stream}`}
            >
              {t('handOver.case', { name: one.applicantName, item: one.serviceItemName })}{' '}
              <small className="num">{one.caseNumber}</small>
            </Checkbox>
          </li>
        ))}
        {view?.verifications.map((one) => (
          <li key={one.stream}>
            <Checkbox checked={!without.has(one.stream)} onChange={() => toggle(one.stream)}>
              {t('handOver.inquiry', { proof: one.proofName, unit: one.demandingUnitName })}{' '}
              <small className="num">{one.letterNumber}</small>
            </Checkbox>
          </li>
        ))}
      </ul>
      <Field label={t('handOver.to')}>
        {(ids) => (
          <Select
            {...ids}
            value={to}
            placeholder={t('handOver.choose')}
            options={receivers.map((one) => ({
              value: one.id,
              label: one.away ? t('handOver.awayToo', { name: one.name }) : one.name,
            }))}
            data-testid="hand-over-to"
            onChange={setChosen}
          />
        )}
      </Field>
      <Field label={t('handOver.remark')} optional wide>
        {(ids) => (
          <Input
            {...ids}
            value={remark}
            maxLength={500}
            data-testid="hand-over-remark"
            onChange={(event) => setRemark(event.target.value)}
          />
        )}
      </Field>
      <ErrorNote error={refused} />
      <div className="acts">
        <Button
          kind="go"
          submit
          pending={pending}
          disabled={to === null || count === 0}
          testId="hand-over-submit"
        >
          {t('handOver.submit', { count })}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {common('cancel')}
        </Button>
      </div>
    </form>
  )
}
