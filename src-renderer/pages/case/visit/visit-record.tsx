// What a visit left: facts, photos that open large, and the signature.
import { Modal } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProofView, VisitPhotoView } from '../../../../src-shared/contract/case-view.ts'
import { call } from '../../../desk/desk.ts'
import { Icon } from '../../../parts/icon.tsx'
import { shortTime } from '../../../parts/time.ts'
import { Verdict } from '../../../parts/verdict.tsx'
import { SignatureDrawing } from './signature-pad.tsx'
import './visit.css'

export function VisitRecord({
  caseStream,
  visit,
}: {
  readonly caseStream: string
  readonly visit: NonNullable<ProofView['visit']>
}) {
  const { t } = useTranslation('visit')
  const words = useTranslation('case').t
  const { photos = [], signature } = visit
  return (
    <section className="visit-record" aria-label={t('record')} data-testid="visit-record">
      <h4>
        <Icon name="walk" size="s" /> {t('record')} <Verdict verdict={visit.verdict} />
      </h4>
      <dl className="facts">
        <dt>{words('fields.visitedAt')}</dt>
        <dd>{shortTime(visit.visitedAt)}</dd>
        <dt>{words('fields.place')}</dt>
        <dd>{visit.place}</dd>
        <dt>{words('fields.visitors')}</dt>
        <dd>{visit.visitors}</dd>
        <dt>{words('fields.findings')}</dt>
        <dd className="visit-findings">{visit.findings}</dd>
        {photos.length === 0 ? null : (
          <>
            <dt>{t('photosOf')}</dt>
            <dd>
              <ul className="visit-thumbs">
                {photos.map(({ digest }, at) => (
                  <li key={digest}>
                    <KeptPhoto
                      caseStream={caseStream}
                      digest={digest}
                      label={t('photo', { number: at + 1 })}
                    />
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        {signature === undefined ? null : (
          <>
            <dt>{t('signature')}</dt>
            <dd>
              <SignatureDrawing path={signature.path} label={t('signedBy', { name: signature.signer })} />
              <small>{t('signedBy', { name: signature.signer })}</small>
            </dd>
          </>
        )}
        {visit.unsignedBecause === undefined ? null : (
          <>
            <dt>{t('signature')}</dt>
            <dd>{t('notSigned', { reason: visit.unsignedBecause })}</dd>
          </>
        )}
      </dl>
    </section>
  )
}

function KeptPhoto({
  caseStream,
  digest,
  label,
}: {
  readonly caseStream: string
  readonly digest: string
  readonly label: string
}) {
  const { t } = useTranslation('visit')
  const [photo, setPhoto] = useState<VisitPhotoView | null>(null)
  const [large, setLarge] = useState(false)
  useEffect(() => {
    let gone = false
    call('readVisitPhoto', { case: caseStream, digest })
      .then((read) => gone || setPhoto(read))
      .catch(() => gone || setPhoto({ state: 'elsewhere' }))
    return () => {
      gone = true
    }
  }, [caseStream, digest])
  if (photo === null) return <span className="visit-nowhere" aria-busy="true" />
  if (photo.state !== 'here')
    return (
      <span className="visit-nowhere" data-testid={`visit-photo-${photo.state}`}>
        {t(photo.state)}
      </span>
    )
  const source = `data:image/jpeg;base64,${photo.jpeg}`
  return (
    <>
      <button
        type="button"
        className="visit-thumb"
        data-testid="visit-kept-photo"
        onClick={() => setLarge(true)}
      >
        <img src={source} alt={label} />
      </button>
      <Modal
        open={large}
        title={label}
        width="min(1100px, 90vw)"
        footer={null}
        onCancel={() => setLarge(false)}
        destroyOnHidden
      >
        <img className="visit-large" src={source} alt={label} />
      </Modal>
    </>
  )
}
