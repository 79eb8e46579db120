// The screen turned to the applicant: what they need not bring today, and whom the office asks instead. Nothing else of the desk.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApplicantScreenView } from '../../../src-shared/contract/case-view.ts'
import { useView } from '../../desk/desk.ts'
import { useRoute } from '../../frame/route.ts'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { Seal, sealOf } from '../../parts/seal.tsx'
import './applicant.css'

type Proof = ApplicantScreenView['proofs'][number]
const sizes = ['small', 'middle', 'large'] as const

export function ApplicantPage() {
  const { t } = useTranslation('applicant')
  const { route, back } = useRoute()
  const { view } = useView('applicantScreen', { case: route.params.case ?? '' })
  const [size, setSize] = useState<(typeof sizes)[number]>('middle')
  return (
    <div className={`applicant ${size}`} data-testid="applicant-screen">
      {view === null ? null : (
        <>
          <section className="applicant-head">
            <p>{t('hello', { name: view.greetingName })}</p>
            <h1>{t('headline', { count: view.proofs.length })}</h1>
            <p>{t('item', { item: view.serviceItemName })}</p>
            {view.over ? <p className="applicant-over">{t('over')}</p> : null}
            <p className="applicant-own">{t('byChoice')}</p>
          </section>
          <ul className="applicant-proofs">
            {view.proofs.map((proof) => (
              <ProofLine key={proof.entry} proof={proof} />
            ))}
          </ul>
        </>
      )}
      <footer className="applicant-foot">
        <fieldset className="applicant-sizes">
          <legend className="vh">{t('size.label')}</legend>
          {sizes.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === size}
              data-testid={`size-${one}`}
              onClick={() => setSize(one)}
            >
              {t(`size.${one}`)}
            </button>
          ))}
        </fieldset>
        <button type="button" className="applicant-back" data-testid="applicant-back" onClick={back}>
          {t('back')}
        </button>
      </footer>
    </div>
  )
}

const marks = {
  open: 'right',
  asked: 'ask',
  authorised: 'walk',
  mismatch: 'person',
  'supplement-asked': 'pen',
  settled: 'check',
} as const satisfies Record<Proof['status'], IconName>

function ProofLine({ proof }: { readonly proof: Proof }) {
  const { t } = useTranslation('applicant')
  const words =
    proof.proofName === ''
      ? t('secret')
      : proof.status === 'open'
        ? t(`open.${proof.method}`, { unit: proof.unitName })
        : proof.status === 'settled'
          ? t(`settled.${proof.given ?? proof.method}`)
          : t(`status.${proof.status}`, { unit: proof.unitName })
  return (
    <li data-status={proof.status}>
      <Seal method={proof.method} state={sealOf[proof.status]} />
      <div>
        <h2>{proof.proofName === '' ? t('secretName') : proof.proofName}</h2>
        <p>{words}</p>
      </div>
      <span className="applicant-state">
        <Icon name={marks[proof.status]} size="l" />
        {t(`mark.${proof.status}`)}
      </span>
    </li>
  )
}
