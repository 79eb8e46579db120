// Whose case this is: name, masked numbers with the door to the whole one (on record), service item, list edition, its clock.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseView } from '../../../src-shared/contract/case-view.ts'
import { call } from '../../desk/desk.ts'
import { useRoute } from '../../frame/route.ts'
import { Button } from '../../parts/button.tsx'
import { Dot } from '../../parts/dot.tsx'
import { Icon } from '../../parts/icon.tsx'
import { RevealDialog } from '../../parts/reveal-dialog.tsx'
import { SampleTag } from '../../parts/tag.tsx'
import { shortTime } from '../../parts/time.ts'
import { OwnClock } from './own-clock.tsx'

/** How long the whole number stays on screen, milliseconds. */
const shownFor = 60_000

export function CaseHead({ view, sample }: { readonly view: CaseView; readonly sample: boolean }) {
  const { t } = useTranslation('case')
  const turned = useTranslation('applicant').t
  const go = useRoute((state) => state.go)
  const { state } = view
  const [asking, setAsking] = useState(false)
  const [shown, setShown] = useState<{ readonly identityNumber: string; readonly telephone: string } | null>(
    null,
  )
  useEffect(() => {
    if (shown === null) return
    const timer = setTimeout(() => setShown(null), shownFor)
    return () => clearTimeout(timer)
  }, [shown])
  const numbers = shown ?? state.applicant
  return (
    <header className="chead">
      <div className="l1">
        <h1>{state.applicant.name}</h1>
        <span className="id num" data-testid="identity-number">
          {numbers.identityNumber === '' ? t('head.noNumber') : numbers.identityNumber}
        </span>
        {view.actions.includes('reveal-identity') && state.applicant.identityNumber !== '' ? (
          shown === null ? (
            <Button
              kind="quiet"
              small
              icon="eye"
              testId="act-reveal-identity"
              onClick={() => setAsking(true)}
            >
              {t('head.reveal')}
              <Dot />
              {t('head.traced')}
            </Button>
          ) : (
            <Button kind="quiet" small icon="eye" testId="hide-identity" onClick={() => setShown(null)}>
              {t('head.hide')}
            </Button>
          )
        ) : null}
        {numbers.telephone === '' ? null : <span className="num tel">{numbers.telephone}</span>}
        <span className="grow" />
        {state.status === 'closed' || state.status === 'withdrawn' ? (
          <span className="tag b" data-testid="case-over">
            {t(`head.${state.status}`, { time: shortTime(state.closedAt ?? '') })}
          </span>
        ) : null}
        <OwnClock view={view} />
        <Button
          kind="quiet"
          small
          icon="screen"
          testId="turn-to-applicant"
          onClick={() => go('applicant', { case: view.stream })}
        >
          {turned('turn')}
        </Button>
      </div>
      <div className="l2">
        <b className="cut" title={state.serviceItemName}>
          {state.serviceItemName}
        </b>
        {state.serviceItemCode === '' ? null : (
          <span className="num code cut" title={state.serviceItemCode}>
            {t('head.code', { code: state.serviceItemCode })}
          </span>
        )}
        <span className="num" data-testid="case-number">
          {t('head.caseNumber', { number: state.caseNumber })}
        </span>
        <span>
          {t('head.opened', { time: shortTime(state.openedAt) })}
          <Dot />
          {view.openedByName}
        </span>
        <span className="grow" />
        <span>
          <Icon name="book" size="s" /> {t('head.edition', { edition: state.edition })}
        </span>
      </div>
      <RevealDialog
        open={asking}
        words={{
          title: t('head.revealTitle'),
          lead: t('head.revealLead'),
          purpose: t('head.purpose'),
          purposeHint: t('head.purposeHint'),
          submit: t('head.revealSubmit'),
        }}
        mark={sample ? <SampleTag /> : null}
        onClose={() => setAsking(false)}
        onShown={setShown}
        reveal={(purpose) => call('revealIdentity', { case: view.stream, purpose })}
      />
    </header>
  )
}
