// At the top of a queue: what a colleague handed over, with their word on it, until the receiver says that they have it (A2§6).
import { useTranslation } from 'react-i18next'
import type { HandOverView } from '../../src-shared/contract/staffing-view.ts'
import { useCall, useView } from '../desk/desk.ts'
import { useRoute } from '../frame/route.ts'
import { ErrorNote } from './banner.tsx'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { shortTime } from './time.ts'

export function HandedOver() {
  const { view } = useView('handOvers', {})
  if (view === null || view.toMe.length === 0) return null
  return (
    <>
      {view.toMe.map((one) => (
        <Handed key={one.event} one={one} />
      ))}
    </>
  )
}

function Handed({ one }: { readonly one: HandOverView }) {
  const { t } = useTranslation('workbench')
  const go = useRoute((state) => state.go)
  const { act, pending, error } = useCall('confirmHandOver')
  return (
    <section
      className="pane handed-over"
      aria-label={t('handed.title', { name: one.fromName })}
      data-testid="handed-over"
    >
      <header>
        <Icon name="person" />
        <b>{t('handed.title', { name: one.fromName })}</b>
        <small>{shortTime(one.at)}</small>
        <span className="grow">{one.remark === '' ? null : t('handed.remark', { remark: one.remark })}</span>
        <Button
          small
          kind="go"
          pending={pending}
          testId="confirm-hand-over"
          onClick={() => void act({ handOver: one.event })}
        >
          {t('handed.confirm')}
        </Button>
      </header>
      <ul>
        {one.cases.map((item) => (
          <li key={item.stream}>
            <button type="button" className="as-link" onClick={() => go('case', { case: item.stream })}>
              {item.applicantName}
            </button>{' '}
            {item.serviceItemName} <small className="num">{item.caseNumber}</small>
          </li>
        ))}
        {one.verifications.map((item) => (
          <li key={item.stream}>
            <button
              type="button"
              className="as-link"
              onClick={() => go('inbox', { verification: item.stream })}
            >
              {item.proofName}
            </button>{' '}
            {item.demandingUnitName} <small className="num">{item.letterNumber}</small>
          </li>
        ))}
      </ul>
      <ErrorNote error={error} />
    </section>
  )
}
