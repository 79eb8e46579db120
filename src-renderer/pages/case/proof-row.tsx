// One proof on the spine: seal, name, how it is spared, who is concerned, where it stands; unfolds when stood on.
import { useTranslation } from 'react-i18next'
import type { ProofView } from '../../../src-shared/contract/case-view.ts'
import { contentForbidden } from '../../../src-shared/domain/exemption-list.ts'
import type { caseWords } from '../../i18n/zh-cn/case.ts'
import { ClockChip } from '../../parts/clock-chip.tsx'
import { Dot } from '../../parts/dot.tsx'
import { Icon } from '../../parts/icon.tsx'
import { methodClass, Seal, sealOf } from '../../parts/seal.tsx'
import { DispatchMark, SyncMark } from '../../parts/sync-mark.tsx'
import { SecrecyTag } from '../../parts/tag.tsx'
import { shortTime } from '../../parts/time.ts'
import { Verdict } from '../../parts/verdict.tsx'
import { MailsOfInquiry } from '../mail-in/mail-lists.tsx'
import { ballOf } from './acts.ts'
import { ProofNext } from './proof-next.tsx'
import type { ProofPage } from './proof-page.ts'
import { VisitRecord } from './visit/visit-record.tsx'

export function ProofRow({
  proof,
  here,
  page,
  onStand,
}: {
  readonly proof: ProofView
  readonly here: boolean
  readonly page: ProofPage
  readonly onStand: () => void
}) {
  const { t } = useTranslation('case')
  const common = useTranslation('common').t
  const { entry } = proof
  const secret = contentForbidden(entry.secrecy)
  const settled = proof.status === 'settled'
  const classes = ['proof', settled ? 'done' : '', here ? 'is-here' : '', ballOf(proof)]
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the page moves between rows with the arrow keys
    <li
      className={classes.filter(Boolean).join(' ')}
      tabIndex={-1}
      aria-current={here ? 'step' : undefined}
      data-testid={`proof-${entry.entry}`}
      data-status={proof.status}
      data-method={proof.method}
      data-entry={entry.entry}
      onClick={here ? undefined : onStand}
    >
      <Seal method={proof.method} state={sealOf[proof.status]} />
      <div className="two">
        <h3>
          {secret ? t('secretName') : entry.proofName} <SecrecyTag secrecy={entry.secrecy} />
        </h3>
        <small>
          {[
            entry.entryNumber === '' ? '' : t('entryNumber', { number: entry.entryNumber }),
            proof.verificationView?.state.request == null
              ? entry.proofPurpose
              : t('letter', { number: proof.verificationView.state.request.letterNumber }),
          ]
            .filter(Boolean)
            .map((part, at) => (
              <span key={part}>
                {at > 0 ? <Dot /> : null}
                {part}
              </span>
            ))}
        </small>
      </div>
      <span className={`mname ${methodClass[proof.method]}`}>{common(`methods.${proof.method}.name`)}</span>
      <Concerned proof={proof} />
      <Standing proof={proof} />
      {here && !settled ? <ProofNext proof={proof} page={page} /> : null}
      {here && proof.visit !== null ? <VisitRecord caseStream={page.caseStream} visit={proof.visit} /> : null}
      {here && settled && proof.verification !== null ? (
        <MailsOfInquiry verification={proof.verification} />
      ) : null}
    </li>
  )
}

function Concerned({ proof }: { readonly proof: ProofView }) {
  const { t } = useTranslation('case')
  const common = useTranslation('common').t
  const { entry, verificationView: verification } = proof
  if (contentForbidden(entry.secrecy))
    return (
      <div className="two">
        <span>{t('secretUnit')}</span>
      </div>
    )
  if (proof.method === 'abolished')
    return (
      <div className="two">
        <span>{t('nobodyAsked')}</span>
        <small title={entry.legalBasis}>{entry.legalBasis}</small>
      </div>
    )
  if (proof.method === 'commitment')
    return (
      <div className="two">
        <span>{t('applicantSelf')}</span>
        <small title={entry.legalBasis}>{entry.followUp ?? entry.legalBasis}</small>
      </div>
    )
  const archive = verification?.state.archiveClass ?? entry.archiveClass
  const limit =
    archive === null
      ? ''
      : t('limit', { archive: common(`archive.${archive}`), limit: common(`archive.limit.${archive}`) })
  const registration = verification?.state.registration ?? null
  return (
    <div className="two">
      <span>{verification?.issuingUnitName || proof.issuingUnitName || entry.issuingUnit}</span>
      <small>
        {verification === null || registration === null ? (
          proof.method === 'verification' ? (
            limit
          ) : (
            entry.methodWording
          )
        ) : (
          <>
            {t('registered', {
              name: verification.registeredByName,
              time: shortTime(registration.registeredAt),
            })}
            <Dot />
            {limit}
          </>
        )}
      </small>
    </div>
  )
}

type SettledWords = keyof typeof caseWords.settledBy

function Standing({ proof }: { readonly proof: ProofView }) {
  const { t } = useTranslation('case')
  const { verificationView: verification } = proof
  if (proof.status === 'settled')
    return (
      <div className="state">
        <span className="settled">
          <Icon name="check" size="s" />
          {proof.settledAt === null ? '' : shortTime(proof.settledAt)}{' '}
          {proof.settledBy === null ? '' : t(`settledBy.${proof.settledBy as SettledWords}`)}
        </span>
        <SyncMark sync={proof.sync} />
      </div>
    )
  if (proof.status === 'asked' && verification !== null) {
    const dispatch = verification.state.dispatches.at(-1)
    const answered = verification.state.answer
    return (
      <div className="state">
        {verification.state.status === 'contradicted' ? (
          <b className="soon-words">{t('contradiction.title')}</b>
        ) : answered === null ? (
          <ClockChip clock={verification.clock} />
        ) : (
          <Verdict verdict={answered.body.verdict} />
        )}
        {answered !== null ? (
          <SyncMark sync={verification.sync} />
        ) : verification.state.registration === null && dispatch !== undefined ? (
          <DispatchMark channel={dispatch.body.channel} />
        ) : verification.reached || verification.state.registration !== null ? (
          <SyncMark sync={verification.sync} />
        ) : (
          <span className="sync local" data-testid="not-reached">
            <Icon name="disk" size="s" />
            {t('notReached')}
          </span>
        )}
      </div>
    )
  }
  return (
    <div className="state">
      {proof.status === 'mismatch' ? <Verdict verdict="mismatch" /> : <b>{t(`status.${proof.status}`)}</b>}
      <SyncMark sync={proof.sync} />
    </div>
  )
}
