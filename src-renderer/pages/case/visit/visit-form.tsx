// The record of a visit (A2§3, §8): when, where, who and what was seen, with photos and the signature of somebody who was there.
import { Input } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProofView } from '../../../../src-shared/contract/case-view.ts'
import { type Point, signaturePath } from '../../../../src-shared/domain/visit.ts'
import { type Acting, call } from '../../../desk/desk.ts'
import { useDraft } from '../../../desk/draft.ts'
import { Field } from '../../../parts/field.tsx'
import { fromField } from '../../../parts/time.ts'
import { fieldsOf } from '../act-fields.ts'
import { ActForm, type FieldValues } from '../act-form.tsx'
import type { ProofPage } from '../proof-page.ts'
import { SignaturePad } from './signature-pad.tsx'
import { VisitPhotos } from './visit-photos.tsx'
import './visit.css'

type Evidence = {
  readonly photos: readonly string[]
  readonly isSigned: boolean
  readonly signer: string
  readonly strokes: readonly (readonly Point[])[]
  readonly unsignedBecause: string
}
const nothingYet: Evidence = { photos: [], isSigned: true, signer: '', strokes: [], unsignedBecause: '' }

/** Labels of what the signature still lacks. */
function missingOf(
  evidence: Evidence,
  t: (name: 'signer' | 'signature' | 'unsignedBecause') => string,
): string[] {
  const { isSigned, signer, strokes, unsignedBecause } = evidence
  if (!isSigned) return unsignedBecause.trim() === '' ? [t('unsignedBecause')] : []
  return [signer.trim() === '' ? t('signer') : '', strokes.length === 0 ? t('signature') : ''].filter(Boolean)
}

export function VisitForm({
  proof,
  acting,
  others,
  page,
}: {
  readonly proof: ProofView
  readonly acting: Acting
  readonly others: ReactNode
  readonly page: ProofPage
}) {
  const { t } = useTranslation('visit')
  const words = useTranslation('case').t
  const common = useTranslation('common').t
  const { caseStream, staffName } = page
  const { entry } = proof.entry
  const draft = useDraft<Evidence>(`visit ${caseStream} ${entry}`, nothingYet)
  const { photos, isSigned, signer, strokes, unsignedBecause } = draft.value

  async function record(values: FieldValues): Promise<boolean> {
    const of = (name: string) => values[name] ?? ''
    const outcome = await acting.run(() =>
      call('checkOnSite', {
        case: caseStream,
        entry,
        visitedAt: fromField(of('visitedAt')),
        place: of('place'),
        visitors: of('visitors'),
        findings: of('findings'),
        verdict: of('verdict') === 'mismatch' ? 'mismatch' : 'confirmed',
        ...(photos.length === 0 ? {} : { photos: [...photos] }),
        ...(isSigned
          ? { signature: { signer: signer.trim(), path: signaturePath(strokes) } }
          : { unsignedBecause: unsignedBecause.trim() }),
      }),
    )
    if (!outcome.ok) return false
    draft.drop()
    page.onDone(null)
    return true
  }
  return (
    <ActForm
      name="check-on-site"
      draftKey={`check-on-site ${caseStream} ${entry}`}
      fields={fieldsOf('check-on-site', proof, staffName, { t: words, common })}
      submit={words('submit.check-on-site')}
      acting={acting}
      others={others}
      alsoMissing={missingOf(draft.value, t)}
      onSubmit={record}
    >
      <VisitPhotos photos={photos} onChange={(next) => draft.set({ photos: next })} />
      <fieldset className="field choices visit-signed">
        <legend className="label">{t('signature')}</legend>
        <div>
          {([true, false] as const).map((signed) => (
            <label key={String(signed)} className={signed === isSigned ? 'choice on' : 'choice'}>
              <input
                type="radio"
                className="vh"
                name={`signed ${entry}`}
                checked={signed === isSigned}
                data-testid={signed ? 'choice-signed' : 'choice-unsigned'}
                onChange={() => draft.set({ isSigned: signed })}
              />
              {t(signed ? 'signed' : 'unsigned')}
            </label>
          ))}
        </div>
      </fieldset>
      {isSigned ? (
        <div className="visit-signature">
          <Field label={t('signer')} hint={{ kind: 'plain', text: t('signerHint') }}>
            {(ids) => (
              <Input
                {...ids}
                value={signer}
                maxLength={200}
                data-testid="field-signer"
                onChange={(event) => draft.set({ signer: event.target.value })}
              />
            )}
          </Field>
          <SignaturePad strokes={strokes} onChange={(next) => draft.set({ strokes: next })} />
        </div>
      ) : (
        <Field label={t('unsignedBecause')}>
          {(ids) => (
            <Input
              {...ids}
              value={unsignedBecause}
              maxLength={500}
              placeholder={t('unsignedExample')}
              data-testid="field-unsignedBecause"
              onChange={(event) => draft.set({ unsignedBecause: event.target.value })}
            />
          )}
        </Field>
      )}
    </ActForm>
  )
}
