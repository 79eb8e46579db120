// Who is asked about, what for, by whom, and the closed questions with what the applicant declared.
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { InboxRow } from '../../../src-shared/contract/desk.ts'
import { UnitLink } from '../../parts/unit-link.tsx'
import { RaiseNote } from '../case/raise-note.tsx'

export function InquiryFacts({ row }: { readonly row: InboxRow }) {
  const { t } = useTranslation('inbox')
  const { request } = row.state
  if (request === null) return null
  const facts = [
    ['identity', request.applicantIdentityNumber],
    ['usedFor', request.serviceItemName],
    ['from', `${request.liaisonName} ${request.liaisonTelephone}`.trim()],
    ['basis', request.legalBasis],
  ] as const
  return (
    <>
      <div className="answer-top">
        <h2>
          {request.proofName}
          <span className="answer-person">{request.applicantName}</span>
        </h2>
        <dl className="facts">
          {facts
            .filter(([, text]) => text !== '')
            .map(([name, text]) => (
              <Fragment key={name}>
                <dt>{t(`panel.${name}`)}</dt>
                <dd className="num">
                  {name === 'from' ? (
                    <>
                      <UnitLink unit={request.demandingUnit} name={row.demandingUnitName} />{' '}
                    </>
                  ) : null}
                  {text}
                </dd>
              </Fragment>
            ))}
        </dl>
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
