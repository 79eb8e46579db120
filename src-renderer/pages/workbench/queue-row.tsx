// One strip of the queue: time first, then what, whose, and in whose court the ball is; no button where nothing can be done.
import { Trans, useTranslation } from 'react-i18next'
import type { WorkbenchRow } from '../../../src-shared/contract/queue-view.ts'
import { Button } from '../../parts/button.tsx'
import { ClockChip } from '../../parts/clock-chip.tsx'
import { Icon } from '../../parts/icon.tsx'
import { methodClass, Seal } from '../../parts/seal.tsx'
import { CoverMark } from '../../parts/tag.tsx'
import { clockTime, shortTime } from '../../parts/time.ts'

/** One proof of one case is one row. */
export const keyOfRow = (row: WorkbenchRow): string => `${row.case} ${row.entry}`

export function QueueRow({
  row,
  here,
  onStand,
  onOpen,
}: {
  readonly row: WorkbenchRow
  readonly here: boolean
  readonly onStand: () => void
  readonly onOpen: () => void
}) {
  const { t } = useTranslation('workbench')
  const common = useTranslation('common').t
  const secretName = useTranslation('case').t('secretName')
  const mine = row.ball === 'mine'
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the queue opens a row with Enter
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <div
      className={here ? 'qrow is-here' : 'qrow'}
      tabIndex={-1}
      data-row={keyOfRow(row)}
      data-testid={`row-${row.entry}`}
      data-ball={row.ball}
      onFocus={onStand}
      onClick={onOpen}
    >
      {row.verification === null ? (
        <span className={`mname ${methodClass[row.method]}`}>{common(`methods.${row.method}.name`)}</span>
      ) : (
        <ClockChip clock={row.clock} />
      )}
      <Seal method={row.method} state={row.ball === 'theirs' ? 'wait' : 'open'} />
      <div className="two">
        <b>{row.proofName || secretName}</b>
        <small>{row.serviceItemName}</small>
      </div>
      <div className="two">
        <span>{row.applicantName}</span>
        {row.covered ? <CoverMark name={row.staffName} /> : <small>{row.caseNumber}</small>}
      </div>
      <div className={mine ? 'ball mine' : 'ball'}>
        <Icon name={mine ? 'left' : 'right'} />
        <div className="two">
          <Ball row={row} />
        </div>
      </div>
      <span className="act">
        {mine && row.action !== null ? (
          <Button small testId={`do-${row.entry}`} onClick={onOpen}>
            {t(`acts.${row.action}`)}
          </Button>
        ) : null}
      </span>
    </div>
  )
}

function Ball({ row }: { readonly row: WorkbenchRow }) {
  const { t } = useTranslation('workbench')
  const common = useTranslation('common').t
  if (row.ball === 'mine')
    return (
      <>
        <b>{t('row.mine', { act: row.action === null ? '' : t(`acts.${row.action}`) })}</b>
        <small>{row.otherUnitName}</small>
      </>
    )
  if (row.ball === 'colleagues')
    return (
      <>
        <span>
          <Trans t={t} i18nKey="row.colleague" components={{ i: <i className="wt" /> }} />
        </span>
        <small>{row.otherUnitName}</small>
      </>
    )
  const registered = row.verificationStatus === 'registered'
  return (
    <>
      <span>
        {registered ? (
          <Trans
            t={t}
            i18nKey="row.theirs"
            values={{ unit: row.otherUnitName }}
            components={{ i: <i className="wt" /> }}
          />
        ) : (
          <Trans
            t={t}
            i18nKey="row.theirsRegister"
            values={{ unit: row.otherUnitName }}
            components={{ i: <i className="wt" /> }}
          />
        )}
      </span>
      <small>
        {row.lastDispatch !== null && !registered
          ? t('row.sent', {
              channel: common(`channels.${row.lastDispatch.channel}`),
              time: shortTime(row.lastDispatch.sentAt),
            })
          : !registered && row.sync === 'local'
            ? t('row.notReached')
            : row.clock.dueAt === null
              ? t('row.staff', { name: row.staffName })
              : `${clockTime(row.clock.dueAt)} ${t('row.staff', { name: row.staffName })}`}
      </small>
    </>
  )
}
