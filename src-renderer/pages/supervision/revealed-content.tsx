// What a verification says of a person, after a recorded look: shown for a minute.
import { Fragment, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { RevealedContent } from '../../../src-shared/contract/supervision.ts'
import { Button } from '../../parts/button.tsx'
import { RevealDialog } from '../../parts/reveal-dialog.tsx'

/** How long the content stays on screen, milliseconds. */
const shownFor = 60_000

/** Asks for the purpose of a look at what a verification says of a person. */
export function RevealContentDialog(given: {
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

export function RevealedFacts({
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
