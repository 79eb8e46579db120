// Who is asked about, what for, by whom, and the closed questions with what the applicant declared.
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { InboxRow } from '../../../src-shared/contract/queue-view.ts'
import { call } from '../../desk/desk.ts'
import { Facts } from '../../parts/facts.tsx'
import { UnitLink } from '../../parts/unit-link.tsx'
import { RaiseNote } from '../case/raise-note.tsx'
import { RecordedLook } from '../supervision/revealed-content.tsx'

export function InquiryFacts({ row }: { readonly row: InboxRow }) {
  const { t } = useTranslation('inbox')
  const { request } = row.state
  if (request === null) return null
  const facts = [
    ['identity', request.applicantIdentityNumber],
    ['usedFor', request.serviceItemName],
    [
      'from',
      <>
        <UnitLink unit={request.demandingUnit} name={row.demandingUnitName} />{' '}
        {`${request.liaisonName} ${request.liaisonTelephone}`.trim()}
      </>,
    ],
    ['basis', request.legalBasis],
  ] as const
  return (
    <>
      <div className="answer-top">
        <h2>
          {request.proofName}
          <span className="answer-person">{request.applicantName}</span>
        </h2>
        <Facts facts={facts.map(([name, value]) => ({ name: t(`panel.${name}`), value }))} />
        <WholeNumber row={row} />
      </div>
      {row.state.raise === null ? null : (
        <div className="answer-part">
          <RaiseNote verification={row} />
        </div>
      )}
      {request.questions.length > 0 && (
        <div className="answer-part">
          <div className="questions">
            <p className="label">{t('panel.ask')}</p>
            <p className="label">{t('panel.declared')}</p>
            {request.questions.map((one) => (
              <Fragment key={one.question}>
                <p>{one.question}</p>
                <p className={one.declared === '' ? 'label' : 'declared'}>
                  {one.declared === '' ? t('panel.nothingDeclared') : one.declared}
                </p>
              </Fragment>
            ))}
          </div>
        </div>
      )}
    </>
  )
}

/** The whole identity number, which a search of the records needs: shown once the look is recorded (A2§12). */
function WholeNumber({ row }: { readonly row: InboxRow }) {
  const { t } = useTranslation('supervision')
  if (!row.actions.includes('reveal') || row.state.request?.applicantIdentityNumber === '') return null
  return (
    <RecordedLook
      label={t('revealNumber')}
      reveal={(purpose) => call('revealVerification', { verification: row.stream, purpose })}
    />
  )
}
