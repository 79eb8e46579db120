// What a verification says of a person, after a recorded look: shown for a minute.
import { Fragment, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RevealedContent } from '../../../src-shared/contract/supervision.ts'
import { Button } from '../../parts/button.tsx'
import { RevealDialog } from '../../parts/reveal-dialog.tsx'

/** How long the content stays on screen, milliseconds. */
const shownFor = 60_000

/** The button of a look, its purpose, and then what was seen. `children` stand above the button while nothing is shown. */
export function RecordedLook({
  label,
  reveal,
  children,
}: {
  readonly label: string
  readonly reveal: (purpose: string) => Promise<RevealedContent>
  readonly children?: ReactNode
}) {
  const [asking, setAsking] = useState(false)
  const [shown, setShown] = useState<RevealedContent | null>(null)
  return (
    <>
      {shown === null ? (
        <>
          {children}
          <Button small kind="quiet" icon="eye" testId="act-reveal" onClick={() => setAsking(true)}>
            {label}
          </Button>
        </>
      ) : (
        <RevealedFacts content={shown} onHide={() => setShown(null)} />
      )}
      <PurposeDialog open={asking} onClose={() => setAsking(false)} onShown={setShown} reveal={reveal} />
    </>
  )
}

function PurposeDialog(given: {
  readonly open: boolean
  readonly onClose: () => void
  readonly onShown: (content: RevealedContent) => void
  readonly reveal: (purpose: string) => Promise<RevealedContent>
}) {
  const { t } = useTranslation('supervision')
  const words = {
    title: t('revealTitle'),
    lead: t('revealLead'),
    purpose: t('purpose'),
    purposeHint: t('purposeHint'),
    submit: t('revealSubmit'),
  }
  return <RevealDialog {...given} words={words} />
}

function RevealedFacts({
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
