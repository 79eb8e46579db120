// Whose case this is: name, masked numbers with the door to the whole one (on record), service item, list edition, its clock.
import { Input, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseView } from '../../../src-shared/contract/desk.ts'
import { useCall } from '../../desk/desk.ts'
import { useRoute } from '../../frame/route.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Dot } from '../../parts/dot.tsx'
import { Field } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { SampleTag } from '../../parts/tag.tsx'
import { shortTime } from '../../parts/time.ts'
import { OwnClock } from './own-clock.tsx'

/** How long the whole number stays on screen, milliseconds. */
const shownFor = 60_000

export function CaseHead({ view, sample }: { readonly view: CaseView; readonly sample: boolean }) {
  const { t } = useTranslation('case')
  const turned = useTranslation('applicant').t
  const go = useRoute((state) => state.go)
  const { state } = view
  const [asking, setAsking] = useState(false)
  const [shown, setShown] = useState<{ readonly identityNumber: string; readonly telephone: string } | null>(
    null,
  )
  useEffect(() => {
    if (shown === null) return
    const timer = setTimeout(() => setShown(null), shownFor)
    return () => clearTimeout(timer)
  }, [shown])
  const numbers = shown ?? state.applicant
  return (
    <header className="chead">
      <div className="l1">
        <h1>{state.applicant.name}</h1>
        <span className="id num" data-testid="identity-number">
          {numbers.identityNumber === '' ? t('head.noNumber') : numbers.identityNumber}
        </span>
        {view.actions.includes('reveal-identity') && state.applicant.identityNumber !== '' ? (
          shown === null ? (
            <Button
              kind="quiet"
              small
              icon="eye"
              testId="act-reveal-identity"
              onClick={() => setAsking(true)}
            >
              {t('head.reveal')}
              <Dot />
              {t('head.traced')}
            </Button>
          ) : (
            <Button kind="quiet" small icon="eye" testId="hide-identity" onClick={() => setShown(null)}>
              {t('head.hide')}
            </Button>
          )
        ) : null}
        {numbers.telephone === '' ? null : <span className="num tel">{numbers.telephone}</span>}
        <span className="grow" />
        {state.status === 'closed' || state.status === 'withdrawn' ? (
          <span className="tag b" data-testid="case-over">
            {t(`head.${state.status}`, { time: shortTime(state.closedAt ?? '') })}
          </span>
        ) : null}
        <OwnClock view={view} />
        <Button
          kind="quiet"
          small
          icon="screen"
          testId="turn-to-applicant"
          onClick={() => go('applicant', { case: view.stream })}
        >
          {turned('turn')}
        </Button>
      </div>
      <div className="l2">
        <b className="cut" title={state.serviceItemName}>
          {state.serviceItemName}
        </b>
        {state.serviceItemCode === '' ? null : (
          <span className="num code cut" title={state.serviceItemCode}>
            {t('head.code', { code: state.serviceItemCode })}
          </span>
        )}
        <span className="num" data-testid="case-number">
          {t('head.caseNumber', { number: state.caseNumber })}
        </span>
        <span>
          {t('head.opened', { time: shortTime(state.openedAt) })}
          <Dot />
          {view.openedByName}
        </span>
        <span className="grow" />
        <span>
          <Icon name="book" size="s" /> {t('head.edition', { edition: state.edition })}
        </span>
      </div>
      <RevealDialog
        stream={view.stream}
        open={asking}
        sample={sample}
        onClose={() => setAsking(false)}
        onShown={setShown}
      />
    </header>
  )
}

function RevealDialog({
  stream,
  open,
  sample,
  onClose,
  onShown,
}: {
  readonly stream: string
  readonly open: boolean
  readonly sample: boolean
  readonly onClose: () => void
  readonly onShown: (numbers: { readonly identityNumber: string; readonly telephone: string }) => void
}) {
  const { t } = useTranslation('case')
  const common = useTranslation('common').t
  const [purpose, setPurpose] = useState('')
  const { act, pending, error } = useCall('revealIdentity')
  async function reveal() {
    if (purpose.trim() === '') return
    const outcome = await act({ case: stream, purpose: purpose.trim() })
    if (!outcome.ok) return
    onShown(outcome.value)
    setPurpose('')
    onClose()
  }
  return (
    <Modal
      open={open}
      title={t('head.revealTitle')}
      onCancel={onClose}
      width={460}
      destroyOnHidden
      footer={null}
    >
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault()
          void reveal()
        }}
      >
        <p>{t('head.revealLead')}</p>
        <Field label={t('head.purpose')} hint={{ kind: 'plain', text: t('head.purposeHint') }}>
          {(ids) => (
            <Input
              {...ids}
              autoFocus
              value={purpose}
              maxLength={2000}
              data-testid="reveal-purpose"
              onChange={(event) => setPurpose(event.target.value)}
            />
          )}
        </Field>
        <ErrorNote error={error} />
        <div className="acts">
          <Button kind="go" submit testId="reveal-submit" pending={pending} disabled={purpose.trim() === ''}>
            {t('head.revealSubmit')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {common('cancel')}
          </Button>
          <span className="grow" />
          {sample ? <SampleTag /> : null}
        </div>
      </form>
    </Modal>
  )
}
