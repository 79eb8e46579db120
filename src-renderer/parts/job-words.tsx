// How a letter on its way stands, in one line: the same words in the outbox and beside its proof.
import { useTranslation } from 'react-i18next'
import type { ChannelJob } from '../../src-shared/contract/outbox-view.ts'
import './job.css'
import { shortTime } from './time.ts'

/** What stands where, in a clerk's words; the other side's own words follow it. */
export function JobWords({ job }: { readonly job: ChannelJob }) {
  const { t } = useTranslation('outbox')
  const state =
    job.stopped !== null
      ? t(`job.stopped.${job.stopped}`)
      : job.state === 'waiting' && job.request !== null
        ? t('job.taken', { request: job.request })
        : t(`job.state.${job.state}`)
  const answer = job.response === '' ? null : t('job.answer', { response: job.response })
  return (
    <>
      <b className={job.state === 'given-up' ? 'job-stopped' : undefined}>{state}</b>
      {job.doubtful && <small>{t('job.doubtful')}</small>}
      <small className="cut num" title={job.response}>
        {answer ?? (job.attempts === 0 ? t('job.noAnswer') : t('job.silent'))}
      </small>
    </>
  )
}

/** When it is tried or asked about again; nothing where it has gone. */
export function JobNext({ job }: { readonly job: ChannelJob }) {
  const { t } = useTranslation('outbox')
  if (job.state === 'given-up') return t('noMore')
  if (job.state === 'sent') return null
  return job.nextAttemptAt === null ? t('soon') : shortTime(job.nextAttemptAt)
}
