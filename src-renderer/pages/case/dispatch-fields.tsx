// The two forms of a dispatch: a letter this window sends by itself, and one sent by hand whose report is typed in.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { VerificationView } from '../../../src-shared/contract/case-view.ts'
import { type Acting, call } from '../../desk/desk.ts'
import { Button } from '../../parts/button.tsx'
import { fromField, toField } from '../../parts/time.ts'
import { ActForm, type FieldSpec } from './act-form.tsx'

/** The verb that hands a letter to the queue, by way. */
export const sendVerbs = { fax: 'sendFax', mail: 'sendByMail', oa: 'sendByOa' } as const

/** What the field of where to and the button are called, by way. */
export function useSendWords() {
  const { t } = useTranslation('case')
  return {
    label: { fax: t('fields.faxNumber'), mail: t('fields.address'), oa: t('fields.oaReceiver') },
    submit: { fax: t('dispatch.sendFax'), mail: t('dispatch.sendMail'), oa: t('dispatch.sendOa') },
  }
}

/** Only where to; the rest is the queue's. */
export function SendForm({
  channel,
  verification,
  address,
  acting,
  onDone,
  others,
}: {
  readonly channel: 'fax' | 'mail' | 'oa'
  readonly verification: VerificationView
  readonly address: string
  readonly acting: Acting
  readonly onDone: () => void
  readonly others: ReactNode
}) {
  const { label, submit } = useSendWords()
  const initial = channel === 'oa' ? verification.issuingUnitName : address
  return (
    <ActForm
      name={channel}
      draftKey={`send ${channel} ${verification.stream}`}
      fields={
        [{ name: 'to', label: label[channel], kind: 'line', initial }] as const satisfies readonly FieldSpec[]
      }
      submit={submit[channel]}
      acting={acting}
      others={others}
      onSubmit={async (values) => {
        const input = { verification: verification.stream, to: values.to ?? '' }
        const outcome = await acting.run(() => call(sendVerbs[channel], input))
        if (outcome.ok) onDone()
        return outcome.ok
      }}
    />
  )
}

/** What was sent by hand: the machine's report, or the number OA gave. */
export function ReportForm({
  channel,
  verification,
  address,
  pages,
  acting,
  onDraw = null,
  onDone,
  others,
}: {
  readonly channel: 'fax' | 'oa'
  readonly verification: VerificationView
  readonly address: string
  /** Of the letter as it was drawn. */
  readonly pages: number
  readonly acting: Acting
  /** Draws it anew; null where it stands above the fields. */
  readonly onDraw?: (() => void) | null
  readonly onDone: () => void
  readonly others: ReactNode
}) {
  const { t } = useTranslation('case')
  const now = toField(new Date().toISOString())
  const fields = {
    fax: [
      { name: 'faxNumber', label: t('fields.faxNumber'), kind: 'line', initial: address },
      { name: 'sentAt', label: t('fields.sentAt'), kind: 'time', initial: now },
      { name: 'pages', label: t('fields.pages'), kind: 'number', initial: `${pages}` },
      { name: 'reportNumber', label: t('fields.reportNumber'), kind: 'line', optional: true },
      {
        name: 'result',
        label: t('fields.result'),
        kind: 'choice',
        initial: 'ok',
        choices: [
          { value: 'ok', words: t('fields.ok') },
          { value: 'failed', words: t('fields.failed') },
        ],
      },
    ],
    oa: [
      { name: 'documentNumber', label: t('fields.documentNumber'), kind: 'line' },
      { name: 'sentAt', label: t('fields.sentAt'), kind: 'time', initial: now },
    ],
  } as const satisfies Record<typeof channel, readonly FieldSpec[]>
  const submit = { fax: t('dispatch.reportSubmit'), oa: t('dispatch.oaSubmit') }
  return (
    <ActForm
      name={channel}
      draftKey={`report ${channel} ${verification.stream}`}
      fields={fields[channel]}
      submit={submit[channel]}
      acting={acting}
      others={
        <>
          {onDraw === null ? null : (
            <Button icon="print" testId="draw-letter" onClick={onDraw}>
              {t('dispatch.draw')}
            </Button>
          )}
          {others}
        </>
      }
      onSubmit={async (values) => {
        const of = (name: string) => values[name] ?? ''
        const outcome = await acting.run(async () => {
          if (channel === 'oa')
            return call('recordOaNumber', {
              verification: verification.stream,
              documentNumber: of('documentNumber'),
              sentAt: fromField(of('sentAt')),
            })
          return call('recordFaxReport', {
            verification: verification.stream,
            faxNumber: of('faxNumber'),
            sentAt: fromField(of('sentAt')),
            pages: Math.max(1, Math.min(999, Math.trunc(Number(of('pages')) || 1))),
            reportNumber: of('reportNumber'),
            result: of('result') === 'failed' ? 'failed' : 'ok',
          })
        })
        if (outcome.ok) onDone()
        return outcome.ok
      }}
    />
  )
}
