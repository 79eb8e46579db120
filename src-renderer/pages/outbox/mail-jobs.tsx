// Letters on their way by official mail: waiting, taken with the server's own words, or stopped for a person.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MailJob } from '../../../src-shared/contract/desk.ts'
import { useCall } from '../../desk/desk.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { GroupHead } from '../../parts/group-head.tsx'
import { Icon } from '../../parts/icon.tsx'
import { shortTime } from '../../parts/time.ts'

export function MailJobs({ jobs }: { readonly jobs: readonly MailJob[] }) {
  const { t } = useTranslation('outbox')
  const retrying = useCall('retryMail')
  const dropJob = useCall('dropMail')
  const [dropping, setDropping] = useState<string | null>(null)
  if (jobs.length === 0) return null
  async function drop(job: MailJob) {
    const outcome = await dropJob.act({ job: job.job })
    if (outcome.ok) setDropping(null)
  }
  return (
    <section className="pane" aria-label={t('mails')} data-testid="outbox-mails">
      <GroupHead icon="mail" end={t('mailsHint')}>
        <b>
          {t('mails')} {jobs.length}
        </b>
      </GroupHead>
      <ErrorNote error={retrying.error ?? dropJob.error} />
      <table className="t">
        <colgroup>
          <col />
          <col />
          <col />
          <col />
          <col />
          <col />
        </colgroup>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.job} tabIndex={-1} data-testid={`mail-job-${job.state}`}>
              <td>
                <div className="ob-what">
                  <Icon name="mail" />
                  <div>
                    <span className="cut">{t('mail.title', { number: job.letterNumber })}</span>
                    <small className="cut">{t('mail.to', { to: job.to })}</small>
                  </div>
                </div>
              </td>
              <td className="num">{shortTime(job.queuedAt)}</td>
              <td className="num">{job.attempts}</td>
              <td>
                <b className={job.state === 'given-up' ? 'ob-reason' : undefined}>
                  {t(`mail.state.${job.state}`)}
                </b>
                <small className="cut num" title={job.response}>
                  {job.response === '' ? t('mail.noAnswer') : t('mail.answer', { response: job.response })}
                </small>
              </td>
              <td className="num">
                {job.state === 'waiting'
                  ? job.nextAttemptAt === null
                    ? t('soon')
                    : shortTime(job.nextAttemptAt)
                  : t('noMore')}
              </td>
              <td className="ob-act">
                {job.state !== 'sent' &&
                  (dropping === job.job ? (
                    <span className="ob-confirm">
                      <small>{t('mailDropConfirm')}</small>
                      <Button
                        small
                        kind="grave"
                        pending={dropJob.pending}
                        onClick={() => drop(job)}
                        testId="mail-drop-yes"
                      >
                        {t('mailDropOk')}
                      </Button>
                      <Button small kind="quiet" onClick={() => setDropping(null)}>
                        {t('mailDropKeep')}
                      </Button>
                    </span>
                  ) : (
                    <>
                      <Button
                        small
                        pending={retrying.pending}
                        onClick={() => void retrying.act({ job: job.job })}
                        testId="mail-retry"
                      >
                        {t('mailRetry')}
                      </Button>
                      <Button small kind="quiet" onClick={() => setDropping(job.job)} testId="mail-drop">
                        {t('mailDrop')}
                      </Button>
                    </>
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
