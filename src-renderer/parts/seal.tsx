// The one-character seal of a method: open while it is ours, dashed while others hold it, solid once settled.
import { useTranslation } from 'react-i18next'
import type { ProofStatus } from '../../src-shared/domain/case.ts'
import type { ExemptionMethod } from '../../src-shared/domain/exemption-list.ts'

/** Class of a method's hue. */
export const methodClass = {
  abolished: 'abolished',
  'data-sharing': 'sharing',
  commitment: 'commitment',
  verification: 'verification',
  agency: 'agency',
  other: 'other',
} as const satisfies Record<ExemptionMethod, string>

export type SealState = 'open' | 'wait' | 'done'

/** Whose court a proof is in. */
export const sealOf = {
  open: 'open',
  asked: 'wait',
  authorised: 'open',
  mismatch: 'open',
  'supplement-asked': 'wait',
  settled: 'done',
} as const satisfies Record<ProofStatus, SealState>

export function Seal({
  method,
  state = 'open',
  small = false,
}: {
  readonly method: ExemptionMethod
  readonly state?: SealState
  readonly small?: boolean
}) {
  const { t } = useTranslation('common')
  const name = `${t(`methods.${method}.name`)} · ${t(`sealState.${state}`)}`
  const classes = ['seal', methodClass[method], state === 'open' ? '' : state, small ? 's' : '']
  return (
    <span className={classes.filter(Boolean).join(' ')} role="img" aria-label={name} title={name}>
      {t(`methods.${method}.seal`)}
    </span>
  )
}

/** Seal and name of a method. */
export function MethodName({
  method,
  small = false,
}: {
  readonly method: ExemptionMethod
  readonly small?: boolean
}) {
  const { t } = useTranslation('common')
  return (
    <span className={`method ${methodClass[method]}`}>
      <Seal method={method} small={small} />
      <em>{t(`methods.${method}.name`)}</em>
    </span>
  )
}
