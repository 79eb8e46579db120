// The fields of each act and the verb it says to core; what the entry already tells is filled in.
import type { TFunction } from 'i18next'
import type { ProofView } from '../../../src-shared/contract/case-view.ts'
import { exemptionMethods } from '../../../src-shared/domain/exemption-list.ts'
import { verdicts } from '../../../src-shared/domain/verification.ts'
import { call } from '../../desk/desk.ts'
import type { caseWords } from '../../i18n/zh-cn/case.ts'
import { fromField, toField } from '../../parts/time.ts'
import type { FieldSpec, FieldValues } from './act-form.tsx'
import type { DeskAct } from './acts.ts'

export type FormAct = Exclude<
  DeskAct,
  'waive' | 'take-answer' | 'handle-outside' | 'ask' | 'dispatch' | 'resolve'
>
type FieldName = Exclude<keyof typeof caseWords.fields, 'defaultQuestion'>
type Words = { readonly t: TFunction<'case'>; readonly common: TFunction<'common'> }

export function fieldsOf(
  act: FormAct,
  proof: ProofView,
  staffName: string,
  words: Words,
): readonly FieldSpec[] {
  const { t, common } = words
  const line = (name: FieldName, rest: Partial<FieldSpec> = {}): FieldSpec => ({
    name,
    label: t(`fields.${name}`),
    kind: 'line',
    ...rest,
  })
  const text = (name: FieldName, rest: Partial<FieldSpec> = {}) => line(name, { kind: 'text', ...rest })
  const now = toField(new Date().toISOString())
  const { entry } = proof
  switch (act) {
    case 'look-up':
      return [
        line('source', { initial: entry.issuingUnit.slice(0, 200) }),
        line('reference', { optional: true }),
        text('seen'),
      ]
    case 'commit':
      return [line('credit', { optional: true, hint: t('fields.creditHint'), longest: 500 })]
    case 'check-on-site':
      return [
        line('visitedAt', { kind: 'time', initial: now }),
        line('place'),
        line('visitors', { initial: staffName }),
        text('findings'),
        line('verdict', {
          kind: 'choice',
          choices: (['confirmed', 'mismatch'] as const).map((value) => ({
            value,
            words: common(`verdicts.${value}`),
          })),
        }),
      ]
    case 'authorise':
      return [
        line('agent', { initial: staffName }),
        line('until', { kind: 'date' }),
        text('powers', {
          initial: entry.proofName === '' ? '' : `${entry.issuingUnit} ${entry.proofName}`.trim(),
        }),
      ]
    case 'hand-over':
      return [
        line('from', { initial: entry.issuingUnit.slice(0, 200) }),
        line('document', { initial: entry.proofName.slice(0, 200) }),
      ]
    case 'settle-otherwise':
      return [text('how', { initial: entry.methodWording })]
    case 'bring-voluntarily':
      return [
        line('document', { initial: entry.proofName.slice(0, 200) }),
        line('remark', { optional: true, longest: 2000 }),
      ]
    case 'ask-supplement':
      return [
        line('material'),
        line('purpose', { initial: entry.proofPurpose.slice(0, 2000), longest: 2000 }),
      ]
    case 'receive-supplement':
      return [line('document')]
    case 'change-method':
      return [
        line('to', {
          kind: 'choice',
          choices: exemptionMethods
            .filter((method) => method !== proof.method)
            .filter((method) => method !== 'commitment' || entry.commitmentExcluded === null)
            .map((value) => ({ value, words: common(`methods.${value}.name`) })),
        }),
        text('reason'),
      ]
    case 'transcribe-answer':
      return [
        line('verdict', {
          kind: 'choice',
          choices: verdicts.map((value) => ({ value, words: common(`verdicts.${value}`) })),
        }),
        line('channel', {
          kind: 'choice',
          initial: proof.verificationView?.state.dispatches.at(-1)?.body.channel ?? 'fax',
          choices: (['fax', 'mail', 'oa'] as const).map((value) => ({
            value,
            words: common(`channels.${value}`),
          })),
        }),
        line('answeredAt', { kind: 'time', initial: now }),
        line('answeredBy'),
        line('replyNumber', { optional: true }),
        line('remark', { optional: true, longest: 2000 }),
      ]
    case 'withdraw-verification':
      return [text('reason')]
  }
}

/** Says the act's verb. Rejects with the coded failure. */
export async function sayAct(
  act: Exclude<FormAct, 'check-on-site'>,
  caseStream: string,
  proof: ProofView,
  values: FieldValues,
): Promise<void> {
  const of = (name: string) => values[name] ?? ''
  const onProof = { case: caseStream, entry: proof.entry.entry }
  const verification = proof.verification ?? ''
  switch (act) {
    case 'look-up':
      await call('lookUpProof', {
        ...onProof,
        source: of('source'),
        reference: of('reference'),
        seen: of('seen'),
      })
      return
    case 'commit':
      await call('commitProof', { ...onProof, credit: of('credit') })
      return
    case 'authorise':
      await call('authoriseAgent', {
        ...onProof,
        agent: of('agent'),
        powers: of('powers'),
        until: of('until'),
      })
      return
    case 'hand-over':
      await call('handOverProof', { ...onProof, from: of('from'), document: of('document') })
      return
    case 'settle-otherwise':
      await call('settleOtherwise', { ...onProof, how: of('how') })
      return
    case 'bring-voluntarily':
      await call('bringVoluntarily', { ...onProof, document: of('document'), remark: of('remark') })
      return
    case 'ask-supplement':
      await call('askSupplement', { ...onProof, material: of('material'), purpose: of('purpose') })
      return
    case 'receive-supplement':
      await call('receiveSupplement', { ...onProof, document: of('document') })
      return
    case 'change-method':
      await call('changeMethod', {
        ...onProof,
        to: exemptionMethods.find((method) => method === of('to')) ?? 'other',
        reason: of('reason'),
      })
      return
    case 'transcribe-answer':
      await call('transcribeAnswer', {
        verification,
        verdict: verdicts.find((verdict) => verdict === of('verdict')) ?? 'not-found',
        channel: (['fax', 'mail', 'oa'] as const).find((channel) => channel === of('channel')) ?? 'fax',
        answeredAt: fromField(of('answeredAt')),
        answeredBy: of('answeredBy'),
        replyNumber: of('replyNumber'),
        remark: of('remark'),
      })
      return
    case 'withdraw-verification':
      await call('withdrawVerification', { verification, reason: of('reason') })
      return
  }
}
