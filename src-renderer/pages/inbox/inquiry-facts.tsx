// Who is asked about, what for, by whom, and the closed questions with what the applicant declared.
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InboxRow } from '../../../src-shared/contract/desk.ts'
import type { RevealedContent } from '../../../src-shared/contract/supervision.ts'
import { call } from '../../desk/desk.ts'
import { Button } from '../../parts/button.tsx'
import { UnitLink } from '../../parts/unit-link.tsx'
import { RaiseNote } from '../case/raise-note.tsx'
import { RevealContentDialog, RevealedFacts } from '../supervision/revealed-content.tsx'

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
  const [asking, setAsking] = useState(false)
  const [shown, setShown] = useState<RevealedContent | null>(null)
  if (!row.actions.includes('reveal') || row.state.request?.applicantIdentityNumber === '') return null
  return (
    <>
      {shown === null ? (
        <Button small kind="quiet" icon="eye" testId="act-reveal" onClick={() => setAsking(true)}>
          {t('revealNumber')}
        </Button>
      ) : (
        <RevealedFacts content={shown} onHide={() => setShown(null)} />
      )}
      <RevealContentDialog
        open={asking}
        onClose={() => setAsking(false)}
        onShown={setShown}
        reveal={(purpose) => call('revealVerification', { verification: row.stream, purpose })}
      />
    </>
  )
}
