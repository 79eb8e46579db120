// The door to what is masked (A2§12): asks for the purpose, which is recorded before anything is shown.
import { Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useActing } from '../desk/desk.ts'
import { ErrorNote } from './banner.tsx'
import { Button } from './button.tsx'
import { Field } from './field.tsx'

export function RevealDialog<Content>({
  open,
  words,
  mark = null,
  onClose,
  onShown,
  reveal,
}: {
  readonly open: boolean
  readonly words: Readonly<Record<'title' | 'lead' | 'purpose' | 'purposeHint' | 'submit', string>>
  /** Stands at the end of the buttons. */
  readonly mark?: ReactNode
  readonly onClose: () => void
  readonly onShown: (content: Content) => void
  readonly reveal: (purpose: string) => Promise<Content>
}) {
  const { t } = useTranslation('common')
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
    <Modal open={open} title={words.title} onCancel={onClose} width={460} destroyOnHidden footer={null}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <p>{words.lead}</p>
        <Field label={words.purpose} hint={{ kind: 'plain', text: words.purposeHint }}>
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
            {words.submit}
          </Button>
          <Button kind="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <span className="grow" />
          {mark}
        </div>
      </form>
    </Modal>
  )
}
