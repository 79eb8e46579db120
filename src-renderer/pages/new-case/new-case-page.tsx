// Opening a case: the service item chosen in the lookup and who stands at the window; a doubtful number warns and never blocks.
import { Input, type InputRef, Select } from 'antd'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceItemView } from '../../../src-shared/contract/search-view.ts'
import { contentForbidden, type ListEntry } from '../../../src-shared/domain/exemption-list.ts'
import { checkApplicantNumber } from '../../../src-shared/domain/identity.ts'
import { chinaDate } from '../../../src-shared/domain/working-calendar.ts'
import { type CodedError, toCodedError } from '../../../src-shared/errors.ts'
import { call, useCall, useView } from '../../desk/desk.ts'
import { useDraft } from '../../desk/draft.ts'
import { useRoute } from '../../frame/route.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { GroupHead } from '../../parts/group-head.tsx'
import { EmptyState, Pane, Waiting } from '../../parts/pane.tsx'
import { MethodName } from '../../parts/seal.tsx'
import { SampleTag, SecrecyTag } from '../../parts/tag.tsx'
import './new-case.css'

export function NewCasePage() {
  const { t } = useTranslation('case')
  const serviceItem = useRoute((state) => state.route.params.serviceItem ?? '')
  const go = useRoute((state) => state.go)
  const [item, setItem] = useState<ServiceItemView | null>(null)
  const [error, setError] = useState<CodedError | null>(null)
  useEffect(() => {
    if (serviceItem === '') return
    let current = true
    call('readServiceItem', { serviceItem }).then(
      (found) => current && setItem(found),
      (thrown: unknown) => current && setError(toCodedError(thrown)),
    )
    return () => {
      current = false
    }
  }, [serviceItem])
  if (serviceItem === '')
    return (
      <div className="new-case">
        <Pane>
          <EmptyState icon="search" title={t('open.noItem')}>
            <Button small onClick={() => go('lookup')}>
              {t('open.toLookup')}
            </Button>
          </EmptyState>
        </Pane>
      </div>
    )
  return (
    <div className="new-case">
      {item === null ? (
        <Pane>
          {error === null ? <Waiting label={t('waiting')} /> : null}
          <ErrorNote error={error} />
        </Pane>
      ) : (
        <ApplicantForm item={item} />
      )}
    </div>
  )
}

const nobody = { name: '', identityNumber: '', telephone: '', limit: '' }
/** Working days that may be promised; '' is no limit, 0 is done while the applicant waits. */
const limits = ['', '0', '1', '3', '5', '10', '15', '20'] as const

function ApplicantForm({ item }: { readonly item: ServiceItemView }) {
  const { t } = useTranslation('case')
  const common = useTranslation('common').t
  const { go, back } = useRoute()
  const { view: status } = useView('status', {})
  const draft = useDraft(`new-case ${item.serviceItem}`, nobody)
  const { act, pending, error } = useCall('openCase')
  const field = useRef<InputRef>(null)
  const { name, identityNumber, telephone } = draft.value
  // What was promised for this item last time is the usual limit.
  const limit = draft.value.limit === '' ? String(item.limitDays ?? '') : draft.value.limit
  const check =
    identityNumber.trim() === '' ? 'ok' : checkApplicantNumber(identityNumber, chinaDate(Date.now()))
  const missing = name.trim() === ''
  useEffect(() => field.current?.focus(), [])

  async function start(event: FormEvent) {
    event.preventDefault()
    if (missing || !item.ours) return
    const outcome = await act({
      serviceItem: item.serviceItem,
      applicant: {
        name: name.trim(),
        identityNumber: identityNumber.trim().toUpperCase(),
        telephone: telephone.trim(),
      },
      ...(limit === '' || limit === 'none' ? {} : { limitDays: Number(limit) }),
    })
    if (!outcome.ok) return
    draft.drop()
    go('case', { case: outcome.value.case })
  }

  return (
    <>
      <section className="pane new-case-form">
        <form onSubmit={start}>
          <header>
            <h1>{t('open.title')}</h1>
            <p>
              <b>{item.name}</b>
            </p>
            <small>
              {item.demandingUnit} {item.code === '' ? '' : t('head.code', { code: item.code })}
            </small>
            <p className="lead">{t('open.lead')}</p>
          </header>
          <Field label={t('open.name')}>
            {(ids) => (
              <Input
                {...ids}
                ref={field}
                value={name}
                maxLength={200}
                autoComplete="off"
                data-testid="applicant-name"
                onChange={(event) => draft.set({ name: event.target.value })}
              />
            )}
          </Field>
          <Field
            label={t('open.identity')}
            optional
            hint={
              check === 'ok'
                ? { kind: 'plain', text: t('open.identityHint') }
                : { kind: 'warn', text: t(`open.check.${check}`) }
            }
          >
            {(ids) => (
              <Input
                {...ids}
                className="num"
                status={check === 'ok' ? '' : 'warning'}
                value={identityNumber}
                maxLength={40}
                autoComplete="off"
                spellCheck={false}
                data-testid="applicant-identity"
                onChange={(event) => draft.set({ identityNumber: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('open.telephone')} optional>
            {(ids) => (
              <Input
                {...ids}
                className="num"
                value={telephone}
                maxLength={40}
                autoComplete="off"
                data-testid="applicant-telephone"
                onChange={(event) => draft.set({ telephone: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('open.limit')} hint={{ kind: 'plain', text: t('open.limitHint') }}>
            {(ids) => (
              <Select
                {...ids}
                value={limit === '' ? 'none' : limit}
                options={limits.map((days) => ({
                  value: days === '' ? 'none' : days,
                  label:
                    days === ''
                      ? t('open.limits.none')
                      : days === '0'
                        ? t('open.limits.now')
                        : t('open.limits.days', { count: Number(days) }),
                }))}
                data-testid="case-limit"
                onChange={(days: string) => draft.set({ limit: days })}
              />
            )}
          </Field>
          <ErrorNote error={error} />
          {item.ours ? null : <p className="hint warn">{t('open.notOurs', { unit: item.demandingUnit })}</p>}
          <div className="acts">
            <Button
              kind="go"
              submit
              keys="Enter"
              testId="start-case"
              pending={pending}
              disabled={missing || !item.ours}
            >
              {t('open.start')}
            </Button>
            <Button kind="quiet" keys="Esc" onClick={back}>
              {common('back')}
            </Button>
            <span className="grow" />
            {missing ? <small>{t('open.nameMissing')}</small> : null}
          </div>
        </form>
      </section>
      <section className="pane new-case-proofs" aria-label={t('open.proofs', { count: item.entries.length })}>
        <GroupHead end={status?.list?.sample === true ? <SampleTag /> : undefined}>
          <b>{t('open.proofs', { count: item.entries.length })}</b>
        </GroupHead>
        <ul>
          {item.entries.map((entry) => (
            <ProofLine key={entry.id} entry={entry} />
          ))}
        </ul>
      </section>
    </>
  )
}

function ProofLine({ entry }: { readonly entry: ListEntry }) {
  const { t } = useTranslation('case')
  const secret = contentForbidden(entry.secrecy)
  return (
    <li>
      <MethodName method={entry.method} />
      <span className="two">
        <b className="cut">
          {secret ? t('secretName') : entry.proofName} <SecrecyTag secrecy={entry.secrecy} />
        </b>
        <small className="cut">{secret ? t('secretUnit') : entry.issuingUnit}</small>
      </span>
    </li>
  )
}
