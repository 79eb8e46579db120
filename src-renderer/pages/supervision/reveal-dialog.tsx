// The door to what is masked (A2§12): asks for the purpose, which is recorded before anything is shown, and shows it for a minute.
import { Input, Modal } from 'antd'
import { Fragment, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RevealedContent } from '../../../src-shared/contract/supervision.ts'
import { useActing } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'

/** How long the content stays on screen, milliseconds. */
const shownFor = 60_000

export function RevealDialog({
  open,
  onClose,
  onShown,
  reveal,
}: {
  readonly open: boolean
  readonly onClose: () => void
  readonly onShown: (content: RevealedContent) => void
  readonly reveal: (purpose: string) => Promise<RevealedContent>
}) {
  const { t } = useTranslation('supervision')
  const common = useTranslation('common').t
  const [purpose, setPurpose] = useState('')
  const { run, pending, error } = useActing()
  async function send() {
    if (purpose.trim() === '') return
    const outcome = await run(() => reveal(purpose.trim()))
    if (!outcome.ok) return
    onShown(outcome.value)
    setPurpose('')
    onClose()
  }
  return (
    <Modal open={open} title={t('revealTitle')} onCancel={onClose} width={460} destroyOnHidden footer={null}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <p>{t('revealLead')}</p>
        <Field label={t('purpose')} hint={{ kind: 'plain', text: t('purposeHint') }}>
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
            {t('revealSubmit')}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {common('cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

export function RevealedFacts({
  content,
  onHide,
}: {
  readonly content: RevealedContent
  readonly onHide: () => void
}) {
  const { t } = useTranslation('supervision')
  const hide = useRef(onHide)
  useEffect(() => {
    const timer = setTimeout(() => hide.current(), shownFor)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div data-testid="revealed">
      <dl className="facts">
        <dt>{t('facts.applicant')}</dt>
        <dd className="num">
          {content.applicantName} {content.applicantIdentityNumber}
        </dd>
        <dt>{t('facts.item')}</dt>
        <dd>{content.serviceItemName}</dd>
        {content.questions.map((one) => (
          <Fragment key={one.question}>
            <dt>{t('facts.declared')}</dt>
            <dd>
              {one.question} {one.declared}
            </dd>
          </Fragment>
        ))}
        {content.answers
          .filter((one) => one.remark !== '')
          .map((one) => (
            <Fragment key={one.remark}>
              <dt>{t('facts.answered')}</dt>
              <dd>{one.remark}</dd>
            </Fragment>
          ))}
      </dl>
      <Button small kind="quiet" icon="eye" testId="hide-revealed" onClick={onHide}>
        {t('hide')}
      </Button>
    </div>
  )
}
